package walker

import (
	"strings"
	"sync"

	"github.com/ctxsize/ctxsize/internal/saturate"
)

// Tree is what a walk found: facts, without any decision. It does not change and serves many goroutines.
type Tree struct {
	// Root is the context's directory, absolute, its symbolic links resolved; "" for a tree that is on no disk.
	Root string

	chunks   []*chunk
	base     []uint32 // number of the first entry of each chunk
	dirs     dirTable
	seconds  map[int32]int64 // the times of change of directories, where a tar header cannot hold them in octal
	problems []treeProblem
	total    uint32 // numbers of entries
	replaced uint32 // of them, those that the tree has no more

	attributes sync.Mutex
	xattrs     attributeTable
}

// directory is where a directory's entries lie. The root has number 0 and no entry of its own.
type directory struct {
	parent int32
	chunk  uint32
	at     uint32 // where the first record begins
	first  uint32 // number of the first entry in the chunk
	count  uint32
	below  uint32 // entries of any depth
	// Of the class of its own entry, what is known when it is opened.
	attributes int32
	mode       uint16
	time       uint8

	state    dirState
	depth    uint16 // how many directories lie above its entries, the root not counted; 65535 stands for more, too
	linked   bool   // some entry, of any depth, has other names
	plain    bool   // all entries are regular files that have nothing special
	simple   bool   // of any depth there are only files, directories that were read, and symbolic links, each with one name
	dirs     uint32 // of any depth
	symlinks uint32 // of any depth
	bytes    int64  // of regular files of any depth
}

type dirState uint8

const (
	dirRead       dirState = iota
	dirSkipped             // not entered: all lines take it out
	dirFailed              // could not be read; a problem says why
	dirUnopenable          // pruned, and it could not even be opened
)

// Node is an entry's number in its tree, from 0; it orders nothing.
type nodeID uint32

// Entries is the number of entries in the tree, the root not counted.
func (t *Tree) Entries() int { return int(t.total - t.replaced) }

// in goes through the entries of a directory, in byte order of their names.
func (t *Tree) entries(d *directory) cursor {
	if d.count == 0 {
		return cursor{}
	}
	return cursor{item: item{chunk: t.chunks[d.chunk], node: nodeID(t.base[d.chunk]+d.first) - 1}, end: d.at, left: d.count}
}

// stretches cuts the entries of a directory into cursors over at least so many each.
func (t *Tree) segments(d *directory, least uint32) []cursor {
	var list []cursor
	c := t.entries(d)
	for first, end := d.first, d.first+d.count; first < end; {
		next := end
		if first+2*least < end {
			next = (first + least + markEvery - 1) / markEvery * markEvery
		}
		part := c
		part.left = next - first
		list = append(list, part)
		if next < end {
			c.skipToMark(first, next/markEvery)
		}
		first = next
	}
	return list
}

// each calls visit for every entry below directory number, parents first and siblings in byte order, with its path in a buffer that is
// used again. visit says whether to go on below the entry.
func (t *Tree) each(number int32, path []byte, visit func(i item, path []byte) bool) {
	for c := t.entries(t.dirs.at(number)); c.next(); {
		p := appendPath(path, c.bytes())
		path = p[:len(path)]
		if visit(c.item, p) && c.isDir() {
			t.each(c.number(), p, visit)
		}
	}
}

func appendPath(dir, name []byte) []byte {
	if len(dir) > 0 {
		dir = append(dir, '/')
	}
	return append(dir, name...)
}

// leaveOut takes the entries of directories that are lost, and so have nothing in them, out of the tree.
func (t *Tree) removeVanished(lost map[int32]bool) {
	parents := map[int32]bool{}
	for number := range lost {
		parents[t.dirs.at(number).parent] = true
	}
	for number := range parents {
		d := t.dirs.at(number)
		left := &chunk{classes: t.chunks[d.chunk].classes}
		for c := t.entries(d); c.next(); {
			if !c.isDir() || !lost[c.number()] {
				left.copy(&c)
			}
		}
		t.replace(d, left)
	}
}

// replace gives a directory the entries of a new chunk instead of those that it has.
func (t *Tree) replace(d *directory, c *chunk) {
	t.replaced += d.count
	d.chunk, d.at, d.first, d.count, d.plain = uint32(len(t.chunks)), 0, 0, c.count, false
	t.chunks, t.base = append(t.chunks, c), append(t.base, t.total)
	t.total += c.count
}

// sumUp finds out what lies below directories.
func (t *Tree) sumSubtrees() {
	for _, p := range t.problems {
		t.dirs.at(p.dir).simple = false
	}
	// A directory's number is greater than that of the directory above it.
	for n := t.dirs.count - 1; n >= 0; n-- {
		d := t.dirs.at(n)
		if d.below += d.count; n > 0 {
			above := t.dirs.at(d.parent)
			above.below += d.below
			above.dirs, above.symlinks, above.bytes = above.dirs+d.dirs, above.symlinks+d.symlinks, saturate.Add(above.bytes, d.bytes)
			above.linked = above.linked || d.linked
			above.simple = above.simple && d.simple && d.state == dirRead
		}
	}
}

// classOf is the class of an entry with all that is known of a directory.
func (t *Tree) classOf(i *item) class {
	c := i.class
	if c.isDir() {
		d := t.dirs.at(i.number())
		c.mode, c.time, c.attributes = d.mode, d.time, d.attributes
	}
	return c
}

// secondsOf is the time of change of an entry where a tar header cannot hold it in octal, 0 elsewhere.
func (t *Tree) secondsOf(i *item) int64 {
	if i.isDir() {
		return t.seconds[i.number()]
	}
	return i.getExtras().seconds
}

// find looks an entry up by its path, without following links.
func (t *Tree) find(path string) (item, bool) { return t.findIn(0, path) }

func (t *Tree) findIn(number int32, path string) (item, bool) {
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

// dir looks a directory up by its path, "." or "" for the root.
func (t *Tree) dir(path string) (number int32, ok bool) {
	if path == "." || path == "" {
		return 0, true
	}
	if i, ok := t.find(path); ok && i.isDir() {
		return i.number(), true
	}
	return 0, false
}

// IsDir reports whether the tree has a directory of this path, "." being the root.
func (t *Tree) IsDir(path string) bool {
	_, ok := t.dir(path)
	return ok
}

func (t *Tree) child(number int32, name string) (item, bool) {
	d := t.dirs.at(number)
	c := t.entries(d)
	ok := c.search(d.first, d.count, []byte(name))
	return c.item, ok
}
