package build

import (
	"fmt"
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
