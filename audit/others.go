package audit

import (
	"path"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/plan"
	"github.com/ctxsize/ctxsize/walker"
)

// mostDockerfiles is how many Dockerfiles besides those that are built are looked at.
const mostDockerfiles = 100

const (
	// dockerfileDepth is how many directories deep they are looked for.
	dockerfileDepth = 4
	// mostDirectories ends the search where a level has more.
	mostDirectories = 5000
)

// Others are the Dockerfiles in a build's context that would read the same ignore file, as far as that can be told without a compose file.
func Others(project *Project, s Share) []Share {
	if s.Context.View == nil {
		return nil
	}
	o := suggester{project: project, shares: []Share{s}, view: s.Context.View, lines: s.Context.Lines}
	o.others()
	return o.shares[1:]
}

// others takes into account the Dockerfiles in the context that nobody asked about: built with this context, they read the same ignore file.
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
	for _, p := range s.dockerfiles() {
		if slices.Contains(built, p) {
			continue
		}
		text := s.project.text(p)
		collected, err := plan.Collect(text, plan.CollectOptions{})
		if err != nil {
			continue
		}
		b := &plan.Build{Dockerfile: &plan.Dockerfile{Path: p, Text: text, Inside: true, ContextPath: p}, Instructions: collected.Instructions,
			Stages: collected.Stages, Copies: collected.Copies, Runs: collected.Runs, Steps: collected.Steps, TargetIndex: collected.TargetIndex}
		if s.isMeant(p, collected) || len(mapOf(b, main).Uses()) > 0 {
			s.shares = append(s.shares, Share{Build: b, Context: main})
		}
	}
}

// dockerfiles are those that the context has, ignored or not, without those that have an ignore file of their own.
func (s *suggester) dockerfiles() []string {
	var list []string
	level := []string{"."}
	for depth := 0; depth <= dockerfileDepth && len(level) < mostDirectories; depth++ {
		var next []string
		for _, dir := range level {
			for c := range s.view.Names(dir) {
				switch name := string(c.Bytes); {
				case c.Kind == walker.Dir && !slices.Contains([]string{"node_modules", "vendor", ".git"}, name):
					next = append(next, path.Join(dir, name))
				case c.Kind == walker.File && isDockerfile(name) && len(list) < mostDockerfiles:
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

func isDockerfile(name string) bool {
	if strings.HasSuffix(name, "ignore") {
		return false
	}
	return name == "Dockerfile" || name == "Containerfile" || strings.HasPrefix(name, "Dockerfile.") || strings.HasPrefix(name, "Containerfile.") ||
		strings.HasSuffix(name, ".Dockerfile") || strings.HasSuffix(name, ".dockerfile")
}

// isMeant says whether a Dockerfile seems to be for this context: it lies in the root, or what it names lies here.
func (s *suggester) isMeant(p string, c plan.Collected) bool {
	if !strings.Contains(p, "/") {
		return true
	}
	for _, in := range c.Instructions {
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
