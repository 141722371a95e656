package ignore

// table is all lines of a list, made for asking about one name after the other.
type table struct {
	lines      *PatternList
	words      int      // of a set of lines
	exceptions []uint64 // which lines are some
	regexps    []uint64 // lines that have no program: their expressions are asked, where the rule asks them
	hasRegexps bool     // there are such
	empty      []uint64 // the empty set
	root       *Dir
	// rest is what directories share in which no line is half-way and none has hit.
	unmatched *Dir
}

// builder makes the nodes of a table.
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

// start makes the states that walks begin with.
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

// insert lays the way of one line.
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

// reached adds a node and those that are reached from it without a name, unless nothing can be found there.
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
