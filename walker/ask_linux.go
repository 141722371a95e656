//go:build linux && (amd64 || arm64)

package walker

import (
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// askTogether is about how many names the kernel is asked at a time; from 8 to 128 it makes no difference.
const askTogether = 16

// inquiry is where a worker keeps what it asks.
type inquiry struct {
	questions [askTogether]question
	self      unix.Stat_t // of the directory that is being opened
}

// question is one about a name in an open directory.
type question struct {
	name   []byte // in the kernel's buffer, where a NUL ends it
	kind   byte   // as getdents64 says; directories are asked about when they are opened
	pruned bool   // a directory that is not entered
	listed bool   // extended attributes are asked for, too

	stat  unix.Stat_t
	errno syscall.Errno
	list  listedAttributes
}

// listedAttributes is how the kernel answers when it is asked for extended attributes: with the bytes of their names.
type listedAttributes struct {
	bytes int32
	errno syscall.Errno
}

// err is how the question about a name failed.
func (q *question) err(fd int) error {
	for q.errno == unix.EINTR {
		ask(fd, unsafe.Slice(q, 1))
	}
	if q.errno != 0 {
		return q.errno
	}
	return nil
}

// The runtime keeps these two as they are for programs that need them (go.dev/issue/67401).

//go:linkname entersyscall runtime.entersyscall
func entersyscall()

//go:linkname exitsyscall runtime.exitsyscall
func exitsyscall()

// opened is what of a directory was read when it was opened.
type opened struct {
	size   int  // bytes of records
	whole  bool // there are no more
	asked  bool // about the directory itself
	listed bool // and its extended attributes
	list   listedAttributes
}

// roomForMore is how much of a buffer must be free for another answer, which most directories have to say only that there is no more.
const roomForMore = 16 << 10

// openAndList opens a directory in another one, asks about it, and reads what fits into a buffer; name has a NUL behind it. What cannot be had
// now is left for the next time.
func (w *worker) openAndList(dir int, name string, listed bool) (fd int, l opened, err error) {
	fd, l, errno := openListed(dir, unsafe.StringData(name), &w.self, listed, w.buffer)
	switch errno {
	case 0:
		return fd, l, nil
	case unix.EINTR:
		fd, err = openAt(dir, name, openFlags)
		return fd, opened{}, err
	}
	return fd, l, errno
}

// openListed tells the runtime once, see ask: 100,000 directories take 0.95 of the processor time, and with the question about the directory
// itself, which elsewhere is one by name, 0.92 of that.
//
//go:nosplit
//go:norace
//go:noinline
func openListed(dir int, name *byte, self *unix.Stat_t, listed bool, buffer []byte) (fd int, l opened, errno syscall.Errno) {
	entersyscall()
	r, _, errno := syscall.RawSyscall6(unix.SYS_OPENAT, uintptr(dir), uintptr(unsafe.Pointer(name)), openFlags, 0, 0, 0)
	if errno == 0 {
		_, _, failed := syscall.RawSyscall6(unix.SYS_FSTAT, r, uintptr(unsafe.Pointer(self)), 0, 0, 0, 0)
		l.asked = failed == 0
	}
	if errno == 0 && listed {
		n, _, failed := syscall.RawSyscall6(unix.SYS_FLISTXATTR, r, 0, 0, 0, 0, 0)
		l.listed, l.list = true, listedAttributes{int32(n), failed}
	}
	for errno == 0 && len(buffer)-l.size >= roomForMore {
		n, _, failed := syscall.RawSyscall6(unix.SYS_GETDENTS64, r, uintptr(unsafe.Pointer(unsafe.SliceData(buffer)))+uintptr(l.size), uintptr(len(buffer)-l.size), 0, 0, 0)
		if failed != 0 {
			break
		}
		if n == 0 {
			l.whole = true
			break
		}
		l.size += int(n)
	}
	exitsyscall()
	return int(r), l, errno
}

// ask asks the kernel about some names of an open directory, not following links.
//
// The runtime is told once for all of them that a thread goes into the kernel and comes back, as syscall.Syscall6 tells it for each call: a walk
// of a million files takes 0.93 of the processor time that it takes with that. A call that does not come back is dealt with as ever. Code that
// runs while the runtime takes a thread to be in the kernel may use no more stack and no memory, and may write no pointers.
//
//go:nosplit
//go:norace
//go:noinline
func ask(fd int, questions []question) {
	entersyscall()
	for i := range questions {
		q := &questions[i]
		if q.kind == unix.DT_DIR {
			continue
		}
		// The name lies in the worker's buffer, which is not on a stack and so does not move.
		name := uintptr(unsafe.Pointer(unsafe.SliceData(q.name)))
		_, _, q.errno = syscall.RawSyscall6(unix.SYS_NEWFSTATAT, uintptr(fd), name, uintptr(unsafe.Pointer(&q.stat)), unix.AT_SYMLINK_NOFOLLOW, 0, 0)
		if q.listed && q.errno == 0 {
			n, _, errno := syscall.RawSyscall6(unix.SYS_LISTXATTRAT, uintptr(fd), name, unix.AT_SYMLINK_NOFOLLOW, 0, 0, 0)
			q.list = listedAttributes{int32(n), errno}
		}
	}
	exitsyscall()
}
