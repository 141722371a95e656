// Package budget holds the limits on what a project file may cost, and the checks that keep a parser within them.
//
// No file of less than a megabyte may take more than 2 s of processor time and 256 MiB of memory. Most parsers cannot be canceled, and a
// stack overflow ends a Go program whatever it recovers from, so a file is checked before a parser sees it.
package budget

import (
	"errors"
	"fmt"
)

const (
	// MaxNesting is how deep brackets, blocks, mappings, sequences and substitutions may be nested in a file.
	MaxNesting = 100
	// MaxValue is the largest value that a variable or an expression may have, in bytes.
	MaxValue = 1 << 20
	// MaxExpanded is how much all variables of one file may expand to, in bytes.
	MaxExpanded = 16 << 20
)

// An Error reports a file that exceeds a limit. Other files and other builds are still answered.
type Error struct {
	// File is the path of the file, "" where only the caller knows it.
	File string
	// Line counts from 1; 0 where the limit is not exceeded at one line.
	Line int
	// Limit is what is exceeded, such as "nested more than 100 levels deep".
	Limit string
}

func (e *Error) Error() string {
	switch {
	case e.File == "":
		return e.Limit
	case e.Line == 0:
		return fmt.Sprintf("%s: %s", e.File, e.Limit)
	}
	return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Limit)
}

// Exceeded returns an error for a file, "" for one that the caller names, and a line, 0 for none.
func Exceeded(file string, line int, format string, args ...any) error {
	return &Error{File: file, Line: line, Limit: fmt.Errorf(format, args...).Error()}
}

// Is reports whether a limit is what an error is about.
func Is(err error) bool {
	_, ok := errors.AsType[*Error](err)
	return ok
}
