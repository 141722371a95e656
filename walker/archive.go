package walker

import (
	"bytes"
	"maps"
	"path"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// ArchiveEntry is one entry of an archive's listing.
type ArchiveEntry struct {
	Path   string // slash-separated; the directories above it need not be listed
	Kind   Kind
	Size   int64
	Link   string // of a symbolic link its target
	SameAs string // the path of the entry whose content this one shares, "" for none
}

// NewTree returns the tree of an archive. Of several entries with the same path the last one counts, as when the archive is
// unpacked. An empty list is an empty context.
func NewTree(list []ArchiveEntry) *Tree {
	root := &listedDir{below: map[string]*listedDir{}}
	inodes := map[string]uint64{}
	list = slices.Clone(list)
	sizes, same := map[string]int64{}, map[string]string{}
	for n := range list {
		e := &list[n]
		e.Path, e.SameAs = clean(e.Path), clean(e.SameAs)
		if first := same[e.SameAs]; first != "" {
			// That is another name of a third one itself.
			e.SameAs = first
		}
		same[e.Path] = e.SameAs
		if e.SameAs != "" {
			e.Size = sizes[e.SameAs]
		}
		sizes[e.Path] = e.Size
		if e.SameAs != "" && inodes[e.SameAs] == 0 {
			inodes[e.SameAs] = uint64(len(inodes) + 1)
		}
	}
	for _, e := range list {
		root.put(e, inodes)
	}
	s := newScan("", (Options{}).withDefaults())
	first := s.rootTask()
	s.addWorker().pack(&first, root)
	return s.tree()
}

// listedDir is an entry on its way into a tree.
type listedDir struct {
	facts
	below map[string]*listedDir
}

// clean is the path without dots, slashes at its ends, and ways out of the context.
func clean(p string) string { return strings.TrimPrefix(path.Join("/", p), "/") }

func (d *listedDir) put(e ArchiveEntry, inodes map[string]uint64) {
	if e.Path == "" {
		return
	}
	dir, name := path.Split(e.Path)
	for part := range strings.FieldsFuncSeq(dir, func(r rune) bool { return r == '/' }) {
		child := d.below[part]
		if child == nil || child.below == nil {
			child = &listedDir{facts: facts{name: []byte(part), mode: typeDir | 0o755, attributes: unlisted}, below: map[string]*listedDir{}}
			d.below[part] = child
		}
		d = child
	}
	if old := d.below[name]; e.Kind == Dir && old != nil && old.below != nil {
		return
	}
	entry := &listedDir{facts: facts{name: []byte(name), size: e.Size, target: []byte(e.Link), mode: listedMode[e.Kind] | 0o644, attributes: unlisted}}
	if e.Kind == Dir {
		entry.below = map[string]*listedDir{}
	}
	if entry.inode = inodes[e.Path]; e.SameAs != "" {
		entry.inode = inodes[e.SameAs]
	}
	entry.hardLink = entry.inode != 0
	d.below[name] = entry
}

var listedMode = map[Kind]uint16{File: typeFile, Dir: typeDir, Symlink: typeSymlink, FIFO: typeFIFO, Socket: typeSocket, Device: typeChar}

// pack stores a directory and everything below it.
func (w *worker) pack(t *task, dir *listedDir) {
	w.batch.reset()
	below := map[*listedDir]task{}
	for _, e := range dir.below {
		child := task{}
		if e.mode&typeMask == typeDir {
			child.number, child.dir = w.dirs.add(t.number, t.dir)
			w.describe(child.dir, child.number, &e.facts)
			below[e] = child
		}
		w.add(w.batch, &e.facts, child.number)
	}
	w.batch.sort()
	w.storeDirectory(t, []*batch{w.batch})
	for e, child := range below {
		w.pack(&child, e)
	}
}

// WithFile returns the tree as it will be once a regular file of this path and size is written, whether it exists or not. The
// tree is returned unchanged where the directory does not exist, or the path is no file.
func (t *Tree) WithFile(file string, size int64) *Tree {
	dir, name := path.Split(file)
	number, ok := t.dir(strings.TrimSuffix(dir, "/"))
	if !ok {
		return t
	}
	old, there := t.child(number, name)
	if there && old.kind() != File {
		return t
	}
	next := &Tree{Root: t.Root, chunks: slices.Clip(t.chunks), base: slices.Clip(t.base), seconds: t.seconds, problems: t.problems,
		total: t.total, replaced: t.replaced}
	next.dirs = dirTable{count: t.dirs.count, blocks: slices.Clone(t.dirs.blocks)}
	c := &chunk{}
	if len(t.chunks) > 0 {
		c.classes = slices.Clip(t.chunks[t.dirs.at(number).chunk].classes)
	}
	written := class{mode: typeFile | 0o644, time: uint8(timeVarint(time.Now().UnixNano()))}
	if !utf8.ValidString(name) {
		written.flags = flagExtras
	}
	if there {
		written.mode, written.attributes = old.mode, old.attributes
	}
	c.classes = append(c.classes, written)
	r := rewriter{chunk: c, base: t.total, renumbered: map[nodeID]nodeID{}}
	r.entries(t.entries(t.dirs.at(number)), old, there, []byte(name), size)
	next.replace(next.dirs.mutable(number), c)
	for n := number; n >= 0; n = next.dirs.at(n).parent {
		d := next.dirs.mutable(n)
		if !there {
			d.below++
		}
	}
	t.attributes.Lock()
	defer t.attributes.Unlock()
	next.xattrs = t.xattrs.renumber(r.renumbered, next.total)
	return next
}

// mutable returns a directory that may be changed without changing the table from which this one was copied.
func (t *dirTable) mutable(number int32) *directory {
	block := *t.blocks[number>>dirBits]
	t.blocks[number>>dirBits] = &block
	return t.at(number)
}

// rewriter copies the entries of a directory into a chunk of their own.
type rewriter struct {
	*chunk
	base       uint32
	renumbered map[nodeID]nodeID
}

// entries copies the entries of c, with one of this name in its place: old, or a new one. Its class is the last of the chunk.
func (r *rewriter) entries(c cursor, old item, there bool, name []byte, size int64) {
	placed := false
	write := func() {
		at := r.append(appendRecord(nil, uint32(len(r.classes)-1), name, uint64(size)))
		if r.classes[len(r.classes)-1].hasExtras() {
			r.setExtras(at, extras{garbled: true})
		}
		placed = true
	}
	for c.next() {
		if !placed && bytes.Compare(c.bytes(), name) >= 0 {
			if there {
				r.renumbered[old.node] = nodeID(r.base + r.count)
			}
			if write(); there {
				continue
			}
		}
		r.renumbered[c.node] = nodeID(r.base + r.count)
		r.copy(&c)
	}
	if !placed {
		write()
	}
}

// renumber returns the table for a tree of total entries, with the numbers of some nodes changed.
func (a *attributeTable) renumber(nodes map[nodeID]nodeID, total uint32) attributeTable {
	if a.listed == nil {
		return attributeTable{}
	}
	next := attributeTable{append(slices.Clone(a.listed), make([]uint64, int(total/64+1)-len(a.listed))...), maps.Clone(a.bytes), maps.Clone(a.failed)}
	for from, to := range nodes {
		if a.listed[from>>6]&(1<<(from&63)) != 0 {
			next.listed[to>>6] |= 1 << (to & 63)
			if n, ok := a.bytes[uint32(from)]; ok {
				next.bytes[uint32(to)] = n
			}
			if p, ok := a.failed[uint32(from)]; ok {
				next.failed[uint32(to)] = p
			}
		}
	}
	return next
}
