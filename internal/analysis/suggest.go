package analysis

import (
	"fmt"
	"strings"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/suggest"
)

// Suggest suggests patterns for the ignore file of one of a build's contexts, by its index in [Result.Usages]. No pattern excludes a source of an
// instruction of any build that uses the file, whether it is in the analysis or only defined in the project. The context is not walked again.
func (a *Analysis) Suggest(b *Result, n int) []inventory.Suggestion {
	c := *b.usage(n)
	if c.Context.Root == "" {
		// No ignore file applies to it.
		return nil
	}
	return suggest.Suggest(c.Project, a.shares(b, c))
}

// prevent returns the suggestions with those for files that the project's tools will create. The context is not walked again.
func (a *Analysis) prevent(b *Result, n int, list []inventory.Suggestion) []inventory.Suggestion {
	c := *b.usage(n)
	if c.Context.Root == "" {
		return list
	}
	return append(list, suggest.Preventive(c.Project, a.shares(b, c), list)...)
}

// suggestAlone proposes patterns for the ignore file of the build's main context, without regard to other builds.
func (b *Result) suggestAlone() []inventory.Suggestion {
	if b.Main.Context.Root == "" {
		return nil
	}
	s := newSharing(b, b.Main)
	s.addBuild(b)
	return suggest.Suggest(b.Main.Project, s.list)
}

// sharing collects the builds that use the ignore file of one context, each that requests other paths.
type sharing struct {
	result *Result
	usage  Usage
	known  map[string]bool
	list   []inventory.Share
}

func newSharing(b *Result, c Usage) *sharing {
	return &sharing{result: b, usage: c, known: map[string]bool{c.Context.Name + requestKey(b.Build): true},
		list: []inventory.Share{{Build: b.Build, Usage: c, Usages: b.Usages()}}}
}

// add adds a context of another build if it uses the ignore file.
func (s *sharing) add(other *build.Build, o Usage, all []Usage) {
	key, c := o.Context.Name+requestKey(other), s.usage.Context
	if o.Context.Root == c.Root && o.Context.Ignore.Path == c.Ignore.Path && !s.known[key] {
		s.known[key] = true
		s.list = append(s.list, inventory.Share{Build: other, Usage: o, Usages: all})
	}
}

// addBuild adds the contexts of a build of the analysis, but the one that the ignore file is for.
func (s *sharing) addBuild(other *Result) {
	for _, o := range other.Usages() {
		if !other.sameAs(s.result) || o.Context.Name != s.usage.Context.Name {
			s.add(other.Build, o, other.Usages())
		}
	}
}

// shares returns the builds that use the ignore file of one of a build's contexts, that build first.
func (a *Analysis) shares(b *Result, c Usage) []inventory.Share {
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
			mine.Context = &o
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

// sameAs reports whether both have the same name, platform and target. Their patterns may differ.
func (b *Result) sameAs(o *Result) bool {
	return b.Build.Name == o.Build.Name && b.Build.Platform == o.Build.Platform && b.Build.Target == o.Build.Target
}
