package audit

import (
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/ctxsize/ctxsize/walker"
)

// secretRule says which names are those of credentials.
type secretRule struct {
	ID       string
	Patterns []string // as in an ignore file, exceptions after what they except
	What     string
	Content  string   // what the content of a real one matches, a regular expression
	ByName   bool     `json:"by_name"` // the name is enough to say so
	Inside   []string // of a directory: names that make it one
	Keep     bool     // builds need the file: no line is proposed
	Instead  string   // how a build gets at it otherwise
	Matches  []string
	Others   []string
}

// secretIndex is made when it is first needed.
var secretIndex = sync.OnceValue(func() *byName[secretRule] {
	ix := newByName[secretRule]()
	all := known().Secrets
	for n := range all {
		for _, p := range all[n].Patterns {
			if !strings.HasPrefix(p, "!") {
				ix.add(pattern[secretRule]{owner: &all[n], pattern: p})
			}
		}
	}
	return ix
})

// template matches names and directories of what only looks like a credential.
var template = expression(`(?i)(^|[._-])(example|sample|template|tmpl|tpl|dist|defaults?|dummy|placeholder|test|ci|schema)([._-]|$)`)

// fixture matches directories whose credentials are made for tests or documentation.
var fixture = expression(`(?i)(^|/)(testdata|tests?|__tests__|fixtures?|specs?|e2e|mocks?|examples?|samples?|docs?|node_modules|site-packages|vendor)/`)

// secretsNamed are the rules whose names a path has, but for templates and fixtures.
func secretsNamed(p string, k walker.Kind) []*secretRule {
	var list []*secretRule
	base := path.Base(p)
	secretIndex().each([]byte(base), func(n *pattern[secretRule]) bool {
		if n.matches(p) && !n.owner.excepts(p) && !slices.Contains(list, n.owner) && (k == walker.File || len(n.owner.Inside) > 0) {
			list = append(list, n.owner)
		}
		return false
	})
	if len(list) == 0 || template().MatchString(strings.TrimPrefix(base, ".")) || fixture().MatchString(p) {
		return nil
	}
	return list
}

// excepts says whether one of the rule's exceptions brings a path back.
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

// namedSecret is an eligible path that has the name of a credential.
type namedSecret struct {
	path  string
	kind  walker.Kind
	rules []*secretRule
}

// secretFiles are the eligible paths that have the name of a credential. Suggestions and findings ask for those of the same lines, for every
// build that has them.
func (p *Project) secretFiles(v *walker.View) []namedSecret {
	var key strings.Builder
	for _, l := range v.Ask.Lines.All() {
		key.WriteString(l.Text + "\n")
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	list, ok := p.named[key.String()]
	if !ok {
		list = namedSecrets(v)
		p.named[key.String()] = list
	}
	return list
}

func namedSecrets(v *walker.View) []namedSecret {
	var list []namedSecret
	index := secretIndex()
	v.Search(func(name []byte, _ walker.Kind, depth int) bool {
		return index.each(name, func(n *pattern[secretRule]) bool { return n.reaches(depth) })
	}, func(p string, k walker.Kind) bool {
		if k != walker.File && k != walker.Dir {
			return false
		}
		if rules := secretsNamed(p, k); len(rules) > 0 {
			list = append(list, namedSecret{p, k, rules})
		}
		return k == walker.Dir
	})
	return list
}

// secrets proposes lines for credentials that git does not track.
func (s *suggester) secrets() {
	byRule := map[*secretRule][]hit{}
	var order []*secretRule
	for _, f := range s.project.secretFiles(s.view) {
		for _, r := range f.rules {
			if !r.ByName || r.Keep || s.project.tracked(f.path) || f.kind == walker.Dir && !s.holds(f.path, r.Inside) {
				continue
			}
			if byRule[r] == nil {
				order = append(order, r)
			}
			sum, _ := s.view.Below(f.path, walker.Eligible)
			byRule[r] = append(byRule[r], hit{f.path, f.kind, sum.Bytes})
			break
		}
	}
	for _, r := range order {
		reason := r.What + ", by its name: a build that needs it can mount it as a secret"
		s.literals(&rule{ID: r.ID, Category: "secrets", Policy: "ask", Reason: reason}, byRule[r])
	}
}
