package suggest

import (
	"fmt"

	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/knowledge"
	"github.com/ctxsize/ctxsize/walker"
)

// secrets proposes lines for credentials that git does not track.
func (s *suggester) secrets() {
	byRule := map[*knowledge.SecretRule][]inventory.Hit{}
	var order []*knowledge.SecretRule
	for _, f := range s.project.SecretFiles(s.view) {
		for _, r := range f.Rules {
			if !r.ByName || r.Keep || s.project.Tracked(f.Path) || f.Kind == walker.Dir && !inventory.HasEntry(s.view, f.Path, r.Inside) {
				continue
			}
			if byRule[r] == nil {
				order = append(order, r)
			}
			byRule[r] = append(byRule[r], inventory.Hit{Path: f.Path, Kind: f.Kind, Size: f.Bytes})
			break
		}
	}
	for _, r := range order {
		reason := fmt.Sprintf("Probably contains %s (matched by name only). If the build needs it, mount it as a secret.", r.What)
		s.literals(&knowledge.Rule{ID: r.ID, Category: knowledge.CategorySecrets, Policy: "ask", Reason: reason}, byRule[r])
	}
}
