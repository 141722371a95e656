package project

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/dockerfile"
	"github.com/ctxsize/ctxsize/internal/projectfile"
	"github.com/ctxsize/ctxsize/internal/scope"
)

// readDockerfile finds and reads the Dockerfile.
func (s *resolver) readDockerfile() error {
	switch {
	case s.dockerfile != nil || s.unreadableReason != "" || s.missing:
		return nil
	case s.Inline != nil:
		s.dockerfile = &build.Dockerfile{Path: s.InlineFile, Text: s.Inline, Inline: true}
		return nil
	case s.Dockerfile == "-":
		return s.readStdinDockerfile()
	case strings.HasPrefix(s.Dockerfile, "http://") || strings.HasPrefix(s.Dockerfile, "https://"):
		s.unreadableReason = "the builder fetches the Dockerfile " + s.Dockerfile
		return nil
	case s.main.Remote && !filepath.IsAbs(s.Dockerfile):
		s.unreadableReason = "the Dockerfile is inside the context " + s.Context + ", which the builder fetches"
		return nil
	}
	s.locateDockerfile()
	text, err := s.readText()
	if errors.Is(err, fs.ErrNotExist) && s.Dockerfile == "" && !projectfile.Exists(filepath.Join(s.directory, s.name)) {
		s.missing = true
		return nil
	}
	if err != nil {
		return s.explainMissing(err)
	}
	path := filepath.Join(s.directory, s.name)
	if s.Builder == build.BuildKit && !isSendable(s.name) {
		return &build.Error{Err: fmt.Errorf("cannot read %s: BuildKit reads the name %s as a pattern, which does not match the file", path, s.name),
			Hint: `rename the Dockerfile: BuildKit cannot read a name that begins with "!" or has one of [ ] \`}
	}
	s.dockerfile = &build.Dockerfile{Path: path, Text: text}
	s.isOutside = s.fromFile && !s.scope.Contains(path)
	s.dockerfile.ContextPath, s.dockerfile.Inside = s.inContext(path)
	return nil
}

// isSendable reports whether BuildKit's client sends a Dockerfile of that name. It is requested as a pattern together with its ignore file
// (frontend/dockerui, ReadEntrypoint; github.com/tonistiigi/fsutil, NewFilterFS).
func isSendable(name string) bool {
	requested, err := ignore.Compile([]string{name, name + ignoreName})
	return err == nil && requested.Match(name).Excluded
}

func (s *resolver) readStdinDockerfile() error {
	if s.Stdin == nil {
		return &build.Error{Err: errors.New("cannot read the Dockerfile from standard input: it is closed")}
	}
	text, err := io.ReadAll(io.LimitReader(s.Stdin, projectfile.MaxSize+1))
	if err != nil {
		return fmt.Errorf("cannot read the Dockerfile from standard input: %w", err)
	}
	if len(text) > projectfile.MaxSize {
		return &build.Error{Err: &projectfile.TooLargeError{Path: "the Dockerfile on standard input", Max: projectfile.MaxSize}}
	}
	s.dockerfile = &build.Dockerfile{Path: "-", Text: text}
	return nil
}

// locateDockerfile finds the path of the Dockerfile: -f is relative to the working directory, not to the context.
func (s *resolver) locateDockerfile() {
	if s.Dockerfile == "" {
		s.directory, s.name = s.abs(s.Context), dockerfile.DefaultName
		if s.Builder == build.Podman && projectfile.Exists(filepath.Join(s.directory, "Containerfile")) {
			s.name = "Containerfile"
			return
		}
	} else {
		path := s.abs(s.Dockerfile)
		if s.Builder == build.Podman && !projectfile.Exists(path) && s.main.Root != "" {
			path = filepath.Join(s.main.Root, s.Dockerfile)
		}
		s.directory, s.name = filepath.Split(path)
		s.directory = filepath.Clean(s.directory)
	}
	if s.name == dockerfile.DefaultName && s.Builder != build.Podman {
		s.name = lowerCase(s.directory)
	}
}

// lowerCase falls back to "dockerfile" where the directory holds that name only (github.com/docker/buildx build, handleLowercaseDockerfile).
func lowerCase(directory string) string {
	// Where there is neither, a large directory need not be read.
	if _, err := os.Lstat(filepath.Join(directory, "dockerfile")); errors.Is(err, fs.ErrNotExist) {
		return dockerfile.DefaultName
	}
	entries, _ := os.ReadDir(directory)
	name := dockerfile.DefaultName
	for _, e := range entries {
		switch e.Name() {
		case dockerfile.DefaultName:
			return dockerfile.DefaultName
		case "dockerfile":
			name = e.Name()
		}
	}
	return name
}

// readText reads the Dockerfile. BuildKit gets it in a transfer of its directory, so links cannot leave that; the other builders follow them.
// Only a file of the command line may be outside of the project.
func (s *resolver) readText() ([]byte, error) {
	path := filepath.Join(s.directory, s.name)
	named := s.Dockerfile != "" && !s.fromFile
	if s.Builder != build.BuildKit {
		if named {
			return projectfile.ReadNamed(path, projectfile.MaxSize)
		}
		return s.projectScope().ReadReferred(path, projectfile.MaxSize)
	}
	root, err := filepath.EvalSymlinks(s.directory)
	if err != nil {
		return nil, err
	}
	if !named {
		if scope := s.projectScope(); !scope.Contains(path) {
			return nil, scope.Outside(path)
		}
	}
	return projectfile.ReadIn(root, s.name, projectfile.MaxSize)
}

// explainMissing returns the error about a Dockerfile that cannot be read.
func (s *resolver) explainMissing(err error) error {
	path := filepath.Join(s.directory, s.name)
	if _, ok := errors.AsType[*projectfile.OutsideError](err); ok {
		return &build.Error{Err: fmt.Errorf("cannot read Dockerfile: %w", err), Hint: s.hintOutside(path)}
	}
	info, statErr := os.Lstat(path)
	switch {
	case statErr == nil && info.Mode()&fs.ModeSymlink != 0 && s.Builder == build.BuildKit:
		return &build.Error{Err: fmt.Errorf("the builder cannot read Dockerfile %s, a broken link or one out of its directory: %w", path, err),
			Hint: "use -f with the target of the link"}
	case statErr == nil && info.IsDir():
		return &build.Error{Err: fmt.Errorf("cannot read Dockerfile %s: is a directory", path), Hint: "name the file in it with -f"}
	case errors.Is(err, fs.ErrNotExist):
		hint := "-f is relative to the working directory, not to the context"
		if inside := filepath.Join(s.main.Root, s.Dockerfile); s.main.Root != "" && !filepath.IsAbs(s.Dockerfile) && projectfile.Exists(inside) {
			hint += "; try -f " + filepath.Join(s.Context, s.Dockerfile)
		}
		return &build.Error{Err: fmt.Errorf("cannot read Dockerfile %s: %w", path, fs.ErrNotExist), Hint: hint}
	default:
		return &build.Error{Err: fmt.Errorf("cannot read Dockerfile: %w", err)}
	}
}

// hintOutside returns how to read a Dockerfile outside of the project.
func (s *resolver) hintOutside(path string) string {
	if s.fromFile {
		return "run ctxsize in a directory above both files, or use -f " + path
	}
	return "-f " + path + " reads it anyway"
}

// inContext returns the path of the Dockerfile inside the main context. The client of the legacy builder follows a link at its end.
func (s *resolver) inContext(path string) (string, bool) {
	directory, err := filepath.EvalSymlinks(filepath.Dir(path))
	if err != nil || s.main.Root == "" {
		return "", false
	}
	path = filepath.Join(directory, filepath.Base(path))
	if s.Builder == build.Legacy {
		if resolved, err := filepath.EvalSymlinks(path); err == nil {
			path = resolved
		}
	}
	inside, err := filepath.Rel(s.main.Root, path)
	if err != nil || !filepath.IsLocal(inside) {
		return "", false
	}
	return filepath.ToSlash(inside), true
}

// projectScope returns the directories that must contain the files of the build.
func (s *resolver) projectScope() projectfile.Scope {
	if s.fromFile {
		return s.scope.With(s.main.Root)
	}
	return scope.Find(s.Env, s.Dir, s.main.Root)
}
