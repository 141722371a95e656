package plan

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/parser"

	"github.com/ctxsize/ctxsize/internal/budget"
)

// Error is an error that a person can mend.
type Error struct {
	Err error
	// Hint is what to type next, "" for none.
	Hint string
}

func (e *Error) Error() string { return e.Err.Error() }

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// SyntaxError is what the builder refuses in a Dockerfile.
type SyntaxError struct {
	// Line counts from 1; 0 where the fault is not of one line.
	Line int
	Err  error
}

func (e *SyntaxError) Error() string {
	if e.Line == 0 {
		return e.Err.Error()
	}
	return fmt.Sprintf("line %d: %s", e.Line, e.Err)
}

// Unwrap gives the cause.
func (e *SyntaxError) Unwrap() error { return e.Err }

// TargetError is a target that is not a stage.
type TargetError struct {
	Target string
	// Stages are the names that could have been meant, in file order.
	Stages []string
}

func (e *TargetError) Error() string {
	return fmt.Sprintf("target stage %q could not be found", e.Target)
}

// locate finds the line of an error of the parser.
func locate(err error) error {
	if _, ok := errors.AsType[*TargetError](err); ok {
		return err
	}
	found := &SyntaxError{Err: err}
	if rest, ok := strings.CutPrefix(err.Error(), "dockerfile parse error on line "); ok {
		number, message, _ := strings.Cut(rest, ": ")
		found.Line, _ = strconv.Atoi(number)
		found.Err = errors.New(message)
		return found
	}
	if limit, ok := errors.AsType[*budget.Error](err); ok && limit.Line > 0 {
		found.Line = limit.Line
		found.Err = &budget.Error{Limit: limit.Limit}
		return found
	}
	if located, ok := errors.AsType[*parser.LocationError](err); ok && len(located.Locations) > 0 {
		found.Line = firstLine(located.Locations[0])
	}
	return found
}
