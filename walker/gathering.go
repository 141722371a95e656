package walker

import (
	"maps"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/ctxsize/ctxsize/internal/parallel"
)

// While the reader asks the kernel for more names, which takes as long as to ask about those of three stretches, the others are not to run dry.
const segmentsAhead = 4

// gathering is a large directory, whose names several workers ask about: the one that reads it hands stretches to those that wait.
type sharedDir struct {
	task
	remaining atomic.Int32 // those who are not done, the reader included
	queued    atomic.Int32 // stretches that nobody has taken
	mu        sync.Mutex
	batches   map[*worker]*batch
}

// of gives the batch of a worker, which is used by that worker alone until all are done.
func (g *sharedDir) batchFor(w *worker) *batch {
	g.mu.Lock()
	defer g.mu.Unlock()
	b := g.batches[w]
	if b == nil {
		b = new(batch)
		g.batches[w] = b
	}
	return b
}

// share hands stretches of records of the directory that the worker reads to those who wait.
func (w *worker) shareRecords(t *task, stretches [][]byte) {
	if t.shared == nil {
		t.shared = &sharedDir{task: *t, batches: map[*worker]*batch{w: w.batch}}
		t.shared.remaining.Store(1)
	}
	g := t.shared
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, records := range stretches {
		var stretch []byte
		if last := len(w.freeBuffers) - 1; last >= 0 {
			stretch, w.freeBuffers = w.freeBuffers[last][:0], w.freeBuffers[:last]
		}
		g.remaining.Add(1)
		g.queued.Add(1)
		t.location.retain()
		w.pending.Add(1)
		w.shared = append(w.shared, task{shared: g, segment: append(stretch, records...)})
	}
	w.wake.Broadcast()
}

// assist takes stretches of the directory that the worker reads until no more are left than the others could take at once.
func (w *worker) helpWith(g *sharedDir) {
	for {
		t, ok := w.takeBack(g)
		if !ok {
			return
		}
		w.readSegment(&t)
		w.finishTask()
	}
}

func (w *worker) takeBack(g *sharedDir) (t task, ok bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if int(g.queued.Load()) < (len(w.workers)-1)*segmentsAhead {
		return t, false
	}
	for n, t := range slices.Backward(w.shared) {
		if t.shared == g {
			w.shared = slices.Delete(w.shared, n, n+1)
			return t, true
		}
	}
	return t, false
}

// help takes a stretch of a directory that another worker reads.
func (w *worker) readSegment(t *task) {
	g, own := t.shared, w.batch
	g.queued.Add(-1)
	w.batch = g.batchFor(w)
	if !w.stopped.Load() {
		mine := g.task
		mine.states = nil
		for _, d := range g.states {
			mine.states = append(mine.states, d.Clone())
		}
		w.readRecords(&mine, t.segment)
	}
	w.batch = own
	g.location.release()
	w.mu.Lock()
	w.freeBuffers = append(w.freeBuffers, t.segment)
	w.mu.Unlock()
	w.finishShared(g)
}

// gathered counts off somebody who is done with a directory. The last one keeps it.
func (w *worker) finishShared(g *sharedDir) {
	if g.remaining.Add(-1) > 0 {
		return
	}
	batches := slices.Collect(maps.Values(g.batches))
	parallel.Do(len(batches), func(n int) { batches[n].sort() })
	w.storeDirectory(&g.task, batches)
}
