package cases

import (
	"maps"
	"slices"
	"strings"
)

// Shrink takes away from a failing case what it does not need to fail: flags,
// entries of the trees, lines of their texts. It asks fails at most budget
// times and gives the smallest case that still fails. What cannot even be made
// (a hard link whose first name is gone) must not count as failing.
func Shrink(c Case, budget int, fails func(Case) bool) Case {
	s := shrinker{best: c, budget: budget, fails: fails}
	for before := -1; before != s.best.size() && s.budget > 0; {
		before = s.best.size()
		s.flags()
		for _, name := range append([]string{""}, slices.Sorted(maps.Keys(s.best.Named))...) {
			s.entries(name)
			s.texts(name)
		}
	}
	return s.best
}

type shrinker struct {
	best   Case
	budget int
	fails  func(Case) bool
}

// size counts what there is to take away.
func (c Case) size() int {
	n := len(c.Args) + len(c.Target) + len(c.Platform) + c.Main.size()
	for _, t := range c.Named {
		n += 1 + t.size()
	}
	return n
}

func (t Tree) size() int {
	n := len(t.Entries)
	for _, text := range t.Texts {
		n += 1 + strings.Count(text, "\n")
	}
	return n
}

// try keeps a smaller case if it fails, too.
func (s *shrinker) try(c Case) bool {
	if s.budget == 0 {
		return false
	}
	s.budget--
	if !s.fails(c) {
		return false
	}
	s.best = c
	return true
}

// tree is the main one for "", else a named one.
func (c Case) tree(name string) Tree {
	if name == "" {
		return c.Main
	}
	return c.Named[name]
}

func (c Case) with(name string, t Tree) Case {
	if name == "" {
		c.Main = t
		return c
	}
	c.Named = maps.Clone(c.Named)
	c.Named[name] = t
	return c
}

func (s *shrinker) flags() {
	c := s.best
	c.Target, c.Platform, c.Args, c.Named = "", "", nil, nil
	if s.try(c) {
		return
	}
	for name := range s.best.Named {
		c := s.best
		c.Named = maps.Clone(c.Named)
		delete(c.Named, name)
		s.try(c)
	}
}

// entries drops runs of entries, long ones first.
func (s *shrinker) entries(name string) {
	for run := max(1, len(s.best.tree(name).Entries)/2); run > 0; run /= 2 {
		for i := 0; i < len(s.best.tree(name).Entries); {
			t := s.best.tree(name)
			end := min(i+run, len(t.Entries))
			smaller := slices.Delete(slices.Clone(t.Entries), i, end)
			if !s.try(s.best.with(name, Tree{Entries: smaller, Texts: t.Texts})) {
				i = end
			}
		}
	}
}

// texts drops lines, one at a time.
func (s *shrinker) texts(name string) {
	for _, path := range slices.Sorted(maps.Keys(s.best.tree(name).Texts)) {
		for i := 0; ; {
			t := s.best.tree(name)
			lines := slices.Collect(strings.Lines(t.Texts[path]))
			if i >= len(lines) {
				break
			}
			texts := maps.Clone(t.Texts)
			texts[path] = strings.Join(slices.Delete(lines, i, i+1), "")
			if !s.try(s.best.with(name, Tree{Entries: t.Entries, Texts: texts})) {
				i++
			}
		}
	}
}
