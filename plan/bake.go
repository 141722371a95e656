package plan

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/compose-spec/compose-go/v2/types"
	"github.com/hashicorp/hcl/v2"

	"github.com/ctxsize/ctxsize/internal/hclbudget"
	"github.com/ctxsize/ctxsize/internal/projectfile"
)

// bakeRequest says which targets are built.
type bakeRequest struct {
	base  Request
	files []string
	names []string
	// found: the files were found by their names, and the user named none.
	found bool
	// every takes all targets that are there to be built, and not only those of the group "default".
	every bool
}

// baker reads one set of bake files as docker buildx bake does (github.com/docker/buildx bake/bake.go). HCL and JSON, their variables,
// functions and matrices are read by buildx's own reader; groups and inheritance are put together here.
type baker struct {
	bakeRequest
	env    types.Mapping
	config bakeConfig
	meter  *hclbudget.Meter // of the evaluation
	// lines are where targets stand, by name.
	lines map[string]Origin
	first string // of the files
	// assumed are the variables that were given their own name for a value.
	assumed []string
	named   bool // the user named the files, and they may be anywhere
	// hides are the values that errors and reports do not show.
	hides hidden
}

// bake gives the builds of bake files.
func (p *Project) bake(ctx context.Context, r bakeRequest) (specs []Spec, err error) {
	b := baker{bakeRequest: r, env: types.NewMapping(r.base.Env), lines: map[string]Origin{}}
	known := len(p.Failures)
	defer func() {
		hides := b.hides.without()
		err = hides.error(err)
		for n := known; n < len(p.Failures); n++ {
			f := &p.Failures[n]
			f.Name, f.Err = hides.text(f.Name), hides.error(f.Err)
		}
	}()
	paths, err := b.paths()
	if err != nil {
		return nil, err
	}
	if !b.found {
		dirs := []string{b.base.Dir}
		for _, path := range paths {
			dirs = append(dirs, filepath.Dir(path))
		}
		b.base.scope = ProjectScope(b.base.Env, b.base.Dir, dirs...)
	}
	if err := b.read(ctx, p, paths); err != nil {
		return nil, err
	}
	names, err := b.chosen()
	if err != nil {
		return nil, err
	}
	for _, name := range unique(slices.Concat(names, b.config.all())) {
		t, err := b.config.resolve(name)
		var s Spec
		if err == nil {
			err = b.config.links(name, map[string]bool{})
		}
		if err == nil {
			s, err = b.spec(t)
		}
		if !slices.Contains(names, name) {
			if err == nil {
				p.rest = append(p.rest, s)
			}
			continue
		}
		if err != nil {
			p.Failures = append(p.Failures, Failure{name, b.origin(name), err})
			continue
		}
		specs = append(specs, s)
	}
	return specs, nil
}

// paths are those of the files that are named, by BUILDX_BAKE_FILE perhaps, or that lie in the working directory.
func (b *baker) paths() ([]string, error) {
	files := b.files
	if named := b.env["BUILDX_BAKE_FILE"]; len(files) == 0 && named != "" {
		separator := b.env["BUILDX_BAKE_PATH_SEPARATOR"]
		if separator == "" {
			separator = string(os.PathListSeparator)
		}
		for _, file := range strings.Split(named, separator) {
			files = append(files, strings.TrimSpace(file))
		}
	}
	b.named = len(files) > 0 && !b.found
	var paths []string
	for _, file := range unique(files) {
		file = strings.TrimPrefix(file, "cwd://")
		if file == "-" {
			return nil, &Error{Err: errors.New("bake files are not read from standard input"), Hint: "name a file"}
		}
		paths = append(paths, b.base.file(file))
	}
	if len(paths) == 0 {
		paths = bakeFiles(b.base.Dir)
	}
	if len(paths) == 0 {
		return nil, &Error{Err: fmt.Errorf("no bake file is in %s", b.base.Dir), Hint: "name one: --bake=FILE"}
	}
	return paths, nil
}

// bakeNames are the names of bake's own files, in the order in which they are merged; those of compose come before them.
var bakeNames = []string{"docker-bake.json", "docker-bake.hcl", "docker-bake.override.json", "docker-bake.override.hcl"}

// bakeFiles are those that docker buildx bake takes in a directory, compose files included.
func bakeFiles(dir string) []string {
	var list []string
	for _, name := range slices.Concat(cli.DefaultFileNames, bakeNames) {
		if p := filepath.Join(dir, name); projectfile.Exists(p) {
			list = append(list, p)
		}
	}
	return list
}

// read reads and merges the files: first those of compose, then the others.
func (b *baker) read(ctx context.Context, p *Project, paths []string) error {
	b.first = paths[0]
	var compose []string
	var bodies []*hcl.File
	var texts [][]byte
	for _, path := range paths {
		text, err := readFile(path, b.named, b.base.scope)
		if err != nil {
			return &Error{Err: fmt.Errorf("the bake file cannot be read: %w", err), Hint: hintNamed(err, "--bake="+path, "bake files are relative to the working directory")}
		}
		if b.isCompose(ctx, path, text) {
			compose = append(compose, path)
			continue
		}
		texts = append(texts, text)
		body, err := parseHCL(path, text)
		if err != nil {
			return explainHCL(err)
		}
		bodies = append(bodies, body)
	}
	if len(compose) > 0 {
		if err := b.addCompose(ctx, p, compose); err != nil {
			return err
		}
	}
	if len(bodies) > 0 {
		if err := b.addHCL(bodies, texts); err != nil {
			return explainHCL(err)
		}
	}
	return b.rebase()
}

// chosen are the names of the targets that are meant.
func (b *baker) chosen() ([]string, error) {
	if b.every {
		return b.config.all(), nil
	}
	names := b.names
	if len(names) == 0 {
		names = []string{"default"}
	}
	var list []string
	for _, name := range names {
		name = strings.ReplaceAll(name, ".", "_")
		matches := b.config.match(name)
		if len(matches) == 0 {
			return nil, unknownName(Bake, name, b.config.names())
		}
		for _, m := range matches {
			list = append(list, b.config.expand(m)...)
		}
	}
	list = unique(list)
	for _, name := range slices.Clone(list) {
		list = append(list, b.config.linked(name, list)...)
	}
	return unique(list), nil
}

// spec puts a target into words of docker build (bake/bake.go, toBuildOpt).
func (b *baker) spec(t *bakeTarget) (Spec, error) {
	context, dockerfile := deref(t.Context, "."), deref(t.Dockerfile, defaultName)
	if t.Context == nil && b.relative() {
		context = rebased(t.from.usual, context)
	}
	if context == "-" || dockerfile == "-" {
		return Spec{}, &Error{Err: errors.New("standard input cannot be the context or the Dockerfile of a bake target"), Hint: "name a directory or a file"}
	}
	s := Spec{Name: t.Name, Origin: b.origin(t.Name), Request: b.base.forBuild(b.local(context))}
	r := &s.Request
	if r.BuilderReason != "" {
		r.Builder, r.BuilderReason = BuildKit, ""
	}
	r.described, r.scope, r.hidden = true, b.base.scope, b.hides
	switch local, here := strings.CutPrefix(dockerfile, "cwd://"); {
	case t.DockerfileInline != nil:
		r.Inline, r.InlineFile = []byte(*t.DockerfileInline), s.Origin.File
	case here:
		r.Dockerfile = b.base.file(path.Clean(local))
	case filepath.IsAbs(dockerfile) || remoteAddress(r.Context) || remoteAddress(dockerfile):
		r.Dockerfile = dockerfile
	default:
		r.Dockerfile = filepath.Join(r.Context, path.Clean(dockerfile))
	}
	r.Target = deref(t.Target, "")
	for key, value := range t.Args {
		if value != nil {
			r.BuildArgs = append(r.BuildArgs, key+"="+*value)
		}
	}
	for name, given := range t.Contexts {
		if given != "" {
			r.BuildContexts = append(r.BuildContexts, name+"="+b.local(given))
		}
	}
	slices.Sort(r.BuildArgs)
	slices.Sort(r.BuildContexts)
	r.BuildArgs, r.BuildContexts = append(r.BuildArgs, b.base.BuildArgs...), append(r.BuildContexts, b.base.BuildContexts...)
	if len(r.Platforms) == 0 {
		r.Platforms = unique(t.Platforms)
	}
	return s, nil
}

// local makes a path absolute where it is one.
func (b *baker) local(given string) string {
	if rest, ok := strings.CutPrefix(given, "cwd://"); ok {
		return b.base.file(path.Clean("./" + rest))
	}
	if remoteContext(given) {
		return given
	}
	return b.base.file(given)
}

func (b *baker) origin(name string) Origin {
	if o, ok := b.lines[name]; ok {
		o.Kind = Bake
		return o
	}
	for _, t := range b.config.Targets {
		if t.Name == name && t.file != "" {
			return Origin{Kind: Bake, File: t.file, Line: t.line, Assumed: assumption(b.assumed)}
		}
	}
	return Origin{Kind: Bake, File: b.first}
}

func deref(s *string, usual string) string {
	if s == nil || *s == "" {
		return usual
	}
	return *s
}
