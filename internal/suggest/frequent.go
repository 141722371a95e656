package suggest

import (
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/knowledge"
	"github.com/ctxsize/ctxsize/internal/phrase"
	"github.com/ctxsize/ctxsize/internal/required"
	"github.com/ctxsize/ctxsize/walker"
)

// frequent are patterns for files that images seldom need and commits often change. A change of one reruns every instruction that copies it.
type frequent struct {
	patterns         []string
	category, reason string
}

// frequents returns the patterns for files that images seldom need and commits often change.
func frequents() []frequent {
	return []frequent{
		{[]string{"**/*.md", "**/CHANGELOG*"}, "docs", "Text files that commits change. Keep those that the build or the program reads."},
		{[]string{"docs", "doc", "documentation"}, "docs", "Documentation that commits change. Keep it if the build renders it or the program serves it."},
		{[]string{"examples", "example", "samples"}, "docs", "Examples that commits change. Keep them if the build runs them or a workspace lists them."},
		{[]string{"**/tests", "**/test", "**/__tests__", "**/e2e", "**/cypress", "**/*.test.*", "**/*.spec.*", "**/*_test.go"}, "test-output",
			"Tests that commits change. Keep them if the build runs them or a manifest needs them."},
		{[]string{".github", ".husky", ".pre-commit-config.yaml", "renovate.json*", ".changeset"}, "ci", "Settings of repository services and hooks that commits change. Keep them if an install script needs them."},
		{[]string{".vscode", ".devcontainer"}, "ide", "Settings of an editor that commits change."},
	}
}

// maxFrequentPaths is the number of paths that are proposed in place of a pattern that excludes too much.
const maxFrequentPaths = 3

// Frequent returns patterns for review for files that images seldom need and commits often change, however small they are. They are proved like other
// suggestions. taken are the suggestions so far; changed are the paths in the context that commits change, the most often changed first.
func Frequent(project *inventory.Project, shares []inventory.Share, taken []inventory.Suggestion, changed []string) []inventory.Suggestion {
	if shares[0].Usage.View == nil {
		return nil
	}
	s := newSuggester(project, required.New(project, shares))
	after, err := applied(taken, s.patterns)
	if err != nil || s.gitsOwn() {
		return nil
	}
	f := frequentFinder{suggester: s, after: after, changed: changed}
	candidates := f.find()
	if len(candidates) == 0 {
		return nil
	}
	s.addNeeds(candidates)
	for _, c := range candidates {
		if s.keeps(&c) {
			s.found = append(s.found, c)
		} else {
			f.spell(c)
		}
	}
	for n := range s.found {
		if why := s.doubts(&s.found[n]); why != "" {
			s.found[n].Reason = why
		}
	}
	for len(s.found) > 0 && !f.keepsWith(taken) {
		s.found = s.found[:len(s.found)-1]
	}
	return f.measured(taken)
}

// frequentFinder finds the candidates for files that commits often change.
type frequentFinder struct {
	*suggester
	// after are the patterns with the other suggestions.
	after   *ignore.PatternList
	changed []string
}

// find returns the patterns that match a changed path, with all eligible paths that they match, the topmost of each directory.
func (f *frequentFinder) find() []candidate {
	var list []candidate
	var matchers []*ignore.PatternList
	for _, one := range frequents() {
		for _, line := range one.patterns {
			match, err := ignore.Compile([]string{line})
			if err != nil || !slices.ContainsFunc(f.changed, func(p string) bool { return match.Match(p).Excluded && !f.after.Match(p).Excluded }) {
				continue
			}
			c := candidate{rule: &knowledge.Rule{ID: "changed-often", Category: one.category, Policy: "ask"}}
			c.Line, c.Category, c.Heading, c.Reason = line, one.category, knowledge.Heading(one.category), one.reason
			list, matchers = append(list, c), append(matchers, match)
		}
	}
	if len(list) == 0 {
		return nil
	}
	f.view.Each(walker.Eligible, func(e walker.Entry) bool {
		for n := range list {
			if hits := list[n].hits; matchers[n].Match(e.Path).Excluded && (len(hits) == 0 || !strings.HasPrefix(e.Path, hits[len(hits)-1].Path+"/")) {
				list[n].hits = append(hits, inventory.Hit{Path: e.Path, Kind: e.Kind, Size: e.Bytes})
			}
		}
		return true
	})
	return slices.DeleteFunc(list, func(c candidate) bool { return len(c.hits) == 0 })
}

// spell replaces a pattern that excludes too much by the paths that change most often.
func (f *frequentFinder) spell(c candidate) {
	added := 0
	for _, p := range f.changed {
		at := slices.IndexFunc(c.hits, func(h inventory.Hit) bool { return p == h.Path || strings.HasPrefix(p, h.Path+"/") })
		if at < 0 || added == maxFrequentPaths {
			continue
		}
		one := c
		one.hits = c.hits[at : at+1]
		one.Line = phrase.LiteralPattern(c.hits[at].Path)
		known := slices.ContainsFunc(f.found, func(o candidate) bool { return o.Line == one.Line })
		if one.Line != "" && !known && f.keeps(&one) {
			f.found = append(f.found, one)
			added++
		}
	}
}

// keepsWith reports whether the candidates exclude nothing that is needed, together with the other suggestions.
func (f *frequentFinder) keepsWith(taken []inventory.Suggestion) bool {
	return f.required.IsSafeEdit(func(lines *ignore.PatternList) (*ignore.PatternList, error) {
		lines, err := applied(taken, lines)
		for n := 0; err == nil && n < len(f.found); n++ {
			lines, err = f.found[n].Apply(lines)
		}
		return lines, err
	})
}

// measured returns the suggestions for the candidates with what they save of the bytes that the other suggestions leave.
func (f *frequentFinder) measured(taken []inventory.Suggestion) []inventory.Suggestion {
	view, err := viewWith(f.view, f.after)
	if err != nil {
		return nil
	}
	m := measurer{view: view, patterns: f.after, keepAll: true}
	list := slices.DeleteFunc(m.byViews(f.found), func(s inventory.Suggestion) bool { return s.SavesEligibleFiles == 0 })
	for n := range list {
		list[n].Safety, list[n].Order = inventory.Review, len(taken)+n
	}
	return list
}
