// Package project resolves builds: it finds the files of a project that describe them, the context, the Dockerfile and the ignore file of each.
//
// [Resolve] resolves one build of the command line, [ResolveAll] the builds of a project. The package does not walk a context or match
// ignore patterns, and does not use the network.
package project

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"

	"github.com/ctxsize/ctxsize/internal/bake"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/compose"
	"github.com/ctxsize/ctxsize/internal/distinct"
	"github.com/ctxsize/ctxsize/internal/dockerfile"
	"github.com/ctxsize/ctxsize/internal/parallel"
	"github.com/ctxsize/ctxsize/internal/scope"
)

// withHint adds a hint to an error about a missing path: paths in such files start elsewhere than on the command line.
func withHint(k build.Kind, err error) error {
	hint := map[build.Kind]string{build.Compose: "in compose files a context is relative to the directory of the first file, and a Dockerfile to its context",
		build.Bake: "in bake files a context is relative to the working directory, and a Dockerfile to its context"}[k]
	if hint == "" || !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return &build.Error{Err: err, Hint: hint}
}

// Request selects the builds of a project.
type Request struct {
	// Compose and Bake select the kind of files; neither: every build that is found in the Context of the build.Request.
	Compose, Bake bool
	// Files are as typed, relative to the working directory; none: those that docker compose or docker buildx bake find.
	Files []string
	// Names are services, or targets and groups; none: the default ones.
	Names []string
}

// Project is the builds of a project.
type Project struct {
	Builds   []build.Build
	Failures []build.Failure
	// Unset are the variables in build sections that have no value, each once.
	Unset []build.UnsetVariable
	// Skipped are the builds of CI workflows, makefiles and scripts that cannot be known without a run.
	Skipped []Skipped
	// Found are the files of a project that was searched for them, nil where it was not.
	Found *Files

	// selected are the selected builds, and rest are the others of the same files.
	selected, others []build.Spec
}

// ResolveAll resolves the builds of a project. base is the command line, and its Context the directory that is searched. A build that cannot
// be resolved is a failure; where none can, that is the error.
func ResolveAll(ctx context.Context, base build.Request, r Request) (Project, error) {
	p, specs, err := Read(ctx, base, r)
	if err != nil {
		return Project{}, err
	}
	p.selected = specs
	p.resolve(ctx, specs)
	if err := ctx.Err(); err != nil {
		return Project{}, err
	}
	if len(p.Builds) == 0 && len(p.Failures) > 0 {
		return Project{}, p.failed()
	}
	return p, nil
}

// Read reads the files of a project without resolving the builds that they define: the Project has none yet.
func Read(ctx context.Context, base build.Request, r Request) (p Project, specs []build.Spec, err error) {
	switch {
	case r.Compose:
		found, err := compose.Read(ctx, compose.Request{Base: base, Files: r.Files, Names: r.Names})
		specs = p.add(found)
		return p, specs, hintCompose(ctx, err)
	case r.Bake:
		found, err := bake.Read(ctx, bake.Request{Base: base, Files: r.Files, Names: r.Names})
		specs = p.add(found)
		return p, specs, err
	}
	specs, err = p.search(ctx, base, r.Names)
	return p, specs, err
}

// add adds the builds that files define, and returns the chosen ones.
func (p *Project) add(found build.Specs) []build.Spec {
	p.Failures, p.Unset, p.others = append(p.Failures, found.Failures...), append(p.Unset, found.Unset...), append(p.others, found.Others...)
	return found.Chosen
}

// Unselected returns the builds of the same files that are not selected.
func (p *Project) Unselected() []build.Spec { return p.others }

// hintCompose adds a hint to the error that there is no compose file: a compose file in a subdirectory.
func hintCompose(ctx context.Context, err error) error {
	missing, ok := errors.AsType[*compose.NoFileError](err)
	if !ok {
		return err
	}
	example := "FILE"
	if found, err := Find(ctx, missing.Dir); err == nil && len(found.Compose) > 0 {
		if name, err := filepath.Rel(missing.Dir, found.Compose[0]); err == nil {
			example = name
		}
	}
	return &build.Error{Err: err, Hint: "name one: --compose=" + example}
}

// NothingToBuild reports whether an error means that compose files are missing, or build nothing.
func NothingToBuild(err error) bool {
	_, missing := errors.AsType[*compose.NoFileError](err)
	return missing || errors.Is(err, compose.ErrNothingBuilt)
}

// failed returns the error where no build can be resolved.
func (p *Project) failed() error {
	first := &p.Failures[0]
	err := error(first)
	if first.Origin.Line > 0 {
		err = fmt.Errorf("%s:%d: %w", first.Origin.File, first.Origin.Line, err)
	}
	hint := ""
	if e, ok := errors.AsType[*build.Error](err); ok {
		hint = e.Hint
	}
	return &build.Error{Err: build.AndMore(err, p.Failures), Hint: hint}
}

// Siblings resolves the builds that were not selected: the others of the same files and, where the project was not searched, those of compose
// files, bake files and Dockerfiles in the same directories, in a context or in the working directory; services of all profiles and targets
// of all groups. Builds that cannot be resolved are left out, and errors in other parts of a compose file are ignored.
func Siblings(ctx context.Context, base build.Request, p Project, builds []build.Build) []build.Build {
	base.Context, base.Dockerfile, base.Target = "", "", ""
	var others Project
	s := searcher{project: &others, base: base, specs: slices.Concat(p.selected, p.others), buildOnly: true}
	if p.Found == nil {
		dirs := searchDirs(base.Dir, builds)
		s.found = findIn(dirs)
		s.found.Scope = scope.Find(base.Env, base.Dir, dirs...)
		s.readComposeFiles(ctx)
		s.readBakeFiles(ctx)
		s.addStandalone()
		s.addSiblingDockerfiles(builds)
	}
	others.resolve(ctx, s.specs[len(p.selected):])
	return others.Builds
}

// searchDirs returns the directories of the files of builds, of their contexts, and the working directory.
func searchDirs(dir string, builds []build.Build) []string {
	dirs := []string{dir}
	for n := range builds {
		b := &builds[n]
		dirs = append(dirs, filepath.Dir(b.Origin.File), b.Context.Root)
		if b.Dockerfile != nil {
			dirs = append(dirs, filepath.Dir(b.Dockerfile.Path))
		}
	}
	return slices.DeleteFunc(distinct.Strings(dirs), func(dir string) bool { return !filepath.IsAbs(dir) })
}

// resolve resolves each of the builds.
func (p *Project) resolve(ctx context.Context, specs []build.Spec) {
	planned, failed := make([][]build.Build, len(specs)), make([]error, len(specs))
	cache := new(dockerfile.ParseCache)
	submodules := p.submodules()
	parallel.Do(len(specs), func(n int) {
		s := &specs[n]
		if sub := absentSubmodule(s, submodules); sub != "" {
			failed[n] = &build.AbsentError{Submodule: sub}
			return
		}
		r := resolver{Request: s.Request, fromFile: true, scope: s.Scope, hidden: s.Redactions, cache: cache}
		planned[n], failed[n] = r.run(ctx)
	})
	if ctx.Err() != nil {
		return
	}
	for n, s := range specs {
		s.Name = s.Redactions.Apply(s.Name)
		if err := failed[n]; err != nil {
			if err = withHint(s.Origin.Kind, err); s.Origin.Assumed != "" {
				err = &build.Error{Err: fmt.Errorf("%w (%s)", err, s.Origin.Assumed), Hint: "set them, for example in .env"}
			}
			p.Failures = append(p.Failures, build.Failure{Name: s.Name, Origin: s.Origin, Err: err})
			continue
		}
		for _, b := range planned[n] {
			b.Name, b.Origin = s.Name, s.Origin
			p.Builds = append(p.Builds, b)
		}
	}
}
