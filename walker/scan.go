package walker

import (
	"context"
	"maps"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/ctxsize/ctxsize/ignore"
)

// scan is one walk: workers with a last-in-first-out stack each, and a shared one from which idle workers take.
type scan struct {
	root    string
	options Options
	dirs    dirTableBuilder
	classes classes
	stopped atomic.Bool
	// pathsOnly: the system lists extended attributes by path only.
	attributesByPath atomic.Bool

	mu          sync.Mutex
	wake        *sync.Cond
	shared      []task
	freeBuffers [][]byte     // for segments
	pending     atomic.Int64 // tasks that are not done
	idle        atomic.Int32 // workers that wait

	running sync.WaitGroup
	workers []*worker
	chunks  []*chunk
}

// task is a directory, or a segment of one, that is to be read.
type task struct {
	location       *location
	dir            *directory
	number         int32
	states         []*ignore.Dir // what each filter knows in this directory
	branch         *branch       // that it belongs to, nil for the root
	listAttributes bool          // list its extended attributes when it is opened

	shared  *sharedDir // of a directory that several workers read
	segment []byte     // records of it
}

// location is a directory on the way, with its descriptor while it is needed.
type location struct {
	parent *location
	name   string
	handle
}

// path is relative to the context, "" for the context itself.
func (p *location) path() string {
	if p.parent == nil {
		return ""
	}
	return join(p.parent.path(), p.name)
}

// worker reads directories into chunks of its own.
type worker struct {
	*scan
	stack    []task
	batch    *batch // of the directory that is being read
	chunk    *chunk
	index    uint32       // of the chunk
	added    int64        // tasks on the stack that are not counted as pending yet
	open     atomic.Int32 // descriptors that wait for children
	problems []treeProblem
	seconds  map[int32]int64 // see Tree
	vanished []int32         // directories that are none of the tree
	reader

	classNumbers map[class]uint32
}

func newScan(root string, o Options) *scan {
	s := &scan{root: root, options: o}
	s.wake = sync.NewCond(&s.mu)
	s.dirs.last.Store(-1)
	s.classes.numbers = map[class]uint32{}
	return s
}

func (s *scan) run(ctx context.Context) error {
	first := s.rootTask()
	if !s.options.Full || s.options.Attributes {
		for _, f := range s.options.Filters {
			first.states = append(first.states, f.Patterns.Root())
		}
	}
	s.options.Progress.begin()
	s.shared = []task{first}
	s.pending.Store(1)
	defer context.AfterFunc(ctx, s.stop)()
	for range s.options.Workers {
		s.addWorker()
	}
	for _, w := range s.workers {
		s.running.Go(w.run)
	}
	s.running.Wait()
	return context.Cause(ctx)
}

// addWorker adds a worker before the first one runs: workers look at the list of all.
func (s *scan) addWorker() *worker {
	w := &worker{scan: s, batch: new(batch)}
	s.workers = append(s.workers, w)
	return w
}

// rootTask returns the task of the root.
func (s *scan) rootTask() task {
	number, d := s.dirs.add(-1, nil)
	return task{location: &location{}, dir: d, number: number}
}

func (s *scan) stop() {
	s.stopped.Store(true)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.wake.Broadcast()
}

// run works until nothing is left. After a stop it goes on taking tasks, to release what they hold.
func (w *worker) run() {
	for {
		t, ok := w.next()
		if !ok {
			return
		}
		switch {
		case t.shared != nil:
			w.readSegment(&t)
		case w.stopped.Load():
			w.dropTask(&t)
		default:
			w.readDirectory(&t)
		}
		w.finishTask()
	}
}

func (w *worker) next() (task, bool) {
	if t, ok := pop(&w.stack); ok {
		return t, true
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for len(w.shared) == 0 && w.pending.Load() > 0 {
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

// finishTask counts a task off and shares work if a worker is idle.
func (w *worker) finishTask() {
	pending := w.pending.Add(w.added - 1)
	if w.added = 0; pending == 0 {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.wake.Broadcast()
		return
	}
	w.giveWork()
}

// giveWork shares the older half of the stack if a worker is idle.
func (w *worker) giveWork() {
	if w.idle.Load() == 0 || len(w.stack) < 2 {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.pending.Add(w.added)
	w.added = 0
	half := (len(w.stack) + 1) / 2
	w.shared = append(w.shared, w.stack[:half]...)
	w.stack = slices.Delete(w.stack, 0, half)
	w.wake.Broadcast()
}

// readDirectory reads one directory, stores its entries and puts its subdirectories on the stack.
func (w *worker) readDirectory(t *task) {
	w.batch.reset()
	if err := w.listDirectory(t); err != nil {
		t.dir.state = dirFailed
		w.problem(t.number, t.location.path(), "open", err)
	}
	if t.shared != nil {
		w.batch = new(batch)
		w.finishShared(t.shared)
		return
	}
	w.batch.sort()
	w.storeDirectory(t, []*batch{w.batch})
}

func (w *worker) problem(dir int32, path, op string, err error) {
	if path == "" {
		path = "."
	}
	w.problems = append(w.problems, treeProblem{Problem{Path: path, Op: op, Err: withoutPath(err)}, dir})
}

// dropTask releases what a task holds.
func (w *worker) dropTask(t *task) {
	if t.location.parent != nil {
		t.location.parent.release()
	}
}

// skips reports whether every filter excludes a directory for good.
func (w *worker) skips(t *task, name []byte) bool {
	if len(t.states) == 0 || w.options.Full {
		return false
	}
	for n, d := range t.states {
		if !d.Match(name).Excluded {
			return false
		}
		f := w.options.Filters[n]
		if f.Patterns.HasExceptions() && f.visits(join(t.location.path(), string(name))) {
			return false
		}
	}
	return true
}

// eligible reports whether a filter does not exclude an entry; without filters all are eligible.
func (t *task) eligible(name []byte) bool {
	for _, d := range t.states {
		if !d.Match(name).Excluded {
			return true
		}
	}
	return len(t.states) == 0
}

// tree returns the tree of what the workers have stored.
func (s *scan) tree() *Tree {
	t := &Tree{Root: s.root, chunks: s.chunks, dirs: s.dirs.table()}
	lost := map[int32]bool{}
	t.seconds = map[int32]int64{}
	for _, w := range s.workers {
		t.problems = append(t.problems, w.problems...)
		maps.Copy(t.seconds, w.seconds)
		for _, number := range w.vanished {
			lost[number] = true
		}
	}
	for _, c := range t.chunks {
		c.classes = s.classes.all()
		t.base = append(t.base, t.total)
		t.total += c.count
	}
	t.removeVanished(lost)
	t.sumSubtrees()
	return t
}
