package audit

import (
	"cmp"
	"slices"
)

// Remeasure says what suggestions save of another build that reads the same ignore file, when they are taken in the same order. What is
// eligible is the same for both.
func Remeasure(list []Suggestion, c Context) []Suggestion {
	if c.View == nil {
		return nil
	}
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b Suggestion) int { return cmp.Compare(a.order, b.order) })
	lines, before := c.Lines, c.View
	for n := range list {
		s := candidate{Suggestion: list[n]}
		next, err := s.apply(lines)
		if err != nil {
			continue
		}
		ask := before.Ask
		ask.Lines = next
		after, err := c.View.Tree.View(ask)
		if err != nil {
			continue
		}
		s.saves(before, after)
		list[n], lines, before = s.Suggestion, next, after
	}
	sortSuggestions(list)
	return list
}
