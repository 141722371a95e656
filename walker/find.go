package walker

import (
	"math"
	"slices"
	"sync/atomic"

	"github.com/ctxsize/ctxsize/internal/parallel"
)

// Find calls visit for the eligible entries whose name matches, in the order of sending. match is given names in a buffer that is used again.
// visit says whether to look below the entry.
func (v *View) Find(match func(name []byte, k Kind) bool, visit func(path string, k Kind) (below bool)) {
	v.Tree.each(0, nil, func(i item, path []byte) bool {
		if !v.has(Eligible, i.node) {
			// What is not eligible itself has nothing eligible below it, but with the legacy builder.
			return v.Query.Rules == Tar
		}
		return !match(i.bytes(), i.kind()) || visit(string(path), i.kind())
	})
}

// AnyDepth lets [View.Search] look everywhere.
const AnyDepth = math.MaxInt

// Search is [View.Find] for names of which most trees have few, for several questions on one way through the tree, and for what has at most
// so many directories above it. match is given that number, too, and says which questions a name is for, a bit for each from the first on. It
// may be called for any eligible entry, also for those that no visit wants, and by several goroutines at the same time. Visits come one after
// the other.
func (v *View) Search(deepest int, match func(name []byte, k Kind, depth int) (questions uint8), visits ...func(path string, f SearchResult) (below bool)) {
	s := search{View: v, mayHold: func(number int32) bool {
		return v.sums.get(Eligible, number).entries() > 0 && int(v.Tree.dirs.at(number).depth) <= deepest
	}}
	s.match = func(i item, depth int) uint8 {
		if !v.has(Eligible, i.node) {
			return 0
		}
		return match(i.bytes(), i.kind(), depth)
	}
	s.run()
	for n, visit := range visits {
		s.visit(0, nil, 1<<n, func(i item, path []byte) bool { return visit(string(path), v.foundAs(i)) })
	}
}

// Found is an entry that a search has found.
type SearchResult struct {
	Kind  Kind
	Bytes int64 // eligible ones, of a directory all below it
}

func (v *View) foundAs(i item) SearchResult {
	f := SearchResult{Kind: i.kind()}
	if i.isDir() {
		f.Bytes = v.sums.get(Eligible, i.number()).bytes
	} else {
		f.Bytes = v.deliveredSize(i, false)
	}
	return f
}

// Large calls visit for what holds at least so many eligible bytes, the context itself apart, in the order of sending. visit says whether
// to look below a directory; it is given the path in a buffer that is used again.
func (v *View) FindLarge(least int64, visit func(path []byte, c Child) (below bool)) {
	holds := func(number int32) bool { return v.sums.get(Eligible, number).bytes >= least }
	s := search{View: v, mayHold: holds}
	s.match = func(i item, _ int) uint8 {
		if i.isDir() && holds(i.number()) || !i.isDir() && i.size >= least && v.has(Eligible, i.node) && v.deliveredSize(i, false) >= least {
			return 1
		}
		return 0
	}
	s.run()
	s.visit(0, nil, 1, func(i item, path []byte) bool { return visit(path, v.childOf(i)) })
}

// search looks for entries with all processors, a block of directories or a stretch of a large one at a time; then what was found is visited
// on one way through the tree for each question.
type search struct {
	*View
	mayHold func(number int32) bool // whether something in a directory, or below it, could match
	match   func(i item, depth int) (questions uint8)

	found [][]candidate   // by block: what was found in its directories, one after another
	from  []uint32        // by directory: where in that its own begins
	holds []atomic.Uint32 // by directory: the questions that something is for in it, or below
}

// candidate is an entry that matches, or a directory in which something could.
type candidate struct {
	at        uint32 // where the record begins
	node      nodeID
	number    int32 // of the directory that it is, or none
	questions uint8
}

const noDirectory = -1

func (s *search) run() {
	dirs := &s.Tree.dirs
	s.found, s.from, s.holds = make([][]candidate, len(dirs.blocks)), make([]uint32, dirs.count), make([]atomic.Uint32, dirs.count)
	parallel.Do(len(dirs.blocks), s.block)
}

func (s *search) block(block int) {
	dirs := &s.Tree.dirs
	for number, end := dirs.span(block); number < end; number++ {
		s.from[number] = uint32(len(s.found[block]))
		if !s.mayHold(number) {
			continue
		}
		any := uint32(s.searchDirectory(number, &s.found[block]))
		for up := number; up >= 0 && any&^s.holds[up].Or(any) != 0; up = dirs.at(up).parent {
		}
	}
}

// inside adds what lies right in a directory, and says for which questions any of it is. A large one is looked through in stretches.
func (s *search) searchDirectory(number int32, list *[]candidate) (any uint8) {
	d := s.Tree.dirs.at(number)
	if d.count <= 2*minPart {
		return s.searchSegment(s.Tree.entries(d), int(d.depth), list)
	}
	stretches := s.Tree.segments(d, minPart)
	lists, questions := make([][]candidate, len(stretches)), make([]uint8, len(stretches))
	parallel.Do(len(stretches), func(n int) { questions[n] = s.searchSegment(stretches[n], int(d.depth), &lists[n]) })
	*list = append(*list, slices.Concat(lists...)...)
	for _, q := range questions {
		any |= q
	}
	return any
}

func (s *search) searchSegment(c cursor, depth int, list *[]candidate) (any uint8) {
	for c.next() {
		questions := s.match(c.item, depth)
		if questions != 0 || c.isDir() && (s.has(Eligible, c.node) || s.Query.Rules == Tar) {
			number := int32(noDirectory)
			if c.isDir() {
				number = c.number()
			}
			*list = append(*list, candidate{c.at, c.node, number, questions})
		}
		any |= questions
	}
	return any
}

// visit calls a function for what was found for a question in a directory of this path, and below it.
func (s *search) visit(number int32, path []byte, question uint8, call func(i item, path []byte) (below bool)) {
	list := s.found[number>>dirBits]
	if next := number + 1; next&(blockLen-1) != 0 && next < s.Tree.dirs.count {
		list = list[:s.from[next]]
	}
	for _, f := range list[s.from[number]:] {
		deep := f.number != noDirectory && s.holds[f.number].Load()&uint32(question) != 0
		matches := f.questions&question != 0
		if !matches && !deep {
			continue
		}
		i := s.Tree.entry(number, f)
		p := appendPath(path, i.bytes())
		if (!matches || call(i, p)) && deep {
			s.visit(f.number, p, question, call)
		}
	}
}

// entry unpacks what was found in a directory.
func (t *Tree) entry(number int32, f candidate) item {
	c := cursor{item: item{chunk: t.chunks[t.dirs.at(number).chunk], node: f.node - 1}, end: f.at, left: 1}
	c.next()
	return c.item
}
