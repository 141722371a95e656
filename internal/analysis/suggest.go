package analysis

import (
	"fmt"
	"strings"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/check"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/suggest"
)

// Suggest proposes lines for the ignore file of one of a build's contexts, counted as [Build.Contexts] does. No instruction of any build that
// reads the same file loses what it names, be it one of the analysis or another that the files of the project describe. The context is not walked
// again.
func (a *Analysis) Suggest(b *Build, n int) []inventory.Suggestion {
	c := *b.context(n)
	if c.Plan.Root == "" {
		// No ignore file applies to it.
		return nil
	}
	return suggest.Suggest(c.Project, a.shares(b, c))
}

// prevent returns the suggestions with those for files that the project's tools will create. The context is not walked again.
func (a *Analysis) prevent(b *Build, n int, list []inventory.Suggestion) []inventory.Suggestion {
	c := *b.context(n)
	if c.Plan.Root == "" {
		return list
	}
	return append(list, suggest.Preventive(c.Project, a.shares(b, c), list)...)
}

// suggestAlone proposes patterns for the ignore file of the build's main context, without regard to other builds.
func (b *Build) suggestAlone() []inventory.Suggestion {
	if b.Main.Plan.Root == "" {
		return nil
	}
	s := newSharing(b, b.Main)
	s.addBuild(b)
	return suggest.Suggest(b.Main.Project, s.list)
}

// sharing collects the builds that use the ignore file of one context, each that requests other paths.
type sharing struct {
	build   *Build
	context Context
	known   map[string]bool
	list    []inventory.Share
}

func newSharing(b *Build, c Context) *sharing {
	return &sharing{build: b, context: c, known: map[string]bool{c.Plan.Name + requestKey(&b.Build): true},
		list: []inventory.Share{{Build: &b.Build, Context: c, Contexts: b.Contexts()}}}
}

// add adds a context of another build if it uses the ignore file.
func (s *sharing) add(other *build.Build, o Context, all []Context) {
	key, c := o.Plan.Name+requestKey(other), &s.context.Plan
	if o.Plan.Root == c.Root && o.Plan.Ignore.Path == c.Ignore.Path && !s.known[key] {
		s.known[key] = true
		s.list = append(s.list, inventory.Share{Build: other, Context: o, Contexts: all})
	}
}

// addBuild adds the contexts of a build of the analysis, but the one that the ignore file is for.
func (s *sharing) addBuild(other *Build) {
	for _, o := range other.Contexts() {
		if !other.sameAs(s.build) || o.Plan.Name != s.context.Plan.Name {
			s.add(&other.Build, o, other.Contexts())
		}
	}
}

// shares returns the builds that use the ignore file of one of a build's contexts, that build first.
func (a *Analysis) shares(b *Build, c Context) []inventory.Share {
	s := newSharing(b, c)
	for n := range a.Builds {
		s.addBuild(&a.Builds[n])
	}
	if a.siblings == nil {
		return s.list
	}
	for _, other := range a.siblings() {
		for _, o := range append([]build.Context{other.Context}, other.Named...) {
			mine := c
			mine.Plan = o
			s.add(&other, mine, nil)
		}
	}
	return s.list
}

// requestKey identifies what the instructions of a build request.
func requestKey(b *build.Build) string {
	var key strings.Builder
	if b.Dockerfile != nil {
		key.WriteString(b.Dockerfile.Path)
	}
	for _, in := range b.Instructions {
		fmt.Fprintf(&key, "\x00%d %t %v", in.Line, in.Reachable, in.Sources)
	}
	for _, s := range b.Steps {
		fmt.Fprintf(&key, "\x00%d %v %s %v", s.Line, s.Sources, s.Dest, s.Mounts)
	}
	return key.String()
}

// Inspect says what [check.Inspect] finds in one of a build's contexts, given what is suggested for it.
func (b *Build) Inspect(n int, suggestions []inventory.Suggestion) []lint.Finding {
	return check.Inspect(check.Inspection{Build: &b.Build, Context: *b.context(n), Suggestions: suggestions})
}

// sameAs reports whether both have the same name, platform and target. Their patterns may differ.
func (b *Build) sameAs(o *Build) bool {
	return b.Name == o.Name && b.Platform == o.Platform && b.Target == o.Target
}
