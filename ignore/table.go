package ignore

// table is a compiled list.
type table struct {
	lines      *PatternList
	words      int      // of a set of patterns
	exceptions []uint64 // patterns that are exceptions
	regexps    []uint64 // patterns without a program: their regular expressions are matched, where a match could change the decision
	hasRegexps bool     // regexps is not empty
	empty      []uint64 // the empty set
	root       *Dir
	// unmatched is the state of all directories in which no pattern is half-way and none has matched.
	unmatched *Dir
}

// builder builds the nodes of a table.
type builder struct {
	nodes []*node
	globs map[*node]map[string]*edge // by their patterns
}

func newTable(l *PatternList) *table {
	words := (len(l.lines) + 63) / 64
	t := &table{lines: l, words: words, exceptions: make([]uint64, words), regexps: make([]uint64, words), empty: make([]uint64, words)}
	b := builder{globs: map[*node]map[string]*edge{}}
	root := b.node(noDepth)
	for n, p := range l.compiled {
		bit := uint64(1) << (n & 63)
		if l.lines[n].Exception {
			t.exceptions[n>>6] |= bit
		}
		if program, ok := p.program(l.rules); ok {
			b.insert(root, program, int32(n))
		} else {
			t.regexps[n>>6] |= bit
			t.hasRegexps = true
		}
	}
	for _, n := range b.nodes {
		n.buildIndex()
	}
	t.makeRoots(root)
	return t
}

// makeRoots makes the states in which walks begin.
func (t *table) makeRoots(root *node) {
	nodes := root.appendReachable(nil)
	t.root = t.newDir(nodes, t.empty, t.empty)
	var stay []*node
	for _, n := range nodes {
		if n.loop != noDepth {
			stay = append(stay, n)
		}
	}
	t.unmatched = t.newDir(stay, t.empty, t.empty)
}

func (b *builder) node(loop depth) *node {
	n := &node{loop: loop, names: map[string]*edge{}}
	b.nodes = append(b.nodes, n)
	return n
}

// insert adds the program of one pattern.
func (b *builder) insert(at *node, p program, line int32) {
	for n, s := range p.steps {
		if s.depth != noDepth {
			at = b.recursiveNode(at, s.depth)
			continue
		}
		e := b.edge(at, s)
		last := n == len(p.steps)-1
		if last && p.accept {
			e.lines = append(e.lines, line)
		}
		if last && p.below == noDepth {
			return
		}
		if e.next == nil {
			e.next = b.node(noDepth)
		}
		at = e.next
	}
	if p.below != noDepth {
		at = b.recursiveNode(at, p.below)
		at.matchAll = append(at.matchAll, line)
	}
}

func (b *builder) recursiveNode(at *node, d depth) *node {
	if at.loop == d {
		return at
	}
	if at.recursive[d] == nil {
		at.recursive[d] = b.node(d)
	}
	return at.recursive[d]
}

func (b *builder) edge(at *node, s step) *edge {
	if s.glob != nil {
		return b.globEdge(at, s)
	}
	e := at.names[s.name]
	if e == nil {
		e = &edge{name: s.name}
		at.names[s.name] = e
	}
	return e
}

func (b *builder) globEdge(at *node, s step) *edge {
	known := b.globs[at]
	if known == nil {
		known = map[string]*edge{}
		b.globs[at] = known
	}
	e := known[s.name]
	if e == nil {
		e = &edge{name: s.name, glob: s.glob}
		known[s.name] = e
		at.globs = append(at.globs, e)
	}
	return e
}

// appendReachable appends a node and those that are reached from it without a name, unless they are empty.
func (n *node) appendReachable(nodes []*node) []*node {
	for _, known := range nodes {
		if known == n {
			return nodes
		}
	}
	if !n.isEmpty() {
		nodes = append(nodes, n)
	}
	for _, d := range n.recursive {
		if d != nil {
			nodes = d.appendReachable(nodes)
		}
	}
	return nodes
}
