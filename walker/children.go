package walker

import "iter"

// Child is one entry of a directory, with what of the sets lies in it.
type Child struct {
	Name string
	Kind Kind
	// Eligible, Sent and Excluded sum up what lies below a directory, and are a file itself.
	Eligible, Sent, Excluded Sum
	// Announced: the entry itself, a directory or whatever it is, is eligible.
	IsEligible bool
	// Sending: the entry itself is sent.
	IsSent bool
	// Unwalked: a directory of which the tree does not know the inside, because all lines take it out or it could not be read.
	NotRead bool

	tree   *Tree
	number int32 // of the directory
}

// Lacks says of a directory whose inside is known that it has no entry of that name, eligible or not.
func (c *Child) HasNoEntry(name string) bool {
	if c.Kind != Dir || c.NotRead {
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
	for c := v.Tree.entries(d); c.next(); {
		list = append(list, v.childOf(c.item))
	}
	return list, true
}

// Name is one entry of a directory, without what lies in it.
type DirEntry struct {
	Name []byte // good until the next one
	Kind Kind
	// Announced: the entry itself is eligible.
	Eligible bool
}

// Names are the entries of a directory by the bytes of their names, none where the tree has no such directory; "." is the root.
func (v *View) Names(path string) iter.Seq[DirEntry] {
	return func(yield func(DirEntry) bool) {
		number, ok := v.Tree.dir(path)
		if !ok {
			return
		}
		for c := v.Tree.entries(v.Tree.dirs.at(number)); c.next() && yield(DirEntry{c.bytes(), c.kind(), v.has(Eligible, c.node)}); {
		}
	}
}

// excluded is what a file counts that is taken out: no bytes where another name of it has counted them.
func (v *View) excludedSum(i item) Sum {
	if v.state[i.node]&excludedLink != 0 {
		return Sum{0, 1}
	}
	return Sum{i.size, 1}
}

func (v *View) childOf(i item) Child {
	c := Child{Name: string(i.bytes()), Kind: i.kind(), IsEligible: v.has(Eligible, i.node), IsSent: v.has(Sent, i.node)}
	if i.isDir() {
		n := i.number()
		c.tree, c.number = v.Tree, n
		c.Eligible, c.Sent, c.Excluded = v.sums.get(Eligible, n).Sum(), v.sums.get(Sent, n).Sum(), v.sums.get(Excluded, n).Sum()
		c.NotRead = v.Tree.dirs.at(n).state != dirRead
		return c
	}
	if c.Kind != File && c.Kind != Socket {
		return c
	}
	switch {
	case !c.IsEligible:
		c.Excluded = v.excludedSum(i)
	default:
		c.Eligible = Sum{v.deliveredSize(i, false), 1}
		if c.IsSent {
			c.Sent = Sum{v.deliveredSize(i, true), 1}
		}
	}
	return c
}
