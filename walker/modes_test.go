package walker

import (
	"io/fs"
	"testing"
)

// TestFileMode converts every type and bit of st_mode to Go's representation.
func TestFileMode(t *testing.T) {
	for mode, want := range map[uint16]fs.FileMode{
		0o100644: 0o644, 0o040755: 0o755 | fs.ModeDir, 0o120777: 0o777 | fs.ModeSymlink, 0o010600: 0o600 | fs.ModeNamedPipe, 0o140700: 0o700 | fs.ModeSocket,
		0o020666: 0o666 | fs.ModeDevice | fs.ModeCharDevice, 0o060660: 0o660 | fs.ModeDevice, 0o104755: 0o755 | fs.ModeSetuid, 0o102755: 0o755 | fs.ModeSetgid, 0o041777: 0o777 | fs.ModeDir | fs.ModeSticky,
	} {
		if got := fileMode(mode); got != want {
			t.Errorf("%o: got %s, want %s", mode, got, want)
		}
		if got := portableMode(want); got != mode {
			t.Errorf("%s: got %o, want %o", want, got, mode)
		}
	}
}

// TestKindOf has the kinds of file modes.
func TestKindOf(t *testing.T) {
	for mode, want := range map[fs.FileMode]Kind{
		0o644: File, fs.ModeDir | 0o755: Dir, fs.ModeSymlink: Symlink, fs.ModeNamedPipe: FIFO, fs.ModeSocket: Socket, fs.ModeDevice: Device, fs.ModeDevice | fs.ModeCharDevice: Device,
	} {
		if got := kindOf(mode); got != want {
			t.Errorf("%s: got %s, want %s", mode, got, want)
		}
	}
}
