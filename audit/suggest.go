package audit

import (
	"cmp"
	"slices"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/saturate"
	"github.com/ctxsize/ctxsize/walker"
)

// Safety is how sure a suggestion is.
type Safety uint8

const (
	// Review: useful, but a person must decide.
	Review Safety = iota
	// Safe: a marker proves what it is, and no source of any build is lost.
	Safe
)

// String returns the word that reports use.
func (s Safety) String() string { return [...]string{"review", "safe"}[s] }

// Suggestion is a pattern to add to an ignore file, or to replace another.
type Suggestion struct {
	Line     string
	Category string
	Heading  string // comment above the patterns of the category
	Safety   Safety
	Reason   string
	// Replaces is the line number of the pattern that it replaces, 0 if it is added.
	Replaces int
	// Savings of sent and of eligible files, with the suggestions before it applied.
	SavesBytes, SavesFiles                 int64
	SavesEligibleBytes, SavesEligibleFiles int64

	order   int   // in which they are applied
	hits    []hit // the paths that they were found for
	guessed bool  // only the pattern that it replaces supports it
}

// Share is one of the builds that read the same ignore file, with the context of that file.
type Share struct {
	Build   *build.Build
	Context Context
	// Contexts are all contexts of the build, if they were read.
	Contexts []Context
}

// Suggest proposes patterns for the ignore file that the builds share, the largest savings of the first build first. No pattern excludes a
// source of an instruction of any of the builds, reachable or not, or a path that a manifest of the project needs.
func Suggest(project *Project, shares []Share) []Suggestion {
	s := newSuggester(project, shares)
	if s.view == nil {
		return nil
	}
	s.others()
	s.respelled()
	s.corrected()
	s.collect()
	s.unknowns()
	s.secrets()
	s.prove()
	list := s.measure()
	// With the safe suggestions applied, or with all, only the spelling of a pattern may be wrong.
	for _, least := range []Safety{Safe, Review} {
		list = s.again(list, least)
	}
	for n := range list {
		list[n].order = n
	}
	sortSuggestions(list)
	return list
}

// sortSuggestions puts the largest savings first.
func sortSuggestions(list []Suggestion) {
	slices.SortStableFunc(list, func(a, b Suggestion) int {
		return cmp.Or(cmp.Compare(b.SavesBytes, a.SavesBytes), cmp.Compare(b.SavesEligibleBytes, a.SavesEligibleBytes), cmp.Compare(a.Line, b.Line))
	})
}

// mostRounds bounds the rounds, which might not end by themselves.
const mostRounds = 3

// again finds gitignore-style patterns once the suggestions of a minimum safety are applied, and measures again.
func (s *suggester) again(list []Suggestion, least Safety) []Suggestion {
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
func (s *suggester) learn(later []candidate, least Safety) bool {
	news := false
	for _, c := range later {
		c.Safety = min(c.Safety, least)
		n := slices.IndexFunc(s.found, func(old candidate) bool { return old.Replaces == c.Replaces })
		switch {
		case n < 0:
			s.found, news = append(s.found, c), true
		case s.found[n].Safety < c.Safety, s.found[n].Category == mistaken && c.Category == gitignoreStyle:
			s.found[n], news = c, true
		}
	}
	return news
}

// after returns the state with suggestions applied; ok is false if none is, or if no pattern could be gitignore-style then. Builds of one
// context have the same eligible files, and nothing else of the view is needed: there may be a hundred of them.
func (s *suggester) after(list []Suggestion, least Safety) (next suggester, ok bool) {
	taken := slices.DeleteFunc(slices.Clone(list), func(one Suggestion) bool { return one.Safety < least })
	if then, err := applied(taken, s.lines); err != nil || len(taken) == 0 || len(inGitsManner(then)) == 0 {
		return next, false
	}
	next = suggester{project: s.project, shares: slices.Clone(s.shares), programs: s.programs, git: s.git, ofGit: s.ofGit, flowed: s.flowed, used: s.used, settled: s.settled}
	lines, views := map[*ignore.PatternList]*ignore.PatternList{}, map[*walker.Tree]*walker.View{}
	for n := range next.shares {
		c := &next.shares[n].Context
		after, known := lines[c.Lines]
		if !known {
			var err error
			if after, err = applied(taken, c.Lines); err != nil {
				return next, false
			}
			lines[c.Lines] = after
		}
		c.Lines = after
		tree := c.View.Tree
		if views[tree] == nil {
			ask := c.View.Query
			ask.Patterns = c.Lines
			view, err := tree.View(ask)
			if err != nil {
				return next, false
			}
			views[tree] = view
		}
		c.View = views[tree]
	}
	next.view, next.lines = next.shares[0].Context.View, next.shares[0].Context.Lines
	return next, true
}

// applied applies suggestions one after another.
func applied(list []Suggestion, lines *ignore.PatternList) (_ *ignore.PatternList, err error) {
	for n := range list {
		if lines, err = list[n].apply(lines); err != nil {
			return nil, err
		}
	}
	return lines, nil
}

type suggester struct {
	project  *Project
	shares   []Share
	view     *walker.View
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
	settled  map[string]bool    // directories that rules match
	programs *programs
}

// newSuggester returns an empty suggester for the context of the first share.
func newSuggester(project *Project, shares []Share) *suggester {
	c := &shares[0].Context
	s := &suggester{project: project, shares: shares, view: c.View, lines: c.Lines}
	if project != nil && c.View != nil {
		s.programs = project.programs(c.View)
	}
	return s
}

// measure applies the patterns one after another and measures what each of them still saves. Those that save nothing are dropped.
func (s *suggester) measure() []Suggestion {
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
func (s *suggester) oneByOne() []Suggestion {
	var list []Suggestion
	lines, before := s.lines, s.view
	for _, c := range s.found {
		next, err := c.apply(lines)
		if err != nil {
			continue
		}
		ask := before.Query
		ask.Patterns = next
		after, err := s.view.Tree.View(ask)
		if err != nil {
			continue
		}
		if c.saves(before, after) > 0 && c.isWorth() {
			lines, before = next, after
			c.Suggestion.hits = c.hits
			list = append(list, c.Suggestion)
		}
	}
	return list
}

// isWorth reports whether the savings of a candidate justify a pattern, or a review.
func (c *candidate) isWorth() bool {
	return c.rule.Policy == "auto" || c.SavesEligibleBytes >= worthAsking || c.Category == categorySecrets
}

// mostSummed is the number of lookups that take as long as the views for some suggestions.
const mostSummed = 200

// summed returns the result of measure from one view, if the candidates exclude only the paths that they were found for; ok is false if that
// is not certain.
func (s *suggester) summed() (list []Suggestion, ok bool) {
	lines, hits := s.lines, 0
	eligible, sent := newTakings(s.view, walker.Eligible), newTakings(s.view, walker.Sent)
	var all Suggestion
	for _, c := range s.found {
		if hits += len(c.hits); hits > mostSummed {
			return nil, false
		}
		for _, h := range c.hits {
			// The other matches of an earlier pattern are unknown.
			if d := lines.Match(h.path); d.Excluded && !eligible.isOut(h.path) {
				return nil, false
			}
		}
		next, err := c.apply(lines)
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
		lines, c.Suggestion.hits = next, c.hits
		list = append(list, c.Suggestion)
	}
	if len(list) < 2 {
		// One view is enough.
		return nil, false
	}
	ask := s.view.Query
	ask.Patterns = lines
	after, err := s.view.Tree.View(ask)
	if err != nil {
		return nil, false
	}
	var c candidate
	c.saves(s.view, after)
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
		if c.Replaces > 0 || len(c.hits) != 1 || c.Line != literally(c.hits[0].path) {
			return false
		}
		traces, _ := lines.Explain(c.hits[0].path)
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

// apply returns the patterns with the suggestion's at its position.
func (c *Suggestion) apply(lines *ignore.PatternList) (*ignore.PatternList, error) {
	if c.Replaces > 0 {
		return lines.Replace(c.Replaces, c.Line)
	}
	return lines.Try(c.Line)
}

// saves records the savings of a candidate, and returns the number of names that are no longer eligible, links included.
func (c *candidate) saves(before, after *walker.View) int64 {
	sent := before.Totals(walker.Sent).Sub(after.Totals(walker.Sent))
	eligible := before.Totals(walker.Eligible).Sub(after.Totals(walker.Eligible))
	c.SavesBytes, c.SavesFiles = sent.Bytes, sent.Files
	c.SavesEligibleBytes, c.SavesEligibleFiles = eligible.Bytes, eligible.Files
	return eligible.Files + eligible.Symlinks
}
