//go:build linux && (amd64 || arm64)

package walker

import (
	"bytes"
	"encoding/binary"
	"runtime"
	"strings"
	"sync/atomic"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

const (
	// Larger buffers brought nothing on trees of a million entries.
	direntBuffer = 64 << 10
	// Bytes of records that are worth waking somebody for, some 250 names, and how many of them are handed over together.
	minShared    = 8 << 10
	segmentBytes = 8 << 10
	yieldEvery   = 6 * time.Millisecond
	// So many times some names are asked about within a millisecond, if nothing has to be waited for.
	yieldAfter = 16
	// Directories that stay open, half of the usual soft limit of descriptors; beyond that they are opened by path.
	maxOpen = 512
	// Descriptors that a worker needs besides: the directory that it reads, and one on the way to another by path.
	ownOpen = 2
	// Room for the name and its NUL below the system's limit of a path.
	pathPiece = unix.PathMax - 1

	// A client that names files by their whole path, as every builder's does, cannot name longer ones.
	pathLimit = unix.PathMax

	openFlags = unix.O_RDONLY | unix.O_DIRECTORY | unix.O_NOFOLLOW | unix.O_CLOEXEC
)

// handle is the descriptor of a directory, which stays open until its children are opened relative to it.
type handle struct {
	fd       int
	refs     atomic.Int32
	opener   *worker // that opened it
	reusable bool    // not where too many were open already
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

// bounded keeps the walk to half of the descriptors that the process may have.
func (o *Options) bounded() {
	var limit unix.Rlimit
	if unix.Getrlimit(unix.RLIMIT_NOFILE, &limit) != nil {
		limit.Cur = 2 * maxOpen
	}
	half := int(min(limit.Cur, 1<<20) / 2)
	o.Workers = max(min(o.Workers, half/ownOpen), 1)
	o.first = min(o.first, o.Workers)
	o.open = min(maxOpen, half-ownOpen*o.Workers)
}

// list reads a directory.
func (w *worker) listDirectory(t *task) error {
	if w.options.Portable {
		return w.listPortable(t)
	}
	p := t.location
	first, err := w.openDir(t)
	opens := err == nil
	if !opens {
		err = w.askByName(t, err)
	}
	if p.parent != nil {
		p.parent.release()
	}
	if !opens {
		return err
	}
	p.opener, p.reusable = w, int(w.open.Add(1))*w.options.Workers <= w.options.open
	p.refs.Store(1)
	err = w.entries(t, first)
	if p.reusable {
		p.release()
		return err
	}
	w.open.Add(-1)
	unix.Close(p.fd)
	return err
}

// probe says why an entry of the directory that is being read cannot be opened as one itself.
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

// openDir opens a directory, asks about it, and reads what comes along with that.
func (w *worker) openDir(t *task) (first opened, err error) {
	if w.buffer == nil {
		w.buffer = make([]byte, direntBuffer)
	}
	p := t.location
	if p.parent != nil && p.parent.reusable {
		p.fd, first, err = w.openAndList(p.parent.fd, p.name, t.listAttributes)
	} else {
		p.fd, err = w.openByPath(p)
	}
	if err != nil {
		return first, err
	}
	if first.asked || unix.Fstat(p.fd, &w.self) == nil {
		w.describeOpened(t, first)
	}
	return first, nil
}

// itself takes up what was said of a directory.
func (w *worker) describeOpened(t *task, l opened) {
	f := facts{attributes: unlisted}
	f.stated(&w.self)
	if l.listed {
		f.attributes = w.attributes(l.list, t.location.path)
	}
	w.describe(t.dir, t.number, &f)
}

// askByName asks about a directory that cannot be opened. If it cannot be asked about either, it is a problem and no entry.
func (w *worker) askByName(t *task, opening error) error {
	p := t.location
	if p.parent == nil {
		return opening
	}
	up := p.parent.fd
	if !p.parent.reusable {
		var err error
		if up, err = w.openByPath(p.parent); err != nil {
			return opening
		}
		defer unix.Close(up)
	}
	if err := statAt(up, p.name, &w.self); err != nil {
		w.problem(t.dir.parent, p.path(), "lstat", err)
		w.vanished = append(w.vanished, t.number)
		return nil
	}
	if w.self.Mode&unix.S_IFMT == unix.S_IFDIR {
		w.describeOpened(t, opened{})
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

func statAt(dir int, name string, st *unix.Stat_t) error {
	for {
		if err := unix.Fstatat(dir, name, st, unix.AT_SYMLINK_NOFOLLOW); err != unix.EINTR {
			return err
		}
	}
}

// entries reads until the kernel says there is no more: a short answer is not the end, a signal can cut it.
func (w *worker) entries(t *task, first opened) error {
	for n := first.size; ; n = 0 {
		if n == 0 {
			var err error
			if n, err = unix.Getdents(t.location.fd, w.buffer); err == unix.EINTR {
				continue
			} else if err != nil || n <= 0 {
				return err
			}
		}
		if records := w.buffer[:n]; t.shared != nil || n > minShared && t.location.reusable && w.idle.Load() > 0 {
			w.shareRecords(t, splitRecords(records))
			w.helpWith(t.shared)
		} else {
			w.readRecords(t, records)
		}
		w.giveWork()
		if first.whole {
			return nil
		}
	}
}

// stretches cuts records into parts of some size.
func splitRecords(records []byte) [][]byte {
	var list [][]byte
	for len(records) > 0 {
		at := 0
		for at < min(len(records), segmentBytes) {
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
func (w *worker) readRecords(t *task, records []byte) {
	for len(records) > 0 {
		if w.rounds++; w.rounds%yieldAfter == 0 {
			w.yield()
		}
		count := 0
		for len(records) > 0 && count < askTogether {
			length := reclen(records)
			if w.question(t, records[:length], &w.questions[count]) {
				count++
			}
			records = records[length:]
		}
		asked := w.questions[:count]
		ask(t.location.fd, asked)
		for i := range asked {
			w.answer(t, &asked[i])
		}
	}
}

// rest lets others run now and then. The scheduler would see to that after 10 ms, at a price: it takes the processor away while the worker is in
// the kernel, and looks every 20 µs whether there is another worker to take it from. On a million files this spares three quarters of 12,000
// switches of threads, and with them a tenth of the processor time.
func (w *worker) yield() {
	if now := time.Now(); now.Sub(w.lastYield) > yieldEvery {
		w.lastYield = now
		runtime.Gosched()
	}
}

// question makes what is to be asked about one record of getdents64; false for what is no entry.
func (w *worker) question(t *task, record []byte, q *question) bool {
	q.name = dirname(record)
	if string(q.name) == "." || string(q.name) == ".." {
		return false
	}
	q.kind = record[unsafe.Offsetof(unix.Dirent{}.Type)]
	q.pruned = q.kind == unix.DT_DIR && w.skips(t, q.name)
	q.listed = !q.pruned && w.options.Attributes && (q.kind == unix.DT_DIR || !w.attributesByPath.Load()) && t.eligible(q.name)
	return true
}

// dirname is the name in a record, whose NUL is in its last eight bytes. What stands behind that is not zeroed.
func dirname(record []byte) []byte {
	name := record[unsafe.Offsetof(unix.Dirent{}.Name):]
	last := max(len(name)-8, 0)
	return name[:last+bytes.IndexByte(name[last:], 0)]
}

// answer takes up what was said of a name. One that cannot be asked about is a problem and no entry.
func (w *worker) answer(t *task, q *question) {
	f := facts{name: q.name, attributes: unlisted, skipped: q.pruned}
	if q.kind == unix.DT_DIR {
		f.mode, f.listAttributes = typeDir, q.listed
		w.addEntry(t, &f)
		return
	}
	if err := q.err(t.location.fd); err != nil {
		w.problem(t.number, join(t.location.path(), string(q.name)), "lstat", err)
		return
	}
	if err := w.fill(t, &q.stat, &f); err != nil {
		w.problem(t.number, join(t.location.path(), string(q.name)), "readlink", err)
		return
	}
	if q.listed {
		f.attributes = w.attributes(q.list, func() string { return join(t.location.path(), string(q.name)) })
	}
	f.skipped = q.kind == unix.DT_UNKNOWN && f.mode&typeMask == typeDir && w.skips(t, q.name)
	w.addEntry(t, &f)
}

// fill takes over what stat says, and asks for what it does not. It fails where a link cannot be read.
func (w *worker) fill(t *task, st *unix.Stat_t, f *facts) (err error) {
	f.stated(st)
	switch f.mode & typeMask {
	case typeChar, typeBlock:
		f.device(st.Rdev)
	case typeFile:
		f.unreadable = !readableByAll(f.mode) && unix.Faccessat(t.location.fd, string(f.name), unix.R_OK, unix.AT_EACCESS) != nil
	case typeSymlink:
		f.target, err = w.readlink(t.location.fd, string(f.name))
	}
	return err
}

func (f *facts) stated(st *unix.Stat_t) {
	f.mode, f.size = uint16(st.Mode), st.Size
	f.seconds, f.mtime = st.Mtim.Sec, st.Mtim.Sec*1e9+st.Mtim.Nsec
	f.inode, f.hardLink = st.Ino, st.Nlink > 1
}

// readlink reads a link's target, which holds until the next is read.
func (w *worker) readlink(fd int, name string) ([]byte, error) {
	n, err := unix.Readlinkat(fd, name, w.target[:])
	return w.target[:max(n, 0)], err
}
