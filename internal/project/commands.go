package project

import (
	"os"
	"path"
	"path/filepath"
	"slices"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/ci"
	"github.com/ctxsize/ctxsize/internal/dockerfile"
	"github.com/ctxsize/ctxsize/internal/parallel"
	"github.com/ctxsize/ctxsize/internal/projectfile"
)

// maxCommandFiles is the number of files that are searched for builds.
const maxCommandFiles = 2000

// Skipped is a build in a file that cannot be known without a run.
type Skipped struct {
	File   string // absolute
	Line   int
	Reason string
}

// readCommands reads what CI workflows, makefiles, scripts and development tools run.
func (s *searcher) readCommands() {
	files := s.found.Others[:min(len(s.found.Others), maxCommandFiles)]
	s.commands = make([]ci.File, len(files))
	parallel.Do(len(files), func(n int) {
		// An unreadable file runs nothing.
		if text, err := s.found.Scope.Read(files[n], ci.MaxSize); err == nil {
			s.commands[n] = ci.Read(s.relative(files[n]), text)
		}
	})
}

// addDefinitions adds the compose and bake files with other names than the usual ones that commands read, in the first of the possible directories
// where each exists.
func (s *searcher) addDefinitions() {
	for _, f := range s.commands {
		for _, d := range f.Definitions {
			list := &s.found.Compose
			if ext := filepath.Ext(d.Path); d.Bake && ext != ".yml" && ext != ".yaml" {
				list = &s.found.Bake
			}
			for _, dir := range d.Dirs {
				p := s.inProject(dir, d.Path)
				if !s.isInside(p) || !projectfile.Exists(p) || isDir(p) {
					continue
				}
				if !slices.Contains(*list, p) {
					*list = append(*list, p)
				}
				break
			}
		}
	}
}

// addCommands adds the builds of commands. One that is also a service or a target, or that several files run, is added once.
func (s *searcher) addCommands() {
	files := s.found.Others
	for n, f := range s.commands {
		for _, b := range f.Builds {
			if spec, ok := s.commandSpec(files[n], b); ok && !slices.ContainsFunc(s.specs, func(o build.Spec) bool { return sameSource(&spec, &o) }) {
				s.specs = append(s.specs, spec)
			}
		}
		for _, k := range f.Skipped {
			s.project.Skipped = append(s.project.Skipped, Skipped{files[n], k.Line, k.Reason})
		}
	}
}

// relative returns the slash path of a file in the project.
func (s *searcher) relative(file string) string {
	rel, err := filepath.Rel(s.found.Root, file)
	if err != nil {
		return filepath.Base(file)
	}
	return filepath.ToSlash(rel)
}

// commandSpec returns the build of a command: in the first of its possible directories where the Dockerfile exists; ok is false without one.
func (s *searcher) commandSpec(file string, b ci.Build) (spec build.Spec, ok bool) {
	for _, dir := range b.Dirs {
		context := s.inProject(dir, b.Context)
		base := dir
		if b.InContext {
			base = s.relative(context)
		}
		d := filepath.Join(context, dockerfile.DefaultName)
		if b.Dockerfile != "" {
			d = s.inProject(base, b.Dockerfile)
		}
		if dockerfile.IsRemoteAddress(b.Context) || !s.isInside(context) || !s.isInside(d) || !projectfile.Exists(d) || !isDir(context) {
			continue
		}
		spec = build.Spec{Origin: build.Origin{Kind: build.Command, File: file, Line: b.Line}, Request: s.base.ForContext(context), Scope: s.found.Scope}
		switch {
		case b.Committed:
			spec.Origin.Note = "the builder fetches the repository: only committed files are sent"
		case len(b.Dirs) > 1 && dir == ".":
			spec.Origin.Note = "assumed to run in the project root, where its Dockerfile exists"
		case len(b.Dirs) > 1:
			spec.Origin.Note = "assumed to run in " + dir + ", where its Dockerfile exists"
		}
		r := &spec.Request
		r.Dir, r.Dockerfile, r.Target = filepath.Join(s.found.Root, filepath.FromSlash(dir)), d, b.Target
		r.BuildArgs, r.BuildContexts = slices.Concat(b.BuildArgs, s.base.BuildArgs), slices.Concat(b.Contexts, s.base.BuildContexts)
		if len(r.Platforms) == 0 {
			r.Platforms = b.Platforms
		}
		return spec, true
	}
	return spec, false
}

// inProject returns the absolute path of a path as a command names it, in a directory of the project; an absolute one is relative to the root.
func (s *searcher) inProject(dir, name string) string {
	if !path.IsAbs(name) {
		name = dir + "/" + name
	}
	return filepath.Join(s.found.Root, filepath.FromSlash(name))
}

// isInside reports whether a path is in the project.
func (s *searcher) isInside(p string) bool { return isBelow(s.found.Root, p) }

// sameSource reports whether a build has the context, the Dockerfile and the target of another one. Build arguments and platforms of CI are
// variants.
func sameSource(s, o *build.Spec) bool {
	return s.Request.AbsPath(s.Request.Context) == o.Request.AbsPath(o.Request.Context) && dockerfilePath(s) == dockerfilePath(o) && s.Request.Target == o.Request.Target
}

func isDir(p string) bool {
	info, err := os.Stat(p)
	return err == nil && info.IsDir()
}
