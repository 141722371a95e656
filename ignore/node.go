package ignore

import "bytes"

const (
	// A few names are compared faster than looked up.
	minIndexedNames = 4
	minIndexedGlobs = 3
)

// node is a node of the trie into which all patterns are compiled. Patterns with the same prefix share nodes. It does not
// change once it is built.
type node struct {
	matchAll  []int32 // patterns that match every entry here
	names     map[string]*edge
	short     []*edge // of names, where there are few
	globs     []*edge
	loop      depth // the node is also that of the directories below
	recursive [oneLine + 1]*node

	index *globIndex // nil where there are few globs
	sieve *sieve     // nil where it would spare little
}

// edge is one name, or one glob for names, between two nodes.
type edge struct {
	name  string
	glob  *glob // nil for a name
	lines []int32
	next  *node
}

// setBits adds patterns to a set.
func setBits(set []uint64, lines []int32) {
	for _, n := range lines {
		set[n>>6] |= 1 << (n & 63)
	}
}

// collect adds the patterns of an edge and, where next is given, the node below.
func (e *edge) collect(direct []uint64, next *[]*node) {
	setBits(direct, e.lines)
	if next != nil && e.next != nil {
		*next = append(*next, e.next)
	}
}

// isEmpty reports whether the node matches nothing and has no edges.
func (n *node) isEmpty() bool { return len(n.matchAll)+len(n.names)+len(n.globs) == 0 }

// persists reports whether the node is also active in a subdirectory of any name, with or without a newline.
func (n *node) persists(newline bool) bool { return n.loop == anyName || n.loop == oneLine && !newline }

// addsNothing reports whether everything that could be found here are patterns in hits.
func (n *node) addsNothing(hits []uint64) bool {
	for _, line := range n.matchAll {
		if hits[line>>6]&(1<<(line&63)) == 0 {
			return false
		}
	}
	return len(n.names)+len(n.globs) == 0
}

// mayMatch reports whether anything could be found for a name. For most names it is all that is done.
func (n *node) mayMatch(name []byte) bool {
	if len(name) == 0 {
		return false
	}
	if len(n.matchAll) > 0 {
		return true
	}
	if n.sieve != nil && !n.sieve.passes(name) {
		return false
	}
	if n.lookup(name) != nil {
		return true
	}
	if n.index != nil {
		return n.index.mayMatch(name)
	}
	return matchAny(n.globs, name)
}

func matchAny(globs []*edge, name []byte) bool {
	for _, e := range globs {
		if e.glob.match(name) {
			return true
		}
	}
	return false
}

// lookup returns the edge of a name, nil where there is none.
func (n *node) lookup(name []byte) *edge {
	if len(n.names) > minIndexedNames {
		return n.names[string(name)]
	}
	for _, e := range n.short {
		if e.name == string(name) {
			return e
		}
	}
	return nil
}

// collect adds the patterns that match a name and, where next is given, the nodes below it.
func (n *node) collect(name []byte, direct []uint64, next *[]*node) {
	if len(n.matchAll) > 0 && (n.loop == anyName || bytes.IndexByte(name, '\n') < 0) {
		setBits(direct, n.matchAll)
	}
	if e := n.lookup(name); e != nil {
		e.collect(direct, next)
	}
	if n.index != nil && len(name) > 0 {
		n.index.collect(name, direct, next)
		return
	}
	findGlobs(n.globs, name, direct, next)
}

func findGlobs(globs []*edge, name []byte, direct []uint64, next *[]*node) {
	for _, e := range globs {
		if e.glob.match(name) {
			e.collect(direct, next)
		}
	}
}

// buildIndex builds what lookups need.
func (n *node) buildIndex() {
	if len(n.names) <= minIndexedNames {
		for _, e := range n.names {
			n.short = append(n.short, e)
		}
	}
	if len(n.globs) > minIndexedGlobs {
		n.index = newGlobIndex(n.globs)
	}
	if len(n.names)+len(n.globs) > 1 || n.loop != noDepth {
		n.sieve = newSieve(n.names, n.globs)
	}
}

// lengthsOf returns, by the first byte of names, the bits of their lengths.
func lengthsOf(names map[string]*edge) *[256]uint64 {
	l := new([256]uint64)
	for name := range names {
		if name != "" {
			l[name[0]] |= lengthBit(len(name))
		}
	}
	return l
}
