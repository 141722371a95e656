package lint

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"sync"
)

// Rule is what a finding means and how to fix it. `ctxsize explain` and docs/findings.md are made from it.
type Rule struct {
	Code Code
	// Levels are the severities of the rule's findings, the default one first.
	Levels []Level
	// Title is what is wrong, in a few words.
	Title string
	// Doc explains it, in one paragraph of Markdown.
	Doc string
	// Fix is how to fix it in general, in Markdown.
	Fix string
	// Bad has the finding, Good is the same project without it. A test runs both.
	Bad, Good Example
	// Untested is why the examples cannot be run, "" where they are.
	Untested string
}

// Level is a severity of a rule and when a finding has it.
type Level struct {
	Severity Severity
	When     string // in Markdown, "" for a rule of one level
}

// Severity returns the default severity.
func (r *Rule) Severity() Severity { return r.Levels[0].Severity }

// Allows reports whether a finding of the rule may have a severity.
func (r *Rule) Allows(s Severity) bool {
	return slices.ContainsFunc(r.Levels, func(l Level) bool { return l.Severity == s })
}

// Example is a small project and the command that examines it.
type Example struct {
	// Args are the arguments of ctxsize, "" for none.
	Args string
	// Files are those of the project, as a txtar archive. A file whose text is "-> TARGET" is a symbolic link, one whose text is "(SIZE)" has
	// that many bytes, one that ends in "(no newline)" has no final newline, and a name in quotes is a Go string.
	Files string
}

// Command is the command line of the example.
func (e *Example) Command() string { return strings.TrimSpace("ctxsize " + e.Args) }

// oneLevel is the one level of a rule.
func oneLevel(s Severity) []Level { return []Level{{Severity: s}} }

// Rules returns all rules, by the names of their codes.
func Rules() []*Rule {
	var list []*Rule
	for _, group := range [][]Rule{patternRules, ignoreFileRules, sourceRules, sentRules, dockerfileRules, installRules, projectRules} {
		for n := range group {
			list = append(list, &group[n])
		}
	}
	slices.SortFunc(list, func(a, b *Rule) int { return cmp.Compare(a.Code.String(), b.Code.String()) })
	return list
}

var rulesByCode = sync.OnceValue(func() [numCodes]*Rule {
	var table [numCodes]*Rule
	for _, r := range Rules() {
		table[r.Code] = r
	}
	return table
})

// Rule returns the rule of a code.
func (c Code) Rule() *Rule { return rulesByCode()[c] }

// MarshalJSON returns the rule as `ctxsize explain --json` prints it.
func (r *Rule) MarshalJSON() ([]byte, error) {
	type level struct {
		Severity string `json:"severity"`
		When     string `json:"when,omitempty"`
	}
	type file struct {
		Name string `json:"name"`
		Text string `json:"text"`
	}
	type example struct {
		Command string `json:"command"`
		Files   []file `json:"files"`
	}
	j := struct {
		Code     string   `json:"code"`
		Severity string   `json:"severity"`
		Levels   []level  `json:"levels"`
		Title    string   `json:"title"`
		Doc      string   `json:"doc"`
		Fix      string   `json:"fix"`
		Bad      *example `json:"bad,omitempty"`
		Good     *example `json:"good,omitempty"`
	}{Code: r.Code.String(), Severity: r.Severity().String(), Title: r.Title, Doc: r.Doc, Fix: r.Fix}
	for _, l := range r.Levels {
		j.Levels = append(j.Levels, level{l.Severity.String(), l.When})
	}
	for _, one := range []struct {
		from *Example
		to   **example
	}{{&r.Bad, &j.Bad}, {&r.Good, &j.Good}} {
		if one.from.Files == "" {
			continue
		}
		e := &example{Command: one.from.Command()}
		for _, f := range one.from.Shown() {
			e.Files = append(e.Files, file{f.Name, f.Text})
		}
		*one.to = e
	}
	return json.Marshal(j)
}
