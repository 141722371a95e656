package walker

import (
	"bytes"
	"encoding/binary"
	"sort"
)

// chunk holds the entries of some directories, each directory's together and in byte order of their names.
type chunk struct {
	records []byte
	count   uint32
	marks   []uint32 // where every markEvery-th record begins
	links   []link   // in order of their places
	extras  map[uint32]extras
	classes []class // of the tree, once the walk is over
}

// Every so many records one can be found without reading those before it.
const markEvery = 64

// link is the inode of an entry that has other names.
type link struct {
	at    uint32 // where its record begins
	inode uint64
}

// extras is what only few entries have.
type extras struct {
	seconds int64  // the time of change, where a tar header cannot hold it in octal
	major   uint32 // of a device
	minor   uint32
	denied  bool
	garbled bool // the name, or what a link leads to, is not UTF-8
}

// appendBatch appends the records of a batch, for which there is room, in the order of its keys.
func (c *chunk) appendBatch(b *batch) (linked bool) {
	if len(b.links)+len(b.extras) > 0 {
		for _, k := range b.keys {
			linked = c.appendKey(b, k) || linked
		}
		return linked
	}
	for _, k := range b.keys {
		c.append(b.records[k.at : k.at+k.size])
	}
	return false
}

// appendKey appends the record of a key, and reports whether its entry has several names.
func (c *chunk) appendKey(b *batch, k key) (linked bool) {
	at := c.append(b.records[k.at : k.at+k.size])
	if n := sort.Search(len(b.links), func(n int) bool { return b.links[n].at >= k.at }); n < len(b.links) && b.links[n].at == k.at {
		c.links = append(c.links, link{at, b.links[n].inode})
		linked = true
	}
	if n := sort.Search(len(b.extras), func(n int) bool { return b.extras[n].at >= k.at }); n < len(b.extras) && b.extras[n].at == k.at {
		c.setExtras(at, b.extras[n].extras)
	}
	return linked
}

// append appends a record, and returns where it begins.
func (c *chunk) append(record []byte) (at uint32) {
	at = uint32(len(c.records))
	if c.count%markEvery == 0 {
		c.marks = append(c.marks, at)
	}
	c.count++
	c.records = append(c.records, record...)
	return at
}

// copy puts the entry at hand of another chunk with the same classes behind the others.
func (c *chunk) copy(from *cursor) {
	at := c.append(from.records[from.at:from.end])
	if from.linked() {
		c.links = append(c.links, link{at, from.inode()})
	}
	if from.hasExtras() {
		c.setExtras(at, from.getExtras())
	}
}

func (c *chunk) setExtras(at uint32, o extras) {
	if c.extras == nil {
		c.extras = map[uint32]extras{}
	}
	c.extras[at] = o
}

// item is one entry, unpacked.
type item struct {
	*chunk
	class
	size       int64  // st_size; of a directory its number
	at         uint32 // where the record begins
	name       uint32 // where the name begins
	nameLength uint32 // length of the name
	node       nodeID
}

func (i *item) bytes() []byte { return i.records[i.name : i.name+i.nameLength] }

func (i *item) nameLen() int { return int(i.nameLength) }

func (i *item) number() int32 { return int32(i.size) }

func (i *item) target() []byte {
	r := i.records[i.name+i.nameLength:]
	_, n := binary.Uvarint(r)
	size, m := binary.Uvarint(r[n:])
	return r[n+m : n+m+int(size)]
}

func (i *item) inode() uint64 {
	n := sort.Search(len(i.links), func(n int) bool { return i.links[n].at >= i.at })
	return i.links[n].inode
}

func (i *item) getExtras() extras {
	if !i.hasExtras() {
		return extras{}
	}
	return i.chunk.extras[i.at]
}

func (i *item) hasExtras() bool { return i.class.hasExtras() }

// cursor iterates over consecutive entries. Its item is the current one, after the first call of next.
type cursor struct {
	item
	end  uint32 // where the next record begins
	left uint32 // records from there on
}

// next unpacks the next record; false at the end.
func (c *cursor) next() bool {
	if c.left == 0 {
		return false
	}
	c.left--
	c.node++
	c.at = c.end
	r := c.records[c.at:]
	number, long, head := uint64(r[0]), uint64(r[1]), 2
	if number|long >= 0x80 {
		var m int
		number, head = binary.Uvarint(r)
		long, m = binary.Uvarint(r[head:])
		head += m
	}
	c.class = c.classes[number]
	c.name, c.nameLength = c.at+uint32(head), uint32(long)
	r = r[head+int(long):]
	size, n := uint64(r[0]), 1
	if size >= 0x80 {
		size, n = binary.Uvarint(r)
	}
	c.size = int64(size)
	if c.mode&typeMask == typeSymlink {
		target, m := binary.Uvarint(r[n:])
		n += m + int(target)
	}
	if c.timed() {
		n += timeBytes
	}
	c.end = c.name + c.nameLength + uint32(n)
	return true
}

// skipToMark skips the records before a mark, from before the first-th record of the chunk, and returns their number.
func (c *cursor) skipToMark(first, mark uint32) (skipped uint32) {
	skipped = mark*markEvery - first
	c.end, c.left, c.node = c.marks[mark], c.left-skipped, c.node+nodeID(skipped)
	return skipped
}

// search finds a name among the count records from the first-th of the chunk on, by binary search of the marks and
// O(markEvery) records, and makes it the current one.
func (c *cursor) search(first, count uint32, name []byte) bool {
	low, high := first/markEvery+1, (first+count+markEvery-1)/markEvery
	// Of the marks from low up to high the last one that does not come behind the name is where to begin.
	marks := sort.Search(max(int(high)-int(low), 0), func(n int) bool {
		m := *c
		m.end, m.left = c.marks[low+uint32(n)], 1
		m.next()
		return bytes.Compare(m.bytes(), name) > 0
	})
	if marks > 0 {
		c.skipToMark(first, low+uint32(marks)-1)
	}
	for c.next() {
		if order := bytes.Compare(c.bytes(), name); order >= 0 {
			return order == 0
		}
	}
	return false
}
