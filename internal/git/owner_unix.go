//go:build unix

package git

import (
	"os"
	"strconv"
	"syscall"
)

// ownedByUser reports whether a path belongs to the effective user, or, for root, to the user who called sudo. A link and what it leads to
// both have to.
func (v variables) ownedByUser(path string) bool {
	for _, stat := range []func(string) (os.FileInfo, error){os.Lstat, os.Stat} {
		info, err := stat(path)
		if err != nil {
			return false
		}
		s, ok := info.Sys().(*syscall.Stat_t)
		if !ok || !v.isUser(s.Uid) {
			return false
		}
	}
	return true
}

func (v variables) isUser(uid uint32) bool {
	effective := os.Geteuid()
	if effective != 0 || uid == 0 {
		return int64(uid) == int64(effective)
	}
	sudo, err := strconv.ParseUint(v["SUDO_UID"], 10, 32)
	return err == nil && uint64(uid) == sudo
}

// sameDevice reports whether two directories lie on one file system.
func sameDevice(a, b string) bool {
	infoA, errA := os.Stat(a)
	infoB, errB := os.Stat(b)
	if errA != nil || errB != nil {
		return false
	}
	statA, okA := infoA.Sys().(*syscall.Stat_t)
	statB, okB := infoB.Sys().(*syscall.Stat_t)
	return okA && okB && statA.Dev == statB.Dev
}
