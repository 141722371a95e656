package edit

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// stage is a directory in which a new file has its name until it takes the place of another one. It is open and locked.
type stage struct {
	root *os.Root
	dir  *os.File
	name string
	own  bool // it is the stage's to close
}

// stageIn returns a function that opens a directory of the user's own as a stage, and removes what a killed process left in it. It fails if the
// directory is in the one that holds the entry, and if anybody else may use it.
func (e *entry) stageIn(parent func() (string, error)) func() (*stage, error) {
	return func() (*stage, error) {
		base, err := parent()
		if err != nil {
			return nil, err
		}
		return e.openStage(base)
	}
}

// temporaryDir returns the parent of the stages of all users.
func temporaryDir() (string, error) { return os.TempDir(), nil }

func (e *entry) openStage(base string) (*stage, error) {
	base, err := filepath.EvalSymlinks(base)
	if err != nil {
		return nil, err
	}
	path := filepath.Join(base, fmt.Sprintf("ctxsize-edit-%d", os.Geteuid()))
	if slices.ContainsFunc(e.contextDirs, func(dir string) bool { return isInside(dir, path) }) {
		return nil, fmt.Errorf("%s may be sent: %w", path, fs.ErrInvalid)
	}
	if err := os.Mkdir(path, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, err
	}
	info, err := os.Lstat(path)
	if err != nil || !info.IsDir() || !ownedByUser(info) {
		return nil, fmt.Errorf("%s belongs to another user: %w", path, errors.Join(err, fs.ErrPermission))
	}
	return openOwn(path, info)
}

// openOwn opens and locks a directory of the user's that was found a moment ago.
func openOwn(path string, found fs.FileInfo) (*stage, error) {
	var err error
	s := &stage{name: "new", own: true}
	if s.root, err = os.OpenRoot(path); err != nil {
		return nil, err
	}
	if s.dir, err = s.root.Open("."); err != nil {
		return nil, errors.Join(err, s.root.Close())
	}
	// The path may lead elsewhere by now.
	if opened, failed := s.dir.Stat(); failed != nil || !os.SameFile(found, opened) {
		err = fmt.Errorf("%s has changed: %w", path, errors.Join(failed, fs.ErrInvalid))
	}
	return s.prepare(err)
}

// prepare locks and cleans a stage that was opened without an error, and closes it otherwise.
func (s *stage) prepare(err error) (*stage, error) {
	if err == nil {
		_, err = lock(s.dir)
	}
	if err == nil {
		err = s.clean()
	}
	if err != nil {
		return nil, errors.Join(err, s.dir.Close(), s.root.Close())
	}
	return s, nil
}

// stageAbove opens the directory above the context, and above the project, as a stage, if it is the user's and nobody else may write to it.
func (e *entry) stageAbove() (*stage, error) {
	above := e.contextDirs[0]
	for _, dir := range e.contextDirs[1:] {
		if isInside(dir, above) {
			above = dir
		}
	}
	if above == filepath.Dir(above) {
		return nil, fmt.Errorf("no directory above %s: %w", above, fs.ErrInvalid)
	}
	above = filepath.Dir(above)
	s := &stage{name: fmt.Sprintf(".ctxsize-edit-%d", os.Geteuid()), own: true}
	var err error
	if s.root, err = os.OpenRoot(above); err != nil {
		return nil, err
	}
	if s.dir, err = s.root.Open("."); err != nil {
		return nil, errors.Join(err, s.root.Close())
	}
	info, err := s.dir.Stat()
	if err == nil && !isWritableByUserOnly(info) {
		err = fmt.Errorf("other users may write to %s: %w", above, fs.ErrPermission)
	}
	return s.prepare(err)
}

// ownStage returns the directory of the entry as a stage.
func (e *entry) ownStage() (*stage, error) {
	s := &stage{root: e.root, dir: e.dir, name: e.temporaryName()}
	return s, s.clean()
}

// clean removes what is there of a file.
func (s *stage) clean() error {
	if err := s.root.Remove(s.name); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// close removes the file that has been replaced.
func (s *stage) close() {
	_ = s.clean()
	if s.own {
		_ = s.dir.Close()
		_ = s.root.Close()
	}
}
