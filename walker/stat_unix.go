//go:build unix

package walker

import (
	"io/fs"
	"syscall"

	"golang.org/x/sys/unix"
)

// device takes over the number of a device, which each system puts together in its own way.
func (f *facts) device(number uint64) { f.major, f.minor = unix.Major(number), unix.Minor(number) }

// stat takes over what os.Lstat says.
func (f *facts) stat(info fs.FileInfo) {
	f.mode, f.size = portableMode(info.Mode()), info.Size()
	f.mtime, f.seconds = info.ModTime().UnixNano(), info.ModTime().Unix()
	if s, ok := info.Sys().(*syscall.Stat_t); ok {
		f.inode, f.hardLink = s.Ino, s.Nlink > 1
		if kind := f.mode & typeMask; kind == typeChar || kind == typeBlock {
			f.device(uint64(s.Rdev))
		}
	}
}
