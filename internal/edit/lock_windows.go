package edit

import (
	"crypto/sha256"
	"fmt"
	"os"
	"runtime"
	"strings"
	"time"

	"golang.org/x/sys/windows"
)

// maxWait is how long another writer is waited for.
const maxWait = 10 * time.Second

// lock takes a named mutex of a directory, which belongs to the calling thread. Windows releases it when the process ends, however that comes.
func lock(dir *os.File) (unlock func(), err error) {
	name, err := windows.UTF16PtrFromString(fmt.Sprintf(`Local\ctxsize-%x`, sha256.Sum256([]byte(strings.ToLower(dir.Name())))))
	if err != nil {
		return nil, err
	}
	mutex, err := windows.CreateMutex(nil, false, name)
	if mutex == 0 {
		return nil, fmt.Errorf("cannot lock %s: %w", dir.Name(), err)
	}
	runtime.LockOSThread()
	event, err := windows.WaitForSingleObject(mutex, uint32(maxWait/time.Millisecond))
	if err == nil && event != windows.WAIT_OBJECT_0 && event != windows.WAIT_ABANDONED {
		err = fmt.Errorf("another process has held the lock for %v", maxWait)
	}
	if err != nil {
		runtime.UnlockOSThread()
		_ = windows.CloseHandle(mutex)
		return nil, fmt.Errorf("cannot lock %s: %w", dir.Name(), err)
	}
	return func() {
		_ = windows.ReleaseMutex(mutex)
		runtime.UnlockOSThread()
		_ = windows.CloseHandle(mutex)
	}, nil
}
