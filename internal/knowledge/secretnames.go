package knowledge

import (
	"path"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/walker"
)

// SecretRule says which names are those of credentials.
type SecretRule struct {
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

// template matches names and directories of what only looks like a credential.
var template = Regexp(`(?i)(^|[._-])(example|sample|template|tmpl|tpl|dist|defaults?|dummy|placeholder|test|ci|schema)([._-]|$)`)

// Fixture matches directories whose credentials are made for tests or documentation.
var Fixture = Regexp(`(?i)(^|/)(testdata|tests?|__tests__|fixtures?|specs?|e2e|mocks?|examples?|samples?|docs?|node_modules|site-packages|vendor)/`)

// SecretsNamed are the rules whose names a path has, but for templates and fixtures.
func SecretsNamed(p string, k walker.Kind) []*SecretRule {
	var list []*SecretRule
	base := path.Base(p)
	subjects().Each([]byte(base), func(n *Pattern[Subject]) bool {
		r := n.Owner.secret
		if r != nil && n.Matches(p) && !r.excepts(p) && !slices.Contains(list, r) && (k == walker.File || len(r.Inside) > 0) {
			list = append(list, r)
		}
		return false
	})
	if len(list) == 0 || template().MatchString(strings.TrimPrefix(base, ".")) || Fixture().MatchString(p) {
		return nil
	}
	return list
}

// excepts reports whether one of the rule's exceptions matches a path.
func (r *SecretRule) excepts(p string) bool {
	return slices.ContainsFunc(r.Patterns, func(text string) bool {
		exception, is := strings.CutPrefix(text, "!")
		if !is {
			return false
		}
		n := Pattern[SecretRule]{Text: exception}
		n.tail, n.float = strings.CutPrefix(exception, "**/")
		n.deep = strings.Count(n.tail, "/")
		return n.Matches(p)
	})
}
