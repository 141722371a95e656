package walker

import (
	"cmp"
	"math"
	"slices"
	"sync/atomic"

	"github.com/ctxsize/ctxsize/internal/parallel"
	"github.com/ctxsize/ctxsize/internal/saturate"
)

// Find calls visit for the eligible entries whose names match, in the order of sending. The name is in a buffer that is
// reused. visit reports whether to go on below the entry.
func (v *View) Find(match func(name []byte, k Kind) bool, visit func(path string, k Kind) (below bool)) {
	v.Tree.each(0, nil, func(i item, path []byte) bool {
		if !v.has(Eligible, i.node) {
			// An entry that is not eligible has nothing eligible below it, except with the legacy builder.
			return v.Query.Rules == Tar
		}
		return !match(i.bytes(), i.kind()) || visit(string(path), i.kind())
	})
}

// AnyDepth lets [View.Search] search all directories.
const AnyDepth = math.MaxInt

// Search is [View.Find] for names that are rare in most trees, for up to eight queries at once, and for entries with at most
// maxDepth directories above them. match returns the queries that a name is for, a bit for each visit from the first on. It is
// called concurrently, for any eligible entry; visits are called one after the other, in the order of sending.
func (v *View) Search(maxDepth int, match func(name []byte, k Kind, depth int) (queries uint8), visits ...func(path string, f SearchResult) (below bool)) {
	s := search{View: v, mayHold: func(number int32) bool {
		return v.sums.get(Eligible, number).entries() > 0 && int(v.Tree.dirs.at(number).depth) <= maxDepth
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

// SearchResult is an entry found by [View.Search].
type SearchResult struct {
	Kind  Kind
	Bytes int64 // eligible bytes, of a directory all below it
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

// FindLarge calls visit for entries with at least minBytes eligible bytes, the context itself excluded, in the order of
// sending. The path is in a buffer that is reused. visit reports whether to go on below a directory.
func (v *View) FindLarge(minBytes int64, visit func(path []byte, c Child) (below bool)) {
	holds := func(number int32) bool { return v.sums.get(Eligible, number).bytes >= minBytes }
	s := search{View: v, mayHold: holds}
	s.match = func(i item, _ int) uint8 {
		if i.isDir() && holds(i.number()) || !i.isDir() && i.size >= minBytes && v.has(Eligible, i.node) && v.deliveredSize(i, false) >= minBytes {
			return 1
		}
		return 0
	}
	s.run()
	s.visit(0, nil, 1, func(i item, path []byte) bool { return visit(path, v.childOf(i)) })
}

// search searches with all processors, a block of directories or a segment of a large one at a time; then what was found is
// visited once for each query.
type search struct {
	*View
	mayHold func(number int32) bool // whether something in a directory, or below it, could match
	match   func(i item, depth int) (queries uint8)

	found [][]candidate   // by block: what was found in its directories, one after another
	from  []uint32        // by directory: where in that its own begins
	holds []atomic.Uint32 // by directory: the queries that an entry in it, or below, is for
}

// candidate is an entry that matches, or a directory in which something could.
type candidate struct {
	at      uint32 // where the record begins
	node    nodeID
	number  int32 // of the directory that it is, or none
	queries uint8
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

// searchDirectory adds the matching entries of a directory, and returns the queries that any is for. A large one is searched
// in segments.
func (s *search) searchDirectory(number int32, list *[]candidate) (any uint8) {
	d := s.Tree.dirs.at(number)
	if d.count <= 2*minPart {
		return s.searchSegment(s.Tree.entries(d), int(d.depth), list)
	}
	stretches := s.Tree.segments(d, minPart)
	lists, queries := make([][]candidate, len(stretches)), make([]uint8, len(stretches))
	parallel.Do(len(stretches), func(n int) { queries[n] = s.searchSegment(stretches[n], int(d.depth), &lists[n]) })
	*list = append(*list, slices.Concat(lists...)...)
	for _, q := range queries {
		any |= q
	}
	return any
}

func (s *search) searchSegment(c cursor, depth int, list *[]candidate) (any uint8) {
	for c.next() {
		queries := s.match(c.item, depth)
		if queries != 0 || c.isDir() && (s.has(Eligible, c.node) || s.Query.Rules == Tar) {
			number := int32(noDirectory)
			if c.isDir() {
				number = c.number()
			}
			*list = append(*list, candidate{c.at, c.node, number, queries})
		}
		any |= queries
	}
	return any
}

// visit calls a function for the results of a query in a directory, and below it.
func (s *search) visit(number int32, path []byte, query uint8, call func(i item, path []byte) (below bool)) {
	list := s.found[number>>dirBits]
	if next := number + 1; next&(blockLen-1) != 0 && next < s.Tree.dirs.count {
		list = list[:s.from[next]]
	}
	for _, f := range list[s.from[number]:] {
		deep := f.number != noDirectory && s.holds[f.number].Load()&uint32(query) != 0
		matches := f.queries&query != 0
		if !matches && !deep {
			continue
		}
		i := s.Tree.entry(number, f)
		p := appendPath(path, i.bytes())
		if (!matches || call(i, p)) && deep {
			s.visit(f.number, p, query, call)
		}
	}
}

// entry unpacks a candidate.
func (t *Tree) entry(number int32, f candidate) item {
	c := cursor{item: item{chunk: t.chunks[t.dirs.at(number).chunk], node: f.node - 1}, end: f.at, left: 1}
	c.next()
	return c.item
}

// dominantShare is the share of a directory that one of its entries must hold to be listed instead of it.
const dominantShare = 0.95

// LargeEntry is an element of [View.Largest].
type LargeEntry struct {
	Path  string
	Kind  Kind
	Bytes int64 // eligible
	Files int64
	// SentBytes are those of the eligible bytes that are sent.
	SentBytes int64
	// Sent reports whether all that is eligible of the entry is sent.
	Sent bool
}

// Largest returns up to n entries of the context's root, by sent and then by eligible bytes, largest first. A directory with
// one dominant entry is replaced by that entry; no result is inside another.
func (v *View) Largest(n int) []LargeEntry {
	n = min(max(n, 0), v.Tree.Entries())
	var list []LargeEntry
	var last LargeEntry // what an entry must be larger than to be among the first
	for c := v.Tree.entries(v.Tree.dirs.at(0)); c.next(); {
		if !v.holds(c.item) || !c.isDir() && v.isSmaller(c.item, last) {
			continue
		}
		if list = append(list, v.descend(c.item)); len(list) < n+spareEntries {
			continue
		}
		if list = largest(list, n); len(list) == n && n > 0 {
			last = list[n-1]
		}
	}
	return largest(list, n)
}

// isSmaller reports whether an entry that is no directory certainly comes after a listed one.
func (v *View) isSmaller(i item, l LargeEntry) bool {
	if i.size < l.SentBytes || !v.has(Sent, i.node) && l.SentBytes > 0 {
		return true
	}
	return l.SentBytes == 0 && i.size < l.Bytes && !v.has(Sent, i.node)
}

// holds reports whether an entry is eligible, or has anything eligible below it: the legacy builder sends re-included entries
// of a directory without the directory.
func (v *View) holds(i item) bool {
	return v.has(Eligible, i.node) || i.isDir() && v.sums.get(Eligible, i.number()).entries() > 0
}

// enough is how many more entries are gathered than are wanted before the smallest are dropped.
const spareEntries = 256

// largest sorts a list and truncates it.
func largest(list []LargeEntry, n int) []LargeEntry {
	slices.SortFunc(list, func(a, b LargeEntry) int {
		return cmp.Or(cmp.Compare(b.SentBytes, a.SentBytes), cmp.Compare(b.Bytes, a.Bytes), cmp.Compare(b.Files, a.Files), cmp.Compare(a.Path, b.Path))
	})
	list = slices.DeleteFunc(list, func(l LargeEntry) bool { return l.Files == 0 })
	return list[:min(n, len(list))]
}

// descend goes down while one entry is dominant.
func (v *View) descend(i item) LargeEntry {
	path := slices.Clone(i.bytes())
	for i.isDir() {
		child, ok := v.dominantChild(i.number())
		if !ok {
			return v.largeDir(string(path), i)
		}
		i, path = child, appendPath(path, child.bytes())
	}
	large := LargeEntry{Path: string(path), Kind: i.kind(), Sent: v.has(Sent, i.node)}
	if i.kind() == File || i.kind() == Socket {
		large.Bytes, large.Files = v.deliveredSize(i, false), 1
	}
	if large.Sent {
		large.SentBytes = v.bytesOf(Sent, i)
	}
	return large
}

func (v *View) largeDir(path string, i item) LargeEntry {
	eligible, sent := v.sums.get(Eligible, i.number()), v.sums.get(Sent, i.number())
	return LargeEntry{Path: path, Kind: Dir, Bytes: eligible.bytes, Files: int64(eligible.files), SentBytes: sent.bytes,
		Sent: v.has(Sent, i.node) && sent.entries() == eligible.entries()}
}

// dominantChild returns the entry that holds nearly all of a directory, of its eligible and of its sent bytes.
func (v *View) dominantChild(number int32) (item, bool) {
	eligible, sent := v.sums.get(Eligible, number).bytes, v.sums.get(Sent, number).bytes
	if eligible == 0 {
		return item{}, false
	}
	for c := v.Tree.entries(v.Tree.dirs.at(number)); c.next(); {
		i := c.item
		if v.holds(i) && dominates(v.bytesOf(Eligible, i), eligible) && dominates(v.bytesOf(Sent, i), sent) {
			return i, true
		}
	}
	return item{}, false
}

// bytesOf returns the bytes of an entry, or of everything below it, in a set.
func (v *View) bytesOf(set Set, i item) int64 {
	switch {
	case i.isDir():
		return v.sums.get(set, i.number()).bytes
	case !v.has(set, i.node):
		return 0
	}
	return v.deliveredSize(i, set == Sent)
}

func dominates(part, whole int64) bool { return float64(part) >= dominantShare*float64(whole) }

// SumBelow returns the sum of a set below a directory, or of a file. ok is false where the tree has no such entry.
func (v *View) SumBelow(path string, s Set) (sum Sum, ok bool) {
	if s == Unused {
		eligible, ok := v.SumBelow(path, Eligible)
		sent, _ := v.SumBelow(path, Sent)
		return Sum{saturate.Sub(eligible.Bytes, sent.Bytes), eligible.Files - sent.Files}, ok
	}
	if path == "." || path == "" {
		return v.sums.get(s, 0).Sum(), true
	}
	i, ok := v.Tree.find(path)
	switch {
	case !ok:
		return Sum{}, false
	case i.isDir():
		return v.sums.get(s, i.number()).Sum(), true
	case !v.has(s, i.node) || i.kind() != File && i.kind() != Socket:
		return Sum{}, true
	case s == Excluded:
		return v.excludedSum(i), true
	}
	return Sum{v.deliveredSize(i, s == Sent), 1}, true
}

// Files calls visit for the files below a directory, eligible or not, with their sizes: 0 for a later name of a hard link. complete is false
// where the tree lacks the directory, or one below it was skipped or could not be read.
func (t *Tree) Files(dir string, visit func(path string, bytes int64)) (complete bool) {
	number, ok := t.dir(dir)
	if !ok || t.dirs.at(number).state != dirRead {
		return false
	}
	complete = true
	linked := map[uint64]bool{}
	t.each(number, []byte(dir), func(i item, path []byte) bool {
		switch {
		case i.isDir():
			complete = complete && t.dirs.at(i.number()).state == dirRead
		case i.kind() == File && i.linked() && linked[i.inode()]:
			visit(string(path), 0)
		case i.kind() == File:
			if i.linked() {
				linked[i.inode()] = true
			}
			visit(string(path), i.size)
		}
		return complete
	})
	return complete
}

// HasAnyBelow reports whether a directory has an entry at one of these paths below it, in whatever set.
func (v *View) HasAnyBelow(dir string, paths ...string) bool {
	number, ok := v.Tree.dir(dir)
	return ok && slices.ContainsFunc(paths, func(path string) bool {
		_, ok := v.Tree.findIn(number, path)
		return ok
	})
}

// Has reports whether the tree has an entry of this path, and whether it is in a set.
func (v *View) Has(path string, s Set) (exists, in bool) {
	if path == "." || path == "" {
		return true, s == Eligible || s == Sent && v.sentBits != 0
	}
	i, ok := v.Tree.find(path)
	return ok, ok && v.has(s, i.node)
}
