package walker

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"

	"github.com/ctxsize/ctxsize/internal/osstat"
	"github.com/ctxsize/ctxsize/internal/parallel"
)

// attributeTable are the extended attributes that were listed after the walk.
type attributeTable struct {
	listed []uint64       // a bit for each entry, by node
	bytes  map[uint32]int // in the entry's Stat message, where there are any
	failed map[uint32]Problem
}

// isKnown reports whether the attributes of an entry of a class were listed.
func (a *attributeTable) isKnown(n nodeID, c class) bool {
	return c.attributes != unlisted || atomic.LoadUint64(&a.listed[n>>6])&(1<<(n&63)) != 0
}

// size returns how many bytes the attributes of an entry take, 0 where they were not listed.
func (a *attributeTable) size(n nodeID, c class) int {
	if c.attributes != unlisted {
		return int(c.attributes)
	}
	return a.bytes[uint32(n)]
}

// ReadAttributes lists the extended attributes of what a view sends, which are part of the transferred bytes: one system call
// an entry, at most once for each entry of the tree. It returns the entries that cannot be listed, on which the builder would
// fail (fsutil loadXattr). The error is that of ctx.
func (t *Tree) ReadAttributes(ctx context.Context, v *View) ([]Problem, error) {
	t.attributes.Lock()
	defer t.attributes.Unlock()
	if t.xattrs.listed == nil {
		t.xattrs = attributeTable{make([]uint64, t.total/64+1), map[uint32]int{}, map[uint32]Problem{}}
	}
	dirs := t.unlisted(v)
	r := attributeReader{Tree: t, view: v}
	r.run(ctx, dirs)
	var problems []Problem
	for node, p := range t.xattrs.failed {
		if v.has(Sent, nodeID(node)) {
			problems = append(problems, p)
		}
	}
	slices.SortFunc(problems, compareProblems)
	return problems, context.Cause(ctx)
}

type attributeDir struct {
	number int32
	path   string
}

// unlisted returns the directories in which a view sends an entry whose attributes were not listed.
func (t *Tree) unlisted(v *View) []attributeDir {
	lack := make([]bool, t.dirs.count)
	var any atomic.Bool
	parallel.Do(len(t.dirs.blocks), func(block int) {
		for number, end := t.dirs.span(block); number < end; number++ {
			for c := t.entries(t.dirs.at(number)); c.next() && !lack[number]; {
				lack[number] = v.has(Sent, c.node) && !t.xattrs.isKnown(c.node, t.classOf(&c.item))
			}
			if lack[number] {
				any.Store(true)
			}
		}
	})
	if !any.Load() {
		return nil
	}
	var dirs []attributeDir
	if lack[0] {
		dirs = append(dirs, attributeDir{})
	}
	t.each(0, nil, func(i item, path []byte) bool {
		if !i.isDir() || !v.has(Sent, i.node) {
			return false
		}
		if lack[i.number()] {
			dirs = append(dirs, attributeDir{i.number(), string(path)})
		}
		return true
	})
	return dirs
}

type attributeReader struct {
	*Tree
	view *View
	mu   sync.Mutex
}

func (r *attributeReader) run(ctx context.Context, dirs []attributeDir) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range (Options{}).withDefaults().Workers {
		wg.Go(func() {
			for ctx.Err() == nil {
				n := int(next.Add(1)) - 1
				if n >= len(dirs) {
					return
				}
				r.directory(dirs[n])
			}
		})
	}
	wg.Wait()
}

func (r *attributeReader) directory(d attributeDir) {
	for c := r.entries(r.dirs.at(d.number)); c.next(); {
		if !r.view.has(Sent, c.node) || r.xattrs.isKnown(c.node, r.classOf(&c.item)) {
			continue
		}
		// Entries of other directories may share the word.
		atomic.OrUint64(&r.xattrs.listed[c.node>>6], 1<<(c.node&63))
		path := join(d.path, string(c.bytes()))
		size, err := attributeBytes(r.Root + "/" + path)
		if size == 0 && err == nil {
			continue
		}
		r.note(c.item, path, size, err)
	}
}

// note adds the result of one entry. A vanished file is one of many problems of a tree that changes.
func (r *attributeReader) note(i item, path string, size int, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err == nil {
		r.xattrs.bytes[uint32(i.node)] = size
		return
	}
	p := treeProblem{Problem: Problem{Path: path, Op: "listxattr", Err: withoutPath(err), Incomplete: true}}
	p.Fatal = !p.vanished() && !errors.Is(err, syscall.ENAMETOOLONG)
	r.xattrs.failed[uint32(i.node)] = p.Problem
}

// attributeBytes returns how many bytes the extended attributes of an entry take in its Stat message.
func attributeBytes(path string) (size int, err error) {
	err = osstat.EachXattr(path, func(name string, value int) { size += attribute(name, value) })
	return size, err
}

// attribute returns the size of one attribute in a Stat message: an entry of a map with a key and a value.
func attribute(name string, value int) int {
	size := field(len(name)) + tag + varintLen(uint64(value)) + value
	return tag + varintLen(uint64(size)) + size
}
