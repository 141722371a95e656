package compose

import (
	"errors"

	"github.com/ctxsize/ctxsize/internal/projectfile"
)

// hintNamed returns the flag that reads a file anyway, for one that was found and leads out of the project.
func HintOutside(err error, flag, otherwise string) string {
	if _, ok := errors.AsType[*projectfile.OutsideError](err); ok {
		return flag + " reads it anyway"
	}
	return otherwise
}

// ReadDefinition reads a file that describes builds. Only one that the user named may lead out of the project.
func ReadDefinition(path string, named bool, scope projectfile.Scope) ([]byte, error) {
	if named {
		return projectfile.ReadNamed(path, projectfile.MaxSize)
	}
	return scope.Read(path, projectfile.MaxSize)
}
