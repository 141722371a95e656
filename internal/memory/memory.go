// Package memory limits the memory of long runs.
package memory

import (
	"runtime/debug"
	"runtime/metrics"
	"time"

	"github.com/ctxsize/ctxsize/internal/generous"
)

const (
	gcInterval = 50 * time.Millisecond
	// A heap of this size is not worth a collection: on a busy machine a run is long without a large tree, and the builds of a project
	// are full of pointers. On a loaded machine five real projects take 0.7 to 0.9 of the processor time.
	minHeap = 24 << 20
	// A larger heap may grow by this much, or by a share of a large tree, before it is collected. Collections are cheap, because nearly all
	// of a tree has no pointers. A million files peak at 55 instead of 69 bytes an entry, for 2 % of the time; 200,000 files in one
	// directory take 15 % less time than with the share alone.
	minGarbage       = 6 << 20
	minGCPercent     = 20
	defaultGCPercent = 100
)

// Limit reduces the memory of long runs, which are about large trees. The returned function ends that. It does nothing if the environment
// configures the garbage collector.
func Limit() func() {
	if !generous.IsUnset() {
		return func() {}
	}
	long := make(chan bool)
	go func() {
		for changed := false; ; changed = true {
			select {
			case long <- changed:
				return
			case <-time.After(gcInterval):
				debug.SetGCPercent(gcPercent(liveHeap()))
			}
		}
	}()
	return func() {
		if <-long {
			debug.SetGCPercent(defaultGCPercent)
		}
	}
}

// liveHeap returns the size in bytes of what the last collection left.
func liveHeap() int {
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(live)
	return int(live[0].Value.Uint64())
}

// gcPercent returns the GC percentage for a live heap of that size: it grows to minHeap, or by minGarbage, within limits.
func gcPercent(live int) int {
	live = max(live, 1)
	room := max(minGarbage, minHeap-live)
	return min(max(room*100/live, minGCPercent), generous.Percent)
}
