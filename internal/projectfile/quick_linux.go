package projectfile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"
	"strings"
	"sync/atomic"

	"golang.org/x/sys/unix"
)

// quickDir reads files below a directory with openat2, which opens a path at once and keeps it below the directory. [os.Root] opens every
// directory on the way, and tries to poll each file.
type quickDir struct {
	handle *os.File // nil for none
	// refused: the kernel, or a filter of its calls, does not know openat2.
	refused *atomic.Bool
}

func openQuick(root *os.Root) quickDir {
	handle, err := root.Open(".")
	if err != nil {
		return quickDir{}
	}
	return quickDir{handle, new(atomic.Bool)}
}

// read returns the first bytes of a regular file, at most limit of them. With whole set it returns nil for a file of more bytes. done is false
// where anything but a missing file is in the way: then the caller finds out what.
func (q quickDir) read(rel string, limit int64, whole bool) (text []byte, err error, done bool) {
	if q.handle == nil || q.refused.Load() || strings.Contains(rel, "..") {
		return nil, nil, false
	}
	how := unix.OpenHow{Flags: unix.O_RDONLY | unix.O_NONBLOCK | unix.O_CLOEXEC, Resolve: unix.RESOLVE_BENEATH | unix.RESOLVE_NO_MAGICLINKS}
	fd, err := unix.Openat2(int(q.handle.Fd()), rel, &how)
	runtime.KeepAlive(q.handle)
	switch {
	case errors.Is(err, unix.ENOENT):
		return nil, &fs.PathError{Op: "open", Path: rel, Err: err}, true
	case errors.Is(err, unix.ENOSYS), errors.Is(err, unix.EPERM):
		q.refused.Store(true)
		return nil, nil, false
	case err != nil:
		return nil, nil, false
	}
	defer unix.Close(fd)
	var info unix.Stat_t
	if unix.Fstat(fd, &info) != nil || info.Mode&unix.S_IFMT != unix.S_IFREG {
		return nil, nil, false
	}
	if whole && info.Size > limit {
		return nil, nil, true
	}
	text, err = readFrom(fd, info.Size, limit)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", rel, err), true
	}
	return text, nil, true
}

// readFrom reads a file to its end, at most limit bytes. Its size is a hint only: the file may grow.
func readFrom(fd int, size, limit int64) ([]byte, error) {
	text := make([]byte, min(size+1, limit))
	for length := 0; ; {
		n, err := unix.Read(fd, text[length:])
		if errors.Is(err, unix.EINTR) {
			continue
		}
		if length += max(n, 0); err != nil || n <= 0 || int64(length) == limit {
			return text[:length], err
		}
		if length == len(text) {
			text = append(text, make([]byte, min(int64(length), limit-int64(length)))...)
		}
	}
}
