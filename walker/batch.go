package walker

import (
	"bytes"
	"encoding/binary"
	"slices"
	"unicode/utf8"

	"github.com/ctxsize/ctxsize/internal/saturate"
)

// batch is what one worker has found in one directory, packed, in no order until it is sorted.
type batch struct {
	records []byte
	keys    []key
	links   []link
	extras  []extrasAt
	files   int64 // regular ones
	bytes   int64 // of the files
}

// key is the place of a record, by which records are sorted without moving them.
type key struct{ at, size uint32 }

// extrasAt are extras with the place of their record.
type extrasAt struct {
	extras
	at uint32
}

func (b *batch) reset() {
	b.records, b.keys, b.links, b.extras = b.records[:0], b.keys[:0], b.links[:0], b.extras[:0]
	b.files, b.bytes = 0, 0
}

// add packs an entry; number is that of the directory that it is, if any.
func (w *worker) add(b *batch, f *facts, number int32) {
	at := uint32(len(b.records))
	c, size := dirClass, uint64(number)
	o := extras{garbled: !utf8.Valid(f.name) || len(f.target) > 0 && !utf8.Valid(f.target)}
	if f.mode&typeMask != typeDir {
		c, size = class{mode: f.mode, time: uint8(timeVarint(f.mtime)), attributes: f.attributes}, uint64(f.size)
		o.major, o.minor, o.denied, o.seconds = f.major, f.minor, f.unreadable, f.extraSeconds()
		if f.hardLink {
			c.flags |= flagLinked
			b.links = append(b.links, link{at, f.inode})
		}
	}
	if c.mode&typeMask == typeFile {
		b.files, b.bytes = b.files+1, saturate.Add(b.bytes, f.size)
	}
	if o != (extras{}) {
		c.flags |= flagExtras
		b.extras = append(b.extras, extrasAt{o, at})
	}
	timed := w.options.Times && c.mode&typeMask == typeFile
	if timed {
		c.flags |= flagTimed
	}
	r := appendRecord(b.records, w.class(c), f.name, size)
	if c.mode&typeMask == typeSymlink {
		r = binary.AppendUvarint(r, uint64(len(f.target)))
		r = append(r, f.target...)
	}
	if timed {
		r = binary.LittleEndian.AppendUint32(r, packTime(f.seconds))
	}
	b.records = r
	b.keys = append(b.keys, key{at, uint32(len(r)) - at})
}

// sort puts the keys into byte order of the names.
func (b *batch) sort() { slices.SortFunc(b.keys, func(x, y key) int { return b.compare(x, b, y) }) }

// compare compares a name with one of another batch.
func (b *batch) compare(x key, o *batch, y key) int { return bytes.Compare(b.name(x), o.name(y)) }

func (b *batch) name(k key) []byte {
	r := b.records[k.at : k.at+k.size]
	_, n := binary.Uvarint(r)
	size, m := binary.Uvarint(r[n:])
	return r[n+m : n+m+int(size)]
}

// merge appends the records of several sorted batches in the order of their names, and reports whether an entry has several names. It takes
// O(n k) comparisons for n names in k batches, one for each worker.
func (c *chunk) merge(batches []*batch) (linked bool) {
	rest := make([]batch, len(batches))
	for n, b := range batches {
		rest[n] = *b
	}
	for {
		var first *batch
		for n := range rest {
			b := &rest[n]
			if len(b.keys) > 0 && (first == nil || b.compare(b.keys[0], first, first.keys[0]) < 0) {
				first = b
			}
		}
		if first == nil {
			return linked
		}
		linked = c.appendKey(first, first.keys[0]) || linked
		first.keys = first.keys[1:]
	}
}
