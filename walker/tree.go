package walker

import (
	"bytes"
	"slices"
	"sort"
	"strings"
	"sync"
	"unicode/utf8"
)

// Tree is what a walk found: facts, without any decision. It does not change and serves many goroutines.
type Tree struct {
	// Root is the context's directory, absolute, its symbolic links resolved; "" for a tree that is on no disk.
	Root string

	chunks   []*chunk
	base     []uint32 // number of the first entry of each chunk
	dirs     []directory
	problems []treeProblem // by directory and name
	total    uint32

	attributes sync.Mutex
	xattrs     map[uint32]int // bytes of the attributes of an entry in its Stat message
	listed     []bool         // by entry, of which the attributes are known
}

// chunk holds the entries of some directories, each directory's together and in byte order of their names.
type chunk struct {
	entries []entry
	names   []byte
	links   []link // in order of their indexes
	odd     map[uint32]odd
}

// directory is where a directory's entries lie. The root has number 0 and no entry of its own.
type directory struct {
	parent int32
	chunk  uint32
	first  uint32
	count  uint32
	below  uint32 // entries of any depth
	state  dirState
	linked bool // some entry, of any depth, has other names
}

type dirState uint8

const (
	dirRead   dirState = iota
	dirPruned          // not entered: all lines take it out
	dirFailed          // could not be read; a problem says why
	dirShut            // pruned, and it could not even be opened
)

// Node is an entry's number in its tree, from 0; it orders nothing.
type Node uint32

// Entries is the number of entries in the tree, the root not counted.
func (t *Tree) Entries() int { return int(t.total) }

func (c *chunk) name(e entry) []byte { return c.names[e.name : int(e.name)+e.nameLen()] }

func (c *chunk) target(e entry) []byte {
	at := int(e.name) + e.nameLen()
	size := int(c.names[at]) | int(c.names[at+1])<<8
	return c.names[at+2 : at+2+size]
}

func (c *chunk) inode(index uint32) uint64 {
	i := sort.Search(len(c.links), func(i int) bool { return c.links[i].index >= index })
	return c.links[i].inode
}

// linkedWithin says whether an entry between two indexes has other names.
func (c *chunk) linkedWithin(from, to uint32) bool {
	i := sort.Search(len(c.links), func(i int) bool { return c.links[i].index >= from })
	return i < len(c.links) && c.links[i].index < to
}

// add packs an entry whose name and place in the chunk are settled.
func (c *chunk) add(f *facts, number int32) {
	e := entry{size: f.size, name: uint32(len(c.names)), mode: f.mode}
	e.rest = uint16(len(f.name)) | uint16(timeVarint(f.mtime))<<nameBits
	index := uint32(len(c.entries))
	c.names = append(c.names, f.name...)
	switch f.mode & typeMask {
	case typeDir:
		e.size = int64(number)
	case typeSymlink:
		c.names = append(c.names, byte(len(f.target)), byte(len(f.target)>>8))
		c.names = append(c.names, f.target...)
	}
	if f.linked && !e.isDir() {
		e.rest |= flagLinked
		c.links = append(c.links, link{index, f.inode})
	}
	garbled := !utf8.Valid(f.name) || !utf8.Valid(f.target)
	if garbled || f.isOdd() {
		e.rest |= flagOdd
		if c.odd == nil {
			c.odd = make(map[uint32]odd)
		}
		c.odd[index] = odd{seconds: f.seconds, rdev: f.rdev, denied: f.denied, garbled: garbled}
	}
	c.entries = append(c.entries, e)
}

// item is one entry on a way through the tree.
type item struct {
	*chunk
	entry
	index uint32
	node  Node
}

func (i item) target() []byte { return i.chunk.target(i.entry) }

func (i item) bytes() []byte { return i.chunk.name(i.entry) }

func (i item) inode() uint64 { return i.chunk.inode(i.index) }

func (i item) extra() odd {
	if !i.odd() {
		return odd{}
	}
	return i.chunk.odd[i.index]
}

func (i item) odd() bool { return i.entry.odd() }

// at gives the n-th entry of a directory.
func (t *Tree) at(d *directory, n uint32) item {
	c := t.chunks[d.chunk]
	index := d.first + n
	return item{chunk: c, entry: c.entries[index], index: index, node: Node(t.base[d.chunk] + index)}
}

// each calls visit for every entry below directory number, parents first and siblings in byte order, with its path in a buffer that is
// used again. visit says whether to go on below the entry.
func (t *Tree) each(number int32, path []byte, visit func(i item, path []byte) bool) {
	d := &t.dirs[number]
	for n := range d.count {
		i := t.at(d, n)
		p := appendPath(path, i.bytes())
		if visit(i, p) && i.isDir() {
			t.each(i.number(), p, visit)
		}
	}
}

func appendPath(dir, name []byte) []byte {
	if len(dir) > 0 {
		dir = append(dir, '/')
	}
	return append(dir, name...)
}

// sumUp finds out what lies below directories.
func (t *Tree) sumUp() {
	// A directory's number is greater than that of the directory above it.
	for n := len(t.dirs) - 1; n >= 0; n-- {
		d := &t.dirs[n]
		d.below += d.count
		d.linked = d.linked || d.count > 0 && t.chunks[d.chunk].linkedWithin(d.first, d.first+d.count)
		if n > 0 {
			above := &t.dirs[d.parent]
			above.below += d.below
			above.linked = above.linked || d.linked
		}
	}
}

// find looks an entry up by its path, without following links.
func (t *Tree) find(path string) (item, bool) {
	number := int32(0)
	for {
		name, rest, more := strings.Cut(path, "/")
		i, ok := t.child(number, name)
		if !ok || !more {
			return i, ok
		}
		if !i.isDir() {
			return item{}, false
		}
		number, path = i.number(), rest
	}
}

func (t *Tree) child(number int32, name string) (item, bool) {
	d := &t.dirs[number]
	c := t.chunks[d.chunk]
	list := c.entries[d.first : d.first+d.count]
	n, ok := slices.BinarySearchFunc(list, name, func(e entry, name string) int {
		return bytes.Compare(c.name(e), []byte(name))
	})
	if !ok {
		return item{}, false
	}
	return t.at(d, uint32(n)), true
}
