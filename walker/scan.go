package walker

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/ctxsize/ctxsize/ignore"
)

// scan is one walk under way: workers with a last-in-first-out stack each, and a common one for those that have run dry.
type scan struct {
	root    string
	options Options
	numbers atomic.Int32 // directories that have a number, less the root
	open    atomic.Int32 // descriptors that wait for children
	stopped atomic.Bool

	mu      sync.Mutex
	wake    *sync.Cond
	shared  []task
	pending int          // tasks that are not done
	idle    atomic.Int32 // workers that wait

	workers []*worker
	chunks  []*chunk
}

// task is a directory that is to be read.
type task struct {
	number int32
	parent int32
	path   string
	name   string
	handle *handle       // of the parent, nil where it is closed already
	state  []*ignore.Dir // what each filter knows in this directory
	branch *branch       // that it belongs to, nil for the root
}

// worker reads directories into chunks of its own.
type worker struct {
	*scan
	stack    []task
	chunk    *chunk
	index    uint32 // of the chunk
	dirs     []numbered
	problems []treeProblem
	found    []facts    // of the directory that is being read
	names    []byte     // what found points into
	buffer   []byte     // for getdents64
	target   [4096]byte // for readlinkat, whose answers are shorter on every system
}

type numbered struct {
	number int32
	directory
}

func newScan(root string, o Options) *scan {
	s := &scan{root: root, options: o}
	s.wake = sync.NewCond(&s.mu)
	return s
}

func (s *scan) run(ctx context.Context) error {
	first := task{parent: -1, name: "."}
	if !s.options.Full {
		for _, f := range s.options.Filters {
			first.state = append(first.state, f.Lines.Root())
		}
	}
	s.shared, s.pending = []task{first}, 1
	defer context.AfterFunc(ctx, s.stop)()
	var wg sync.WaitGroup
	for range s.options.Workers {
		w := &worker{scan: s}
		s.workers = append(s.workers, w)
		wg.Go(w.run)
	}
	wg.Wait()
	return context.Cause(ctx)
}

func (s *scan) stop() {
	s.stopped.Store(true)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.wake.Broadcast()
}

// run works until nothing is left anywhere. After a stop it goes on taking tasks, to let go of what they hold.
func (w *worker) run() {
	for {
		t, ok := w.next()
		if !ok {
			return
		}
		var below []task
		if w.stopped.Load() {
			w.drop(t)
		} else {
			below = w.read(t)
		}
		w.done(below)
	}
}

func (w *worker) next() (task, bool) {
	if t, ok := pop(&w.stack); ok {
		return t, true
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for len(w.shared) == 0 && w.pending > 0 {
		w.idle.Add(1)
		w.wake.Wait()
		w.idle.Add(-1)
	}
	return pop(&w.shared)
}

func pop(stack *[]task) (task, bool) {
	n := len(*stack) - 1
	if n < 0 {
		return task{}, false
	}
	t := (*stack)[n]
	(*stack)[n] = task{}
	*stack = (*stack)[:n]
	return t, true
}

// done counts a task off and its children in, and gives the older half of the stack away where somebody waits.
func (w *worker) done(below []task) {
	w.stack = append(w.stack, below...)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.pending += len(below) - 1
	if w.pending == 0 {
		w.wake.Broadcast()
		return
	}
	if half := (len(w.stack) + 1) / 2; w.idle.Load() > 0 && len(w.stack) > 1 {
		w.shared = append(w.shared, w.stack[:half]...)
		w.stack = slices.Delete(w.stack, 0, half)
		w.wake.Broadcast()
	}
}

// read reads one directory, keeps what it found and gives the directories that are to be read next.
func (w *worker) read(t task) []task {
	w.found, w.names = w.found[:0], w.names[:0]
	d := directory{parent: t.parent}
	h, err := w.list(t)
	if err != nil {
		d.state = dirFailed
		w.problem(t.number, t.path, "open", err)
	}
	below := w.keep(t, &d, h)
	h.release(w.scan)
	w.dirs = append(w.dirs, numbered{t.number, d})
	return below
}

func (w *worker) problem(dir int32, path, op string, err error) {
	if path == "" {
		path = "."
	}
	w.problems = append(w.problems, treeProblem{Problem{Path: path, Op: op, Err: bare(err)}, dir})
}

// pruned says whether every filter takes a directory out for good.
func (w *worker) pruned(t task, name []byte) bool {
	if len(t.state) == 0 {
		return false
	}
	for n, d := range t.state {
		if !d.Decide(name).Excluded {
			return false
		}
		f := w.options.Filters[n]
		if f.Lines.Exceptions() && f.reads(join(t.path, string(name))) {
			return false
		}
	}
	return true
}

// drop lets go of a task that is not wanted any more.
func (w *worker) drop(t task) { t.handle.release(w.scan) }

// tree puts together what the workers have.
func (s *scan) tree() *Tree {
	t := &Tree{Root: s.root, chunks: s.chunks, dirs: make([]directory, s.numbers.Load()+1)}
	for _, w := range s.workers {
		for _, d := range w.dirs {
			t.dirs[d.number] = d.directory
		}
		t.problems = append(t.problems, w.problems...)
	}
	for _, c := range t.chunks {
		t.base = append(t.base, t.total)
		t.total += uint32(len(c.entries))
	}
	t.sumUp()
	return t
}
