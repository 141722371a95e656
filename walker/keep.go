package walker

import (
	"slices"
	"unsafe"

	"github.com/ctxsize/ctxsize/ignore"
)

const (
	// A tree of three files should not take a quarter of a megabyte, one of a million not a thousand allocations.
	firstChunk = 4 << 10
	lastChunk  = 256 << 10
)

// room gives the worker a chunk that has place for so many more bytes of records.
func (w *worker) reserve(bytes int) {
	size := firstChunk
	if w.chunk != nil {
		if len(w.chunk.records)+bytes <= cap(w.chunk.records) {
			return
		}
		size = min(2*cap(w.chunk.records), lastChunk)
	}
	w.chunk = &chunk{records: make([]byte, 0, max(size, bytes))}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.index = uint32(len(w.chunks))
	w.chunks = append(w.chunks, w.chunk)
}

// keep packs what was found in a directory, in byte order of the names; the batches are in order, each by itself.
func (w *worker) storeDirectory(t *task, batches []*batch) {
	count, size, all := 0, 0, kinds{}
	for _, b := range batches {
		count, size = count+len(b.keys), size+len(b.records)
		all.add(b.kinds)
	}
	w.reserve(size)
	c, d := w.chunk, t.dir
	special := func(b *batch) bool { return len(b.links)+len(b.extras) > 0 }
	d.plain = int(all.files) == count && !slices.ContainsFunc(batches, special)
	d.chunk, d.at, d.first, d.count = w.index, uint32(len(c.records)), c.count, uint32(count)
	if len(batches) == 1 {
		d.linked = c.appendBatch(batches[0])
	} else {
		d.linked = c.merge(batches)
	}
	d.dirs, d.symlinks, d.bytes = all.dirs, all.symlinks, all.bytes
	d.simple = int(all.files+all.dirs+all.symlinks) == count && !d.linked
	w.countProgress(t.branch, count, int64(all.files), all.bytes)
	if t.number == 0 {
		w.options.Progress.rootRead(c.records[d.at:], w.classes.all(), d.count)
	}
}

// found takes up what was found in a directory. One that is to be read is put on the stack.
func (w *worker) addEntry(t *task, f *facts) {
	if f.mode&typeMask != typeDir {
		w.add(w.batch, f, 0)
		return
	}
	number, d := w.dirs.add(t.number, t.dir)
	w.add(w.batch, f, number)
	w.describe(d, number, f)
	if f.skipped {
		w.skipDirectory(t, d, number, f.name)
		return
	}
	child := task{location: &location{parent: t.location, name: terminated(f.name)}, dir: d, number: number, branch: t.branch, listAttributes: f.listAttributes}
	t.location.retain()
	if t.number == 0 {
		child.branch = w.options.Progress.branch(child.location.name)
	}
	if len(t.states) > 0 {
		child.states = make([]*ignore.Dir, len(t.states))
		for n, d := range t.states {
			child.states[n] = d.Enter(f.name)
		}
	}
	w.added++
	w.stack = append(w.stack, child)
}

// describe keeps what is known of a directory.
func (w *worker) describe(d *directory, number int32, f *facts) {
	d.mode, d.time, d.attributes = f.mode, uint8(timeVarint(f.mtime)), f.attributes
	if seconds := f.extraSeconds(); seconds != 0 {
		if w.seconds == nil {
			w.seconds = map[int32]int64{}
		}
		w.seconds[number] = seconds
	}
}

// terminated is a string behind which a NUL stands, as system calls want it.
func terminated(name []byte) string {
	text := make([]byte, len(name)+1)
	copy(text, name)
	return unsafe.String(unsafe.SliceData(text), len(name))
}

// leave notes a directory that is not entered. The legacy builder opens even those, and fails where it cannot.
func (w *worker) skipDirectory(t *task, d *directory, number int32, name []byte) {
	d.state = dirSkipped
	if w.probes() {
		if err := w.probe(t, string(name)); err != nil {
			d.state = dirUnopenable
			w.problem(number, join(t.location.path(), string(name)), "open", err)
		}
	}
}

func (w *worker) probes() bool {
	return slices.ContainsFunc(w.options.Filters, func(f Filter) bool { return f.Rules == Tar })
}
