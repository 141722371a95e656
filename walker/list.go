package walker

import (
	"path"
	"slices"
	"strings"
)

// Listed is one entry of an archive's listing.
type ArchiveEntry struct {
	Path   string // slash-separated; the directories above it need not be listed
	Kind   Kind
	Size   int64
	Link   string // of a symbolic link its target
	SameAs string // the path of the entry whose content this one shares, "" for none
}

// FromList makes a tree of what an archive holds. Of several entries with the same path the last one counts, as when the archive is
// unpacked. A tree from an empty list is an empty context.
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
	s.worker().pack(&first, root)
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

// pack keeps a directory and all that lies below it.
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
