package ignore

import "bytes"

const (
	// A few names are compared faster than looked up.
	minIndexedNames = 4
	minIndexedGlobs = 3
)

// node is a place that the programs of lines lead to. Programs that begin alike share their nodes. Once made it does not change.
type node struct {
	matchAll  []int32 // lines that match every entry here
	names     map[string]*edge
	short     []*edge // of names, where there are few
	globs     []*edge
	loop      depth // the node is also that of the directories below
	recursive [oneLine + 1]*node

	index *globIndex // nil where there are few globs
	sieve *sieve     // nil where it would spare little
}

// edge leads on by one name.
type edge struct {
	name  string
	glob  *glob // nil for a name
	lines []int32
	next  *node
}

// note puts lines into a set.
func setBits(set []uint64, lines []int32) {
	for _, n := range lines {
		set[n>>6] |= 1 << (n & 63)
	}
}

// take notes what was found by an edge. What leads on below is gathered where next is given.
func (e *edge) collect(direct []uint64, next *[]*node) {
	setBits(direct, e.lines)
	if next != nil && e.next != nil {
		*next = append(*next, e.next)
	}
}

// empty says that the node matches nothing and leads nowhere.
func (n *node) isEmpty() bool { return len(n.matchAll)+len(n.names)+len(n.globs) == 0 }

// stays says whether the node is also that of a directory of this name.
func (n *node) persists(newline bool) bool { return n.loop == anyName || n.loop == oneLine && !newline }

// idle says that all that could be found here are lines that hit already.
func (n *node) addsNothing(hits []uint64) bool {
	for _, line := range n.matchAll {
		if hits[line>>6]&(1<<(line&63)) == 0 {
			return false
		}
	}
	return len(n.names)+len(n.globs) == 0
}

// may says whether anything could be found for a name. It is what most names end with, and must be cheap.
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

// named gives the edge of a name, nil where there is none.
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

// find notes the lines that match a name, and where next is given, what leads on below it.
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

// finish makes what the node needs for looking up.
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

// lengthsOf gives, by the first byte of names, which lengths there are.
func lengthsOf(names map[string]*edge) *[256]uint64 {
	l := new([256]uint64)
	for name := range names {
		if name != "" {
			l[name[0]] |= lengthBit(len(name))
		}
	}
	return l
}
