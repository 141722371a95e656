package compose

import (
	"errors"

	"github.com/ctxsize/ctxsize/internal/projectfile"
)

// HintOutside returns the flag that reads a file outside of the project, otherwise another hint.
func HintOutside(err error, flag, otherwise string) string {
	if _, ok := errors.AsType[*projectfile.OutsideError](err); ok {
		return flag + " reads it anyway"
	}
	return otherwise
}

// ReadDefinition reads a file that defines builds. Only one of the command line may be outside of the project.
func ReadDefinition(path string, named bool, scope projectfile.Scope) ([]byte, error) {
	if named {
		return projectfile.ReadNamed(path, projectfile.MaxSize)
	}
	return scope.Read(path, projectfile.MaxSize)
}
