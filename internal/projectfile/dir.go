package projectfile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// A Dir is an open directory whose files are read by their paths below it. A link that leads out of it is an error. It is for concurrent use.
type Dir struct {
	root  *os.Root
	quick quickDir
}

// OpenDir opens a directory.
func OpenDir(path string) (*Dir, error) {
	root, err := OpenRoot(path)
	if err != nil {
		return nil, err
	}
	return &Dir{root: root, quick: openQuick(root)}, nil
}

// Root returns the directory as the standard library knows it.
func (d *Dir) Root() *os.Root { return d.root }

// Head returns the first bytes of a regular file, at most limit of them.
func (d *Dir) Head(rel string, limit int64) ([]byte, error) {
	if text, err, done := d.quick.read(rel, limit, false); done {
		return text, err
	}
	if err := d.missing(rel); err != nil {
		return nil, err
	}
	return HeadIn(d.root, rel, limit)
}

// Small returns the content of a regular file, nil for one of more than limit bytes, which is not read.
func (d *Dir) Small(rel string, limit int64) ([]byte, error) {
	if text, err, done := d.quick.read(rel, limit, true); done {
		return text, err
	}
	return SmallIn(d.root, rel, limit)
}

// missing returns the error about a path that does not exist: most of the requested ones do not, and one lstat is faster than opening a path
// name by name.
func (d *Dir) missing(rel string) error {
	_, err := os.Lstat(filepath.Join(d.root.Name(), rel))
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENAMETOOLONG) {
		return err
	}
	return nil
}
