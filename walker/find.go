package walker

import (
	"slices"
	"sync/atomic"
)

// Find calls visit for the eligible entries whose name matches, in the order of sending. match is given names in a buffer that is used again.
// visit says whether to look below the entry.
func (v *View) Find(match func(name []byte, k Kind) bool, visit func(path string, k Kind) (below bool)) {
	v.Tree.each(0, nil, func(i item, path []byte) bool {
		if !v.in(Eligible, i.node) {
			// What is not eligible itself has nothing eligible below it, but with the legacy builder.
			return v.Ask.Rules == Tar
		}
		return !match(i.bytes(), i.kind()) || visit(string(path), i.kind())
	})
}

// Search is [View.Find] for names of which most trees have few. match is given how many directories lie above the name, too. It may be
// called for any eligible entry, also for those that visit does not want, and by several goroutines at the same time.
func (v *View) Search(match func(name []byte, k Kind, depth int) bool, visit func(path string, k Kind) (below bool)) {
	s := search{View: v, opens: func(int32) bool { return true }}
	s.match = func(i item, depth int) bool { return v.in(Eligible, i.node) && match(i.bytes(), i.kind(), depth) }
	s.visit = func(i item, path []byte) bool { return visit(string(path), i.kind()) }
	s.run()
}

// Large calls visit for what holds at least so many eligible bytes, the context itself apart, in the order of sending. visit says whether
// to look below a directory.
func (v *View) Large(least int64, visit func(path string, c Child) (below bool)) {
	holds := func(number int32) bool { return v.sums.of(Eligible, number).bytes >= least }
	s := search{View: v, opens: holds}
	s.match = func(i item, _ int) bool {
		if i.isDir() {
			return holds(i.number())
		}
		return i.size >= least && v.in(Eligible, i.node) && v.delivered(i, false) >= least
	}
	s.visit = func(i item, path []byte) bool { return visit(string(path), v.childOf(i)) }
	s.run()
}

// search looks for entries with all processors, a block of directories or a stretch of a large one at a time, and then visits what was
// found on one way through the tree.
type search struct {
	*View
	opens func(number int32) bool // whether something in a directory, or below it, could match
	match func(i item, depth int) bool
	visit func(i item, path []byte) (below bool)

	found [][]found     // by block: what was found in its directories, one after another
	from  []uint32      // by directory: where in that its own begins
	holds []atomic.Bool // by directory: something that matches is in it, or below
}

// found is an entry that matches, or a directory in which something could.
type found struct {
	at      uint32 // where the record begins
	node    Node
	matches bool
}

func (s *search) run() {
	dirs := &s.Tree.dirs
	s.found, s.from, s.holds = make([][]found, len(dirs.blocks)), make([]uint32, dirs.count), make([]atomic.Bool, dirs.count)
	together(len(dirs.blocks), s.look)
	s.directory(0, nil)
}

func (s *search) look(block int) {
	dirs := &s.Tree.dirs
	for number := int32(block << dirBits); number < min(int32((block+1)<<dirBits), dirs.count); number++ {
		s.from[number] = uint32(len(s.found[block]))
		if s.opens(number) && s.inside(number, &s.found[block]) {
			for up := number; up >= 0 && !s.holds[up].Swap(true); up = dirs.at(up).parent {
			}
		}
	}
}

// inside adds what lies right in a directory, and says whether any of it matches. A large one is looked through in stretches.
func (s *search) inside(number int32, list *[]found) (any bool) {
	d := s.Tree.dirs.at(number)
	if d.count <= 2*minPart {
		return s.stretch(s.Tree.in(d), int(d.depth), list)
	}
	stretches := s.Tree.stretches(d, minPart)
	lists, matches := make([][]found, len(stretches)), make([]bool, len(stretches))
	together(len(stretches), func(n int) { matches[n] = s.stretch(stretches[n], int(d.depth), &lists[n]) })
	*list = append(*list, slices.Concat(lists...)...)
	return slices.Contains(matches, true)
}

func (s *search) stretch(c cursor, depth int, list *[]found) (any bool) {
	for c.next() {
		matches := s.match(c.item, depth)
		if matches || c.isDir() && (s.in(Eligible, c.node) || s.Ask.Rules == Tar) {
			*list = append(*list, found{c.at, c.node, matches})
		}
		any = any || matches
	}
	return any
}

func (s *search) directory(number int32, path []byte) {
	list := s.found[number>>dirBits]
	if next := number + 1; next&(blockLen-1) != 0 && next < s.Tree.dirs.count {
		list = list[:s.from[next]]
	}
	for _, f := range list[s.from[number]:] {
		i := s.Tree.entry(number, f)
		deep := i.isDir() && s.holds[i.number()].Load()
		if !f.matches && !deep {
			continue
		}
		p := appendPath(path, i.bytes())
		if (!f.matches || s.visit(i, p)) && deep {
			s.directory(i.number(), p)
		}
	}
}

// entry unpacks what was found in a directory.
func (t *Tree) entry(number int32, f found) item {
	c := cursor{item: item{chunk: t.chunks[t.dirs.at(number).chunk], node: f.node - 1}, behind: f.at, left: 1}
	c.next()
	return c.item
}
