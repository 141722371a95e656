// Package knowledge holds what file names mean: the rules for suggestions, and the names of secrets.
package knowledge

import (
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/ctxsize/ctxsize/walker"
)

// Tables is what the program knows about names.
type Tables struct {
	Rules   []Rule
	Secrets []SecretRule
}

// Rule says what a name means in a context.
type Rule struct {
	ID       string
	Category string
	Policy   string // "auto": evidence makes it certain; "ask": a person must say; "never": no line is proposed
	Kind     string // "dir", "file", "symlink" or "any"
	Patterns []string
	Lines    []string // that are proposed, where they are not the patterns
	Literal  bool     // the path itself is proposed
	Reason   string
	// Evidence: any of it is enough, and where none is named the name is.
	Inside      []string // names in the directory
	Beside      []string // names beside it
	Root        []string // paths in the context
	Magic       []string // how a file begins, in hexadecimal
	CertainFile bool     `json:"certain_file"` // of a file the name is enough
	Compose     bool     // a compose file mounts it into a service
	Ignored     bool     // git ignores it
	// Holds is the name of a file that tells what the directory is that holds it; Inside and Magic are asked for, too.
	Holds string
	Own   bool  // what git does not track of it, this clone alone has
	Least int64 // bytes below which it is not worth a question
	Made  bool  // where it stays in an image, the build has to make it again
	// Matches and Others are examples.
	Matches, Others []string
}

// Proposed are the patterns by which the rule finds things.
func (r *Rule) Proposed() []string {
	if len(r.Lines) > 0 {
		return r.Lines
	}
	return r.Patterns
}

// IsAbout says whether the rule speaks of entries of that kind.
func (r *Rule) IsAbout(k walker.Kind) bool {
	switch r.Kind {
	case "dir":
		return k == walker.Dir
	case "file":
		return k == walker.File
	case "symlink":
		return k == walker.Symlink
	}
	return k == walker.Dir || k == walker.File
}

// Known is what knowledge.json says, compiled in.
func Known() *Tables { return &compiledKnowledge }

// Heading stands above the lines of a category in an ignore file.
func Heading(category string) string {
	return map[string]string{"vcs": "History", "dependencies": "Dependencies", "cache": "Caches", "build-output": "Build output",
		"test-output": "Test output", "ide": "Editors", "os": "Left by the system", "ci": "Continuous integration", "logs": "Logs",
		"data": "Data", "docs": "Documentation", "docker-files": "Files for docker itself", "media": "Large files", "secrets": "Secrets"}[category]
}

// Pattern is something that is looked for by name: one pattern of a rule, or a file that tells what its directory is.
type Pattern[T any] struct {
	Owner *T
	Text  string // the line
	tail  string // of the path, in the form of path.Match
	deep  int    // how many slashes the tail has
	float bool   // at any depth
	Holds bool   // the directory around it is what was looked for
	ends  ends
	named bool // no name is found under it that its last part does not match
}

// reaches says whether the pattern could take out something below so many directories.
func (n *Pattern[T]) reaches(depth int) bool { return n.float && depth >= n.deep || depth == n.deep }

// Matches says whether the pattern takes out the path itself.
func (n *Pattern[T]) Matches(p string) bool {
	if n.named && n.deep == 0 {
		return n.float || !strings.Contains(p, "/")
	}
	tail := p
	if n.float {
		at := len(p)
		for range n.deep + 1 {
			if at = strings.LastIndexByte(p[:at], '/'); at < 0 {
				break
			}
		}
		tail = p[at+1:]
	}
	ok, err := path.Match(n.tail, tail)
	return ok && err == nil
}

// RuleNamed is the rule with that ID, which has to be there.
func RuleNamed(id string) *Rule {
	all := Known().Rules
	return &all[slices.IndexFunc(all, func(r Rule) bool { return r.ID == id })]
}

// Subject is what is looked for by its name: what a rule is about, or a kind of credentials.
type Subject struct {
	*Rule
	secret *SecretRule
}

// subjects is made when it is first needed.
var subjects = sync.OnceValue(func() *NameIndex[Subject] {
	ix := NewNameIndex[Subject]()
	all := Known()
	for n := range all.Rules {
		s := &Subject{Rule: &all.Rules[n]}
		if s.Policy == "never" {
			continue
		}
		for _, line := range s.Proposed() {
			if !strings.HasPrefix(line, "!") {
				ix.Add(Pattern[Subject]{Owner: s, Text: line})
			}
		}
		if s.Holds != "" {
			ix.Add(Pattern[Subject]{Owner: s, Text: "**/" + s.Holds, Holds: true})
		}
	}
	for n := range all.Secrets {
		s := &Subject{secret: &all.Secrets[n]}
		for _, p := range s.secret.Patterns {
			if !strings.HasPrefix(p, "!") {
				ix.Add(Pattern[Subject]{Owner: s, Text: p})
			}
		}
	}
	return ix
})

// MatchNames says for [walker.View.Search] whether a name may be one that a rule speaks about, or that of a credential, with these bits.
func MatchNames(rules, secrets uint8) func(name []byte, k walker.Kind, depth int) uint8 {
	index := subjects()
	return func(name []byte, k walker.Kind, depth int) (met uint8) {
		index.Each(name, func(n *Pattern[Subject]) bool {
			switch {
			case !n.reaches(depth):
			case n.Owner.Rule == nil:
				met |= secrets
			case n.Owner.IsAbout(k) || n.Holds && k == walker.File:
				met |= rules
			}
			return met == rules|secrets
		})
		return met
	}
}

// RulesNamed calls visit for the patterns of rules that the last part of a path may fall under, until visit says that it is enough.
func RulesNamed(p string, visit func(n *Pattern[Subject]) (enough bool)) bool {
	return subjects().Each([]byte(path.Base(p)), func(n *Pattern[Subject]) bool { return n.Owner.Rule != nil && visit(n) })
}
