package plan

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/compose-spec/compose-go/v2/cli"
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
	s := searcher{project: p, base: base, found: p.Found}
	s.base.Context = ""
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
	if base.Context == "-" || remoteAddress(base.Context) && !exists(base.file(base.Context)) {
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
	for _, path := range s.found.Compose {
		if !slices.Contains(cli.DefaultFileNames, filepath.Base(path)) {
			continue
		}
		if together := composeFiles(filepath.Dir(path)); together[0] == path {
			s.read(ctx, composeRequest{files: together})
		}
	}
	for _, path := range s.found.Compose {
		together := composeFiles(filepath.Dir(path))
		switch {
		case slices.Contains(together, path):
		case len(together) == 0 || !s.tryOver(ctx, together[0], path):
			s.read(ctx, composeRequest{files: []string{path}})
		}
	}
}

// read adds the builds of compose files, or what keeps them from being read. That a file builds nothing is no fault.
func (s *searcher) read(ctx context.Context, r composeRequest) {
	r.base, r.every = s.base, true
	specs, err := s.project.compose(ctx, r)
	if err != nil && !errors.Is(err, errNothingBuilt) {
		s.fail(Compose, r.files[0], err)
	}
	s.add(specs)
}

// tryOver reads a file as one that is laid over another, and says whether that can be.
func (s *searcher) tryOver(ctx context.Context, under, path string) bool {
	var p Project
	specs, err := p.compose(ctx, composeRequest{base: s.base, files: []string{under, path}, every: true})
	if err != nil || len(p.Failures) > 0 {
		return false
	}
	text, err := readLimited(path)
	if err != nil {
		return false
	}
	written := parseCompose(path, text)
	for n := range specs {
		specs[n].Origin.File, specs[n].Origin.Note = path, "with "+filepath.Base(under)
		specs[n].Origin.Line = written.line(specs[n].Name)
	}
	s.add(specs)
	return true
}

func (s *searcher) fail(k Kind, file string, err error) {
	s.project.Failures = append(s.project.Failures, Failure{Origin: Origin{Kind: k, File: file}, Err: err})
}

// bake reads the bake files of each directory together. Their paths are relative to where bake is called: beside them, or in the project's root.
func (s *searcher) bake(ctx context.Context) {
	done := map[string]bool{}
	for _, path := range s.found.Bake {
		dir := filepath.Dir(path)
		files := []string{path}
		if slices.Contains(bakeNames, filepath.Base(path)) {
			files = bakeFiles(dir)
		}
		if done[files[0]] {
			continue
		}
		done[files[0]] = true
		p, specs, err := s.baked(ctx, dir, files)
		if root := s.found.Root; dir != root {
			if q, others, errRoot := s.baked(ctx, root, files); errRoot == nil && (err != nil || there(others) > there(specs)) {
				p, specs, err = q, others, nil
				for n := range specs {
					specs[n].Origin.Note = "called from the project's root, where its paths lead somewhere"
				}
			}
		}
		if err != nil {
			s.fail(Bake, path, err)
			continue
		}
		s.project.Failures, s.project.Unset = append(s.project.Failures, p.Failures...), append(s.project.Unset, p.Unset...)
		s.add(slices.DeleteFunc(specs, s.isService))
	}
}

func (s *searcher) baked(ctx context.Context, dir string, files []string) (Project, []Spec, error) {
	var p Project
	base := s.base
	base.Dir = dir
	specs, err := p.bake(ctx, bakeRequest{base: base, files: files, every: true})
	return p, specs, err
}

// there counts the builds whose Dockerfile is there.
func there(specs []Spec) int {
	n := 0
	for _, s := range specs {
		if d := s.dockerfile(); d == "" || exists(d) {
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
