package project

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/compose-spec/compose-go/v2/cli"

	"github.com/ctxsize/ctxsize/internal/bake"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/ci"
	"github.com/ctxsize/ctxsize/internal/compose"
	"github.com/ctxsize/ctxsize/internal/distinct"
	"github.com/ctxsize/ctxsize/internal/dockerfile"
	"github.com/ctxsize/ctxsize/internal/parallel"
	"github.com/ctxsize/ctxsize/internal/projectfile"
	"github.com/ctxsize/ctxsize/internal/scope"
)

// search finds every build of a project.
func (p *Project) search(ctx context.Context, base build.Request, names []string) ([]build.Spec, error) {
	root, err := searchRoot(base)
	if err != nil {
		return nil, err
	}
	if p.Found, err = Find(ctx, root); err != nil {
		return nil, fmt.Errorf("cannot search %s for builds: %w", base.Context, err)
	}
	p.Found.Scope = scope.Find(base.Env, base.Dir, root)
	s := searcher{project: p, base: base, found: p.Found}
	s.base.Context = ""
	s.readCommands()
	s.addDefinitions()
	s.readComposeFiles(ctx)
	s.readBakeFiles(ctx)
	s.addCommands()
	s.addStandalone()
	specs := s.specs
	for _, name := range names {
		if !slices.ContainsFunc(specs, func(s build.Spec) bool { return s.Name == name }) {
			return nil, build.UnknownName(build.Compose, name, s.names())
		}
	}
	if len(names) > 0 {
		asked := func(s build.Spec) bool { return slices.Contains(names, s.Name) }
		p.others = slices.DeleteFunc(slices.Clone(specs), asked)
		specs = slices.DeleteFunc(specs, func(s build.Spec) bool { return !asked(s) })
	}
	if len(specs)+len(p.Failures) == 0 {
		return nil, &build.Error{Err: fmt.Errorf("%s has no compose file, no bake file and no Dockerfile", base.Context), Hint: "use the directory of a project, or ctxsize --no-dockerfile to measure a directory alone"}
	}
	return specs, ctx.Err()
}

func searchRoot(base build.Request) (string, error) {
	s := resolver{Request: base}
	if base.Context == "-" || dockerfile.IsRemoteAddress(base.Context) && !projectfile.Exists(base.AbsPath(base.Context)) {
		return "", &build.Error{Err: fmt.Errorf("the project %s is not a local directory", base.Context), Hint: "name a directory"}
	}
	return s.root(base.Context)
}

// searcher gathers the builds of a project, each once.
type searcher struct {
	project   *Project
	base      build.Request
	found     *Files
	specs     []build.Spec
	buildOnly bool // the found builds are not requested
	texts     compose.Cache
	// commands are what the files of CI and scripts run, by their indexes.
	commands []ci.File
}

func (s *searcher) names() []string {
	var list []string
	for _, spec := range s.specs {
		list = append(list, spec.Name)
	}
	return distinct.Strings(list)
}

// add adds builds that are not known yet.
func (s *searcher) add(specs []build.Spec) {
	for _, spec := range specs {
		if !slices.ContainsFunc(s.specs, func(known build.Spec) bool { return sameBuild(&spec, &known) }) {
			s.specs = append(s.specs, spec)
		}
	}
}

// readComposeFiles reads the compose files: the default ones of a directory together, and each other one as an override of these, or alone
// where it is complete.
func (s *searcher) readComposeFiles(ctx context.Context) {
	var sets []composeSet
	for _, path := range s.found.Compose {
		if !slices.Contains(cli.DefaultFileNames, filepath.Base(path)) {
			continue
		}
		if together := compose.Files(filepath.Dir(path)); together[0] == path {
			sets = append(sets, composeSet{files: together})
		}
	}
	for _, path := range s.found.Compose {
		together := compose.Files(filepath.Dir(path))
		switch {
		case slices.Contains(together, path):
		case len(together) == 0:
			sets = append(sets, composeSet{files: []string{path}})
		default:
			sets = append(sets, composeSet{files: []string{path}, base: together[0]})
		}
	}
	parallel.Do(len(sets), func(n int) { sets[n].read(ctx, s) })
	for _, set := range sets {
		s.addReading(build.Compose, set.files[0], set.reading)
	}
}

// reading is the builds of files, or the error of reading them.
type reading struct {
	build.Specs
	err error
}

// addReading adds the builds of files.
func (s *searcher) addReading(k build.Kind, file string, r reading) {
	specs := s.project.add(r.Specs)
	if r.err != nil {
		s.fail(k, file, r.err)
	}
	s.add(specs)
}

// composeSet is compose files that are read together.
type composeSet struct {
	files []string
	base  string // a file that they may be laid over, "" for none
	reading
}

// read reads the files. That they build nothing is no error.
func (c *composeSet) read(ctx context.Context, s *searcher) {
	if c.base != "" && c.readOverride(ctx, s) {
		return
	}
	c.Specs, c.err = compose.Read(ctx, s.request(c.files...))
	if errors.Is(c.err, compose.ErrNothingBuilt) {
		c.err = nil
	}
}

// readOverride reads the file as an override of another one, and reports whether it is one.
func (c *composeSet) readOverride(ctx context.Context, s *searcher) bool {
	path := c.files[0]
	r := s.request(c.base, path)
	r.Known = compose.Files(filepath.Dir(c.base))
	read, err := compose.Read(ctx, r)
	if s.buildOnly && errors.Is(err, compose.ErrNothingBuilt) {
		return true
	}
	if err != nil || len(read.Failures) > 0 {
		return false
	}
	for n := range read.Chosen {
		origin := &read.Chosen[n].Origin
		origin.File, origin.Note = path, "with "+filepath.Base(c.base)
		if origin.Line, err = r.ServiceLine(path, read.Chosen[n].Name); err != nil {
			return false
		}
	}
	c.Chosen = read.Chosen
	return true
}

func (s *searcher) request(files ...string) compose.Request {
	return compose.Request{Base: s.base, Scope: s.found.Scope, Files: files, Found: true, All: true, BuildOnly: s.buildOnly, Cache: &s.texts}
}

func (s *searcher) fail(k build.Kind, file string, err error) {
	s.project.Failures = append(s.project.Failures, build.Failure{Origin: build.Origin{Kind: k, File: file}, Err: err})
}

// readBakeFiles reads the bake files of each directory together. Their paths are relative to the directory in which bake is run: that of the
// files, or the project's root.
func (s *searcher) readBakeFiles(ctx context.Context) {
	var sets [][]string
	var first []string // that was found of each
	done := map[string]bool{}
	for _, path := range s.found.Bake {
		files := []string{path}
		if slices.Contains(bake.FileNames, filepath.Base(path)) {
			files = bake.Files(filepath.Dir(path))
		}
		if !done[files[0]] {
			done[files[0]] = true
			sets, first = append(sets, files), append(first, path)
		}
	}
	read := make([]reading, len(sets))
	parallel.Do(len(sets), func(n int) { read[n] = s.readBakeSet(ctx, sets[n]) })
	for n, r := range read {
		r.Chosen = slices.DeleteFunc(r.Chosen, s.isService)
		s.addReading(build.Bake, first[n], r)
	}
}

// readBakeSet reads bake files relative to their directory, or to the root where more Dockerfiles exist then.
func (s *searcher) readBakeSet(ctx context.Context, files []string) reading {
	dir := filepath.Dir(files[0])
	r := s.readBakeIn(ctx, dir, files)
	root := s.found.Root
	if dir == root {
		return r
	}
	if o := s.readBakeIn(ctx, root, files); o.err == nil && (r.err != nil || countExisting(o.Chosen) > countExisting(r.Chosen)) {
		for n := range o.Chosen {
			o.Chosen[n].Origin.Note = "assumed to run in the project root, where its paths exist"
		}
		return o
	}
	return r
}

// readBakeIn reads bake files as if bake were run in a directory.
func (s *searcher) readBakeIn(ctx context.Context, dir string, files []string) (r reading) {
	base := s.base
	base.Dir = dir
	r.Specs, r.err = bake.Read(ctx, bake.Request{Base: base, Scope: s.found.Scope, Files: files, Found: true, All: true})
	if r.err != nil {
		r.Specs = build.Specs{}
	}
	r.Others = nil
	return r
}

// countExisting returns the number of builds whose Dockerfile exists.
func countExisting(specs []build.Spec) int {
	n := 0
	for _, s := range specs {
		if d := dockerfilePath(&s); d == "" || projectfile.Exists(d) {
			n++
		}
	}
	return n
}

// isService reports whether a target is a compose service that bake reads, too.
func (s *searcher) isService(target build.Spec) bool {
	return compose.IsFile(filepath.Base(target.Origin.File)) && slices.ContainsFunc(s.specs, func(known build.Spec) bool {
		return known.Name == target.Name || dockerfilePath(&known) == dockerfilePath(&target) && known.Request.Target == target.Request.Target
	})
}

// sameBuild reports whether two builds have the same name and the same request.
func sameBuild(s, o *build.Spec) bool {
	a, b := &s.Request, &o.Request
	return s.Name == o.Name && a.Context == b.Context && dockerfilePath(s) == dockerfilePath(o) && string(a.Inline) == string(b.Inline) &&
		a.Target == b.Target && slices.Equal(a.BuildArgs, b.BuildArgs) && slices.Equal(a.BuildContexts, b.BuildContexts) &&
		slices.Equal(a.Platforms, b.Platforms)
}

// dockerfilePath returns the path of a build's Dockerfile, "" for an inline or remote one.
func dockerfilePath(s *build.Spec) string {
	r := &s.Request
	switch {
	case r.Inline != nil || dockerfile.IsRemoteAddress(r.Context):
		return ""
	case r.Dockerfile == "":
		return filepath.Join(r.AbsPath(r.Context), dockerfile.DefaultName)
	}
	return r.AbsPath(r.Dockerfile)
}
