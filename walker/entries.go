package walker

import (
	"io/fs"
	"iter"
	"os"
	"path/filepath"
)

// Entry is one entry of a set, as it is listed.
type Entry struct {
	Path string // slash-separated, relative to the context
	Kind Kind
	Mode fs.FileMode
	// Link is a symbolic link's target, or of a later name of a hard link the first one in the set.
	Link     string
	HardLink bool
	Size     int64 // as it is listed: st_size, and 0 for a directory
	Bytes    int64 // as it is delivered
	Eligible bool
	Sent     bool
}

// Each calls visit for the entries of a set in the order of sending: depth first, siblings by the bytes of their names. It
// stops when visit returns false.
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
	// An entry that is not eligible has nothing eligible below it: parents are listed, except by the legacy builder.
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

// isRepeatedLink reports whether an entry is a later name of a file that is listed before.
func (v *View) isRepeatedLink(n nodeID, sent bool) bool {
	if sent && v.sentBits == sentBit {
		return v.state[n]&sentLink != 0
	}
	return v.state[n]&eligibleLink != 0
}

// deliveredSize returns how many bytes of a file are delivered under this name.
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

// Child is one entry of a directory, with the sums of what is below it.
type Child struct {
	Name string
	Kind Kind
	// Eligible, Sent and Excluded sum up what is below a directory, or are the file itself.
	Eligible, Sent, Excluded Sum
	// IsEligible reports whether the entry itself is eligible.
	IsEligible bool
	// IsSent reports whether the entry itself is sent.
	IsSent bool
	// NotRead reports whether the entries of a directory are unknown, because it was skipped or could not be read.
	NotRead bool

	tree   *Tree
	number int32 // of the directory
}

// HasNoEntry reports whether a directory that was read has no entry of that name, eligible or not.
func (c *Child) HasNoEntry(name string) bool {
	if c.Kind != Dir || c.NotRead {
		return false
	}
	_, ok := c.tree.child(c.number, name)
	return !ok
}

// Children returns the entries of a directory by the bytes of their names; "." is the root. ok is false where the tree has no
// such directory.
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

// DirEntry is one entry of a directory, without what is below it.
type DirEntry struct {
	Name []byte // good until the next one
	Kind Kind
	// Announced: the entry itself is eligible.
	Eligible bool
}

// Names iterates over the entries of a directory by the bytes of their names; "." is the root. There are none where the tree
// has no such directory.
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

// excludedSum returns what an excluded file counts: no bytes where another name of it has counted them.
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

// PathInfo is what a context has at a path.
type PathInfo struct {
	Kind   Kind
	Target string // of a symbolic link, as it is stored
	// Eligible: the ignore file does not exclude it.
	Eligible bool
}

// Lookup returns what the context has at a path that leads through no links; ok is false where there is nothing. Skipped
// directories are looked up on disk.
func (v *View) Lookup(p string) (k PathInfo, ok bool) {
	if p == "." || p == "" {
		return PathInfo{Kind: Dir, Eligible: true}, true
	}
	if i, found := v.Tree.find(p); found {
		k = PathInfo{Kind: i.kind(), Eligible: v.has(Eligible, i.node)}
		if k.Kind == Symlink {
			k.Target = string(i.target())
		}
		if v.Query.Rules == Tar && i.isDir() && v.sums.get(Eligible, i.number()).entries() > 0 {
			k.Eligible = true
		}
		return k, true
	}
	return v.Tree.lookupOnDisk(p)
}

// lookupOnDisk looks up a path that the tree does not have.
func (t *Tree) lookupOnDisk(p string) (k PathInfo, ok bool) {
	if t.Root == "" {
		return PathInfo{}, false
	}
	info, err := os.Lstat(filepath.Join(t.Root, filepath.FromSlash(p)))
	if err != nil {
		return PathInfo{}, false
	}
	if k.Kind = kindOf(info.Mode()); k.Kind == Symlink {
		if k.Target, _, ok = t.readLinkOnDisk(p); !ok {
			return PathInfo{}, false
		}
	}
	return k, true
}

// kindOf returns the kind of a file mode.
func kindOf(m fs.FileMode) Kind {
	switch {
	case m.IsDir():
		return Dir
	case m&fs.ModeSymlink != 0:
		return Symlink
	case m&fs.ModeNamedPipe != 0:
		return FIFO
	case m&fs.ModeSocket != 0:
		return Socket
	case m&fs.ModeDevice != 0:
		return Device
	}
	return File
}

// EachBelow is [View.Each] for what is below a directory, or for a file alone.
func (v *View) EachBelow(p string, set Set, visit func(Entry) bool) {
	l := &listing{View: v, set: set, first: map[uint64]string{}, visit: visit}
	if p == "." || p == "" {
		v.Tree.each(0, nil, l.entry)
		return
	}
	i, ok := v.Tree.find(p)
	if ok && l.entry(i, []byte(p)) && i.isDir() {
		v.Tree.each(i.number(), []byte(p), l.entry)
	}
}
