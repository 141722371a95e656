package ignore

// table is all lines of a list, made for asking about one name after the other.
type table struct {
	lines      *PatternList
	words      int      // of a set of lines
	exceptions []uint64 // which lines are some
	asked      []uint64 // lines that have no program: their expressions are asked, where the rule asks them
	asks       bool     // there are such
	nobody     []uint64 // the empty set
	root       *Dir
	// rest is what directories share in which no line is half-way and none has hit.
	rest *Dir
}

// builder makes the nodes of a table.
type builder struct {
	nodes []*node
	globs map[*node]map[string]*edge // by their patterns
}

func newTable(l *PatternList) *table {
	words := (len(l.lines) + 63) / 64
	t := &table{lines: l, words: words, exceptions: make([]uint64, words), asked: make([]uint64, words), nobody: make([]uint64, words)}
	b := builder{globs: map[*node]map[string]*edge{}}
	root := b.node(none)
	for n, p := range l.compiled {
		bit := uint64(1) << (n & 63)
		if l.lines[n].Exception {
			t.exceptions[n>>6] |= bit
		}
		if program, ok := p.compile(l.rules); ok {
			b.insert(root, program, int32(n))
		} else {
			t.asked[n>>6] |= bit
			t.asks = true
		}
	}
	for _, n := range b.nodes {
		n.finish()
	}
	t.start(root)
	return t
}

// start makes the states that walks begin with.
func (t *table) start(root *node) {
	nodes := root.reached(nil)
	t.root = t.dir(nodes, t.nobody, t.nobody)
	var stay []*node
	for _, n := range nodes {
		if n.loop != none {
			stay = append(stay, n)
		}
	}
	t.rest = t.dir(stay, t.nobody, t.nobody)
}

func (b *builder) node(loop depth) *node {
	n := &node{loop: loop, names: map[string]*edge{}}
	b.nodes = append(b.nodes, n)
	return n
}

// insert lays the way of one line.
func (b *builder) insert(at *node, p program, line int32) {
	for n, s := range p.steps {
		if s.depth != none {
			at = b.deeper(at, s.depth)
			continue
		}
		e := b.edge(at, s)
		last := n == len(p.steps)-1
		if last && p.accept {
			e.lines = append(e.lines, line)
		}
		if last && p.below == none {
			return
		}
		if e.next == nil {
			e.next = b.node(none)
		}
		at = e.next
	}
	if p.below != none {
		at = b.deeper(at, p.below)
		at.all = append(at.all, line)
	}
}

func (b *builder) deeper(at *node, d depth) *node {
	if at.loop == d {
		return at
	}
	if at.deeper[d] == nil {
		at.deeper[d] = b.node(d)
	}
	return at.deeper[d]
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
func (n *node) reached(nodes []*node) []*node {
	for _, known := range nodes {
		if known == n {
			return nodes
		}
	}
	if !n.empty() {
		nodes = append(nodes, n)
	}
	for _, d := range n.deeper {
		if d != nil {
			nodes = d.reached(nodes)
		}
	}
	return nodes
}
