//go:build linux || darwin

package main

import (
	"os"
	"runtime"
	"syscall"
)

// peak is the largest memory of a process that has ended, in bytes; what is less than this program's own cannot be told.
func peak(p *os.ProcessState) int64 {
	usage, ok := p.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0
	}
	if runtime.GOOS == "darwin" {
		return int64(usage.Maxrss)
	}
	return int64(usage.Maxrss) << 10
}
