package walker

import "io/fs"

// Entry is one entry of a set, as it is listed.
type Entry struct {
	Path string // slash-separated, relative to the context
	Kind Kind
	Mode fs.FileMode
	// Link is a symbolic link's target, or of a later name of a hard link the first one in the set.
	Link     string
	HardLink bool
	Size     int64 // what is announced: st_size, and 0 for a directory
	Bytes    int64 // what is delivered
	Eligible bool
	Sent     bool
}

// Each calls visit for the entries of a set in the order in which the builder's client sends them: depth first, siblings by the bytes of
// their names. It stops when visit returns false.
func (v *View) Each(set Set, visit func(Entry) bool) {
	l := &listing{View: v, set: set, first: map[uint64]string{}, visit: visit}
	v.Tree.each(0, nil, l.entry)
}

type listing struct {
	*View
	set     Set
	first   map[uint64]string // the name under which a file was first met
	visit   func(Entry) bool
	stopped bool
}

func (l *listing) entry(i item, path []byte) bool {
	if l.stopped {
		return false
	}
	if l.has(l.set, i.node) {
		l.stopped = !l.visit(l.describe(i, string(path)))
	}
	// What is not eligible itself has nothing eligible below it: parents are announced. With the legacy builder they are not.
	return !l.stopped && (l.set >= Excluded || l.Query.Rules == Tar || l.has(Eligible, i.node))
}

func (v *View) has(set Set, n nodeID) bool {
	state := v.state[n]
	switch set {
	case Sent:
		return state&v.sentBits != 0
	case Unused:
		return state&eligibleBit != 0 && state&v.sentBits == 0
	case Excluded:
		return state&eligibleBit == 0
	}
	return state&eligibleBit != 0
}

func (l *listing) describe(i item, path string) Entry {
	e := Entry{Path: path, Kind: i.kind(), Mode: fileMode(l.Tree.classOf(&i).mode), Eligible: l.has(Eligible, i.node), Sent: l.has(Sent, i.node)}
	if i.isDir() {
		return e
	}
	e.Size = i.size
	if i.kind() == Symlink {
		e.Link = string(i.target())
	}
	if l.isRepeatedLink(i.node, l.set == Sent) {
		e.HardLink, e.Link = true, l.first[i.inode()]
		return e
	}
	if i.linked() {
		if _, known := l.first[i.inode()]; !known {
			l.first[i.inode()] = path
		}
	}
	e.Bytes = l.deliveredSize(i, e.Sent && l.set != Eligible)
	return e
}

// again says whether an entry is a later name of a file that was announced before.
func (v *View) isRepeatedLink(n nodeID, sent bool) bool {
	if sent && v.sentBits == sentBit {
		return v.state[n]&sentLink != 0
	}
	return v.state[n]&eligibleLink != 0
}

// delivered is how many bytes of a file arrive under this name.
func (v *View) deliveredSize(i item, sent bool) int64 {
	empty := uint8(eligibleEmpty)
	if sent && v.sentBits == sentBit {
		empty = sentEmpty
	}
	if i.kind() != File || v.isRepeatedLink(i.node, sent) || v.state[i.node]&empty != 0 {
		return 0
	}
	return i.size
}
