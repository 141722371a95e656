// Package suggest proposes patterns for ignore files that break no build.
package suggest

import (
	"cmp"
	"slices"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/knowledge"
	"github.com/ctxsize/ctxsize/internal/phrase"
	"github.com/ctxsize/ctxsize/internal/required"
	"github.com/ctxsize/ctxsize/walker"
)

// Suggest returns patterns for the ignore file that the builds share, the largest savings of the first build first. No pattern excludes a path
// that an instruction of any of the builds needs, reachable or not, or that a manifest of the project needs.
func Suggest(project *inventory.Project, shares []inventory.Share) []inventory.Suggestion {
	if shares[0].Usage.View == nil {
		return nil
	}
	s := newSuggester(project, required.New(project, shares))
	s.respelled()
	s.corrected()
	s.collect()
	s.unknowns()
	s.secrets()
	s.prove()
	list := s.measured()
	// With the safe suggestions applied, or with all, only the spelling of a pattern may be wrong.
	for _, least := range []inventory.Safety{inventory.Safe, inventory.Review} {
		list = s.again(list, least)
	}
	for n := range list {
		list[n].Order = n
	}
	sortSuggestions(list)
	return list
}

// sortSuggestions puts the largest savings first.
func sortSuggestions(list []inventory.Suggestion) {
	slices.SortStableFunc(list, func(a, b inventory.Suggestion) int {
		return cmp.Or(cmp.Compare(b.SavesBytes, a.SavesBytes), cmp.Compare(b.SavesEligibleBytes, a.SavesEligibleBytes), cmp.Compare(a.Line, b.Line))
	})
}

// mostRounds bounds the rounds, which might not end by themselves.
const mostRounds = 3

// again finds gitignore-style patterns once the suggestions of a minimum safety are applied, and measures again.
func (s *suggester) again(list []inventory.Suggestion, least inventory.Safety) []inventory.Suggestion {
	for range mostRounds {
		next := s.after(list, least)
		if next == nil {
			break
		}
		next.respelled()
		next.prove()
		if !s.learn(next.found, least) {
			break
		}
		list = s.measured()
	}
	return list
}

// learn adds later candidates, and reports whether any of them is new. A candidate for review may have become safe.
func (s *suggester) learn(later []candidate, least inventory.Safety) bool {
	news := false
	for _, c := range later {
		c.Safety = min(c.Safety, least)
		n := slices.IndexFunc(s.found, func(old candidate) bool { return old.Replaces == c.Replaces })
		switch {
		case n < 0:
			s.found, news = append(s.found, c), true
		case s.found[n].Safety < c.Safety, s.found[n].Category == knowledge.CategoryMistake && c.Category == knowledge.CategorySpelling:
			s.found[n], news = c, true
		}
	}
	return news
}

// after returns the suggester for the patterns with suggestions applied, nil if there is none, or if no pattern could be gitignore-style then.
// Builds of one context have the same eligible files, and nothing else of the view is needed: there may be a hundred of them.
func (s *suggester) after(list []inventory.Suggestion, least inventory.Safety) *suggester {
	taken := slices.DeleteFunc(slices.Clone(list), func(one inventory.Suggestion) bool { return one.Safety < least })
	if then, err := applied(taken, s.patterns); err != nil || len(taken) == 0 || len(inGitsManner(then)) == 0 {
		return nil
	}
	shares := slices.Clone(s.required.Shares())
	edited, views := map[*ignore.PatternList]*ignore.PatternList{}, map[*walker.Tree]*walker.View{}
	for n := range shares {
		u := &shares[n].Usage
		after, known := edited[u.Patterns]
		if !known {
			var err error
			if after, err = applied(taken, u.Patterns); err != nil {
				return nil
			}
			edited[u.Patterns] = after
		}
		u.Patterns = after
		tree := u.View.Tree
		if views[tree] == nil {
			view, err := viewWith(u.View, after)
			if err != nil {
				return nil
			}
			views[tree] = view
		}
		u.View = views[tree]
	}
	return newSuggester(s.project, s.required.With(shares))
}

// applied applies suggestions one after another.
func applied(list []inventory.Suggestion, lines *ignore.PatternList) (_ *ignore.PatternList, err error) {
	for n := range list {
		if lines, err = list[n].Apply(lines); err != nil {
			return nil, err
		}
	}
	return lines, nil
}

// suggester collects candidates, and drops those that a build may miss.
type suggester struct {
	project  *inventory.Project
	required *required.Set
	// usage is that of the first build.
	view     *walker.View
	patterns *ignore.PatternList
	found    []candidate
	absent   bool            // the candidates are for paths that do not exist yet
	mounts   map[string]bool // directories that compose files mount; nil until first use
	ofGit    *bool           // whether the ignore file is git's own; nil until first use
}

// newSuggester returns a suggester for the context of the first build of a set.
func newSuggester(project *inventory.Project, r *required.Set) *suggester {
	u := &r.Shares()[0].Usage
	return &suggester{project: project, required: r, view: u.View, patterns: u.Patterns}
}

// measured returns the suggestions for the candidates that save something, each with what it saves after those before it.
func (s *suggester) measured() []inventory.Suggestion {
	s.found = uncovered(s.found)
	// The safe ones come first: they are applied together. Replacements are in the order of the patterns that they replace.
	slices.SortStableFunc(s.found, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.Safety, a.Safety), cmp.Compare(min(b.Replaces, 1), min(a.Replaces, 1)), cmp.Compare(a.Replaces, b.Replaces),
			cmp.Compare(b.size, a.size), cmp.Compare(a.Line, b.Line))
	})
	m := measurer{view: s.view, patterns: s.patterns, sets: []walker.Set{walker.Eligible, walker.Sent}}
	return m.measure(s.found)
}

// uncovered drops paths that another pattern also excludes, if it is always applied before them.
func uncovered(list []candidate) []candidate {
	var texts []string
	for _, c := range list {
		texts = append(texts, c.Line)
	}
	lines, err := ignore.Compile(texts)
	if err != nil {
		return list
	}
	coveredAt := func(n int) bool {
		c := &list[n]
		if c.Replaces > 0 || len(c.hits) != 1 || c.Line != phrase.LiteralPattern(c.hits[0].Path) {
			return false
		}
		traces, _ := lines.Explain(c.hits[0].Path)
		for m, t := range traces {
			if o := &list[m]; m != n && t.Matches && o.Replaces == 0 && o.Safety >= c.Safety {
				return true
			}
		}
		return false
	}
	var kept []candidate
	for n, c := range list {
		if !coveredAt(n) {
			kept = append(kept, c)
		}
	}
	return kept
}
