// Package bake finds the builds of bake files, as docker buildx bake does.
package bake

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/compose-spec/compose-go/v2/types"
	"github.com/hashicorp/hcl/v2"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/compose"
	"github.com/ctxsize/ctxsize/internal/distinct"
	"github.com/ctxsize/ctxsize/internal/dockerfile"
	"github.com/ctxsize/ctxsize/internal/hclbudget"
	"github.com/ctxsize/ctxsize/internal/projectfile"
	"github.com/ctxsize/ctxsize/internal/scope"
)

// Request selects bake files and targets.
type Request struct {
	Base build.Request
	// Scope is the directories that must contain the files that were found.
	Scope projectfile.Scope
	Files []string
	Names []string
	// Found: the files were found by their names, and are not from the command line.
	Found bool
	// All selects all targets that are meant to be built, and not only those of the group "default".
	All bool
}

// baker reads one set of bake files as docker buildx bake does (github.com/docker/buildx bake/bake.go). buildx's own reader evaluates HCL and
// JSON, their variables, functions and matrices; groups and inheritance are resolved here.
type baker struct {
	Request
	env    types.Mapping
	config config
	meter  *hclbudget.Meter // of the evaluation
	// lines are the locations of targets, by name.
	lines map[string]build.Origin
	first string // of the files
	// assumed are variables without a value. Their value is their own name.
	assumed []string
	named   bool // the user named the files, and they may be anywhere
	// redactions are the values that errors and reports do not show.
	redactions build.Redactions
}

// Read returns the builds of bake files.
func Read(ctx context.Context, r Request) (found build.Specs, err error) {
	b := baker{Request: r, env: types.NewMapping(r.Base.Env), lines: map[string]build.Origin{}}
	defer func() {
		hides := b.redactions.ExcludeTexts()
		err = hides.ApplyToError(err)
		for n := range found.Failures {
			f := &found.Failures[n]
			f.Name, f.Err = hides.Apply(f.Name), hides.ApplyToError(f.Err)
		}
	}()
	paths, err := b.paths()
	if err != nil {
		return found, err
	}
	if !b.Found {
		dirs := []string{b.Base.Dir}
		for _, path := range paths {
			dirs = append(dirs, filepath.Dir(path))
		}
		b.Scope = scope.Find(b.Base.Env, b.Base.Dir, dirs...)
	}
	if err := b.read(ctx, &found, paths); err != nil {
		return found, err
	}
	names, err := b.chosenTargets()
	if err != nil {
		return found, err
	}
	for _, name := range distinct.Strings(slices.Concat(names, b.config.all())) {
		t, err := b.config.resolve(name)
		var s build.Spec
		if err == nil {
			err = b.config.checkLinks(name, map[string]bool{})
		}
		if err == nil {
			s, err = b.spec(t)
		}
		switch chosen := slices.Contains(names, name); {
		case chosen && err != nil:
			found.Failures = append(found.Failures, build.Failure{Name: name, Origin: b.origin(name), Err: err})
		case chosen:
			found.Chosen = append(found.Chosen, s)
		case err == nil:
			found.Others = append(found.Others, s)
		}
	}
	return found, nil
}

// paths returns the files of the request or of BUILDX_BAKE_FILE, else the default ones in the working directory.
func (b *baker) paths() ([]string, error) {
	files := b.Files
	if named := b.env["BUILDX_BAKE_FILE"]; len(files) == 0 && named != "" {
		separator := b.env["BUILDX_BAKE_PATH_SEPARATOR"]
		if separator == "" {
			separator = string(os.PathListSeparator)
		}
		for _, file := range strings.Split(named, separator) {
			files = append(files, strings.TrimSpace(file))
		}
	}
	b.named = len(files) > 0 && !b.Found
	var paths []string
	for _, file := range distinct.Strings(files) {
		file = strings.TrimPrefix(file, "cwd://")
		if file == "-" {
			return nil, &build.Error{Err: errors.New("bake files are not read from standard input"), Hint: "name a file"}
		}
		paths = append(paths, b.Base.AbsPath(file))
	}
	if len(paths) == 0 {
		paths = Files(b.Base.Dir)
	}
	if len(paths) == 0 {
		return nil, &build.Error{Err: fmt.Errorf("no bake file in %s", b.Base.Dir), Hint: "name one: --bake=FILE"}
	}
	return paths, nil
}

// read reads and merges the files: first compose files, then the others.
func (b *baker) read(ctx context.Context, found *build.Specs, paths []string) error {
	b.first = paths[0]
	var composePaths []string
	var bodies []*hcl.File
	var texts [][]byte
	for _, path := range paths {
		text, err := compose.ReadDefinition(path, b.named, b.Scope)
		if err != nil {
			return &build.Error{Err: fmt.Errorf("cannot read bake file: %w", err), Hint: compose.HintOutside(err, "--bake="+path, "bake files are relative to the working directory")}
		}
		if b.isCompose(ctx, path, text) {
			composePaths = append(composePaths, path)
			continue
		}
		texts = append(texts, text)
		body, err := parseHCL(path, text)
		if err != nil {
			return explainHCL(err)
		}
		bodies = append(bodies, body)
	}
	if len(composePaths) > 0 {
		if err := b.addCompose(ctx, found, composePaths); err != nil {
			return err
		}
	}
	if len(bodies) > 0 {
		if err := b.addHCL(bodies, texts); err != nil {
			return explainHCL(err)
		}
	}
	return b.rebasePaths()
}

// chosenTargets returns the names of the selected targets.
func (b *baker) chosenTargets() ([]string, error) {
	if b.All {
		return b.config.all(), nil
	}
	names := b.Names
	if len(names) == 0 {
		names = []string{"default"}
	}
	var list []string
	for _, name := range names {
		name = strings.ReplaceAll(name, ".", "_")
		matches := b.config.match(name)
		if len(matches) == 0 {
			return nil, build.UnknownName(build.Bake, name, b.config.names())
		}
		for _, m := range matches {
			list = append(list, b.config.expand(m)...)
		}
	}
	list = distinct.Strings(list)
	for _, name := range slices.Clone(list) {
		list = append(list, b.config.linkedTargets(name, list)...)
	}
	return distinct.Strings(list), nil
}

// spec returns the build of a target (bake/bake.go, toBuildOpt).
func (b *baker) spec(t *target) (build.Spec, error) {
	context, file := valueOr(t.Context, "."), valueOr(t.Dockerfile, dockerfile.DefaultName)
	if t.Context == nil && b.fileRelative() {
		context = rebasePath(t.dirs.file, context)
	}
	if context == "-" || file == "-" {
		return build.Spec{}, &build.Error{Err: errors.New("standard input cannot be the context or the Dockerfile of a bake target"), Hint: "name a directory or a file"}
	}
	s := build.Spec{Name: t.Name, Origin: b.origin(t.Name), Request: b.Base.ForContext(b.localPath(context))}
	r := &s.Request
	if r.BuilderReason != "" {
		r.Builder, r.BuilderReason = build.BuildKit, ""
	}
	s.Scope, s.Redactions = b.Scope, b.redactions
	switch local, here := strings.CutPrefix(file, "cwd://"); {
	case t.DockerfileInline != nil:
		r.Inline, r.InlineFile = []byte(*t.DockerfileInline), s.Origin.File
	case here:
		r.Dockerfile = b.Base.AbsPath(path.Clean(local))
	case filepath.IsAbs(file) || dockerfile.IsRemoteAddress(r.Context) || dockerfile.IsRemoteAddress(file):
		r.Dockerfile = file
	default:
		r.Dockerfile = filepath.Join(r.Context, path.Clean(file))
	}
	r.Target = valueOr(t.Target, "")
	for key, value := range t.Args {
		if value != nil {
			r.BuildArgs = append(r.BuildArgs, key+"="+*value)
		}
	}
	for name, given := range t.Contexts {
		if given != "" {
			r.BuildContexts = append(r.BuildContexts, name+"="+b.localPath(given))
		}
	}
	slices.Sort(r.BuildArgs)
	slices.Sort(r.BuildContexts)
	r.BuildArgs, r.BuildContexts = append(r.BuildArgs, b.Base.BuildArgs...), append(r.BuildContexts, b.Base.BuildContexts...)
	if len(r.Platforms) == 0 {
		r.Platforms = distinct.Strings(t.Platforms)
	}
	return s, nil
}

// localPath returns a local path as an absolute one, and an address unchanged.
func (b *baker) localPath(given string) string {
	if rest, ok := strings.CutPrefix(given, "cwd://"); ok {
		return b.Base.AbsPath(path.Clean("./" + rest))
	}
	if dockerfile.IsRemoteContext(given) {
		return given
	}
	return b.Base.AbsPath(given)
}

func (b *baker) origin(name string) build.Origin {
	if o, ok := b.lines[name]; ok {
		o.Kind = build.Bake
		return o
	}
	for _, t := range b.config.Targets {
		if t.Name == name && t.file != "" {
			return build.Origin{Kind: build.Bake, File: t.file, Line: t.line, Assumed: build.Assumption(b.assumed)}
		}
	}
	return build.Origin{Kind: build.Bake, File: b.first}
}

func valueOr(s *string, usual string) string {
	if s == nil || *s == "" {
		return usual
	}
	return *s
}
