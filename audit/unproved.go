package audit

import (
	"fmt"
	"slices"
	"strings"
)

// unproved records a directory for review that has the name of a generated directory, which is no ordinary word, but no marker.
func (c *collector) unproved(n *pattern[subject], h hit) {
	if n.owner.Policy != "auto" || !slices.Contains([]string{"cache", "build-output", "test-output"}, n.owner.Category) || !n.tells(h.path) {
		return
	}
	r := *n.owner.rule
	r.ID, r.Policy, r.Reason = r.ID+"-unproved", "ask", r.guess()
	f := c.family(&r, n.pattern)
	f.unproved = true
	if c.project.tracked(h.path) {
		f.odd = true
		return
	}
	f.hits = append(f.hits, h)
}

// guess returns what a directory probably is, by its name only, as a sentence with the markers that are missing.
func (r *rule) guess() string {
	what := strings.TrimSuffix(r.Reason, ".")
	for _, end := range []string{": ", ". ", ", ", " ("} {
		what, _, _ = strings.Cut(what, end)
	}
	name := "matched by name only"
	if missing := r.missing(); missing != "" {
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
func (r *rule) missing() string {
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
