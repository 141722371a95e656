package audit

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/walker"
)

// secretRule describes the names of one kind of secrets.
type secretRule struct {
	ID       string
	Patterns []string // as in an ignore file, exceptions after what they except
	What     string
	Content  string   // matches the content of a real secret, a regular expression
	ByName   bool     `json:"by_name"` // the name is enough
	Inside   []string // for a directory: names in it that prove it
	Keep     bool     // builds need the file: no pattern is proposed
	Instead  string   // how a build gets the secret otherwise
	Matches  []string
	Others   []string
}

// template matches names and directories of examples that only look like secrets.
var template = expression(`(?i)(^|[._-])(example|sample|template|tmpl|tpl|dist|defaults?|dummy|placeholder|test|ci|schema)([._-]|$)`)

// fixture matches directories with secrets for tests or documentation.
var fixture = expression(`(?i)(^|/)(testdata|tests?|__tests__|fixtures?|specs?|e2e|mocks?|examples?|samples?|docs?|node_modules|site-packages|vendor)/`)

// secretsNamed returns the rules that match a path's name, except for templates and fixtures.
func secretsNamed(p string, k walker.Kind) []*secretRule {
	var list []*secretRule
	base := path.Base(p)
	subjects().each([]byte(base), func(n *pattern[subject]) bool {
		r := n.owner.secret
		if r != nil && n.matches(p) && !r.excepts(p) && !slices.Contains(list, r) && (k == walker.File || len(r.Inside) > 0) {
			list = append(list, r)
		}
		return false
	})
	if len(list) == 0 || template().MatchString(strings.TrimPrefix(base, ".")) || fixture().MatchString(p) {
		return nil
	}
	return list
}

// excepts reports whether one of the rule's exceptions matches a path.
func (r *secretRule) excepts(p string) bool {
	return slices.ContainsFunc(r.Patterns, func(text string) bool {
		exception, is := strings.CutPrefix(text, "!")
		if !is {
			return false
		}
		n := pattern[secretRule]{pattern: exception}
		n.tail, n.float = strings.CutPrefix(exception, "**/")
		n.deep = strings.Count(n.tail, "/")
		return n.matches(p)
	})
}

// namedSecret is an eligible path with the name of a secret.
type namedSecret struct {
	path string
	walker.SearchResult
	rules []*secretRule
}

// secretFiles returns the eligible paths with the name of a secret. Suggestions and findings share the result for the same patterns, for every
// build that has them.
func (p *Project) secretFiles(v *walker.View) []namedSecret {
	key := linesOf(v)
	p.mu.Lock()
	defer p.mu.Unlock()
	list, ok := p.named[key]
	if !ok {
		v.Search(walker.AnyDepth, asked(0, 1), secretsInto(&list))
		p.named[key] = list
	}
	return list
}

// keepSecrets caches the result of secretFiles.
func (p *Project) keepSecrets(v *walker.View, list []namedSecret) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.named[linesOf(v)] = list
}

// linesOf returns a cache key that views with the same patterns share.
func linesOf(v *walker.View) string {
	var text strings.Builder
	for _, l := range v.Query.Patterns.All() {
		text.WriteString(l.Text + "\n")
	}
	return text.String()
}

// secretsInto returns a search callback that gathers paths with the name of a secret.
func secretsInto(list *[]namedSecret) func(p string, f walker.SearchResult) (below bool) {
	return func(p string, f walker.SearchResult) bool {
		if f.Kind != walker.File && f.Kind != walker.Dir {
			return false
		}
		if rules := secretsNamed(p, f.Kind); len(rules) > 0 {
			*list = append(*list, namedSecret{p, f, rules})
		}
		return f.Kind == walker.Dir
	}
}

// secrets proposes patterns for secrets that git does not track.
func (s *suggester) secrets() {
	byRule := map[*secretRule][]hit{}
	var order []*secretRule
	for _, f := range s.project.secretFiles(s.view) {
		for _, r := range f.rules {
			if !r.ByName || r.Keep || s.project.tracked(f.path) || f.Kind == walker.Dir && !s.holds(f.path, r.Inside) {
				continue
			}
			if byRule[r] == nil {
				order = append(order, r)
			}
			byRule[r] = append(byRule[r], hit{f.path, f.Kind, f.Bytes})
			break
		}
	}
	for _, r := range order {
		reason := fmt.Sprintf("Probably contains %s (matched by name only). If the build needs it, mount it as a secret.", r.What)
		s.literals(&rule{ID: r.ID, Category: categorySecrets, Policy: "ask", Reason: reason}, byRule[r])
	}
}
