package similar

import (
	"fmt"
	"strings"
)

// maxExpected is how many known names an error lists.
const maxExpected = 6

// UnknownError is the error for a name that is none of the known ones.
type UnknownError struct {
	Kind  string // what has the name, as in "severity"
	Name  string
	Known []string
	Else  string // the hint if no known name is similar
}

// Error is of error. It lists the known names if they are few.
func (e *UnknownError) Error() string {
	text := fmt.Sprintf("unknown %s %q", e.Kind, e.Name)
	if len(e.Known) > maxExpected {
		return text
	}
	return text + ": expected " + Or(e.Known)
}

// Hint returns the names that a misspelled one may mean.
func (e *UnknownError) Hint() string {
	if hint := Hint(e.Name, e.Known); hint != "" {
		return hint
	}
	return e.Else
}

// Or returns names as in "a, b or c".
func Or(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " or " + names[len(names)-1]
}
