package walker

import (
	"math"
	"runtime"
	"time"
)

// While all that is read is cached, calls keep the processors busy, and one worker for each is the quickest. Where calls wait, for a disk or
// another machine, others have to go on meanwhile: workers that all have something to read and for some ticks take less than a share of
// their processors are seen to wait. The three of npm's tree, a million files and 100,000 directories took from 0.1 to 0.6 with cold
// caches, and with warm ones 0.9, now and then for a tick less than half of it where the machine was needed for something else.
const (
	paceEvery    = 20 * time.Millisecond
	waitingShare = 0.6
	waitingTicks = 3
)

// firstWorkers is how many workers a scan begins with where nobody says how many there are to be.
func firstWorkers() int {
	if _, known := processorTime(); !known {
		return math.MaxInt
	}
	return min(runtime.NumCPU(), runtime.GOMAXPROCS(0))
}

// waits counts the ticks in a row in which workers were seen to wait.
type waits int

// tick takes the share of their processors that the workers have used since the last one, and says whether they wait.
func (w *waits) tick(share float64, idle bool) bool {
	*w++
	if share >= waitingShare || idle {
		*w = 0
	}
	return *w >= waitingTicks
}

// watch starts the other workers as soon as the first are seen to wait.
func (s *scan) watch() {
	ticker := time.NewTicker(paceEvery)
	defer ticker.Stop()
	at := time.Now()
	used, _ := processorTime()
	for w := waits(0); ; {
		select {
		case <-s.finished:
			return
		case now := <-ticker.C:
			usedNow, _ := processorTime()
			if w.tick(float64(usedNow-used)/float64(now.Sub(at))/float64(s.options.first), s.idle.Load() > 0) {
				s.start(s.options.Workers)
				return
			}
			at, used = now, usedNow
		}
	}
}
