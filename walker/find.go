package walker

import "sync/atomic"

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
// called for any eligible entry, also for those that visit does not want, more than once, and by several goroutines at the same time.
func (v *View) Search(match func(name []byte, k Kind, depth int) bool, visit func(path string, k Kind) (below bool)) {
	s := search{View: v, match: match, visit: visit, holds: make([]atomic.Bool, v.Tree.dirs.count)}
	together(len(v.Tree.dirs.blocks), s.look)
	s.directory(0, nil, 0)
}

type search struct {
	*View
	match func([]byte, Kind, int) bool
	visit func(string, Kind) bool
	holds []atomic.Bool // by directory: something that matches is in it, or below
}

// look notes the directories of a block that hold something, and those above them.
func (s *search) look(block int) {
	dirs := &s.Tree.dirs
	for number := int32(block << dirBits); number < min(int32((block+1)<<dirBits), dirs.count); number++ {
		if s.holds[number].Load() || !s.inside(number, dirs.depth(number)) {
			continue
		}
		for up := number; up >= 0 && !s.holds[up].Swap(true); up = dirs.at(up).parent {
		}
	}
}

// inside says whether something that matches lies right in a directory.
func (s *search) inside(number int32, depth int) bool {
	for c := s.Tree.in(s.Tree.dirs.at(number)); c.next(); {
		if s.in(Eligible, c.node) && s.match(c.bytes(), c.kind(), depth) {
			return true
		}
	}
	return false
}

func (s *search) directory(number int32, path []byte, depth int) {
	for c := s.Tree.in(s.Tree.dirs.at(number)); c.next(); {
		eligible := s.in(Eligible, c.node)
		matches := eligible && s.match(c.bytes(), c.kind(), depth)
		deep := c.isDir() && s.holds[c.number()].Load() && (eligible || s.Ask.Rules == Tar)
		if !matches && !deep {
			continue
		}
		p := appendPath(path, c.bytes())
		if (!matches || s.visit(string(p), c.kind())) && deep {
			s.directory(c.number(), p, depth+1)
		}
	}
}
