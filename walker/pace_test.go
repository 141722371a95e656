//go:build unix

package walker

import (
	"testing"
	"testing/synctest"
	"time"
)

// TestWaitingWorkersGetHelp lets time pass in which the process does next to nothing.
func TestWaitingWorkersGetHelp(t *testing.T) {
	for _, tt := range []struct {
		name string
		idle int32 // workers without anything to read
		want int
	}{
		{"all have something to read", 0, 4},
		{"one has nothing to read", 1, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newScan("", Options{Workers: 4, first: 2, Progress: new(Progress)})
				s.pending.Store(1)
				s.idle.Store(tt.idle)
				s.running.Go(s.watch)
				time.Sleep((waitingTicks + 2) * paceEvery)
				synctest.Wait()
				s.mu.Lock()
				got := len(s.workers)
				s.mu.Unlock()
				if got != tt.want {
					t.Errorf("%d workers, want %d", got, tt.want)
				}
				(&worker{scan: s}).finishTask()
				s.running.Wait()
			})
		})
	}
}

func TestWaits(t *testing.T) {
	for _, tt := range []struct {
		name   string
		shares []float64
		idle   int // tick at which a worker has nothing to read, from 1
		want   bool
	}{
		{"a cold cache", []float64{0.4, 0.3, 0.5}, 0, true},
		{"a warm one", []float64{0.9, 1, 0.95, 0.9, 1, 0.9}, 0, false},
		{"the machine is needed for something else now and then", []float64{0.9, 0.3, 0.4, 0.9, 0.2, 0.3, 0.8}, 0, false},
		{"it gets cold", []float64{0.9, 0.95, 0.5, 0.5, 0.5}, 0, true},
		{"too few directories for all", []float64{0.5, 0.5, 0.5, 0.5}, 2, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var w waits
			got := false
			for n, share := range tt.shares {
				got = w.tick(share, n+1 == tt.idle)
			}
			if got != tt.want {
				t.Errorf("got %v", got)
			}
		})
	}
}
