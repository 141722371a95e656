package ignore

import (
	"bytes"
	"math/bits"
	"slices"
)

// Decision is what a list decides about one path.
type Decision struct {
	Excluded bool  // matched: excluded by an ignore file, or requested
	Matched  bool  // some pattern matched the entry or a directory above it
	Index    int   // index in [PatternList.All] of the pattern that decides, -1 for none
	Err      error // a *[SyntaxError] where the builder would fail here, on a pattern that only matching shows to be invalid
}

// Dir is the state of a list in one directory of a walk. It is for one goroutine at a time; what [Dir.Enter] returns may be
// used by another.
type Dir struct {
	table        *table
	nodes        []*node
	active       []*node  // those of nodes that must be looked at before fallback is the answer
	hits         []uint64 // patterns that matched the directory or one above it
	matchedAbove []uint64 // patterns that match the directory or one above it, whether they could change a decision or not; hits itself if equal
	fallback     Decision // see [Dir.Default]

	// Where regular expressions are matched, up and name give the path. It is built only when it is needed, and leaves room for a name.
	up   *Dir
	name string
	path []byte
}

// Root returns the state of the context's root.
func (l *PatternList) Root() *Dir {
	if l == nil || l.table == nil {
		return newTable(&PatternList{}).root
	}
	return l.table().root.Clone()
}

// Clone returns the same state for another goroutine.
func (d *Dir) Clone() *Dir {
	c := *d
	c.path = nil
	return &c
}

// Default returns the decision about all entries of the directory that no pattern matches by their own names.
func (d *Dir) Default() Decision { return d.fallback }

// AlwaysDefault reports whether [Dir.Default] is the decision about every entry. It may report false where that holds.
func (d *Dir) AlwaysDefault() bool { return len(d.active) == 0 && !d.table.hasRegexps }

// MayMatch reports whether a pattern could match an entry by its own name. Where none could, [Dir.Default] is the decision. It
// may report true where none does.
func (d *Dir) MayMatch(name []byte) bool { return d.table.hasRegexps || d.mayMatch(name) }

// Match decides about an entry of the directory by its name (patternmatcher MatchesUsingParentResults, for Podman
// PatternMatcher.MatchesResult).
func (d *Dir) Match(name []byte) Decision { return d.MatchAndRecord(name, nil) }

// MatchAndRecord is [Dir.Match], and adds to a set of [PatternList.NewIndexSet] the patterns that match the entry itself,
// whatever the others decide. Patterns that match everything below a directory may be left out.
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

// stackWords is room for 512 patterns, more than nearly all ignore files have.
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

// Enter returns the state for the entries of a subdirectory. It decides about the subdirectory once more; where that fails,
// the failing pattern and the later ones count as not matching further down.
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

// intern returns a set with these bits that may be retained.
func (d *Dir) intern(set []uint64) []uint64 {
	switch {
	case slices.Equal(set, d.hits):
		return d.hits
	case slices.Equal(set, d.table.empty):
		return d.table.empty
	}
	return slices.Clone(set)
}

// advance appends the nodes of a subdirectory.
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

// child returns the state of a subdirectory, an existing one where it is the same. Where regular expressions are matched each
// directory has a state of its own, which knows its path.
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

// newDir returns a new state.
func (t *table) newDir(nodes []*node, hits, above []uint64) *Dir {
	d := &Dir{table: t, nodes: nodes, active: nodes, hits: hits, matchedAbove: above}
	idle := func(n *node) bool { return n.addsNothing(hits) }
	if slices.ContainsFunc(nodes, idle) {
		d.active = slices.DeleteFunc(slices.Clone(nodes), idle)
	}
	// Where regular expressions are matched every name is looked up.
	d.fallback = Decision{Index: -1}
	if !t.hasRegexps {
		d.fallback = d.decide(nil, hits, t.empty, nil)
	}
	return d
}

// EachMatch calls yield with the index of each pattern that matches an entry of the directory itself, whatever the others
// decide, in no particular order.
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
