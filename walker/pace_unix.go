//go:build unix

package walker

import (
	"syscall"
	"time"
)

// processorTime is what the process has used of all processors; false where the system does not say.
func processorTime() (used time.Duration, known bool) {
	var r syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &r) != nil {
		return 0, false
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano()), true
}
