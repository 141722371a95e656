//go:build linux && (amd64 || arm64)

package walker

import (
	"bytes"
	"encoding/binary"
	"strings"
	"sync/atomic"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

const (
	// Larger buffers brought nothing on trees of a million entries.
	direntBuffer = 64 << 10
	// minShared is how many bytes of records are worth waking another worker for, some 250 names.
	minShared = 8 << 10
	// segmentBytes is how many bytes of records are handed over together.
	segmentBytes = 8 << 10
	// maxOpen is how many directories stay open, half of the usual soft limit of descriptors; beyond that they are opened by path.
	maxOpen = 512
	// ownOpen is how many other descriptors a worker needs: the directory that it reads, and one on the way to another by path.
	ownOpen = 2
	// maxPiece is the longest path that one system call takes, with room for a name and its NUL.
	maxPiece = unix.PathMax - 1
	// pathLimit is the longest path that a builder's client can open: all of them name files by their whole path.
	pathLimit = unix.PathMax

	openFlags = unix.O_RDONLY | unix.O_DIRECTORY | unix.O_NOFOLLOW | unix.O_CLOEXEC
)

// handle is the descriptor of a directory. It stays open until all directories in it are opened relative to it.
type handle struct {
	fd       int
	refs     atomic.Int32
	opener   *worker
	reusable bool // false where too many descriptors were open already
}

func (h *handle) retain() {
	if h.reusable {
		h.refs.Add(1)
	}
}

func (h *handle) release() {
	if h.reusable && h.refs.Add(-1) == 0 {
		unix.Close(h.fd)
		h.opener.open.Add(-1)
	}
}

// reader holds the buffers in which the kernel answers one worker.
type reader struct {
	buffer []byte // for getdents64
	stat   unix.Stat_t
	target [unix.PathMax]byte // for readlinkat, whose answers are shorter on every system
}

// limitDescriptors holds the walk to half of the descriptors that the process may have.
func (o *Options) limitDescriptors() {
	var limit unix.Rlimit
	if unix.Getrlimit(unix.RLIMIT_NOFILE, &limit) != nil {
		limit.Cur = 2 * maxOpen
	}
	half := int(min(limit.Cur, 1<<20) / 2)
	o.Workers = max(min(o.Workers, half/ownOpen), 1)
	o.open = min(maxOpen, half-ownOpen*o.Workers)
}

// listDirectory reads the entries of a directory by getdents64 and fstatat, relative to the open directory: quicker than by path, and
// right beyond PATH_MAX.
//
// The whole command on 100,000 files takes 2.4 times the processor time with listPortable instead (median of 7 alternating pairs).
// FuzzReaders holds both to the same tree.
func (w *worker) listDirectory(t *task) error {
	if w.options.Portable {
		return w.listPortable(t)
	}
	p := t.location
	err := w.openDir(t)
	opens := err == nil
	if !opens {
		err = w.statUnopened(t, err)
	}
	if p.parent != nil {
		p.parent.release()
	}
	if !opens {
		return err
	}
	p.opener, p.reusable = w, int(w.open.Add(1))*w.options.Workers <= w.options.open
	p.refs.Store(1)
	err = w.readEntries(t)
	if p.reusable {
		p.release()
		return err
	}
	w.open.Add(-1)
	unix.Close(p.fd)
	return err
}

// probe returns the error of opening a directory that is an entry of the one at hand.
func (w *worker) probe(t *task, name string) error {
	if w.options.Portable {
		return w.probePortable(t, name)
	}
	fd, err := openAt(t.location.fd, name, openFlags)
	if err != nil {
		return err
	}
	return unix.Close(fd)
}

// openDir opens a directory and stats it by its descriptor.
func (w *worker) openDir(t *task) (err error) {
	p := t.location
	if p.parent != nil && p.parent.reusable {
		p.fd, err = openAt(p.parent.fd, p.name, openFlags)
	} else {
		p.fd, err = w.openByPath(p)
	}
	if err != nil {
		return err
	}
	if unix.Fstat(p.fd, &w.stat) != nil {
		return nil
	}
	f := facts{attributes: unlisted}
	f.fillStat(&w.stat)
	if t.listAttributes {
		n, _, errno := syscall.Syscall6(unix.SYS_FLISTXATTR, uintptr(p.fd), 0, 0, 0, 0, 0)
		f.attributes = w.attributes(int(n), errno, p.path)
	}
	w.describe(t.dir, t.number, &f)
	return nil
}

// statUnopened stats a directory by its name because opening it failed. If that fails, too, it is a problem and no entry.
func (w *worker) statUnopened(t *task, opening error) error {
	p := t.location
	if p.parent == nil {
		return opening
	}
	parent := p.parent.fd
	if !p.parent.reusable {
		var err error
		if parent, err = w.openByPath(p.parent); err != nil {
			return opening
		}
		defer unix.Close(parent)
	}
	if err := statAt(parent, append([]byte(p.name), 0), &w.stat); err != nil {
		w.problem(t.dir.parent, p.path(), "lstat", err)
		w.vanished = append(w.vanished, t.number)
		return nil
	}
	if w.stat.Mode&unix.S_IFMT == unix.S_IFDIR {
		f := facts{attributes: unlisted}
		f.fillStat(&w.stat)
		w.describe(t.dir, t.number, &f)
	}
	return opening
}

func (w *worker) openByPath(p *location) (int, error) {
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
	if len(path) < maxPiece {
		return path, ""
	}
	at := strings.LastIndexByte(path[:maxPiece], '/')
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

// statAt is fstatat for a name that a NUL follows. Unlike unix.Fstatat it copies and allocates nothing.
func statAt(dir int, name []byte, st *unix.Stat_t) error {
	for {
		_, _, errno := syscall.Syscall6(unix.SYS_NEWFSTATAT, uintptr(dir), uintptr(unsafe.Pointer(unsafe.SliceData(name))),
			uintptr(unsafe.Pointer(st)), unix.AT_SYMLINK_NOFOLLOW, 0, 0)
		switch errno {
		case 0:
			return nil
		case unix.EINTR:
		default:
			return errno
		}
	}
}

// readEntries reads until the kernel returns nothing more: a short answer is not the end, a signal can cut it.
func (w *worker) readEntries(t *task) error {
	if w.buffer == nil {
		w.buffer = make([]byte, direntBuffer)
	}
	for {
		n, err := unix.Getdents(t.location.fd, w.buffer)
		if err == unix.EINTR {
			continue
		}
		if err != nil || n <= 0 {
			return err
		}
		if records := w.buffer[:n]; t.shared != nil || n > minShared && t.location.reusable && w.idle.Load() > 0 {
			w.shareRecords(t, splitRecords(records))
			w.helpWith(t.shared)
		} else {
			w.readRecords(t, records)
		}
		w.giveWork()
	}
}

// splitRecords cuts records into segments of about segmentBytes.
func splitRecords(records []byte) [][]byte {
	var list [][]byte
	for len(records) > 0 {
		at := 0
		for at < min(len(records), segmentBytes) {
			at += recordLen(records[at:])
		}
		list = append(list, records[:at])
		records = records[at:]
	}
	return list
}

// recordLen is the length of the first of some records of getdents64.
func recordLen(records []byte) int {
	return int(binary.NativeEndian.Uint16(records[unsafe.Offsetof(unix.Dirent{}.Reclen):]))
}

// readRecords adds the entries of some records of getdents64.
func (w *worker) readRecords(t *task, records []byte) {
	for len(records) > 0 {
		length := recordLen(records)
		w.readRecord(t, records[:length])
		records = records[length:]
	}
}

// readRecord stats the entry of one record and adds it. Directories are only noted: they are statted when they are opened.
func (w *worker) readRecord(t *task, record []byte) {
	name, kind := recordName(record), record[unsafe.Offsetof(unix.Dirent{}.Type)]
	if string(name) == "." || string(name) == ".." {
		return
	}
	f := facts{name: name, attributes: unlisted}
	if kind == unix.DT_DIR {
		f.mode, f.skipped = typeDir, w.skips(t, name)
		f.listAttributes = !f.skipped && w.options.Attributes && t.eligible(name)
		w.addEntry(t, &f)
		return
	}
	if err := statAt(t.location.fd, name, &w.stat); err != nil {
		w.problem(t.number, join(t.location.path(), string(name)), "lstat", err)
		return
	}
	if err := w.fill(t, &f); err != nil {
		w.problem(t.number, join(t.location.path(), string(name)), "readlink", err)
		return
	}
	if w.options.Attributes && !w.attributesByPath.Load() && t.eligible(name) {
		n, _, errno := syscall.Syscall6(unix.SYS_LISTXATTRAT, uintptr(t.location.fd), uintptr(unsafe.Pointer(unsafe.SliceData(name))),
			unix.AT_SYMLINK_NOFOLLOW, 0, 0, 0)
		f.attributes = w.attributes(int(n), errno, func() string { return join(t.location.path(), string(name)) })
	}
	f.skipped = kind == unix.DT_UNKNOWN && f.mode&typeMask == typeDir && w.skips(t, name)
	w.addEntry(t, &f)
}

// recordName is the name in a record, behind which a NUL follows in the record. The bytes behind that are not zeroed.
func recordName(record []byte) []byte {
	name := record[unsafe.Offsetof(unix.Dirent{}.Name):]
	return name[:bytes.IndexByte(name, 0)]
}

// fill takes over what stat returned, and queries what it does not return. It fails where a link cannot be read.
func (w *worker) fill(t *task, f *facts) (err error) {
	f.fillStat(&w.stat)
	switch f.mode & typeMask {
	case typeChar, typeBlock:
		f.major, f.minor = unix.Major(w.stat.Rdev), unix.Minor(w.stat.Rdev)
	case typeFile:
		f.unreadable = !readableByAll(f.mode) && unix.Faccessat(t.location.fd, string(f.name), unix.R_OK, unix.AT_EACCESS) != nil
	case typeSymlink:
		var n int
		n, err = unix.Readlinkat(t.location.fd, string(f.name), w.target[:])
		f.target = w.target[:max(n, 0)]
	}
	return err
}

func (f *facts) fillStat(st *unix.Stat_t) {
	f.mode, f.size = uint16(st.Mode), st.Size
	f.seconds, f.mtime = st.Mtim.Sec, st.Mtim.Sec*1e9+st.Mtim.Nsec
	f.inode, f.hardLink = st.Ino, st.Nlink > 1
}

// attributes returns the bytes that extended attributes take in a Stat message, given the length of their list as the kernel returned it,
// while the inode is at hand. listxattrat exists from Linux 6.13 on; where it fails, the attributes stay unlisted for now.
func (w *worker) attributes(listLen int, errno syscall.Errno, path func() string) int32 {
	switch errno {
	case 0:
		if listLen == 0 {
			return 0
		}
		if size, err := attributeBytes(w.root + "/" + path()); err == nil {
			return int32(size)
		}
	case unix.ENOTSUP:
		return 0
	case unix.ENOSYS, unix.EPERM:
		// Filters of system calls refuse those that they do not know with EPERM.
		w.attributesByPath.Store(true)
	}
	return unlisted
}
