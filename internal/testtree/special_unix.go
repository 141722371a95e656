//go:build unix

package testtree

import (
	"fmt"
	"net"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// makeSpecial makes a FIFO, a socket or a character device.
func makeSpecial(path, kind string) error {
	switch kind {
	case "fifo":
		return unix.Mkfifo(path, 0o644)
	case "char":
		return unix.Mknod(path, unix.S_IFCHR|0o644, int(unix.Mkdev(1, 3)))
	case "sock":
		l, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
		if err != nil {
			return fmt.Errorf("%s: %w", filepath.Base(path), err)
		}
		l.SetUnlinkOnClose(false)
		return l.Close()
	}
	return fmt.Errorf("unknown kind %q", kind)
}

// setTime sets the time of an entry itself, of a link, too.
func setTime(path string, seconds int64) error {
	t := unix.NsecToTimespec(seconds * 1e9)
	return unix.UtimesNanoAt(unix.AT_FDCWD, path, []unix.Timespec{t, t}, unix.AT_SYMLINK_NOFOLLOW)
}
