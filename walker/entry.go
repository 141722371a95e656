package walker

import (
	"io/fs"
	"math/bits"
)

// Kind is what an entry is.
type Kind uint8

// The kinds of entries, by the file type of stat(2).
const (
	File Kind = iota
	Dir
	Symlink
	FIFO
	Socket
	Device
)

// String gives the word that reports use.
func (k Kind) String() string {
	return [...]string{"file", "dir", "symlink", "fifo", "socket", "device"}[k]
}

// The file types of st_mode, the same number on every system that has them.
const (
	typeMask    = 0xf000
	typeFIFO    = 0x1000
	typeChar    = 0x2000
	typeDir     = 0x4000
	typeBlock   = 0x6000
	typeFile    = 0x8000
	typeSymlink = 0xa000
	typeSocket  = 0xc000
)

// facts is what one stat call says of an entry, before it is packed.
type facts struct {
	name    []byte
	target  []byte // of a symbolic link
	size    int64
	mtime   int64 // nanoseconds since 1970
	seconds int64 // whole seconds since 1970, which do not wrap where nanoseconds do
	inode   uint64
	rdev    uint64
	mode    uint16 // st_mode: type and permissions
	linked  bool   // more than one name leads to it
	denied  bool   // a regular file that may not be opened
	pruned  bool   // a directory that is not entered
}

// entry is the packed form: 16 bytes without pointers, the name in the chunk's names. What few entries have lies in the chunk's tables.
type entry struct {
	size int64  // st_size; of a directory its number
	name uint32 // where the name begins in chunk.names; a symbolic link's target follows it, after two bytes of its length
	mode uint16 // st_mode
	rest uint16 // ten bits length of the name, four bits length of the time as a varint, then the flags
}

const (
	nameBits     = 10
	nameMask     = 1<<nameBits - 1
	flagOdd      = 1 << 14 // stands in chunk.odd
	flagLinked   = 1 << 15 // stands in chunk.links
	maxNameBytes = nameMask
)

func (e entry) nameLen() int { return int(e.rest & nameMask) }
func (e entry) timeLen() int { return int(e.rest >> nameBits & 0xf) }
func (e entry) odd() bool    { return e.rest&flagOdd != 0 }
func (e entry) linked() bool { return e.rest&flagLinked != 0 }

// plain says of a regular file that all there is to know about it stands in the entry.
func (e entry) plain() bool { return e.mode&typeMask == typeFile && e.rest&(flagOdd|flagLinked) == 0 }

func (e entry) isDir() bool   { return e.mode&typeMask == typeDir }
func (e entry) number() int32 { return int32(e.size) }

func (e entry) kind() Kind {
	switch e.mode & typeMask {
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

// odd is what only few entries have.
type odd struct {
	seconds int64 // the time of change, where a tar header cannot hold it in octal
	rdev    uint64
	denied  bool
	garbled bool // the name, or what a link leads to, is not UTF-8
}

// link is the inode of an entry that has other names.
type link struct {
	index uint32
	inode uint64
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

// maxOctalTime is the first second that does not fit the eleven octal digits of a tar header.
const maxOctalTime = 1 << 33

func (f facts) isOdd() bool {
	return f.denied || f.rdev != 0 || f.seconds < 0 || f.seconds >= maxOctalTime
}

// fileMode turns st_mode into Go's representation, which is what travels to the builder (os.FileMode of os.Lstat).
func fileMode(mode uint16) fs.FileMode {
	m := fs.FileMode(mode & 0o777)
	switch mode & typeMask {
	case typeDir:
		m |= fs.ModeDir
	case typeSymlink:
		m |= fs.ModeSymlink
	case typeFIFO:
		m |= fs.ModeNamedPipe
	case typeSocket:
		m |= fs.ModeSocket
	case typeChar:
		m |= fs.ModeDevice | fs.ModeCharDevice
	case typeBlock:
		m |= fs.ModeDevice
	}
	if mode&0o4000 != 0 {
		m |= fs.ModeSetuid
	}
	if mode&0o2000 != 0 {
		m |= fs.ModeSetgid
	}
	if mode&0o1000 != 0 {
		m |= fs.ModeSticky
	}
	return m
}
