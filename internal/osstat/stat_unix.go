//go:build unix

package osstat

import (
	"io/fs"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// Of returns what [os.Lstat] has noted in its result.
func Of(info fs.FileInfo) Stat {
	st, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return Stat{}
	}
	s := Stat{Inode: st.Ino, HardLink: st.Nlink > 1}
	if info.Mode()&fs.ModeDevice != 0 {
		s.Major, s.Minor = unix.Major(uint64(st.Rdev)), unix.Minor(uint64(st.Rdev))
	}
	return s
}

// ProcessorTime returns what the process has used of all processors; false where the system does not report it.
func ProcessorTime() (used time.Duration, known bool) {
	var r syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &r) != nil {
		return 0, false
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano()), true
}
