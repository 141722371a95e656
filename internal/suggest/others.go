package suggest

import (
	"path"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/dockerfile"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/walker"
)

// mostDockerfiles is the maximum number of Dockerfiles, besides those that are built, that are considered.
const mostDockerfiles = 100

// Others are the Dockerfiles in a build's context that would read the same ignore file, as far as that can be told without a compose file.
func Others(project *inventory.Project, s inventory.Share) []inventory.Share {
	if s.Usage.View == nil {
		return nil
	}
	o := New(project, []inventory.Share{s})
	o.AddSiblings()
	return o.shares[1:]
}

// others adds the standalone Dockerfiles in the context: built with this context, they read the same ignore file.
func (s *Suggester) AddSiblings() {
	var built []string
	for _, share := range s.shares {
		if d := share.Build.Dockerfile; d != nil {
			built = append(built, d.ContextPath)
		}
	}
	main := s.shares[0].Usage
	if main.Context.Name != "" || len(built) == 0 {
		return
	}
	asked := s.project.NamedDockerfiles()
	for _, p := range slices.Concat(s.dockerfiles(), asked) {
		if slices.Contains(built, p) {
			continue
		}
		built = append(built, p)
		b := s.project.Sibling(p)
		if b != nil && (slices.Contains(asked, p) || s.isMeant(p, b.Instructions) || len(inventory.Provenance(b, main).Uses()) > 0) {
			s.shares = append(s.shares, inventory.Share{Build: b, Usage: main})
		}
	}
}

// dockerfiles are those that the context has, ignored or not, without those that have an ignore file of their own.
func (s *Suggester) dockerfiles() []string {
	var list []string
	level := []string{"."}
	for depth := 0; depth <= inventory.DockerfileDepth && len(level) < inventory.MaxDirectories; depth++ {
		var next []string
		for _, dir := range level {
			for c := range s.View.Names(dir) {
				switch name := string(c.Name); {
				case c.Kind == walker.Dir && !slices.Contains([]string{"node_modules", "vendor", ".git"}, name):
					next = append(next, path.Join(dir, name))
				case c.Kind == walker.File && dockerfile.IsDockerfile(name) && len(list) < mostDockerfiles:
					p := path.Join(dir, name)
					if own, _ := s.View.Has(p+".dockerignore", walker.Eligible); !own {
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
func (s *Suggester) isMeant(p string, instructions []build.Instruction) bool {
	if !strings.Contains(p, "/") {
		return true
	}
	for _, in := range instructions {
		for _, source := range in.Sources {
			if in.Context != "" || source.Path == "." || source.Wildcard {
				continue
			}
			if exists, _ := s.View.Has(source.Path, walker.Eligible); exists {
				return true
			}
		}
	}
	return false
}
