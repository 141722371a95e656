package walker

import (
	"encoding/binary"
	"math/bits"
	"sync"
)

// An entry is stored as a record: the number of its class, the length of its name, the name, and its size, or of a directory its number;
// of a symbolic link the length of its target and the target follow. Numbers are varints, most of them one byte (variable-byte encoding).
// With [Options.Times] the four bytes of the time of change end the record.
// What few entries have is in the chunk's tables. On a million entries that is 21 bytes an entry, 17 of them the name, where a struct with
// a string took 80; nothing points, so that the collector has nothing to scan. Without it the limit of 56 bytes an entry is not met.
// FuzzReaders and FuzzParts read the records back.

// class is what many entries have in common.
type class struct {
	mode  uint16 // st_mode
	time  uint8  // length of the time of change as fsutil's Stat message holds it
	flags uint8
	// attributes are the bytes of the extended attributes in the Stat message, or unlisted.
	attributes int32
}

// dirClass is the class of directories' records: the rest is in the table of directories.
var dirClass = class{mode: typeDir, attributes: unlisted}

const (
	flagExtras = 1 << iota // its extras are in the chunk
	flagLinked             // its inode is in the chunk
	flagTimed              // its time of change ends the record

	unlisted = -1
)

func (c class) hasExtras() bool { return c.flags&flagExtras != 0 }
func (c class) linked() bool    { return c.flags&flagLinked != 0 }
func (c class) timed() bool     { return c.flags&flagTimed != 0 }
func (c class) isDir() bool     { return c.mode&typeMask == typeDir }

// plain reports whether the class is that of a regular file with all its data in the record.
func (c class) plain() bool { return c.mode&typeMask == typeFile && c.flags&^flagTimed == 0 }

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

// classes numbers the classes of a tree. Workers add to it; numbers do not change.
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

// all returns the classes so far.
func (c *classes) all() []class {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.list
}

// appendRecord appends the record of an entry to r, without the target of a symbolic link.
func appendRecord(r []byte, class uint32, name []byte, size uint64) []byte {
	r = binary.AppendUvarint(r, uint64(class))
	r = binary.AppendUvarint(r, uint64(len(name)))
	r = append(r, name...)
	return binary.AppendUvarint(r, size)
}

// class returns the number of a class. Workers look in tables of their own first.
func (w *worker) class(c class) uint32 {
	if w.classNumbers == nil {
		w.classNumbers = map[class]uint32{}
	}
	n, known := w.classNumbers[c]
	if !known {
		n = w.classes.number(c)
		w.classNumbers[c] = n
	}
	return n
}

// varintLen returns the length of v as a protocol buffer's varint.
func varintLen(v uint64) int { return (bits.Len64(v|1) + 6) / 7 }

// timeVarint returns the length of a time in fsutil's Stat message; 0 for time 0, which is left out.
func timeVarint(nanoseconds int64) int {
	if nanoseconds == 0 {
		return 0
	}
	return varintLen(uint64(nanoseconds))
}
