package suggest

import (
	"fmt"
	"path"
	"strings"

	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/knowledge"
	"github.com/ctxsize/ctxsize/internal/manifest"
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
		var runtime, other []inventory.Hit
		for _, h := range byRule[r] {
			if s.isForRunTime(h) {
				runtime = append(runtime, h)
			} else {
				other = append(other, h)
			}
		}
		if len(runtime) > 0 {
			s.literals(&knowledge.Rule{ID: r.ID, Category: knowledge.CategorySecrets, Policy: "auto",
				Reason: "Environment file that compose gives to the running container (env_file). Git ignores it, so a clean clone is built without it."}, runtime)
		}
		if len(other) == 0 {
			continue
		}
		reason := fmt.Sprintf("Probably contains %s (matched by name only). If the build needs it, mount it as a secret.", r.What)
		s.literals(&knowledge.Rule{ID: r.ID, Category: knowledge.CategorySecrets, Policy: "ask", Reason: reason}, other)
	}
}

// isForRunTime reports whether an environment file is only for running containers: git ignores it, a compose file gives it to a service, and no
// bundler beside it puts its values into what it builds.
func (s *suggester) isForRunTime(h inventory.Hit) bool {
	if !strings.HasPrefix(path.Base(h.Path), ".env") || !s.project.Ignored(h.Path, h.Kind) || s.bundles(path.Dir(h.Path)) || s.bundles(".") {
		return false
	}
	for _, name := range manifest.ComposeFiles() {
		for _, file := range manifest.ComposeEnvFiles(s.project.Text(name)) {
			if path.Clean(file) == h.Path {
				return true
			}
		}
	}
	return false
}
