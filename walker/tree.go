package walker

import (
	"cmp"
	"errors"
	"io/fs"
	"math"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
)

// Tree is the result of a walk: facts, without decisions. It does not change and may be used by several goroutines.
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

// directory is where the entries of a directory are stored. The root has number 0 and no entry of its own.
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

	state  dirState
	depth  uint16 // directories above its entries, the root not counted; at most 65535
	linked bool   // some entry, of any depth, has other names
}

type dirState uint8

const (
	dirRead       dirState = iota
	dirSkipped             // skipped: all filters exclude it
	dirFailed              // could not be read; there is a problem
	dirUnopenable          // skipped, and could not be opened either
)

// nodeID is the number of an entry in its tree, from 0, in no order.
type nodeID uint32

// Entries returns the number of entries, the root not counted.
func (t *Tree) Entries() int { return int(t.total - t.replaced) }

// entries returns a cursor over the entries of a directory, in byte order of their names.
func (t *Tree) entries(d *directory) cursor {
	if d.count == 0 {
		return cursor{}
	}
	return cursor{item: item{chunk: t.chunks[d.chunk], node: nodeID(t.base[d.chunk]+d.first) - 1}, end: d.at, left: d.count}
}

// segments splits the entries of a directory into cursors over at least so many each.
func (t *Tree) segments(d *directory, minCount uint32) []cursor {
	var list []cursor
	c := t.entries(d)
	for first, end := d.first, d.first+d.count; first < end; {
		next := end
		if first+2*minCount < end {
			next = (first + minCount + markEvery - 1) / markEvery * markEvery
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

// each calls visit for every entry below directory number, parents first and siblings in byte order, with its path in a buffer
// that is reused. visit reports whether to go on below the entry.
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

// removeVanished removes the entries of directories that vanished during the walk.
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

// replace gives a directory the entries of a new chunk instead of its own.
func (t *Tree) replace(d *directory, c *chunk) {
	t.replaced += d.count
	d.chunk, d.at, d.first, d.count = uint32(len(t.chunks)), 0, 0, c.count
	t.chunks, t.base = append(t.chunks, c), append(t.base, t.total)
	t.total += c.count
}

// sumSubtrees adds to each directory the number of entries below it.
func (t *Tree) sumSubtrees() {
	// A directory's number is greater than that of the directory above it.
	for n := t.dirs.count - 1; n >= 0; n-- {
		d := t.dirs.at(n)
		if d.below += d.count; n > 0 {
			above := t.dirs.at(d.parent)
			above.below += d.below
			above.linked = above.linked || d.linked
		}
	}
}

// classOf returns the class of an entry, of a directory with what its own table holds.
func (t *Tree) classOf(i *item) class {
	c := i.class
	if c.isDir() {
		d := t.dirs.at(i.number())
		c.mode, c.time, c.attributes = d.mode, d.time, d.attributes
	}
	return c
}

// secondsOf returns the modification time of an entry where a tar header cannot hold it in octal, 0 elsewhere.
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

// IsDir reports whether the tree has a directory of this path; "." is the root.
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

// dirTable holds the directories of a tree by their numbers, in blocks, so that it grows without moving what workers write to.
type dirTable struct {
	count  int32
	blocks []*dirBlock
}

const (
	dirBits  = 8
	blockLen = 1 << dirBits
)

type dirBlock [blockLen]directory

func (t *dirTable) at(number int32) *directory {
	return &t.blocks[number>>dirBits][number&(blockLen-1)]
}

// span returns the numbers of the directories in a block, from first up to end.
func (t *dirTable) span(block int) (first, end int32) {
	first = int32(block << dirBits)
	return first, min(first+blockLen, t.count)
}

// dirTableBuilder is a table to which several workers add.
type dirTableBuilder struct {
	last   atomic.Int32 // number of the last directory
	mu     sync.Mutex
	blocks atomic.Pointer[[]*dirBlock]
}

// add adds a subdirectory, or for nil the root. Its number is greater than all before.
func (g *dirTableBuilder) add(above int32, in *directory) (int32, *directory) {
	n := g.last.Add(1)
	for {
		if blocks := g.blocks.Load(); blocks != nil && int(n>>dirBits) < len(*blocks) {
			d := &(*blocks)[n>>dirBits][n&(blockLen-1)]
			d.parent = above
			if in != nil {
				d.depth = min(in.depth, math.MaxUint16-1) + 1
			}
			return n, d
		}
		g.grow(int(n >> dirBits))
	}
}

func (g *dirTableBuilder) grow(block int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	var blocks []*dirBlock
	if old := g.blocks.Load(); old != nil {
		blocks = *old
	}
	if block < len(blocks) {
		return
	}
	// What was loaded before sees no more than it saw.
	blocks = append(blocks, new(dirBlock))
	g.blocks.Store(&blocks)
}

func (g *dirTableBuilder) table() dirTable {
	return dirTable{count: g.last.Load() + 1, blocks: *g.blocks.Load()}
}

var errNotDirectory = errors.New("not a directory")

// ErrNotUTF8 is the problem of a name, or of a link's target, that BuildKit cannot send.
var ErrNotUTF8 = errors.New("the name is not UTF-8")

// ErrTooLarge is the problem of sizes whose sum does not fit: it is shown as [math.MaxInt64] and is more.
var ErrTooLarge = errors.New("the sizes add up to 8 EiB or more")

// Problem is something that could not be read, or that the builder could not read or send.
type Problem struct {
	Path       string // relative to the context, "." for the context itself
	Op         string // "open", "lstat", "readlink", "listxattr", "send", "match", "size"
	Err        error  // without path and operation
	Fatal      bool   // the builder fails
	Incomplete bool   // the eligible entries are not completely known
}

// treeProblem is a problem as the walk met it; whether it is fatal depends on whether a builder comes by.
type treeProblem struct {
	Problem
	dir int32 // number of the directory whose reader meets it
}

func (p treeProblem) vanished() bool {
	return errors.Is(p.Err, fs.ErrNotExist) || errors.Is(p.Err, syscall.ENOTDIR)
}

// isEntry reports whether the problem is that of an entry of the directory, not of the directory itself.
func (p treeProblem) isEntry() bool { return p.Op == "lstat" || p.Op == "readlink" }

// withoutPath removes path and operation from an error, because a Problem has fields for them.
func withoutPath(err error) error {
	if pe, ok := errors.AsType[*fs.PathError](err); ok {
		return pe.Err
	}
	return err
}

// TooLargeProblem returns the problem of a context whose total size does not fit into 64 bits.
func TooLargeProblem() Problem {
	return Problem{Path: ".", Op: "size", Err: ErrTooLarge, Incomplete: true}
}

func join(dir, name string) string {
	if dir == "" {
		return name
	}
	return dir + "/" + name
}

func compareProblems(a, b Problem) int {
	return cmp.Or(strings.Compare(a.Path, b.Path), strings.Compare(a.Op, b.Op))
}
