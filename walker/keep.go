package walker

import (
	"bytes"
	"slices"

	"github.com/ctxsize/ctxsize/ignore"
)

const (
	// A tree of three files should not take a quarter of a megabyte, one of a million not a thousand allocations.
	firstChunk = 128
	lastChunk  = 16384
	// Names in real trees have 14 to 20 bytes.
	usualName = 20
)

// room gives the worker a chunk that has place for count more entries.
func (w *worker) room(count int) {
	size := firstChunk
	if w.chunk != nil {
		if len(w.chunk.entries)+count <= cap(w.chunk.entries) {
			return
		}
		size = min(2*cap(w.chunk.entries), lastChunk)
	}
	size = max(size, count)
	w.chunk = &chunk{entries: make([]entry, 0, size), names: make([]byte, 0, size*usualName)}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.index = uint32(len(w.chunks))
	w.chunks = append(w.chunks, w.chunk)
}

// keep packs what was found in a directory, in byte order of the names, and gives a task for each directory among it.
func (w *worker) keep(t task, d *directory, h *handle) []task {
	slices.SortFunc(w.found, func(a, b facts) int { return bytes.Compare(a.name, b.name) })
	w.room(len(w.found))
	d.chunk, d.first, d.count = w.index, uint32(len(w.chunk.entries)), uint32(len(w.found))
	var below []task
	var files, size int64
	var branches map[string]*branch
	if t.parent < 0 {
		branches = w.options.Progress.start(w.found)
	}
	for n := range w.found {
		f := &w.found[n]
		var number int32
		if f.mode&typeMask == typeDir {
			number = w.numbers.Add(1)
			if f.pruned {
				w.leave(t, f, number, h)
			} else {
				child := w.task(t, f, number, h)
				if child.branch = t.branch; t.parent < 0 {
					child.branch = branches[child.name]
				}
				below = append(below, child)
			}
		} else if f.mode&typeMask == typeFile {
			files, size = files+1, size+f.size
		}
		w.chunk.add(f, number)
	}
	w.options.Progress.Entries.Add(int64(len(w.found)))
	w.options.Progress.Bytes.Add(size)
	t.branch.add(files, size)
	return below
}

// task makes the work of reading a directory that was found.
func (w *worker) task(t task, f *facts, number int32, h *handle) task {
	name := string(f.name)
	child := task{number: number, parent: t.number, name: name, path: join(t.path, name), handle: h.retain()}
	if len(t.state) > 0 {
		child.state = make([]*ignore.Dir, len(t.state))
		for n, d := range t.state {
			child.state[n] = d.Enter(f.name)
		}
	}
	return child
}

// leave notes a directory that is not entered. The legacy builder opens even those, and fails where it cannot.
func (w *worker) leave(t task, f *facts, number int32, h *handle) {
	d := directory{parent: t.number, state: dirPruned}
	if w.probes() {
		name := string(f.name)
		path := join(t.path, name)
		if err := w.probe(task{path: path, name: name, handle: h}); err != nil {
			d.state = dirShut
			w.problem(number, path, "open", err)
		}
	}
	w.dirs = append(w.dirs, numbered{number, d})
}

func (w *worker) probes() bool {
	return slices.ContainsFunc(w.options.Filters, func(f Filter) bool { return f.Rules == Tar })
}
