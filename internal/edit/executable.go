package edit

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// LinkExecutable makes a path lead to an executable: as a symbolic link, or as a copy where the system has no links. It makes the directory, and
// replaces a link or a copy that it made before. copied reports whether it made a copy. Another file at the path is a *[RefusedError].
func LinkExecutable(executable, path string) (copied bool, err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return false, err
	}
	if _, err := UnlinkExecutable(executable, path); err != nil {
		return false, err
	}
	if err := os.Symlink(executable, path); err == nil {
		return false, nil
	}
	text, err := os.ReadFile(executable)
	if err != nil {
		return false, fmt.Errorf("cannot copy %s: %w", executable, err)
	}
	return true, os.WriteFile(path, text, 0o755)
}

// UnlinkExecutable removes what [LinkExecutable] made. existed is false if there was nothing. Another file at the path is a *[RefusedError].
func UnlinkExecutable(executable, path string) (existed bool, err error) {
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if info.Mode()&fs.ModeSymlink == 0 && !isCopy(executable, path) {
		return true, &RefusedError{Path: path, Reason: "it is not a link or copy of this program", Hint: "remove " + path}
	}
	return true, os.Remove(path)
}

// isCopy reports whether two files have the same content.
func isCopy(one, other string) bool {
	text, err := os.ReadFile(one)
	if err != nil {
		return false
	}
	more, err := os.ReadFile(other)
	return err == nil && bytes.Equal(text, more)
}
