//go:build unix

package projectfile

import "syscall"

// nonBlocking has open return at once for a FIFO without a writer.
const nonBlocking = syscall.O_NONBLOCK
