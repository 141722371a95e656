package build

import (
	"fmt"
)

// Error is an error that a user can fix.
type Error struct {
	Err error
	// Hint is what to type next, "" for none.
	Hint string
}

func (e *Error) Error() string { return e.Err.Error() }

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// SyntaxError is an error for which the builder refuses a Dockerfile.
type SyntaxError struct {
	// Line counts from 1; 0 where the error is not about one line.
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
	// Stages are the names of the stages, in file order.
	Stages []string
}

func (e *TargetError) Error() string {
	return fmt.Sprintf("target stage %q could not be found", e.Target)
}

// AbsentError reports a build of a submodule of git that is not checked out here.
type AbsentError struct{ Submodule string }

func (e *AbsentError) Error() string {
	return "the submodule " + e.Submodule + " is not checked out"
}
