package audit

import (
	"slices"
	"strings"
)

// unproved notes a directory for review that has the name of a made thing, which is no ordinary word, and lacks what would prove that it is one.
func (c *collector) unproved(n *pattern[subject], h hit) {
	if n.owner.Policy != "auto" || !slices.Contains([]string{"cache", "build-output", "test-output"}, n.owner.Category) || !n.tells(h.path) {
		return
	}
	r := *n.owner.rule
	r.ID, r.Policy, r.Reason = r.ID+"-unproved", "ask", "perhaps "+r.Reason+"; only its name says so: there is "+r.missing()
	f := c.family(&r, n.pattern)
	f.unproved = true
	if c.project.tracked(h.path) {
		f.odd = true
		return
	}
	f.hits = append(f.hits, h)
}

// missing says what evidence for the rule there is not.
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
