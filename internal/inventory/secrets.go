package inventory

import (
	"strings"

	"github.com/ctxsize/ctxsize/internal/knowledge"
	"github.com/ctxsize/ctxsize/walker"
)

// NamedSecret is an eligible path that has the name of a credential.
type NamedSecret struct {
	Path string
	walker.SearchResult
	Rules []*knowledge.SecretRule
}

// SecretFiles are the eligible paths that have the name of a credential. Suggestions and findings ask for those of the same lines, for every
// build that has them.
func (p *Project) SecretFiles(v *walker.View) []NamedSecret {
	key := linesOf(v)
	p.mu.Lock()
	defer p.mu.Unlock()
	list, ok := p.named[key]
	if !ok {
		v.Search(walker.AnyDepth, knowledge.MatchNames(0, 1), CollectSecrets(&list))
		p.named[key] = list
	}
	return list
}

// KeepSecrets stores what [Project.SecretFiles] would find.
func (p *Project) KeepSecrets(v *walker.View, list []NamedSecret) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.named[linesOf(v)] = list
}

// linesOf returns a key of the patterns of a view.
func linesOf(v *walker.View) string {
	var text strings.Builder
	for _, l := range v.Query.Patterns.All() {
		text.WriteString(l.Text + "\n")
	}
	return text.String()
}

// CollectSecrets gathers those of what a search visits that have the name of a credential.
func CollectSecrets(list *[]NamedSecret) func(p string, f walker.SearchResult) (below bool) {
	return func(p string, f walker.SearchResult) bool {
		if f.Kind != walker.File && f.Kind != walker.Dir {
			return false
		}
		if rules := knowledge.SecretsNamed(p, f.Kind); len(rules) > 0 {
			*list = append(*list, NamedSecret{p, f, rules})
		}
		return f.Kind == walker.Dir
	}
}
