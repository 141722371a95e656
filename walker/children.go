package walker

import "iter"

// Child is one entry of a directory, with what of the sets lies in it.
type Child struct {
	Name string
	Kind Kind
	// Eligible, Sent and Excluded sum up what lies below a directory, and are a file itself.
	Eligible, Sent, Excluded Sum
	// Announced: the entry itself, a directory or whatever it is, is eligible.
	Announced bool
	// Sending: the entry itself is sent.
	Sending bool
	// Unwalked: a directory of which the tree does not know the inside, because all lines take it out or it could not be read.
	Unwalked bool

	tree   *Tree
	number int32 // of the directory
}

// Lacks says of a directory whose inside is known that it has no entry of that name, eligible or not.
func (c *Child) Lacks(name string) bool {
	if c.Kind != Dir || c.Unwalked {
		return false
	}
	_, ok := c.tree.child(c.number, name)
	return !ok
}

// Children lists the entries of a directory by the bytes of their names; "." is the root. ok is false where the tree has no such directory.
func (v *View) Children(path string) (list []Child, ok bool) {
	number, ok := v.Tree.dir(path)
	if !ok {
		return nil, false
	}
	d := v.Tree.dirs.at(number)
	list = make([]Child, 0, d.count)
	for c := v.Tree.in(d); c.next(); {
		list = append(list, v.childOf(c.item))
	}
	return list, true
}

// Name is one entry of a directory, without what lies in it.
type Name struct {
	Bytes []byte // good until the next one
	Kind  Kind
	// Announced: the entry itself is eligible.
	Announced bool
}

// Names are the entries of a directory by the bytes of their names, none where the tree has no such directory; "." is the root.
func (v *View) Names(path string) iter.Seq[Name] {
	return func(yield func(Name) bool) {
		number, ok := v.Tree.dir(path)
		if !ok {
			return
		}
		for c := v.Tree.in(v.Tree.dirs.at(number)); c.next() && yield(Name{c.bytes(), c.kind(), v.in(Eligible, c.node)}); {
		}
	}
}

// excluded is what a file counts that is taken out: no bytes where another name of it has counted them.
func (v *View) excluded(i item) Sum {
	if v.state[i.node]&excludedLink != 0 {
		return Sum{0, 1}
	}
	return Sum{i.size, 1}
}

func (v *View) childOf(i item) Child {
	c := Child{Name: string(i.bytes()), Kind: i.kind(), Announced: v.in(Eligible, i.node), Sending: v.in(Sent, i.node)}
	if i.isDir() {
		n := i.number()
		c.tree, c.number = v.Tree, n
		c.Eligible, c.Sent, c.Excluded = v.sums.of(Eligible, n).Sum(), v.sums.of(Sent, n).Sum(), v.sums.of(Excluded, n).Sum()
		c.Unwalked = v.Tree.dirs.at(n).state != dirRead
		return c
	}
	if c.Kind != File && c.Kind != Socket {
		return c
	}
	switch {
	case !c.Announced:
		c.Excluded = v.excluded(i)
	default:
		c.Eligible = Sum{v.delivered(i, false), 1}
		if c.Sending {
			c.Sent = Sum{v.delivered(i, true), 1}
		}
	}
	return c
}
