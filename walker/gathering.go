package walker

import (
	"maps"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/ctxsize/ctxsize/internal/parallel"
)

// While the reader asks the kernel for more names, which takes as long as to ask about those of three stretches, the others are not to run dry.
const stretchesAhead = 4

// gathering is a large directory, whose names several workers ask about: the one that reads it hands stretches to those that wait.
type gathering struct {
	task
	open    atomic.Int32 // those who are not done, the reader included
	waiting atomic.Int32 // stretches that nobody has taken
	mu      sync.Mutex
	batches map[*worker]*batch
}

// of gives the batch of a worker, which is used by that worker alone until all are done.
func (g *gathering) of(w *worker) *batch {
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
func (w *worker) share(t *task, stretches [][]byte) {
	if t.gathering == nil {
		t.gathering = &gathering{task: *t, batches: map[*worker]*batch{w: w.batch}}
		t.gathering.open.Store(1)
	}
	g := t.gathering
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, records := range stretches {
		var stretch []byte
		if last := len(w.spare) - 1; last >= 0 {
			stretch, w.spare = w.spare[last][:0], w.spare[:last]
		}
		g.open.Add(1)
		g.waiting.Add(1)
		t.place.retain()
		w.pending.Add(1)
		w.shared = append(w.shared, task{gathering: g, stretch: append(stretch, records...)})
	}
	w.wake.Broadcast()
}

// assist takes stretches of the directory that the worker reads until no more are left than the others could take at once.
func (w *worker) assist(g *gathering) {
	for {
		t, ok := w.reclaim(g)
		if !ok {
			return
		}
		w.help(&t)
		w.done()
	}
}

func (w *worker) reclaim(g *gathering) (t task, ok bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if int(g.waiting.Load()) < (len(w.workers)-1)*stretchesAhead {
		return t, false
	}
	for n, t := range slices.Backward(w.shared) {
		if t.gathering == g {
			w.shared = slices.Delete(w.shared, n, n+1)
			return t, true
		}
	}
	return t, false
}

// help takes a stretch of a directory that another worker reads.
func (w *worker) help(t *task) {
	g, own := t.gathering, w.batch
	g.waiting.Add(-1)
	w.batch = g.of(w)
	if !w.stopped.Load() {
		mine := g.task
		mine.state = nil
		for _, d := range g.state {
			mine.state = append(mine.state, d.Clone())
		}
		w.take(&mine, t.stretch)
	}
	w.batch = own
	g.place.release()
	w.mu.Lock()
	w.spare = append(w.spare, t.stretch)
	w.mu.Unlock()
	w.gathered(g)
}

// gathered counts off somebody who is done with a directory. The last one keeps it.
func (w *worker) gathered(g *gathering) {
	if g.open.Add(-1) > 0 {
		return
	}
	batches := slices.Collect(maps.Values(g.batches))
	parallel.Do(len(batches), func(n int) { batches[n].sort() })
	w.keep(&g.task, batches)
}
