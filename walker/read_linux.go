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
	// Half of the usual soft limit of descriptors; beyond it directories are opened by path.
	maxOpen = 512
	// Room for the name and its NUL below the system's limit of a path.
	pathPiece = unix.PathMax - 1

	// A client that names files by their whole path, as every builder's does, cannot name longer ones.
	pathLimit = unix.PathMax

	openFlags = unix.O_RDONLY | unix.O_DIRECTORY | unix.O_NOFOLLOW | unix.O_CLOEXEC
)

// handle is an open directory that waits until its children are opened relative to it.
type handle struct {
	fd   int
	refs atomic.Int32
}

func (h *handle) retain() *handle {
	if h == nil {
		return nil
	}
	h.refs.Add(1)
	return h
}

func (h *handle) release(s *scan) {
	if h != nil && h.refs.Add(-1) == 0 {
		unix.Close(h.fd)
		s.open.Add(-1)
	}
}

// list reads a directory into found. The handle is for the children; it is nil where too many are open already.
func (w *worker) list(t task) (*handle, error) {
	if w.options.Portable {
		return nil, w.listPortable(t)
	}
	fd, err := w.openDir(t)
	t.handle.release(w.scan)
	if err != nil {
		return nil, err
	}
	if err := w.entries(t, fd); err != nil {
		unix.Close(fd)
		return nil, err
	}
	if w.open.Add(1) > maxOpen {
		w.open.Add(-1)
		unix.Close(fd)
		return nil, nil
	}
	h := &handle{fd: fd}
	return h.retain(), nil
}

// probe says why a directory cannot be opened.
func (w *worker) probe(t task) error {
	fd, err := w.openDir(t)
	if err != nil {
		return err
	}
	return unix.Close(fd)
}

func (w *worker) openDir(t task) (int, error) {
	if t.handle != nil {
		return openAt(t.handle.fd, t.name, openFlags)
	}
	fd, err := openAt(unix.AT_FDCWD, w.root, openFlags&^unix.O_NOFOLLOW)
	for path := t.path; err == nil && path != ""; {
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
func (w *worker) entries(t task, fd int) error {
	if w.buffer == nil {
		w.buffer = make([]byte, direntBuffer)
	}
	for {
		n, err := unix.Getdents(fd, w.buffer)
		if err == unix.EINTR {
			continue
		}
		if err != nil || n <= 0 {
			return err
		}
		for rest := w.buffer[:n]; len(rest) > 0; {
			length := binary.NativeEndian.Uint16(rest[unsafe.Offsetof(unix.Dirent{}.Reclen):])
			w.dirent(t, fd, rest[:length])
			rest = rest[length:]
		}
	}
}

// dirent takes one record of getdents64. What stands behind the name's NUL is not zeroed.
func (w *worker) dirent(t task, fd int, record []byte) {
	name := record[unsafe.Offsetof(unix.Dirent{}.Name):]
	name = name[:bytes.IndexByte(name, 0)]
	if string(name) == "." || string(name) == ".." {
		return
	}
	start := len(w.names)
	w.names = append(w.names, name...)
	f := facts{name: w.names[start:len(w.names):len(w.names)]}
	kind := record[unsafe.Offsetof(unix.Dirent{}.Type)]
	if kind == unix.DT_DIR && w.pruned(t, f.name) {
		f.mode, f.pruned = typeDir, true
		w.found = append(w.found, f)
		return
	}
	if err := w.fill(t, fd, name, &f); err == nil {
		f.pruned = kind == unix.DT_UNKNOWN && f.mode&typeMask == typeDir && w.pruned(t, f.name)
		w.found = append(w.found, f)
	}
}

// fill asks for what getdents64 does not tell. A name that cannot be asked about is a problem and no entry.
func (w *worker) fill(t task, fd int, name []byte, f *facts) error {
	var st unix.Stat_t
	if err := statAt(fd, name, &st); err != nil {
		w.problem(t.number, join(t.path, string(name)), "lstat", err)
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
			w.problem(t.number, join(t.path, string(name)), "readlink", err)
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

// readlink reads a link's target behind the names, where the facts can point at it.
func (w *worker) readlink(fd int, name string) ([]byte, error) {
	n, err := unix.Readlinkat(fd, name, w.target[:])
	if err != nil {
		return nil, err
	}
	start := len(w.names)
	w.names = append(w.names, w.target[:n]...)
	return w.names[start:len(w.names):len(w.names)], nil
}
