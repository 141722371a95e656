package suggest

import (
	"cmp"
	"path"
	"slices"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/knowledge"
	"github.com/ctxsize/ctxsize/internal/saturate"
	"github.com/ctxsize/ctxsize/walker"
)

// Remeasure returns the suggestions with their savings for another build that uses the same ignore file, applied in the same order. Both builds
// have the same eligible files.
func Remeasure(list []inventory.Suggestion, u inventory.Usage) []inventory.Suggestion {
	if u.View == nil {
		return nil
	}
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b inventory.Suggestion) int { return cmp.Compare(a.Order, b.Order) })
	var candidates []candidate
	for _, s := range list {
		candidates = append(candidates, candidate{Suggestion: s, hits: s.Hits})
	}
	m := measurer{view: u.View, patterns: u.Patterns, sets: []walker.Set{walker.Sent}, keepAll: true}
	list = m.measure(candidates)
	sortSuggestions(list)
	return list
}

// measurer measures what patterns save that are applied one after another.
type measurer struct {
	view     *walker.View
	patterns *ignore.PatternList
	// sets are measured.
	sets []walker.Set
	// keepAll: patterns that save nothing, or too little, are not dropped.
	keepAll bool
}

// measure returns the suggestions of candidates with what they save, without those that are not worth it. If the candidates exclude only the
// paths that they were found for, that takes one view to check, otherwise a view for each.
func (m *measurer) measure(list []candidate) []inventory.Suggestion {
	if measured, ok := m.bySums(list); ok {
		return measured
	}
	return m.byViews(list)
}

// byViews makes a view for each candidate.
func (m *measurer) byViews(list []candidate) []inventory.Suggestion {
	var measured []inventory.Suggestion
	patterns, before := m.patterns, m.view
	for _, c := range list {
		next, err := c.Apply(patterns)
		if err != nil {
			continue
		}
		after, err := viewWith(before, next)
		if err != nil {
			continue
		}
		if saved := c.saves(before, after); m.keepAll || saved > 0 && c.isWorth() {
			patterns, before = next, after
			measured = append(measured, c.suggestion())
		}
	}
	return measured
}

// viewWith returns a view with other patterns.
func viewWith(v *walker.View, patterns *ignore.PatternList) (*walker.View, error) {
	query := v.Query
	query.Patterns = patterns
	return v.Tree.View(query)
}

// saves notes what a candidate saves, and returns the number of names that are no longer eligible, links included.
func (c *candidate) saves(before, after *walker.View) int64 {
	for _, set := range []walker.Set{walker.Eligible, walker.Sent} {
		saved := before.Totals(set).Sub(after.Totals(set))
		c.note(set, walker.Sum{Bytes: saved.Bytes, Files: saved.Files})
	}
	eligible := before.Totals(walker.Eligible).Sub(after.Totals(walker.Eligible))
	return eligible.Files + eligible.Symlinks
}

// note notes what a candidate saves of a set.
func (c *candidate) note(set walker.Set, s walker.Sum) {
	if set == walker.Eligible {
		c.SavesEligibleBytes, c.SavesEligibleFiles = s.Bytes, s.Files
		return
	}
	c.SavesBytes, c.SavesFiles = s.Bytes, s.Files
}

// isWorth reports whether the savings of a candidate justify a pattern, or a review.
func (c *candidate) isWorth() bool {
	return c.SavesEligibleBytes >= worthAsking || c.Category == knowledge.CategorySecrets || c.rule.Policy == "auto"
}

// suggestion returns the suggestion of a candidate that was measured.
func (c *candidate) suggestion() inventory.Suggestion {
	s := c.Suggestion
	s.Hits = c.hits
	return s
}

// maxLookups is the number of lookups that take as long as a view of some size.
const maxLookups = 1000

// bySums sums up the paths that the candidates were found for, and checks the sum with one view; ok is false if a candidate excludes more than
// that, or would be dropped.
func (m *measurer) bySums(list []candidate) (measured []inventory.Suggestion, ok bool) {
	hits := 0
	for _, c := range list {
		hits += len(c.hits)
	}
	if len(list) < 2 || hits > maxLookups*len(list) {
		return nil, false
	}
	taken := make([]*takings, len(m.sets))
	total := make([]walker.Sum, len(m.sets))
	for n, set := range m.sets {
		taken[n] = newTakings(m.view, set)
	}
	patterns, err := m.patterns, error(nil)
	for _, c := range list {
		if m.isDoubtful(&c, patterns, taken[0]) {
			return nil, false
		}
		if patterns, err = c.Apply(patterns); err != nil {
			return nil, false
		}
		for n, set := range m.sets {
			sum := taken[n].take(c.hits)
			c.note(set, sum)
			total[n] = plus(total[n], sum)
		}
		if !m.keepAll && (c.SavesEligibleFiles == 0 || !c.isWorth()) {
			return nil, false
		}
		measured = append(measured, c.suggestion())
	}
	after, err := viewWith(m.view, patterns)
	return measured, err == nil && m.isTotal(total, after)
}

// isDoubtful reports whether an earlier pattern excludes a path of a candidate for which it was not found.
func (m *measurer) isDoubtful(c *candidate, earlier *ignore.PatternList, taken *takings) bool {
	return slices.ContainsFunc(c.hits, func(h inventory.Hit) bool { return earlier.Match(h.Path).Excluded && !taken.isOut(h.Path) })
}

// isTotal reports whether a view lacks these sums of the measurer's sets.
func (m *measurer) isTotal(total []walker.Sum, after *walker.View) bool {
	for n, set := range m.sets {
		if saved := m.view.Totals(set).Sub(after.Totals(set)); saved.Bytes != total[n].Bytes || saved.Files != total[n].Files {
			return false
		}
	}
	return true
}

// takings are the paths that were removed from a set.
type takings struct {
	view  *walker.View
	set   walker.Set
	whole map[string]bool       // paths with all of their content
	below map[string]walker.Sum // size of the removed content of a directory that is not removed itself
}

func newTakings(v *walker.View, s walker.Set) *takings {
	return &takings{view: v, set: s, below: map[string]walker.Sum{}, whole: map[string]bool{}}
}

// take removes paths, and returns their content that was not removed yet.
func (t *takings) take(hits []inventory.Hit) walker.Sum {
	var all walker.Sum
	for _, h := range hits {
		if t.isOut(h.Path) {
			continue
		}
		sum, _ := t.view.SumBelow(h.Path, t.set)
		sum = minus(sum, t.below[h.Path])
		t.whole[h.Path] = true
		for dir := path.Dir(h.Path); ; dir = path.Dir(dir) {
			t.below[dir] = plus(t.below[dir], sum)
			if dir == "." {
				break
			}
		}
		all = plus(all, sum)
	}
	return all
}

func (t *takings) isOut(p string) bool {
	for ; p != "."; p = path.Dir(p) {
		if t.whole[p] {
			return true
		}
	}
	return false
}

func plus(a, b walker.Sum) walker.Sum {
	a.Bytes, a.Files = saturate.Add(a.Bytes, b.Bytes), a.Files+b.Files
	return a
}

func minus(a, b walker.Sum) walker.Sum {
	a.Bytes, a.Files = max(saturate.Sub(a.Bytes, b.Bytes), 0), a.Files-b.Files
	return a
}
