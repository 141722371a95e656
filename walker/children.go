package walker

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
}

// Children lists the entries of a directory by the bytes of their names; "." is the root. ok is false where the tree has no such directory.
func (v *View) Children(path string) (list []Child, ok bool) {
	number := int32(0)
	if path != "." && path != "" {
		i, found := v.Tree.find(path)
		if !found || !i.isDir() {
			return nil, false
		}
		number = i.number()
	}
	d := v.Tree.dirs.at(number)
	list = make([]Child, 0, d.count)
	for c := v.Tree.in(d); c.next(); {
		list = append(list, v.childOf(c.item))
	}
	return list, true
}

// Large calls visit for what holds at least so many eligible bytes, the context itself apart, in the order of sending. visit says whether
// to look below a directory.
func (v *View) Large(least int64, visit func(path string, c Child) (below bool)) {
	v.largeIn(0, "", least, visit)
}

func (v *View) largeIn(number int32, dir string, least int64, visit func(string, Child) bool) {
	for c := v.Tree.in(v.Tree.dirs.at(number)); c.next(); {
		if c.isDir() && v.sums.of(Eligible, c.number()).bytes < least || !c.isDir() && c.size < least {
			continue
		}
		child := v.childOf(c.item)
		path := join(dir, child.Name)
		if child.Eligible.Bytes >= least && visit(path, child) && c.isDir() {
			v.largeIn(c.number(), path, least, visit)
		}
	}
}

func (v *View) childOf(i item) Child {
	c := Child{Name: string(i.bytes()), Kind: i.kind(), Announced: v.in(Eligible, i.node), Sending: v.in(Sent, i.node)}
	if i.isDir() {
		n := i.number()
		c.Eligible, c.Sent, c.Excluded = v.sums.of(Eligible, n).Sum(), v.sums.of(Sent, n).Sum(), v.sums.of(Excluded, n).Sum()
		c.Unwalked = v.Tree.dirs.at(n).state != dirRead
		return c
	}
	if c.Kind != File && c.Kind != Socket {
		return c
	}
	switch {
	case !c.Announced:
		c.Excluded = Sum{i.size, 1}
	default:
		c.Eligible = Sum{v.delivered(i, false), 1}
		if c.Sending {
			c.Sent = Sum{v.delivered(i, true), 1}
		}
	}
	return c
}
