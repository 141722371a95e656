//go:build linux && (amd64 || arm64)

package walker

import (
	"bytes"
	"encoding/binary"
	"runtime"
	"strings"
	"sync/atomic"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

const (
	// Larger buffers brought nothing on trees of a million entries.
	direntBuffer = 64 << 10
	// Names that are worth waking somebody for, and how many of them are handed over together.
	worthSharing = 8 << 10
	stretchBytes = 8 << 10
	// Half of the usual soft limit of descriptors; beyond it directories are opened by path.
	maxOpen = 512
	// Room for the name and its NUL below the system's limit of a path.
	pathPiece = unix.PathMax - 1

	// A client that names files by their whole path, as every builder's does, cannot name longer ones.
	pathLimit = unix.PathMax

	openFlags = unix.O_RDONLY | unix.O_DIRECTORY | unix.O_NOFOLLOW | unix.O_CLOEXEC
)

// handle is the descriptor of a directory, which stays open until its children are opened relative to it.
type handle struct {
	fd   int
	refs atomic.Int32
	kept bool // not where too many were open already
}

func (h *handle) retain() {
	if h.kept {
		h.refs.Add(1)
	}
}

func (h *handle) release(s *scan) {
	if h.kept && h.refs.Add(-1) == 0 {
		unix.Close(h.fd)
		s.open.Add(-1)
	}
}

// list reads a directory.
func (w *worker) list(t *task) error {
	if w.options.Portable {
		return w.listPortable(t)
	}
	p := t.place
	fd, err := w.openDir(p)
	if p.up != nil {
		p.up.release(w.scan)
	}
	if err != nil {
		return err
	}
	p.fd, p.kept = fd, w.open.Add(1) <= maxOpen
	p.refs.Store(1)
	err = w.entries(t)
	if p.kept {
		p.release(w.scan)
		return err
	}
	w.open.Add(-1)
	unix.Close(fd)
	return err
}

// probe says why an entry of the directory that is being read cannot be opened as one itself.
func (w *worker) probe(t *task, name string) error {
	if w.options.Portable {
		return w.probePortable(t, name)
	}
	fd, err := openAt(t.place.fd, name, openFlags)
	if err != nil {
		return err
	}
	return unix.Close(fd)
}

func (w *worker) openDir(p *place) (int, error) {
	if p.up != nil && p.up.kept {
		return openAt(p.up.fd, p.name, openFlags)
	}
	fd, err := openAt(unix.AT_FDCWD, w.root, openFlags&^unix.O_NOFOLLOW)
	for path := p.path(); err == nil && path != ""; {
		var piece string
		piece, path = cutPath(path)
		parent := fd
		fd, err = openAt(parent, piece, openFlags)
		unix.Close(parent)
	}
	return fd, err
}

// cutPath cuts off as much of a path as one system call takes.
func cutPath(path string) (piece, rest string) {
	if len(path) < pathPiece {
		return path, ""
	}
	at := strings.LastIndexByte(path[:pathPiece], '/')
	return path[:at], path[at+1:]
}

func openAt(dir int, name string, flags int) (int, error) {
	for {
		fd, err := unix.Openat(dir, name, flags, 0)
		if err != unix.EINTR {
			return fd, err
		}
	}
}

// entries reads until the kernel says there is no more: a short answer is not the end, a signal can cut it.
func (w *worker) entries(t *task) error {
	if w.buffer == nil {
		w.buffer = make([]byte, direntBuffer)
	}
	for {
		n, err := unix.Getdents(t.place.fd, w.buffer)
		if err == unix.EINTR {
			continue
		}
		if err != nil || n <= 0 {
			return err
		}
		if records := w.buffer[:n]; t.gathering != nil || n > worthSharing && t.place.kept && w.idle.Load() > 0 {
			w.share(t, stretches(records))
			w.assist(t.gathering)
		} else {
			w.take(t, records)
		}
		w.give()
	}
}

// stretches cuts records into parts of some size.
func stretches(records []byte) [][]byte {
	var list [][]byte
	for len(records) > 0 {
		at := 0
		for at < min(len(records), stretchBytes) {
			at += reclen(records[at:])
		}
		list = append(list, records[:at])
		records = records[at:]
	}
	return list
}

// reclen is the length of the first of some records.
func reclen(records []byte) int {
	return int(binary.NativeEndian.Uint16(records[unsafe.Offsetof(unix.Dirent{}.Reclen):]))
}

// take takes records of getdents64.
func (w *worker) take(t *task, records []byte) {
	for len(records) > 0 {
		length := reclen(records)
		w.dirent(t, records[:length])
		records = records[length:]
	}
}

// dirent takes one record of getdents64. What stands behind the name's NUL is not zeroed.
func (w *worker) dirent(t *task, record []byte) {
	name := record[unsafe.Offsetof(unix.Dirent{}.Name):]
	name = name[:bytes.IndexByte(name, 0)]
	if string(name) == "." || string(name) == ".." {
		return
	}
	f := facts{name: name, attributes: unlisted}
	kind := record[unsafe.Offsetof(unix.Dirent{}.Type)]
	if kind == unix.DT_DIR && w.pruned(t, name) {
		f.mode, f.pruned = typeDir, true
	} else if err := w.fill(t, name, &f); err != nil {
		return
	}
	if w.options.Attributes && !f.pruned && t.eligible(name) {
		f.attributes = w.attributes(t, name)
	}
	f.pruned = f.pruned || kind == unix.DT_UNKNOWN && f.mode&typeMask == typeDir && w.pruned(t, name)
	w.found(t, &f)
}

// fill asks for what getdents64 does not tell. A name that cannot be asked about is a problem and no entry.
func (w *worker) fill(t *task, name []byte, f *facts) error {
	var st unix.Stat_t
	fd := t.place.fd
	if err := statAt(fd, name, &st); err != nil {
		w.problem(t.number, join(t.place.path(), string(name)), "lstat", err)
		return err
	}
	f.mode, f.size = uint16(st.Mode), st.Size
	f.seconds, f.mtime = st.Mtim.Sec, st.Mtim.Sec*1e9+st.Mtim.Nsec
	f.inode, f.linked = st.Ino, st.Nlink > 1
	switch f.mode & typeMask {
	case typeChar, typeBlock:
		f.rdev = st.Rdev
	case typeFile:
		f.denied = !readableByAll(f.mode) && unix.Faccessat(fd, string(name), unix.R_OK, unix.AT_EACCESS) != nil
	case typeSymlink:
		target, err := w.readlink(fd, string(name))
		if err != nil {
			w.problem(t.number, join(t.place.path(), string(name)), "readlink", err)
			return err
		}
		f.target = target
	}
	return nil
}

// statAt is fstatat without following links, its name taken straight from the kernel's buffer, where a NUL ends it. Ordinary calls copy
// each name into a string of its own, one allocation an entry.
func statAt(fd int, name []byte, st *unix.Stat_t) error {
	for {
		_, _, errno := syscall.Syscall6(unix.SYS_NEWFSTATAT, uintptr(fd), uintptr(unsafe.Pointer(unsafe.SliceData(name))),
			uintptr(unsafe.Pointer(st)), unix.AT_SYMLINK_NOFOLLOW, 0, 0)
		runtime.KeepAlive(name)
		switch errno {
		case 0:
			return nil
		case unix.EINTR:
		default:
			return errno
		}
	}
}

// readlink reads a link's target, which holds until the next is read.
func (w *worker) readlink(fd int, name string) ([]byte, error) {
	n, err := unix.Readlinkat(fd, name, w.target[:])
	return w.target[:max(n, 0)], err
}
