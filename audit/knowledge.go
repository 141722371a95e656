package audit

import (
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/ctxsize/ctxsize/walker"
)

// knowledge is what the program knows about names.
type knowledge struct {
	Rules   []rule
	Secrets []secretRule
}

// rule says what a name means in a context.
type rule struct {
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
	Own   bool   // what git does not track of it, this clone alone has
	Least int64  // bytes below which it is not worth a question
	Run   string // what a Dockerfile has to run to make it again, a regular expression
	// Matches and Others are examples.
	Matches, Others []string
}

// lines are the patterns by which the rule finds things.
func (r *rule) lines() []string {
	if len(r.Lines) > 0 {
		return r.Lines
	}
	return r.Patterns
}

// is says whether the rule speaks of entries of that kind.
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

// known is what knowledge.json says, compiled in.
func known() *knowledge { return &compiledKnowledge }

// heading stands above the lines of a category in an ignore file.
func heading(category string) string {
	return map[string]string{"vcs": "History", "dependencies": "Dependencies", "cache": "Caches", "build-output": "Build output",
		"test-output": "Test output", "ide": "Editors", "os": "Left by the system", "ci": "Continuous integration", "logs": "Logs",
		"data": "Data", "docs": "Documentation", "docker-files": "Files for docker itself", "media": "Large files", "secrets": "Secrets"}[category]
}

// pattern is something that is looked for by name: one pattern of a rule, or a file that tells what its directory is.
type pattern[T any] struct {
	owner   *T
	pattern string // the line
	tail    string // of the path, in the form of path.Match
	deep    int    // how many slashes the tail has
	float   bool   // at any depth
	holds   bool   // the directory around it is what was looked for
	ends    ends
}

// reaches says whether the pattern could take out something below so many directories.
func (n *pattern[T]) reaches(depth int) bool { return n.float && depth >= n.deep || depth == n.deep }

// matches says whether the pattern takes out the path itself.
func (n *pattern[T]) matches(p string) bool {
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

// ruleNamed is the rule with that ID, which has to be there.
func ruleNamed(id string) *rule {
	all := known().Rules
	return &all[slices.IndexFunc(all, func(r rule) bool { return r.ID == id })]
}

// ruleIndex is made when it is first needed.
var ruleIndex = sync.OnceValue(func() *byName[rule] {
	ix := newByName[rule]()
	all := known().Rules
	for n := range all {
		r := &all[n]
		if r.Policy == "never" {
			continue
		}
		for _, line := range r.lines() {
			if !strings.HasPrefix(line, "!") {
				ix.add(pattern[rule]{owner: r, pattern: line})
			}
		}
		if r.Holds != "" {
			ix.add(pattern[rule]{owner: r, pattern: "**/" + r.Holds, holds: true})
		}
	}
	return ix
})
