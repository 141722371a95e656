package edit

import (
	"errors"
	"os"
	"time"

	"golang.org/x/sys/unix"

	"github.com/ctxsize/ctxsize/internal/projectfile"
)

// maxOpen is how long a program that has a file open for writing is waited for.
const maxOpen = time.Second

// lease is a lease of a file (fcntl, F_SETLEASE): while it is held nobody has the file open for writing, and who opens it waits until it is
// released. The system grants it to the owner of the file, and not on every file system.
type lease struct {
	f      *os.File
	isHeld bool
}

// takeLease gets a lease of the entry's file. It waits for a program that has the file open for writing.
func (e *entry) takeLease() (*lease, error) {
	f, err := projectfile.OpenIn(e.root, e.name)
	if err != nil {
		return nil, err
	}
	l := &lease{f: f}
	for end := time.Now().Add(maxOpen); ; time.Sleep(time.Millisecond) {
		_, err := unix.FcntlInt(f.Fd(), unix.F_SETLEASE, unix.F_RDLCK)
		switch {
		case err == nil:
			l.isHeld = true
			return l, nil
		case !errors.Is(err, unix.EAGAIN):
			return l, nil
		case time.Now().After(end):
			_ = f.Close()
			return nil, &RefusedError{Path: e.path, Reason: "another program has it open for writing", Hint: "close it in that program, then run ctxsize again"}
		}
	}
}

// broken reports whether somebody waits to open the file for writing.
func (l *lease) broken() bool {
	if !l.isHeld {
		return false
	}
	kind, err := unix.FcntlInt(l.f.Fd(), unix.F_GETLEASE, 0)
	return err == nil && kind != unix.F_RDLCK
}

// release lets those go on who wait.
func (l *lease) release() { _ = l.f.Close() }
