package ignore

import "bytes"

const (
	// A few names are compared faster than looked up.
	fewNames = 4
	fewGlobs = 3
)

// node is a place that the programs of lines lead to. Programs that begin alike share their nodes. Once made it does not change.
type node struct {
	all    []int32 // lines that match every entry here
	names  map[string]*edge
	list   []*edge // of names, where there are few
	globs  []*edge
	loop   depth // the node is also that of the directories below
	deeper [oneLine + 1]*node

	lengths *[256]uint64 // by the first byte of names: which lengths there are; nil where there are few names
	index   *globIndex   // nil where there are few globs
	sieve   *sieve       // nil where it would spare little
}

// edge leads on by one name.
type edge struct {
	name  string
	glob  *glob // nil for a name
	lines []int32
	next  *node
}

// note puts lines into a set.
func note(set []uint64, lines []int32) {
	for _, n := range lines {
		set[n>>6] |= 1 << (n & 63)
	}
}

// take notes what was found by an edge. What leads on below is gathered where next is given.
func (e *edge) take(direct []uint64, next *[]*node) {
	note(direct, e.lines)
	if next != nil && e.next != nil {
		*next = append(*next, e.next)
	}
}

// empty says that the node matches nothing and leads nowhere.
func (n *node) empty() bool { return len(n.all)+len(n.names)+len(n.globs) == 0 }

// stays says whether the node is also that of a directory of this name.
func (n *node) stays(newline bool) bool { return n.loop == anyName || n.loop == oneLine && !newline }

// idle says that all that could be found here are lines that hit already.
func (n *node) idle(hits []uint64) bool {
	for _, line := range n.all {
		if hits[line>>6]&(1<<(line&63)) == 0 {
			return false
		}
	}
	return len(n.names)+len(n.globs) == 0
}

// may says whether anything could be found for a name. It is what most names end with, and must be cheap.
func (n *node) may(name []byte) bool {
	if len(name) == 0 {
		return false
	}
	if len(n.all) > 0 {
		return true
	}
	if n.sieve != nil && !n.sieve.passes(name) {
		return false
	}
	if n.lengths != nil {
		if n.lengths[name[0]]&lengthBit(len(name)) != 0 {
			return true
		}
	} else if n.listed(name) != nil {
		return true
	}
	if n.index != nil {
		return n.index.may(name)
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
func (n *node) named(name []byte) *edge {
	switch {
	case n.lengths == nil:
		return n.listed(name)
	case len(name) > 0 && n.lengths[name[0]]&lengthBit(len(name)) == 0:
		return nil
	}
	return n.names[string(name)]
}

func (n *node) listed(name []byte) *edge {
	for _, e := range n.list {
		if e.name == string(name) {
			return e
		}
	}
	return nil
}

// find notes the lines that match a name, and where next is given, what leads on below it.
func (n *node) find(name []byte, direct []uint64, next *[]*node) {
	if len(n.all) > 0 && (n.loop == anyName || bytes.IndexByte(name, '\n') < 0) {
		note(direct, n.all)
	}
	if e := n.named(name); e != nil {
		e.take(direct, next)
	}
	if n.index != nil && len(name) > 0 {
		n.index.find(name, direct, next)
		return
	}
	findGlobs(n.globs, name, direct, next)
}

func findGlobs(globs []*edge, name []byte, direct []uint64, next *[]*node) {
	for _, e := range globs {
		if e.glob.match(name) {
			e.take(direct, next)
		}
	}
}

// finish makes what the node needs for looking up.
func (n *node) finish() {
	if len(n.names) > fewNames {
		n.lengths = lengthsOf(n.names)
	} else {
		for _, e := range n.names {
			n.list = append(n.list, e)
		}
	}
	if len(n.globs) > fewGlobs {
		n.index = newGlobIndex(n.globs)
	}
	if len(n.names)+len(n.globs) > 1 || n.loop != none {
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
