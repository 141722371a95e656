package edit

import (
	"fmt"
	"os"
)

// TempDir makes a directory of the program's own, and returns the function that removes it.
func TempDir() (dir string, remove func(), err error) {
	if dir, err = os.MkdirTemp("", "ctxsize-"); err != nil {
		return "", nil, fmt.Errorf("cannot make a temporary directory: %w", err)
	}
	// What cannot be removed is left to the system.
	return dir, func() { _ = os.RemoveAll(dir) }, nil
}
