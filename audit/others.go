package audit

import (
	"path"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/dockerfile"
	"github.com/ctxsize/ctxsize/walker"
)

// mostDockerfiles is the maximum number of Dockerfiles, besides those that are built, that are considered.
const mostDockerfiles = 100

const (
	// dockerfileDepth is the maximum depth of the search.
	dockerfileDepth = 4
	// mostDirectories ends the search at a level with more directories.
	mostDirectories = 5000
)

// Others returns the Dockerfiles in a build's context that would read the same ignore file, as far as that is known without a compose file.
func Others(project *Project, s Share) []Share {
	if s.Context.View == nil {
		return nil
	}
	o := newSuggester(project, []Share{s})
	o.others()
	return o.shares[1:]
}

// others adds the standalone Dockerfiles in the context: built with this context, they read the same ignore file.
func (s *suggester) others() {
	var built []string
	for _, share := range s.shares {
		if d := share.Build.Dockerfile; d != nil {
			built = append(built, d.ContextPath)
		}
	}
	main := s.shares[0].Context
	if main.Plan.Name != "" || len(built) == 0 {
		return
	}
	asked := s.project.namedDockerfiles()
	for _, p := range slices.Concat(s.dockerfiles(), asked) {
		if slices.Contains(built, p) {
			continue
		}
		built = append(built, p)
		b := s.project.sibling(p)
		if b != nil && (slices.Contains(asked, p) || s.isMeant(p, b.Instructions) || len(mapOf(b, main).Uses()) > 0) {
			s.shares = append(s.shares, Share{Build: b, Context: main})
		}
	}
}

// sibling returns the build of a Dockerfile of the context, nil if it is none.
func (p *Project) sibling(name string) *build.Build {
	if known, ok := p.siblings.Load(name); ok {
		return known.(*build.Build)
	}
	var b *build.Build
	text := p.text(name)
	if c, err := dockerfile.CollectAny(text); err == nil {
		b = &build.Build{Dockerfile: &build.Dockerfile{Path: name, Text: text, Inside: true, ContextPath: name}, TargetIndex: c.TargetIndex, Stages: c.Stages,
			Instructions: c.Instructions, Copies: c.Copies, Runs: c.Runs, Starts: c.Starts, Steps: c.Steps}
	}
	p.siblings.Store(name, b)
	return b
}

// dockerfiles returns the Dockerfiles of the context, ignored or not, without those that have an ignore file of their own.
func (s *suggester) dockerfiles() []string {
	var list []string
	level := []string{"."}
	for depth := 0; depth <= dockerfileDepth && len(level) < mostDirectories; depth++ {
		var next []string
		for _, dir := range level {
			for c := range s.view.Names(dir) {
				switch name := string(c.Name); {
				case c.Kind == walker.Dir && !slices.Contains([]string{"node_modules", "vendor", ".git"}, name):
					next = append(next, path.Join(dir, name))
				case c.Kind == walker.File && dockerfile.IsDockerfile(name) && len(list) < mostDockerfiles:
					p := path.Join(dir, name)
					if own, _ := s.view.Has(p+".dockerignore", walker.Eligible); !own {
						list = append(list, p)
					}
				}
			}
		}
		level = next
	}
	return list
}

// isMeant reports whether a Dockerfile seems to be for this context: it is in the root, or its sources exist here.
func (s *suggester) isMeant(p string, instructions []build.Instruction) bool {
	if !strings.Contains(p, "/") {
		return true
	}
	for _, in := range instructions {
		for _, source := range in.Sources {
			if in.Context != "" || source.Path == "." || source.Wildcard {
				continue
			}
			if exists, _ := s.view.Has(source.Path, walker.Eligible); exists {
				return true
			}
		}
	}
	return false
}
