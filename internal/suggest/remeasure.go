package suggest

import (
	"cmp"
	"path"
	"slices"

	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/saturate"
	"github.com/ctxsize/ctxsize/walker"
)

// Remeasure returns the suggestions with their savings for another build that reads the same ignore file, applied in the same order. Both
// builds have the same eligible files. If the suggestions exclude only the paths that they were found for, it needs one view to check that,
// otherwise a view for each.
func Remeasure(list []inventory.Suggestion, c inventory.Usage) []inventory.Suggestion {
	if c.View == nil {
		return nil
	}
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b inventory.Suggestion) int { return cmp.Compare(a.Order, b.Order) })
	if !summable(list) || !summed(list, c) {
		viewed(list, c)
	}
	sortSuggestions(list)
	return list
}

// worthSumming is the number of lookups that take as long as a view of some size.
const worthSumming = 1000

func summable(list []inventory.Suggestion) bool {
	hits := 0
	for _, s := range list {
		hits += len(s.Hits)
	}
	return hits <= worthSumming*len(list)
}

// viewed applies the patterns one after another.
func viewed(list []inventory.Suggestion, c inventory.Usage) {
	lines, before := c.Patterns, c.View
	for n := range list {
		s := candidate{Suggestion: list[n]}
		next, err := s.Apply(lines)
		if err != nil {
			continue
		}
		ask := before.Query
		ask.Patterns = next
		after, err := c.View.Tree.View(ask)
		if err != nil {
			continue
		}
		s.saves(before, after)
		list[n], lines, before = s.Suggestion, next, after
	}
}

// summed adds up the content of the paths that the patterns were found for, and reports whether the sum is right.
func summed(list []inventory.Suggestion, c inventory.Usage) bool {
	lines, err := c.Patterns, error(nil)
	taken := newTakings(c.View, walker.Sent)
	var all walker.Sum
	for n := range list {
		s := &list[n]
		if lines, err = s.Apply(lines); err != nil {
			return false
		}
		sum := taken.take(s.Hits)
		s.SavesBytes, s.SavesFiles = sum.Bytes, sum.Files
		all = plus(all, sum)
	}
	ask := c.View.Query
	ask.Patterns = lines
	after, err := c.View.Tree.View(ask)
	if err != nil {
		return false
	}
	saved := c.View.Totals(walker.Sent).Sub(after.Totals(walker.Sent))
	return saved.Bytes == all.Bytes && saved.Files == all.Files
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
