package terminal

import (
	"strconv"
	"strings"
	"time"

	"github.com/ctxsize/ctxsize/internal/projectfile"
)

const (
	// tick is the unit of process times in /proc (USER_HZ, which is 100 on all architectures of Linux that Go supports).
	tick = 10 * time.Millisecond
	// maxStatus is the size of a file of /proc in bytes.
	maxStatus = 4096
)

// Running returns how long this process has been running, its start by the system included; 0 where the system does not show it.
func Running() time.Duration {
	stat, err := projectfile.ReadOwn("/proc/self/stat", maxStatus)
	if err != nil {
		return 0
	}
	uptime, err := projectfile.ReadOwn("/proc/uptime", maxStatus)
	if err != nil {
		return 0
	}
	return running(string(stat), string(uptime))
}

// running returns the time from the start in a text of /proc/self/stat to the time in one of /proc/uptime, 0 where they are not in order.
func running(stat, uptime string) time.Duration {
	// The name of the program, in parentheses, may have blanks.
	_, rest, _ := strings.Cut(stat[strings.LastIndexByte(stat, ')')+1:], " ")
	const startField = 19
	fields, now := strings.Fields(rest), strings.Fields(uptime)
	if len(fields) <= startField || len(now) == 0 {
		return 0
	}
	start, err := strconv.ParseInt(fields[startField], 10, 64)
	if err != nil {
		return 0
	}
	seconds, err := strconv.ParseFloat(now[0], 64)
	if err != nil {
		return 0
	}
	return max(time.Duration(seconds*float64(time.Second))-time.Duration(start)*tick, 0)
}
