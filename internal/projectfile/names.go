package projectfile

import (
	"path/filepath"
	"slices"
)

// NamesPath reports whether a value is the path of a file or directory in one of some directories, or of a directory around one of these.
func NamesPath(value string, dirs ...string) bool {
	return slices.ContainsFunc(dirs, func(dir string) bool { return dir != "" && namesPathIn(value, dir) })
}

func namesPathIn(value, dir string) bool {
	if !filepath.IsAbs(value) {
		return filepath.IsLocal(value) && Exists(filepath.Join(dir, value))
	}
	if rel, err := filepath.Rel(value, dir); err == nil && filepath.IsLocal(rel) {
		return true
	}
	rel, err := filepath.Rel(dir, value)
	return err == nil && filepath.IsLocal(rel) && Exists(value)
}
