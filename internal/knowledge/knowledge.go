// Package knowledge holds what file names mean: the rules for suggestions, and the names of secrets.
package knowledge

import (
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/ctxsize/ctxsize/walker"
)

// knowledge is the set of rules about names.
type Tables struct {
	Rules   []Rule
	Secrets []SecretRule
}

// Rule describes the paths that a name stands for in a context.
type Rule struct {
	ID       string
	Category string
	Policy   string // "auto": a marker makes it certain; "ask": for review; "never": no pattern is proposed
	Kind     string // "dir", "file", "symlink" or "any"
	Patterns []string
	Lines    []string // that are proposed, where they are not the patterns
	Literal  bool     // the path itself is proposed
	Reason   string
	// Markers: any of them is enough; without any, the name is.
	Inside      []string // names in the directory
	Beside      []string // names beside it
	Root        []string // paths in the context
	Magic       []string // how a file begins, in hexadecimal
	Both        bool     // a name of Inside is needed, and one of Beside
	CertainFile bool     `json:"certain_file"` // for a file the name is enough
	Source      string   // a file is one only beside the source that it is made of, which has this extension
	Compose     bool     // a compose file mounts it into a service
	Ignored     bool     // git ignores it
	// Holds is the name of a file that marks its directory; Inside and Magic are checked, too.
	Holds string
	Own   bool  // paths that git does not track exist in this clone only
	Least int64 // minimum size of a suggestion for review, in bytes
	Made  bool  // if it stays in an image, the build has to create it again
	// Matches and Others are examples.
	Matches, Others []string
}

// lines returns the patterns that find the paths of the rule.
func (r *Rule) Proposed() []string {
	if len(r.Lines) > 0 {
		return r.Lines
	}
	return r.Patterns
}

// is reports whether the rule applies to entries of that kind.
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

// Known returns knowledge.json, compiled in.
func Known() *Tables { return &compiledKnowledge }

// Pattern is a name to search for: one pattern of a rule, or a file that marks its directory.
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

// reaches reports whether the pattern could match a path at that depth.
func (n *Pattern[T]) reaches(depth int) bool { return n.float && depth >= n.deep || depth == n.deep }

// Matches reports whether the pattern matches the path itself.
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

// RuleNamed returns the rule with that ID, which has to exist.
func RuleNamed(id string) *Rule {
	all := Known().Rules
	return &all[slices.IndexFunc(all, func(r Rule) bool { return r.ID == id })]
}

// Subject is the target of a name: a rule, or a kind of secrets.
type Subject struct {
	*Rule
	secret *SecretRule
}

// subjects is built on first use.
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

// asked returns the callback of [walker.View.Search] that marks names of rules and of secrets with these bits.
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

// RulesNamed calls visit for the patterns of rules that the last part of a path may match, until visit returns true.
func RulesNamed(p string, visit func(n *Pattern[Subject]) (enough bool)) bool {
	return subjects().Each([]byte(path.Base(p)), func(n *Pattern[Subject]) bool { return n.Owner.Rule != nil && visit(n) })
}
