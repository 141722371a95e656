package audit

import (
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/ctxsize/ctxsize/walker"
)

// knowledge is the set of rules about names.
type knowledge struct {
	Rules   []rule
	Secrets []secretRule
}

// rule describes the paths that a name stands for in a context.
type rule struct {
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
	CertainFile bool     `json:"certain_file"` // for a file the name is enough
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
func (r *rule) lines() []string {
	if len(r.Lines) > 0 {
		return r.Lines
	}
	return r.Patterns
}

// is reports whether the rule applies to entries of that kind.
func (r *rule) is(k walker.Kind) bool {
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

// known returns knowledge.json, compiled in.
func known() *knowledge { return &compiledKnowledge }

// heading returns the comment above the patterns of a category in an ignore file.
func heading(category string) string {
	return map[string]string{"vcs": "History", "dependencies": "Dependencies", "cache": "Caches", "build-output": "Build output",
		"test-output": "Test output", "ide": "Editors", "os": "Left by the system", "ci": "Continuous integration", "logs": "Logs",
		"data": "Data", "docs": "Documentation", "docker-files": "Files for docker itself", "media": "Large files", "secrets": "Secrets"}[category]
}

// pattern is a name to search for: one pattern of a rule, or a file that marks its directory.
type pattern[T any] struct {
	owner   *T
	pattern string // the line
	tail    string // of the path, in the form of path.Match
	deep    int    // the number of slashes in the tail
	float   bool   // at any depth
	holds   bool   // the match is the directory that contains it
	ends    ends
	named   bool // every match has a last part that matches the last part of the pattern
}

// reaches reports whether the pattern could match a path at that depth.
func (n *pattern[T]) reaches(depth int) bool { return n.float && depth >= n.deep || depth == n.deep }

// matches reports whether the pattern matches the path itself.
func (n *pattern[T]) matches(p string) bool {
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

// ruleNamed returns the rule with that ID, which has to exist.
func ruleNamed(id string) *rule {
	all := known().Rules
	return &all[slices.IndexFunc(all, func(r rule) bool { return r.ID == id })]
}

// subject is the target of a name: a rule, or a kind of secrets.
type subject struct {
	*rule
	secret *secretRule
}

// subjects is built on first use.
var subjects = sync.OnceValue(func() *byName[subject] {
	ix := newByName[subject]()
	all := known()
	for n := range all.Rules {
		s := &subject{rule: &all.Rules[n]}
		if s.Policy == "never" {
			continue
		}
		for _, line := range s.lines() {
			if !strings.HasPrefix(line, "!") {
				ix.add(pattern[subject]{owner: s, pattern: line})
			}
		}
		if s.Holds != "" {
			ix.add(pattern[subject]{owner: s, pattern: "**/" + s.Holds, holds: true})
		}
	}
	for n := range all.Secrets {
		s := &subject{secret: &all.Secrets[n]}
		for _, p := range s.secret.Patterns {
			if !strings.HasPrefix(p, "!") {
				ix.add(pattern[subject]{owner: s, pattern: p})
			}
		}
	}
	return ix
})

// asked returns the callback of [walker.View.Search] that marks names of rules and of secrets with these bits.
func asked(rules, secrets uint8) func(name []byte, k walker.Kind, depth int) uint8 {
	index := subjects()
	return func(name []byte, k walker.Kind, depth int) (met uint8) {
		index.each(name, func(n *pattern[subject]) bool {
			switch {
			case !n.reaches(depth):
			case n.owner.rule == nil:
				met |= secrets
			case n.owner.is(k) || n.holds && k == walker.File:
				met |= rules
			}
			return met == rules|secrets
		})
		return met
	}
}

// rulesNamed calls visit for the patterns of rules that the last part of a path may match, until visit returns true.
func rulesNamed(p string, visit func(n *pattern[subject]) (enough bool)) bool {
	return subjects().each([]byte(path.Base(p)), func(n *pattern[subject]) bool { return n.owner.rule != nil && visit(n) })
}
