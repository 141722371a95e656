package plan

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/compose-spec/compose-go/v2/cli"

	"github.com/ctxsize/ctxsize/internal/parallel"
	"github.com/ctxsize/ctxsize/internal/projectfile"
)

// search finds every build of a project.
func (p *Project) search(ctx context.Context, base Request, names []string) ([]Spec, error) {
	root, err := searchRoot(base)
	if err != nil {
		return nil, err
	}
	if p.Found, err = Find(ctx, root); err != nil {
		return nil, fmt.Errorf("looking for the builds of %s: %w", base.Context, err)
	}
	p.Found.Scope = ProjectScope(base.Env, base.Dir, root)
	s := searcher{project: p, base: base, found: p.Found}
	s.base.Context, s.base.scope = "", p.Found.Scope
	s.compose(ctx)
	s.bake(ctx)
	s.loose()
	specs := s.specs
	for _, name := range names {
		if !slices.ContainsFunc(specs, func(s Spec) bool { return s.Name == name }) {
			return nil, unknownName(Compose, name, s.names())
		}
	}
	if len(names) > 0 {
		asked := func(s Spec) bool { return slices.Contains(names, s.Name) }
		p.rest = slices.DeleteFunc(slices.Clone(specs), asked)
		specs = slices.DeleteFunc(specs, func(s Spec) bool { return !asked(s) })
	}
	if len(specs)+len(p.Failures) == 0 {
		return nil, &Error{Err: fmt.Errorf("%s has no compose file, no bake file and no Dockerfile", base.Context), Hint: "name the directory of a project; ctxsize sizes a directory without a Dockerfile"}
	}
	return specs, ctx.Err()
}

func searchRoot(base Request) (string, error) {
	s := resolver{Request: base}
	if base.Context == "-" || remoteAddress(base.Context) && !projectfile.Exists(base.file(base.Context)) {
		return "", &Error{Err: fmt.Errorf("the project %s is not a directory of this machine", base.Context), Hint: "name a directory"}
	}
	return s.root(base.Context)
}

// searcher gathers the builds of a project, each once.
type searcher struct {
	project *Project
	base    Request
	found   *Found
	specs   []Spec
	lean    bool // nobody has asked for what is found
	texts   kept[composeText]
}

func (s *searcher) names() []string {
	var list []string
	for _, spec := range s.specs {
		list = append(list, spec.Name)
	}
	return unique(list)
}

// add keeps builds that are not known yet.
func (s *searcher) add(specs []Spec) {
	for _, spec := range specs {
		if !slices.ContainsFunc(s.specs, spec.same) {
			s.specs = append(s.specs, spec)
		}
	}
}

// same says whether two builds are one: the same name, and the same is asked of the builder.
func (s *Spec) same(o Spec) bool {
	a, b := &s.Request, &o.Request
	return s.Name == o.Name && a.Context == b.Context && s.dockerfile() == o.dockerfile() && string(a.Inline) == string(b.Inline) && a.Target == b.Target &&
		slices.Equal(a.BuildArgs, b.BuildArgs) && slices.Equal(a.BuildContexts, b.BuildContexts) && slices.Equal(a.Platforms, b.Platforms)
}

// dockerfile is the path of the Dockerfile, "" for one that is no file of its own.
func (s *Spec) dockerfile() string {
	r := &s.Request
	switch {
	case r.Inline != nil || remoteAddress(r.Context):
		return ""
	case r.Dockerfile == "":
		return filepath.Join(r.file(r.Context), defaultName)
	}
	return r.file(r.Dockerfile)
}

// compose reads the compose files: those of a directory that go together, and each other one over them, or alone where it stands for itself.
func (s *searcher) compose(ctx context.Context) {
	var sets []composeSet
	for _, path := range s.found.Compose {
		if !slices.Contains(cli.DefaultFileNames, filepath.Base(path)) {
			continue
		}
		if together := composeFiles(filepath.Dir(path)); together[0] == path {
			sets = append(sets, composeSet{files: together})
		}
	}
	for _, path := range s.found.Compose {
		together := composeFiles(filepath.Dir(path))
		switch {
		case slices.Contains(together, path):
		case len(together) == 0:
			sets = append(sets, composeSet{files: []string{path}})
		default:
			sets = append(sets, composeSet{files: []string{path}, under: together[0]})
		}
	}
	parallel.Do(len(sets), func(n int) { sets[n].read(ctx, s) })
	for _, set := range sets {
		s.take(Compose, set.files[0], set.reading)
	}
}

// reading is what files say of builds, or what keeps them from being read.
type reading struct {
	project Project
	specs   []Spec
	err     error
}

// take adds what was read.
func (s *searcher) take(k Kind, file string, r reading) {
	p := s.project
	p.Failures, p.Unset, p.rest = append(p.Failures, r.project.Failures...), append(p.Unset, r.project.Unset...), append(p.rest, r.project.rest...)
	if r.err != nil {
		s.fail(k, file, r.err)
	}
	s.add(r.specs)
}

// composeSet are compose files that are read together.
type composeSet struct {
	files []string
	under string // a file that they may be laid over, "" for none
	reading
}

// read reads the files for a searcher. That they build nothing is no fault.
func (c *composeSet) read(ctx context.Context, s *searcher) {
	if c.under != "" && c.over(ctx, s) {
		return
	}
	c.specs, c.err = c.project.compose(ctx, s.request(c.files...))
	if errors.Is(c.err, errNothingBuilt) {
		c.err = nil
	}
}

// over reads the file as one that is laid over the other, and says whether that can be.
func (c *composeSet) over(ctx context.Context, s *searcher) bool {
	path := c.files[0]
	r := s.request(c.under, path)
	var p Project
	specs, err := p.compose(ctx, r)
	if err != nil || len(p.Failures) > 0 {
		return false
	}
	text, err := r.read(path, s.base.scope)
	if err != nil {
		return false
	}
	for n := range specs {
		specs[n].Origin.File, specs[n].Origin.Note = path, "with "+filepath.Base(c.under)
		specs[n].Origin.Line = text.tree.line(specs[n].Name)
	}
	c.specs = specs
	return true
}

func (s *searcher) request(files ...string) composeRequest {
	return composeRequest{base: s.base, files: files, found: true, every: true, lean: s.lean, known: &s.texts}
}

func (s *searcher) fail(k Kind, file string, err error) {
	s.project.Failures = append(s.project.Failures, Failure{Origin: Origin{Kind: k, File: file}, Err: err})
}

// bake reads the bake files of each directory together. Their paths are relative to where bake is called: beside them, or in the project's root.
func (s *searcher) bake(ctx context.Context) {
	var sets [][]string
	var first []string // that was found of each
	done := map[string]bool{}
	for _, path := range s.found.Bake {
		files := []string{path}
		if slices.Contains(bakeNames, filepath.Base(path)) {
			files = bakeFiles(filepath.Dir(path))
		}
		if !done[files[0]] {
			done[files[0]] = true
			sets, first = append(sets, files), append(first, path)
		}
	}
	read := make([]reading, len(sets))
	parallel.Do(len(sets), func(n int) { read[n] = s.bakeSet(ctx, sets[n]) })
	for n, r := range read {
		r.specs = slices.DeleteFunc(r.specs, s.isService)
		s.take(Bake, first[n], r)
	}
}

// bakeSet reads bake files from their directory, and from the root where more is there then.
func (s *searcher) bakeSet(ctx context.Context, files []string) reading {
	dir := filepath.Dir(files[0])
	r := s.baked(ctx, dir, files)
	root := s.found.Root
	if dir == root {
		return r
	}
	if o := s.baked(ctx, root, files); o.err == nil && (r.err != nil || there(o.specs) > there(r.specs)) {
		for n := range o.specs {
			o.specs[n].Origin.Note = "called from the project's root, where its paths lead somewhere"
		}
		return o
	}
	return r
}

// baked reads bake files as if bake were called in a directory.
func (s *searcher) baked(ctx context.Context, dir string, files []string) (r reading) {
	base := s.base
	base.Dir = dir
	var p Project
	if r.specs, r.err = p.bake(ctx, bakeRequest{base: base, files: files, found: true, every: true}); r.err == nil {
		r.project = Project{Failures: p.Failures, Unset: p.Unset}
	}
	return r
}

// there counts the builds whose Dockerfile is there.
func there(specs []Spec) int {
	n := 0
	for _, s := range specs {
		if d := s.dockerfile(); d == "" || projectfile.Exists(d) {
			n++
		}
	}
	return n
}

// isService says whether a target is only the compose service that bake reads, too.
func (s *searcher) isService(target Spec) bool {
	return IsCompose(filepath.Base(target.Origin.File)) && slices.ContainsFunc(s.specs, func(known Spec) bool {
		return known.Name == target.Name || known.dockerfile() == target.dockerfile() && known.Request.Target == target.Request.Target
	})
}
