package walker

import "io/fs"

// Kind is the type of an entry.
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

// String returns the word used in reports.
func (k Kind) String() string {
	return [...]string{"file", "dir", "symlink", "fifo", "socket", "device"}[k]
}

// maxNameBytes is the longest name of the usual file systems.
const maxNameBytes = 255

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

// facts is what one stat call returns about an entry, before it is packed.
type facts struct {
	name           []byte
	target         []byte // of a symbolic link
	size           int64
	mtime          int64 // nanoseconds since 1970
	seconds        int64 // whole seconds since 1970, which do not wrap where nanoseconds do
	inode          uint64
	major          uint32 // of a device
	minor          uint32
	mode           uint16 // st_mode: type and permissions
	hardLink       bool   // more than one name leads to it
	unreadable     bool   // a regular file that may not be opened
	skipped        bool   // a directory that is not entered
	listAttributes bool   // a directory whose extended attributes are listed when it is opened
	// attributes are the bytes of the extended attributes in its Stat message, or unlisted.
	attributes int32
}

// maxOctalTime is the first second that does not fit the eleven octal digits of a tar header.
const maxOctalTime = 1 << 33

// extraSeconds returns the modification time where a tar header cannot hold it in octal, 0 elsewhere.
func (f *facts) extraSeconds() int64 {
	if f.seconds < 0 || f.seconds >= maxOctalTime {
		return f.seconds
	}
	return 0
}

// fileMode converts st_mode to Go's representation, which BuildKit sends (os.FileMode of os.Lstat).
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
