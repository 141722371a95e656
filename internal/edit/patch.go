package edit

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/termtext"
)

// byteOrderMark may precede the first line of a file, and is not part of it.
const byteOrderMark = "\ufeff"

// UnprintableError reports a line of an ignore file that must not be printed as it is, so that the text is not printed at all.
type UnprintableError struct {
	Path    string
	Line    int
	Problem string
}

func (e *UnprintableError) Error() string {
	return fmt.Sprintf("cannot print %s: line %d contains %s", e.Path, e.Line, e.Problem)
}

// Patch returns the change as [Change.Diff] does, for a terminal or a pipe: byte for byte what `git apply` takes. The error is an
// *[UnprintableError] where a line of it must not be printed.
func (c Change) Patch(name string) (string, error) {
	diff := c.Diff(name)
	_, hunks, _ := strings.Cut(diff, "\n@@ ")
	before, after := fileLines(c.Before), fileLines(c.After)
	for line := range strings.Lines(hunks) {
		of := before
		if line[0] == '+' {
			of = after
		}
		number := 1 + slices.Index(of, strings.TrimRight(line[1:], "\n"))
		if problem := lineProblem(line[1:], line[:1], number); problem != "" && number > 0 {
			return "", &UnprintableError{name, number, problem}
		}
	}
	return diff, nil
}

// Printable returns the text that the file is to have, for a terminal or a pipe. The error is an *[UnprintableError] where a line of it
// must not be printed.
func (c Change) Printable(name string) ([]byte, error) {
	for n, line := range fileLines(c.After) {
		if problem := lineProblem(line, "", n+1); problem != "" {
			return nil, &UnprintableError{name, n + 1, problem}
		}
	}
	return c.After, nil
}

func fileLines(text []byte) []string { return strings.Split(string(text), "\n") }

// lineProblem names what keeps a line from being printed with that text before it, "" for nothing. Line endings of Windows and a byte
// order mark at the beginning of a file are harmless.
func lineProblem(line, before string, number int) string {
	line = strings.TrimSuffix(strings.TrimSuffix(line, "\n"), "\r")
	if number == 1 {
		line = strings.TrimPrefix(line, byteOrderMark)
	}
	return termtext.Problem(before + line)
}

// FileDiff returns a change of a file as a unified diff without git's own header, so that `git apply` and `patch -p1` take its name as relative to
// the directory they run in. The error is an *[UnprintableError] where a line of it must not be printed.
func FileDiff(name string, before, after []byte, isNew bool) (string, error) {
	diff, err := (Change{Before: before, After: after, New: isNew}).Patch(name)
	if err != nil {
		return "", err
	}
	if at := strings.Index(diff, "--- "); at >= 0 {
		diff = diff[at:]
	}
	return diff, nil
}
