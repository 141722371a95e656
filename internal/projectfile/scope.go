package projectfile

import (
	"os"
	"path/filepath"
	"strings"
)

// A Scope is the directories of a project. A file has to stay in the outermost one that contains it.
//
// The directories are the work tree of the git repository around the context or the file that describes builds (one that git itself would accept), the
// directory that was searched or the working directory, the directory of the compose or bake file, and the context. A file in none of them
// has to stay in its own directory.
//
// A Scope is read by any number of goroutines.
type Scope struct{ dirs []string } // absolute, without links

// NewScope returns the scope of some directories. Those that do not exist are left out.
func NewScope(dirs ...string) Scope { return Scope{}.With(dirs...) }

// With returns a scope with more directories.
func (s Scope) With(dirs ...string) Scope {
	all := append([]string(nil), s.dirs...)
	for _, dir := range dirs {
		if dir == "" {
			continue
		}
		if real, err := absolute(dir); err == nil {
			all = append(all, real)
		}
	}
	return Scope{all}
}

// Contains reports whether a path, with the links in the directories above it resolved, is in one of the directories.
func (s Scope) Contains(path string) bool {
	_, inside := s.enclosing(path)
	return inside
}

// Dir returns the outermost directory of the scope that contains a path, and the path's own directory where none does.
func (s Scope) Dir(path string) string {
	dir, _ := s.enclosing(path)
	return dir
}

func (s Scope) enclosing(path string) (dir string, inside bool) {
	own, err := absolute(filepath.Dir(path))
	if err != nil {
		own = filepath.Dir(path)
	}
	dir = own
	for _, d := range s.dirs {
		if isBelow(d, own) && (!inside || len(d) < len(dir)) {
			dir, inside = d, true
		}
	}
	return dir, inside
}

// isBelow reports whether a path is a directory or inside of it. Both are clean and absolute.
func isBelow(dir, path string) bool {
	rest, ok := strings.CutPrefix(path, strings.TrimSuffix(dir, string(filepath.Separator)))
	return ok && (rest == "" || os.IsPathSeparator(rest[0]))
}

// absolute returns a path without links.
func absolute(path string) (string, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	return filepath.EvalSymlinks(path)
}

// Read returns the content of the regular file that a path leads to, which has to be in the project.
func (s Scope) Read(path string, limit int64) ([]byte, error) {
	return ReadWithin(s.Dir(path), path, limit)
}

// ReadReferred is [Scope.Read] for a file that another file of the project names: it may not be outside of the scope even without a link.
func (s Scope) ReadReferred(path string, limit int64) ([]byte, error) {
	dir, inside := s.enclosing(path)
	if !inside {
		return nil, s.Outside(path)
	}
	return ReadWithin(dir, path, limit)
}

// Outside returns the error for a path that the scope does not contain.
func (s Scope) Outside(path string) error {
	return &OutsideError{Path: path, Real: path, Dir: s.outermost()}
}

// outermost returns the shortest of the directories.
func (s Scope) outermost() string {
	best := "the project"
	for n, dir := range s.dirs {
		if n == 0 || len(dir) < len(best) {
			best = dir
		}
	}
	return best
}

// Head returns the first bytes of the regular file that a path leads to, which has to be in the project.
func (s Scope) Head(path string, limit int64) ([]byte, error) {
	return HeadWithin(s.Dir(path), path, limit)
}
