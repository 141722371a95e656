package project

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/dockerfile"
)

// findContext finds the main context, in the order of buildx: standard input, an existing directory, an address.
func (s *resolver) findContext() error {
	s.main.Given = s.Context
	if s.Context == "" {
		return &build.Error{Err: errors.New("missing context"), Hint: "use a directory, such as . for the working directory"}
	}
	if s.Context == "-" {
		return s.placeStdin()
	}
	root, err := s.root(s.Context)
	if err == nil {
		s.main.Root, s.main.Dir = root, typedPath(s.abs(s.Context), root)
		return nil
	}
	if dockerfile.IsRemoteAddress(s.Context) {
		s.main.Remote = true
		return nil
	}
	return err
}

// root finds a directory, with symbolic links resolved (github.com/tonistiigi/fsutil, NewFS).
func (s *resolver) root(path string) (string, error) {
	path = s.abs(path)
	info, err := os.Stat(path)
	if err == nil && !info.IsDir() {
		return "", &build.Error{Err: fmt.Errorf("context %s: not a directory", path), Hint: s.hintFile(path)}
	}
	if err == nil {
		path, err = filepath.EvalSymlinks(path)
	}
	if errors.Is(err, fs.ErrNotExist) {
		return "", &build.Error{Err: noDirectoryError(path), Hint: "the context is a directory, given relative to the working directory"}
	}
	return path, err
}

// typedPath returns a directory by the path that was typed, cleaned, or its real path if that leads elsewhere: after a symbolic link ".."
// is not the directory that the text shows.
func typedPath(path, real string) string {
	clean := filepath.Clean(path)
	if resolved, err := filepath.EvalSymlinks(clean); err != nil || resolved != real {
		return real
	}
	return clean
}

// hintFile says what was probably meant by a file in place of a context.
func (s *resolver) hintFile(path string) string {
	if s.Dockerfile != "" {
		return "use the directory with the files of the build"
	}
	return fmt.Sprintf("for a Dockerfile use -f %s and name a directory as the context", filepath.Base(path))
}

// namedContext resolves a named context that the build reads.
func (s *resolver) namedContext(name string, p dockerfile.Paths) (build.Context, error) {
	c := build.Context{Name: name, Given: s.contexts[name], Requested: p.Requested, Paths: p.Paths, Whole: p.Whole, Loads: p.Loads}
	if dockerfile.IsRemoteContext(c.Given) {
		c.Remote, c.Ignore.Reason = true, "none: this context is not sent"
		return c, nil
	}
	root, err := s.namedRoot(name)
	if err != nil {
		return c, err
	}
	c.Root, c.Dir = root, typedPath(s.abs(c.Given), root)
	found, err := s.contextIgnore(s.abs(c.Given), root)
	if err != nil {
		return c, err
	}
	c.Ignore = found
	return c, nil
}

func (s *resolver) namedRoot(name string) (string, error) {
	root, err := s.root(s.contexts[name])
	if err != nil {
		return "", &build.Error{Err: fmt.Errorf("--build-context %s=%s: %w", name, s.contexts[name], err),
			Hint: "use --build-context NAME=DIRECTORY, or an address such as docker-image://alpine"}
	}
	return root, nil
}

// checkContexts refuses directories that are not there, even those that the build does not read: buildx opens all of them.
func (s *resolver) checkContexts() error {
	for _, name := range slices.Sorted(maps.Keys(s.contexts)) {
		if dockerfile.IsRemoteContext(s.contexts[name]) {
			continue
		}
		if _, err := s.namedRoot(name); err != nil {
			return err
		}
	}
	return nil
}

// noDirectoryError is the path of a context that does not exist.
type noDirectoryError string

func (e noDirectoryError) Error() string {
	return fmt.Sprintf("context %s: no such directory", string(e))
}

// Is reports whether target is [fs.ErrNotExist].
func (e noDirectoryError) Is(target error) bool { return target == fs.ErrNotExist }
