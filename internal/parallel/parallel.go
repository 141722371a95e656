// Package parallel does the same to many things at once.
package parallel

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// Do calls do for 0 up to n-1, in as many goroutines as there are processors, and returns when all are done.
func Do(n int, do func(n int)) {
	var next atomic.Int64
	var wg sync.WaitGroup
	work := func() {
		for at := int(next.Add(1)) - 1; at < n; at = int(next.Add(1)) - 1 {
			do(at)
		}
	}
	for range min(n, runtime.GOMAXPROCS(0)) - 1 {
		wg.Go(work)
	}
	work()
	wg.Wait()
}
