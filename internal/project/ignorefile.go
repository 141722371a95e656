package project

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/dockerfile"
	"github.com/ctxsize/ctxsize/internal/projectfile"
)

const ignoreName = ".dockerignore"

// LocateIgnoreFile returns the file that the path of an ignore file leads to now, absolute and without symbolic links. No other function
// follows links to an ignore file, whether it is read or written.
func LocateIgnoreFile(f build.IgnoreFile) (string, error) {
	if f.LinkRoot == "" {
		return filepath.EvalSymlinks(f.Path)
	}
	rel, err := projectfile.Resolve(f.LinkRoot, f.LinkName)
	return filepath.Join(f.LinkRoot, rel), err
}

// withLink returns the file with Real and Link set, and with the end of its links in the reason.
func withLink(f build.IgnoreFile) build.IgnoreFile {
	real, err := LocateIgnoreFile(f)
	if err != nil {
		return f
	}
	f.Real = real
	if f.Link = projectfile.IsLink(f.Path); f.Link {
		shown := real
		if rel, err := filepath.Rel(f.Root, real); err == nil && filepath.IsLocal(rel) {
			shown = filepath.ToSlash(rel)
		}
		f.Reason += ", a symbolic link to " + shown
	}
	return f
}

// writeRoot returns the directory that a symbolic link of an ignore file must not leave: the context or the working directory that contains
// the file, else its own directory.
func (s *resolver) writeRoot(path string) string {
	for _, dir := range []string{s.abs(s.Context), s.Dir, filepath.Dir(path)} {
		real, err := filepath.EvalSymlinks(dir)
		if err != nil {
			continue
		}
		if rel, err := filepath.Rel(dir, path); err == nil && filepath.IsLocal(rel) {
			return real
		}
	}
	return filepath.Dir(path)
}

// mainIgnore finds the ignore file of the main context.
func (s *resolver) mainIgnore() (build.IgnoreFile, error) {
	switch {
	case s.main.Tar != nil:
		return build.IgnoreFile{Reason: "none: a tar on standard input is sent as it is"}, nil
	case s.main.Remote:
		return build.IgnoreFile{Reason: "none: the builder fetches the context and applies no ignore file"}, nil
	case s.IgnoreFile != "":
		return s.givenIgnore()
	case s.main.Empty:
		return build.IgnoreFile{Reason: "none: there is no context except the Dockerfile"}, nil
	}
	switch s.Builder {
	case build.Legacy:
		return s.legacyIgnore(s.abs(s.Context), s.main.Root)
	case build.Podman:
		return s.podmanIgnore()
	}
	own, err := s.ownIgnore()
	if err != nil || own.Path != "" {
		return own, err
	}
	found, err := s.contextIgnore(s.abs(s.Context), s.main.Root)
	if err == nil && found.Problem == nil && own.Problem != nil {
		found.Problem = own.Problem
	}
	return found, err
}

// givenIgnore reads the file of --ignore-file.
func (s *resolver) givenIgnore() (build.IgnoreFile, error) {
	path := s.abs(s.IgnoreFile)
	text, err := projectfile.ReadNamed(path, projectfile.MaxSize)
	if err != nil {
		return build.IgnoreFile{}, &build.Error{Err: fmt.Errorf("cannot read ignore file: %w", err), Hint: "--ignore-file is relative to the working directory"}
	}
	return withLink(build.IgnoreFile{Path: path, Root: s.writeRoot(path), Text: text, Reason: "given with --ignore-file"}), nil
}

// ownIgnore reads the ignore file that is named after the Dockerfile (frontend/dockerui, ReadEntrypoint). It is taken whole wherever
// BuildKit can read it; a file without permission arrives empty and counts.
func (s *resolver) ownIgnore() (build.IgnoreFile, error) {
	if s.name == "" {
		return build.IgnoreFile{}, nil
	}
	root, err := filepath.EvalSymlinks(s.directory)
	if err != nil {
		return build.IgnoreFile{}, nil
	}
	name := s.name + ignoreName
	f, err := readIgnore(root, name)
	if err != nil || f.Path == "" {
		return f, err
	}
	f.Path, f.Reason = filepath.Join(s.directory, name), "named after the Dockerfile"
	if f.Problem != nil {
		f.Reason = "named after the Dockerfile, but unreadable: the builder gets it empty"
	}
	other := filepath.Join(s.abs(s.Context), ignoreName)
	if len(f.Text) == 0 && s.dockerfile != nil && dockerfile.Frontend(s.dockerfile.Text, s.args) != "" {
		// Another frontend treats an empty file like none.
		return build.IgnoreFile{}, nil
	}
	if projectfile.Exists(other) {
		f.Shadowed = other
	}
	f.Root = s.writeRoot(f.Path)
	return withLink(f), nil
}

// contextIgnore reads the ignore file in the root of a context (frontend/dockerui, dockerIgnorePatterns). The root is the directory with
// its links resolved.
func (s *resolver) contextIgnore(directory, root string) (build.IgnoreFile, error) {
	if s.Builder == build.Legacy {
		return s.legacyIgnore(directory, root)
	}
	f, err := readIgnore(root, ignoreName)
	switch {
	case err != nil:
		return f, err
	case f.Path != "" && f.Problem == nil:
		f.Path, f.Root, f.Reason = filepath.Join(directory, ignoreName), root, "in the context's root"
		f = withLink(f)
	case f.Problem != nil:
		f.Path, f.Reason = "", "none: the context's .dockerignore cannot be read by the builder"
	default:
		f.Reason = "none: the context has no .dockerignore"
	}
	return f, nil
}

// readIgnore reads an ignore file as it arrives at BuildKit. The path is "" where none arrives.
func readIgnore(root, name string) (build.IgnoreFile, error) {
	path := filepath.Join(root, name)
	if !projectfile.Exists(path) {
		return build.IgnoreFile{}, nil
	}
	text, err := projectfile.ReadIn(root, name, projectfile.MaxSize)
	if large, ok := errors.AsType[*projectfile.TooLargeError](err); ok {
		return build.IgnoreFile{}, &build.Error{Err: fmt.Errorf("the ignore file %w", large), Hint: "make it smaller: the builder rejects it, too"}
	}
	if errors.Is(err, fs.ErrPermission) {
		return build.IgnoreFile{Path: path, Problem: ignoreFileProblem(path, err)}, nil
	}
	if err != nil {
		return build.IgnoreFile{Problem: ignoreFileProblem(path, err)}, nil
	}
	f := build.IgnoreFile{Path: path, Text: text}
	f.LinkRoot, f.LinkName = root, name
	return f, nil
}

// legacyIgnore reads the only file that the legacy builder looks at; it fails where it cannot be read (github.com/docker/cli
// cli/command/image/build, ReadDockerignore). It may be a link, but not out of the project.
func (s *resolver) legacyIgnore(directory, root string) (build.IgnoreFile, error) {
	path := filepath.Join(directory, ignoreName)
	text, err := s.projectScope().With(directory).Read(path, projectfile.MaxSize)
	if errors.Is(err, fs.ErrNotExist) {
		return build.IgnoreFile{Reason: "none: the context has no .dockerignore"}, nil
	}
	if err != nil {
		return build.IgnoreFile{}, &build.Error{Err: fmt.Errorf("error reading .dockerignore: %w", err), Hint: hintIgnore(err, path, "the legacy builder fails here, too")}
	}
	return withLink(build.IgnoreFile{Path: path, Root: root, Text: text, Reason: "in the context's root"}), nil
}

// hintIgnore returns a hint about an ignore file that cannot be read.
func hintIgnore(err error, path, otherwise string) string {
	if _, ok := errors.AsType[*projectfile.OutsideError](err); ok {
		return "--ignore-file " + path + " reads it anyway"
	}
	return otherwise
}

// podmanIgnore follows buildah's pkg/parse, ContainerIgnoreFile: the later of the files named after the Dockerfile wins, then the earlier of
// those in the root.
func (s *resolver) podmanIgnore() (build.IgnoreFile, error) {
	var candidates []build.IgnoreFile
	if s.name != "" {
		for _, suffix := range []string{ignoreName, ".containerignore"} {
			path := filepath.Join(s.directory, s.name+suffix)
			candidates = append(candidates, build.IgnoreFile{Path: path, Root: s.writeRoot(path), Reason: "named after the Dockerfile"})
		}
	}
	for _, name := range []string{".containerignore", ignoreName} {
		if _, err := projectfile.Resolve(s.main.Root, name); err == nil {
			f := build.IgnoreFile{Path: filepath.Join(s.abs(s.Context), name), Root: s.main.Root, Reason: "in the context's root"}
			f.LinkRoot, f.LinkName = s.main.Root, name
			candidates = append(candidates, f)
		}
	}
	found := build.IgnoreFile{Reason: "none: the context has no .containerignore and no .dockerignore"}
	for _, f := range candidates {
		if !projectfile.Exists(f.Path) {
			continue
		}
		if found.Path != "" {
			found.Shadowed = f.Path
			break
		}
		var err error
		if f.LinkRoot != "" {
			f.Text, err = projectfile.ReadIn(f.LinkRoot, f.LinkName, projectfile.MaxSize)
		} else {
			f.Text, err = s.projectScope().Read(f.Path, projectfile.MaxSize)
		}
		if err != nil {
			return build.IgnoreFile{}, &build.Error{Err: fmt.Errorf("cannot read ignore file: %w", err), Hint: hintIgnore(err, f.Path, "")}
		}
		found = withLink(f)
	}
	return found, nil
}

// ignoreFileProblem returns the error about an ignore file that the builder does not get, with the target of its link as the builder follows
// it.
func ignoreFileProblem(path string, err error) error {
	if other, ok := errors.AsType[*projectfile.NotRegularError](err); ok {
		err = &fs.PathError{Op: "open", Path: other.Path, Err: other.Reason()}
	}
	pe, ok := errors.AsType[*fs.PathError](err)
	switch {
	case !ok:
		return &fs.PathError{Op: "open", Path: path, Err: err}
	case pe.Path == path:
		return &fs.PathError{Op: "open", Path: path, Err: pe.Err}
	}
	return &fs.PathError{Op: "open", Path: path, Err: fmt.Errorf("the builder follows its link to %s: %w", pe.Path, pe.Err)}
}
