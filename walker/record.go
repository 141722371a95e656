package walker

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"math/bits"
	"slices"
	"sync"
	"unicode/utf8"

	"github.com/ctxsize/ctxsize/internal/saturate"
)

// An entry is kept as a record: the number of its class, the length of its name, the name, and its size, or of a directory its number;
// of a symbolic link the length of its target and the target follow. Numbers are varints, which mostly have one byte. What few entries
// have lies in the chunk's tables. On a tree of a million entries that is 21 bytes an entry, 17 of them the name; nothing points, so
// that the collector has nothing to do.

// class is what many entries have in common.
type class struct {
	mode  uint16 // st_mode
	time  uint8  // length of the time of change as fsutil's Stat message holds it
	flags uint8
	// attributes are the bytes of the extended attributes in the Stat message, unlisted where the walk has not asked.
	attributes int32
}

// dirClass is that of the records of directories: the rest stands in the table of directories.
var dirClass = class{mode: typeDir, attributes: unlisted}

const (
	flagExtras = 1 << iota // stands in chunk.odd
	flagLinked             // stands in chunk.links

	unlisted = -1
)

func (c class) hasExtras() bool { return c.flags&flagExtras != 0 }
func (c class) linked() bool    { return c.flags&flagLinked != 0 }
func (c class) isDir() bool     { return c.mode&typeMask == typeDir }

// plain says of a regular file that all there is to know about it stands in the record.
func (c class) plain() bool { return c.mode&typeMask == typeFile && c.flags == 0 }

func (c class) kind() Kind {
	switch c.mode & typeMask {
	case typeDir:
		return Dir
	case typeSymlink:
		return Symlink
	case typeFIFO:
		return FIFO
	case typeSocket:
		return Socket
	case typeChar, typeBlock:
		return Device
	}
	return File
}

// classes numbers the classes of a tree. Workers add to it; what has a number keeps it.
type classes struct {
	mu      sync.Mutex
	list    []class
	numbers map[class]uint32
}

func (c *classes) number(k class) uint32 {
	c.mu.Lock()
	defer c.mu.Unlock()
	n, known := c.numbers[k]
	if !known {
		n = uint32(len(c.list))
		c.list = append(c.list, k)
		c.numbers[k] = n
	}
	return n
}

// all gives those that have a number by now.
func (c *classes) all() []class {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.list
}

// batch is what one worker found in one directory, packed, in no order.
type batch struct {
	records []byte
	keys    []key
	links   []link
	extras  []extrasAt
	kinds
}

// kinds counts entries.
type kinds struct {
	files, dirs, symlinks uint32 // files are the regular ones
	bytes                 int64  // of the files
}

func (k *kinds) add(o kinds) {
	k.files += o.files
	k.dirs += o.dirs
	k.symlinks += o.symlinks
	k.bytes = saturate.Add(k.bytes, o.bytes)
}

// key puts a record in order by the beginning of its name, which decides nearly always and is compared without looking at the record.
type key struct {
	first, second uint64 // eight bytes each
	at, size      uint32
}

// oddAt is an odd with its place among the records.
type extrasAt struct {
	extras
	at uint32
}

func (b *batch) reset() {
	b.records, b.keys, b.links, b.extras = b.records[:0], b.keys[:0], b.links[:0], b.extras[:0]
	b.kinds = kinds{}
}

// add packs an entry. number is that of its directory, where it is one.
func (w *worker) add(b *batch, f *facts, number int32) {
	at := uint32(len(b.records))
	c, size := dirClass, uint64(number)
	o := extras{garbled: !validName(f.name) || len(f.target) > 0 && !utf8.Valid(f.target)}
	if f.mode&typeMask != typeDir {
		c, size = class{mode: f.mode, time: uint8(timeVarint(f.mtime)), attributes: f.attributes}, uint64(f.size)
		o.major, o.minor, o.denied, o.seconds = f.major, f.minor, f.unreadable, f.extraSeconds()
		if f.hardLink {
			c.flags |= flagLinked
			b.links = append(b.links, link{at, f.inode})
		}
	}
	switch c.mode & typeMask {
	case typeDir:
		b.dirs++
	case typeSymlink:
		b.symlinks++
	case typeFile:
		b.files, b.bytes = b.files+1, saturate.Add(b.bytes, f.size)
	}
	if o != (extras{}) {
		c.flags |= flagExtras
		b.extras = append(b.extras, extrasAt{o, at})
	}
	r := appendRecord(b.records, w.class(c), f.name, size)
	if c.mode&typeMask == typeSymlink {
		r = binary.AppendUvarint(r, uint64(len(f.target)))
		r = append(r, f.target...)
	}
	b.records = r
	first, second := keyPrefix(f.name)
	b.keys = append(growDouble(b.keys, 1), key{first, second, at, uint32(len(r)) - at})
}

// doubled gives room for n more. A large directory outgrows its batch less often than with append, which leaves the collector less to do.
func growDouble[T any](s []T, n int) []T {
	if cap(s)-len(s) >= n {
		return s
	}
	return slices.Grow(s, max(n, len(s)))
}

// appendRecord packs what each entry has.
func appendRecord(r []byte, class uint32, name []byte, size uint64) []byte {
	at := len(r)
	r = growDouble(r, 3*binary.MaxVarintLen64+len(name))[:at+2*binary.MaxVarintLen64+len(name)]
	if class|uint32(len(name)) < 0x80 {
		r[at], r[at+1] = byte(class), byte(len(name))
		at += 2
	} else {
		at += binary.PutUvarint(r[at:], uint64(class))
		at += binary.PutUvarint(r[at:], uint64(len(name)))
	}
	at += copy(r[at:], name)
	return binary.AppendUvarint(r[:at], size)
}

// class gives the number of a class. Most entries have that of the one before.
func (w *worker) class(c class) uint32 {
	if c == w.lastClass && w.classNumbers != nil {
		return w.lastNumber
	}
	if w.classNumbers == nil {
		w.classNumbers = map[class]uint32{}
	}
	n, known := w.classNumbers[c]
	if !known {
		n = w.classes.number(c)
		w.classNumbers[c] = n
	}
	w.lastClass, w.lastNumber = c, n
	return n
}

// validName says whether a name is UTF-8; nearly all are ASCII.
func validName(name []byte) bool {
	var all uint64
	if len(name) < 8 {
		for _, c := range name {
			all |= uint64(c)
		}
	} else {
		// The last word may share bytes with the one before.
		all = binary.NativeEndian.Uint64(name[len(name)-8:])
		for rest := name; len(rest) > 8; rest = rest[8:] {
			all |= binary.NativeEndian.Uint64(rest)
		}
	}
	return all&0x8080808080808080 == 0 || utf8.Valid(name)
}

// beginning is that of a name as two numbers of the same order.
func keyPrefix(name []byte) (first, second uint64) {
	switch n := len(name); {
	case n >= 16:
		return binary.BigEndian.Uint64(name), binary.BigEndian.Uint64(name[8:])
	case n >= 8:
		return binary.BigEndian.Uint64(name), binary.BigEndian.Uint64(name[n-8:]) << (8 * (16 - n))
	}
	for n, c := range name {
		first |= uint64(c) << (56 - 8*n)
	}
	return first, 0
}

// compare compares a name with one of another batch.
func (b *batch) compare(x key, o *batch, y key) int {
	if x.first != y.first {
		return cmp.Compare(x.first, y.first)
	}
	if x.second != y.second {
		return cmp.Compare(x.second, y.second)
	}
	return bytes.Compare(b.name(x), o.name(y))
}

func (b *batch) name(k key) []byte {
	r := b.records[k.at : k.at+k.size]
	_, n := binary.Uvarint(r)
	size, m := binary.Uvarint(r[n:])
	return r[n+m : n+m+int(size)]
}

// varintLen is the number of bytes that v takes as a protocol buffer's varint.
func varintLen(v uint64) int { return (bits.Len64(v|1) + 6) / 7 }

// timeVarint is the length of a time as fsutil's Stat message holds it; 0 for the moment 0, which is left out.
func timeVarint(nanoseconds int64) int {
	if nanoseconds == 0 {
		return 0
	}
	return varintLen(uint64(nanoseconds))
}
