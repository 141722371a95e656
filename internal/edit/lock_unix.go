//go:build unix

package edit

import (
	"errors"
	"fmt"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// maxWait is how long another writer is waited for.
const maxWait = 10 * time.Second

// lock takes the lock of an open directory. Closing the directory releases it, and so does the end of the process, however that comes: there
// is no lock file that could be left, or be sent to a builder.
func lock(dir *os.File) (unlock func(), err error) {
	for end := time.Now().Add(maxWait); ; time.Sleep(time.Millisecond) {
		err := unix.Flock(int(dir.Fd()), unix.LOCK_EX|unix.LOCK_NB)
		switch {
		case err == nil:
			return func() {}, nil
		case errors.Is(err, unix.EINTR):
		case !errors.Is(err, unix.EWOULDBLOCK):
			return nil, fmt.Errorf("cannot lock %s: %w", dir.Name(), err)
		case time.Now().After(end):
			return nil, fmt.Errorf("cannot lock %s: another process has held the lock for %v", dir.Name(), maxWait)
		}
	}
}
