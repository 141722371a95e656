package inventory

import (
	"os"
	"path/filepath"
	"strings"
)

// GitsOwn returns the file of git that the ignore file of a context is linked to, by a symbolic or a hard link; "" if it is a file of its own.
// A pattern in it is one for git, too.
func (c *Usage) GitsOwn() string {
	file := c.Context.Ignore.Path
	if file == "" || !filepath.IsAbs(file) {
		return ""
	}
	real, err := filepath.EvalSymlinks(file)
	if err != nil {
		return ""
	}
	if filepath.Base(real) == ".gitignore" || strings.HasSuffix(filepath.ToSlash(real), ".git/info/exclude") {
		return real
	}
	beside := filepath.Join(filepath.Dir(file), ".gitignore")
	own, err := os.Stat(file)
	if err != nil {
		return ""
	}
	if other, err := os.Stat(beside); err == nil && os.SameFile(own, other) {
		return beside
	}
	return ""
}
