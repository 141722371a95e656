package ignore

import (
	"bytes"
	"math/bits"
	"slices"
)

// Decision is what the lines say about one entry.
type Decision struct {
	Excluded bool  // matched: taken out by an ignore file, asked for by requested paths
	Matched  bool  // some line hit the entry or a directory above it
	Index    int   // index of the line at which the verdict last changed, -1 for none
	Err      error // a *[SyntaxError] where the builder would fail here, for a line that only matching shows to be bad
}

// Dir is what the lines know in one directory that is walked. It is for one goroutine at a time; what [Dir.Enter] gives may go to
// another.
type Dir struct {
	table        *table
	nodes        []*node
	active       []*node  // those of nodes that must be looked at before base is the answer
	hits         []uint64 // lines that hit the directory, or one above it
	matchedAbove []uint64 // lines that match the directory, or one above it, asked or not; hits itself where that is the same
	fallback     Decision // about entries that no line matches by themselves

	// Where expressions are asked, up and name give the path. It is put together only when it is needed, and leaves room for a name.
	up   *Dir
	name string
	path []byte
}

// Root gives the state of the context's root.
func (l *PatternList) Root() *Dir {
	if l == nil || l.table == nil {
		return newTable(&PatternList{}).root
	}
	return l.table.root.Clone()
}

// Clone gives a state for another goroutine.
func (d *Dir) Clone() *Dir {
	c := *d
	c.path = nil
	return &c
}

// Base gives what [Dir.Decide] says about the entries of the directory that no line matches by themselves.
func (d *Dir) Default() Decision { return d.fallback }

// Uniform says that [Dir.Base] decides about every entry of the directory. It may say false where that holds.
func (d *Dir) AlwaysDefault() bool { return len(d.active) == 0 && !d.table.hasRegexps }

// Matchable says whether a line could match an entry of the directory by itself. Where none could, [Dir.Base] decides about the entry.
// It may say true where none does.
func (d *Dir) MayMatch(name []byte) bool { return d.table.hasRegexps || d.mayMatch(name) }

// Decide decides about an entry of the directory by its name. It follows patternmatcher, MatchesUsingParentResults, and for Podman
// PatternMatcher.MatchesResult.
func (d *Dir) Match(name []byte) Decision { return d.MatchAndRecord(name, nil) }

// DecideNoting is [Dir.Decide], and notes the lines that match the entry itself, whatever the others say, in a set of [Lines.Set]; those that
// match everything below a directory that they have hit may be left out.
func (d *Dir) MatchAndRecord(name []byte, noted IndexSet) Decision {
	if !d.MayMatch(name) {
		return d.fallback
	}
	var room [stackWords]uint64
	direct := d.scratch(room[:])
	d.collect(name, direct, nil)
	noted.add(direct)
	return d.decide(name, d.hits, direct, nil)
}

// wordsOnStack is room for more lines than ignore files have, but for a few.
const stackWords = 8

func (d *Dir) scratch(room []uint64) []uint64 {
	if d.table.words > len(room) {
		return make([]uint64, d.table.words)
	}
	return room[:d.table.words]
}

func (d *Dir) mayMatch(name []byte) bool {
	for _, n := range d.active {
		if n.mayMatch(name) {
			return true
		}
	}
	return false
}

func (d *Dir) collect(name []byte, direct []uint64, next *[]*node) {
	for _, n := range d.nodes {
		n.collect(name, direct, next)
	}
}

// Enter gives the state for the entries of an entry of the directory. It decides about that entry once more; where that fails, the line
// that fails and those behind it count as no hit further down.
func (d *Dir) Enter(name []byte) *Dir {
	var room, roomForInfo [stackWords]uint64
	direct := d.scratch(room[:])
	var next []*node
	d.collect(name, direct, &next)
	hits, above := d.hits, d.matchedAbove
	if d.table.lines.rules == Moby {
		info := d.scratch(roomForInfo[:])
		d.decide(name, d.hits, direct, info)
		hits = d.intern(info)
		above = d.matching(name, direct, hits)
	}
	var roomForNodes [2 * stackWords]*node
	return d.child(name, d.advance(name, next, roomForNodes[:0]), hits, above)
}

// shared gives a set that may be kept.
func (d *Dir) intern(set []uint64) []uint64 {
	switch {
	case slices.Equal(set, d.hits):
		return d.hits
	case slices.Equal(set, d.table.empty):
		return d.table.empty
	}
	return slices.Clone(set)
}

// follow gives the nodes of a directory that is entered.
func (d *Dir) advance(name []byte, next, nodes []*node) []*node {
	newline := bytes.IndexByte(name, '\n') >= 0
	for _, n := range d.nodes {
		if n.persists(newline) {
			nodes = append(nodes, n)
		}
	}
	for _, n := range next {
		nodes = n.appendReachable(nodes)
	}
	return nodes
}

// below makes the state, or finds one that is the same. Where expressions are asked each directory has its own, which knows its path.
func (d *Dir) child(name []byte, nodes []*node, hits, above []uint64) *Dir {
	same := func(o *Dir) bool {
		return slices.Equal(nodes, o.nodes) && &hits[0] == &o.hits[0] && &above[0] == &o.matchedAbove[0]
	}
	switch {
	case d.table.words == 0:
		return d
	case d.table.hasRegexps:
		child := d.table.newDir(slices.Clone(nodes), hits, above)
		child.up, child.name = d, string(name)
		return child
	case same(d):
		return d
	case same(d.table.unmatched):
		return d.table.unmatched
	}
	return d.table.newDir(slices.Clone(nodes), hits, above)
}

// dir makes a state.
func (t *table) newDir(nodes []*node, hits, above []uint64) *Dir {
	d := &Dir{table: t, nodes: nodes, active: nodes, hits: hits, matchedAbove: above}
	idle := func(n *node) bool { return n.addsNothing(hits) }
	if slices.ContainsFunc(nodes, idle) {
		d.active = slices.DeleteFunc(slices.Clone(nodes), idle)
	}
	// Where expressions are asked every name is looked up.
	d.fallback = Decision{Index: -1}
	if !t.hasRegexps {
		d.fallback = d.decide(nil, hits, t.empty, nil)
	}
	return d
}

// Matches gives every line that matches an entry of the directory itself, whatever the others say, in no particular order.
func (d *Dir) EachMatch(name []byte, yield func(line int)) {
	var room [stackWords]uint64
	direct := d.scratch(room[:])
	d.collect(name, direct, nil)
	for w := range direct {
		for set := direct[w]; set != 0; set &= set - 1 {
			yield(w<<6 + bits.TrailingZeros64(set))
		}
		for set := d.table.regexps[w]; set != 0; set &= set - 1 {
			line := w<<6 + bits.TrailingZeros64(set)
			if hit, _ := d.table.lines.compiled[line].matchesRegexp(d.fullPath(name)); hit {
				yield(line)
			}
		}
	}
}
