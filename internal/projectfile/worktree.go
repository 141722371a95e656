package projectfile

import (
	"os"
	"path/filepath"
)

// WorkTree returns the nearest directory at or above an absolute one that holds a .git of the user who runs the program, "" for none. A .git of
// anybody else is passed over, as git does (safe.directory).
func WorkTree(dir string) string {
	for {
		if info, err := os.Lstat(filepath.Join(dir, ".git")); err == nil && (info.IsDir() || info.Mode().IsRegular()) && ownedByUser(info) {
			return dir
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return ""
		}
		dir = parent
	}
}
