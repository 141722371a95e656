// Package suggest proposes patterns for ignore files that break no build.
package suggest

import (
	"cmp"
	"slices"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/knowledge"
	"github.com/ctxsize/ctxsize/internal/phrase"
	"github.com/ctxsize/ctxsize/internal/saturate"
	"github.com/ctxsize/ctxsize/walker"
)

// Suggest returns patterns for the ignore file that the builds share, the largest savings of the first build first. No pattern excludes a path
// that an instruction of any of the builds needs, reachable or not, or that a manifest of the project needs.
func Suggest(project *inventory.Project, shares []inventory.Share) []inventory.Suggestion {
	s := New(project, shares)
	if s.View == nil {
		return nil
	}
	s.AddSiblings()
	s.respelled()
	s.corrected()
	s.collect()
	s.unknowns()
	s.secrets()
	s.prove()
	list := s.measure()
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
func (s *Suggester) again(list []inventory.Suggestion, least inventory.Safety) []inventory.Suggestion {
	for range mostRounds {
		next, ok := s.after(list, least)
		if !ok {
			break
		}
		next.respelled()
		next.prove()
		if !s.learn(next.found, least) {
			break
		}
		list = s.measure()
	}
	return list
}

// learn adds later candidates, and reports whether any of them is new. A candidate for review may have become safe.
func (s *Suggester) learn(later []candidate, least inventory.Safety) bool {
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

// after returns the state with suggestions applied; ok is false if none is, or if no pattern could be gitignore-style then. Builds of one
// context have the same eligible files, and nothing else of the view is needed: there may be a hundred of them.
func (s *Suggester) after(list []inventory.Suggestion, least inventory.Safety) (next Suggester, ok bool) {
	taken := slices.DeleteFunc(slices.Clone(list), func(one inventory.Suggestion) bool { return one.Safety < least })
	if then, err := applied(taken, s.lines); err != nil || len(taken) == 0 || len(inGitsManner(then)) == 0 {
		return next, false
	}
	next = Suggester{project: s.project, shares: slices.Clone(s.shares), programs: s.programs, git: s.git, ofGit: s.ofGit, flowed: s.flowed, used: s.used, settled: s.settled, linked: s.linked}
	lines, views := map[*ignore.PatternList]*ignore.PatternList{}, map[*walker.Tree]*walker.View{}
	for n := range next.shares {
		c := &next.shares[n].Usage
		after, known := lines[c.Patterns]
		if !known {
			var err error
			if after, err = applied(taken, c.Patterns); err != nil {
				return next, false
			}
			lines[c.Patterns] = after
		}
		c.Patterns = after
		tree := c.View.Tree
		if views[tree] == nil {
			ask := c.View.Query
			ask.Patterns = c.Patterns
			view, err := tree.View(ask)
			if err != nil {
				return next, false
			}
			views[tree] = view
		}
		c.View = views[tree]
	}
	next.View, next.lines = next.shares[0].Usage.View, next.shares[0].Usage.Patterns
	return next, true
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

type Suggester struct {
	project  *inventory.Project
	shares   []inventory.Share
	View     *walker.View
	lines    *ignore.PatternList
	found    []candidate
	uses     []stageUse     // stage paths that instructions use; nil until first use
	named    [][][]string   // by share, the paths that each of its instructions names; nil until first use
	used     *usage         // nil until first use
	needed   []need         // paths that manifests name
	neededAt map[string]int // indexes of needed, by path
	mounts   map[string]bool
	ofGit    *bool              // whether the ignore file is git's own; nil until first use
	git      *gitNeed           // nil until first use
	flowed   map[string][]*flow // by path
	settled  map[string]bool    // directories that rules are about
	linked   *[]link            // nil until they are looked for
	programs *inventory.Programs
}

// newSuggester returns an empty suggester for the context of the first share.
func New(project *inventory.Project, shares []inventory.Share) *Suggester {
	c := &shares[0].Usage
	s := &Suggester{project: project, shares: shares, View: c.View, lines: c.Patterns}
	if project != nil && c.View != nil {
		s.programs = project.Programs(c.View)
	}
	return s
}

// measure applies the patterns one after another and measures what each of them still saves. Those that save nothing are dropped.
func (s *Suggester) measure() []inventory.Suggestion {
	s.found = uncovered(s.found)
	// The safe ones come first: they are applied together. Replacements are in the order of the patterns that they replace.
	slices.SortStableFunc(s.found, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.Safety, a.Safety), cmp.Compare(min(b.Replaces, 1), min(a.Replaces, 1)), cmp.Compare(a.Replaces, b.Replaces),
			cmp.Compare(b.size, a.size), cmp.Compare(a.Line, b.Line))
	})
	if list, ok := s.summed(); ok {
		return list
	}
	return s.oneByOne()
}

// oneByOne makes a view for each of the candidates.
func (s *Suggester) oneByOne() []inventory.Suggestion {
	var list []inventory.Suggestion
	lines, before := s.lines, s.View
	for _, c := range s.found {
		next, err := c.Apply(lines)
		if err != nil {
			continue
		}
		ask := before.Query
		ask.Patterns = next
		after, err := s.View.Tree.View(ask)
		if err != nil {
			continue
		}
		if c.saves(before, after) > 0 && c.isWorth() {
			lines, before = next, after
			c.Suggestion.Hits = c.hits
			list = append(list, c.Suggestion)
		}
	}
	return list
}

// isWorth reports whether the savings of a candidate justify a pattern, or a review.
func (c *candidate) isWorth() bool {
	return c.rule.Policy == "auto" || c.SavesEligibleBytes >= worthAsking || c.Category == knowledge.CategorySecrets
}

// mostSummed is the number of lookups that take as long as the views for some suggestions.
const mostSummed = 200

// summed returns the result of measure from one view, if the candidates exclude only the paths that they were found for; ok is false if that
// is not certain.
func (s *Suggester) summed() (list []inventory.Suggestion, ok bool) {
	lines, hits := s.lines, 0
	eligible, sent := newTakings(s.View, walker.Eligible), newTakings(s.View, walker.Sent)
	var all inventory.Suggestion
	for _, c := range s.found {
		if hits += len(c.hits); hits > mostSummed {
			return nil, false
		}
		for _, h := range c.hits {
			// The other matches of an earlier pattern are unknown.
			if d := lines.Match(h.Path); d.Excluded && !eligible.isOut(h.Path) {
				return nil, false
			}
		}
		next, err := c.Apply(lines)
		if err != nil {
			continue
		}
		e, t := eligible.take(c.hits), sent.take(c.hits)
		c.SavesEligibleBytes, c.SavesEligibleFiles, c.SavesBytes, c.SavesFiles = e.Bytes, e.Files, t.Bytes, t.Files
		if e.Files == 0 || !c.isWorth() {
			return nil, false
		}
		all.SavesEligibleBytes, all.SavesEligibleFiles = saturate.Add(all.SavesEligibleBytes, e.Bytes), all.SavesEligibleFiles+e.Files
		all.SavesBytes, all.SavesFiles = saturate.Add(all.SavesBytes, t.Bytes), all.SavesFiles+t.Files
		lines, c.Suggestion.Hits = next, c.hits
		list = append(list, c.Suggestion)
	}
	if len(list) < 2 {
		// One view is enough.
		return nil, false
	}
	ask := s.View.Query
	ask.Patterns = lines
	after, err := s.View.Tree.View(ask)
	if err != nil {
		return nil, false
	}
	var c candidate
	c.saves(s.View, after)
	return list, c.SavesEligibleBytes == all.SavesEligibleBytes && c.SavesEligibleFiles == all.SavesEligibleFiles &&
		c.SavesBytes == all.SavesBytes && c.SavesFiles == all.SavesFiles
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

// saves notes what a candidate saves, and gives the number of names that are eligible no more, links included.
func (c *candidate) saves(before, after *walker.View) int64 {
	sent := before.Totals(walker.Sent).Sub(after.Totals(walker.Sent))
	eligible := before.Totals(walker.Eligible).Sub(after.Totals(walker.Eligible))
	c.SavesBytes, c.SavesFiles = sent.Bytes, sent.Files
	c.SavesEligibleBytes, c.SavesEligibleFiles = eligible.Bytes, eligible.Files
	return eligible.Files + eligible.Symlinks
}
