package suggest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/knowledge"
)

// unproved records a directory for review that has the name of a generated directory, which is no ordinary word, but no marker.
func (c *collector) unproved(n *knowledge.Pattern[knowledge.Subject], h inventory.Hit) {
	if n.Owner.Policy != "auto" || !slices.Contains([]string{"cache", "build-output", "test-output"}, n.Owner.Category) || !n.IsDistinctive(h.Path) {
		return
	}
	r := *n.Owner.Rule
	r.ID, r.Policy, r.Reason = r.ID+"-unproved", "ask", guess(&r)
	f := c.family(&r, n.Text)
	f.unproved = true
	if c.project.Tracked(h.Path) {
		f.odd = true
		return
	}
	f.hits = append(f.hits, h)
}

// guess returns what a directory probably is, by its name only, as a sentence with the markers that are missing.
func guess(r *knowledge.Rule) string {
	what := strings.TrimSuffix(r.Reason, ".")
	for _, end := range []string{": ", ". ", ", ", " ("} {
		what, _, _ = strings.Cut(what, end)
	}
	name := "matched by name only"
	if missing := missing(r); missing != "" {
		name += ", " + missing
	}
	return fmt.Sprintf("Probably %s (%s).", withArticle(strings.ToLower(what[:1])+what[1:]), name)
}

// uncountable are nouns without an article that reasons begin with.
var uncountable = []string{"output", "state", "data", "metadata", "bytecode"}

// withArticle returns a noun phrase with its indefinite article, if it takes one.
func withArticle(phrase string) string {
	head, _, _ := strings.Cut(phrase, " of ")
	noun := head[strings.LastIndexByte(head, ' ')+1:]
	switch {
	case strings.HasSuffix(noun, "s") || slices.Contains(uncountable, noun):
		return phrase
	case strings.ContainsAny(phrase[:1], "aeiou"):
		return "an " + phrase
	}
	return "a " + phrase
}

// missing lists the markers of the rule that do not exist.
func missing(r *knowledge.Rule) string {
	var parts []string
	for _, part := range []struct {
		names []string
		where string
	}{{r.Inside, "in it"}, {r.Beside, "beside it"}, {r.Root, "in the context"}} {
		if last := len(part.names) - 1; last >= 0 {
			names := strings.Join(part.names[:last], ", ") + " or " + part.names[last]
			parts = append(parts, "no "+strings.TrimPrefix(names, " or ")+" "+part.where)
		}
	}
	return strings.Join(parts, ", and ")
}
