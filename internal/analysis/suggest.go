package analysis

import (
	"fmt"
	"strings"

	"github.com/ctxsize/ctxsize/audit"
	"github.com/ctxsize/ctxsize/internal/build"
)

// Suggest proposes lines for the ignore file of one of a build's contexts, counted as [Build.Contexts] does. No instruction of any build that
// reads the same file loses what it names, be it one of the analysis or another that the files of the project describe. The context is not walked
// again.
func (a *Analysis) Suggest(b *Build, n int) []audit.Suggestion {
	c := *b.context(n)
	if c.Plan.Root == "" {
		// No ignore file applies to it.
		return nil
	}
	return audit.Suggest(c.Project, a.shares(b, c))
}

// shares are the builds that read the ignore file of one of a build's contexts, that build first, each that names other paths.
func (a *Analysis) shares(b *Build, c Context) []audit.Share {
	shares := []audit.Share{{Build: &b.Build, Context: c, Contexts: b.Contexts()}}
	known := map[string]bool{c.Plan.Name + named(&b.Build): true}
	add := func(other *build.Build, o Context, all []Context) {
		key := o.Plan.Name + named(other)
		if o.Plan.Root == c.Plan.Root && o.Plan.Ignore.Path == c.Plan.Ignore.Path && !known[key] {
			known[key] = true
			shares = append(shares, audit.Share{Build: other, Context: o, Contexts: all})
		}
	}
	for m := range a.Builds {
		other := &a.Builds[m]
		for _, o := range other.Contexts() {
			if !other.sameAs(b) || o.Plan.Name != c.Plan.Name {
				add(&other.Build, o, other.Contexts())
			}
		}
	}
	if a.neighbours == nil {
		return shares
	}
	for _, other := range a.neighbours() {
		for _, o := range append([]build.Context{other.Context}, other.Named...) {
			mine := c
			mine.Plan = o
			add(&other, mine, nil)
		}
	}
	return shares
}

// named tells builds apart whose instructions name other paths.
func named(b *build.Build) string {
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

// Inspect says what [audit.Inspect] finds in one of a build's contexts, given what is suggested for it.
func (b *Build) Inspect(n int, suggestions []audit.Suggestion) []audit.Finding {
	return audit.Inspect(audit.Inspection{Build: &b.Build, Context: *b.context(n), Suggestions: suggestions})
}

// sameAs says whether one is the other, decided by other lines perhaps.
func (b *Build) sameAs(o *Build) bool {
	return b.Name == o.Name && b.Platform == o.Platform && b.Target == o.Target
}
