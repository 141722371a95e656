package projectfile

import (
	"os"
	"path/filepath"
)

// RealPath returns the path of a file without links in the directories that lead to it; the file itself may be one.
func RealPath(path string) string {
	if dir, err := filepath.EvalSymlinks(filepath.Dir(path)); err == nil {
		return filepath.Join(dir, filepath.Base(path))
	}
	return path
}

// IsLink reports whether a file is a symbolic link.
func IsLink(path string) bool {
	info, err := os.Lstat(path)
	return err == nil && info.Mode()&os.ModeSymlink != 0
}
