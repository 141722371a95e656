package ctxsize

import (
	"fmt"
	"strings"

	"github.com/ctxsize/ctxsize/audit"
)

// Suggest proposes lines for the ignore file of one of a build's contexts, counted as [Build.Contexts] does; no instruction of any build that
// reads the same file loses what it names. Nothing is read from disk.
func (a *Analysis) Suggest(b *Build, n int) []audit.Suggestion {
	c := b.context(n).Context
	if c.Plan.Root == "" {
		// No ignore file applies to it.
		return nil
	}
	shares := []audit.Share{{Build: &b.Build, Context: c}}
	known := map[string]bool{c.Plan.Name + named(b): true}
	for m := range a.Builds {
		other := &a.Builds[m]
		for _, o := range other.Contexts() {
			key := o.Plan.Name + named(other)
			if o.Plan.Root != c.Plan.Root || o.Plan.Ignore.Path != c.Plan.Ignore.Path || known[key] || other.sameAs(b) && o.Plan.Name == c.Plan.Name {
				continue
			}
			known[key] = true
			shares = append(shares, audit.Share{Build: &other.Build, Context: o.Context})
		}
	}
	return audit.Suggest(c.Project, shares)
}

// named tells builds apart whose instructions name other paths.
func named(b *Build) string {
	var key strings.Builder
	if b.Dockerfile != nil {
		key.WriteString(b.Dockerfile.Path)
	}
	for _, in := range b.Build.Instructions {
		fmt.Fprintf(&key, "\x00%d %t %v", in.Line, in.Reachable, in.Sources)
	}
	return key.String()
}

// Inspect says what [audit.Inspect] finds in one of a build's contexts, given what is suggested for it.
func (b *Build) Inspect(n int, suggestions []audit.Suggestion) []audit.Finding {
	return audit.Inspect(audit.Inspection{Build: &b.Build, Context: b.context(n).Context, Suggestions: suggestions})
}

// sameAs says whether one is the other, decided by other lines perhaps.
func (b *Build) sameAs(o *Build) bool {
	return b.Name == o.Name && b.Platform == o.Platform && b.Target == o.Target
}
