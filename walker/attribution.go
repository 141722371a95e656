package walker

import (
	"slices"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/saturate"
)

// Source is one source of one instruction. Several may have the same owner.
type Source struct {
	Request Request
	Owner   int // number of the instruction, from 0
}

// OwnerTotals is what of the sent entries an owner copies. Bytes count a hard link once for each owner.
type OwnerTotals struct {
	Bytes, Files int64
	Entries      int64 // of any kind, the directories above apart
	Unique       int64 // bytes that no other owner is given
}

// TotalsByOwner returns, for each owner, the totals of the sent entries that it copies. It enters only directories that a source requests in
// part, or that hold hard links.
func (v *View) TotalsByOwner(readers []Source, owners int) []OwnerTotals {
	r := attribution{View: v, readers: readers, byOwner: make([]OwnerTotals, owners), seen: map[ownedInode]bool{}}
	for _, reader := range readers {
		if reader.Request.WholeContext() && !slices.Contains(r.whole, reader.Owner) {
			r.whole = append(r.whole, reader.Owner)
		}
	}
	sent := v.Totals(Sent)
	for _, owner := range r.whole {
		r.byOwner[owner] = OwnerTotals{Bytes: sent.Bytes, Files: sent.Files, Entries: sent.Entries()}
	}
	if len(r.whole) == 1 {
		r.byOwner[r.whole[0]].Unique = sent.Bytes
	}
	r.directory(0, nil, r.rootFrame())
	return r.byOwner
}

type attribution struct {
	*View
	readers []Source
	byOwner []OwnerTotals
	whole   []int // owners that copy everything; the sources of others are matched
	seen    map[ownedInode]bool
	matches []int // readers of the entry at hand
	owners  []int // their owners
}

// ownedInode is a file with several names, for one owner.
type ownedInode struct {
	inode uint64
	owner int
}

// sourceFrame is which sources copy entries of a directory: some all of them, others those that match.
type sourceFrame struct {
	always []int
	states []sourceState
}

type sourceState struct {
	reader int
	dir    *ignore.Dir
}

func (r *attribution) rootFrame() sourceFrame {
	var f sourceFrame
	for n, reader := range r.readers {
		if !slices.Contains(r.whole, reader.Owner) {
			f.states = append(f.states, sourceState{n, reader.Request.lines.Root()})
		}
	}
	return f
}

func (r *attribution) directory(number int32, path []byte, f sourceFrame) {
	d := r.Tree.dirs.at(number)
	switch {
	case len(f.always)+len(f.states) == 0:
		return
	case len(f.states) == 0 && !d.linked:
		r.matches = append(r.matches[:0], f.always...)
		all := r.sums.get(Sent, number)
		r.credit(share{content: all, first: all.bytes})
		return
	}
	for c := r.Tree.entries(d); c.next(); {
		i := c.item
		sent := r.has(Sent, i.node)
		if !sent && (!i.isDir() || r.Query.Rules == FileSync) {
			continue
		}
		r.matches = append(r.matches[:0], f.always...)
		for _, a := range f.states {
			if a.dir.Match(i.bytes()).Excluded {
				r.matches = append(r.matches, a.reader)
			}
		}
		if sent {
			r.entry(i)
		}
		if i.isDir() {
			p := appendPath(path, i.bytes())
			r.directory(i.number(), p, r.childFrame(f, i, string(p)))
		}
	}
}

// childFrame returns the frame of a subdirectory, r.matches being the sources that copy the subdirectory itself.
func (r *attribution) childFrame(f sourceFrame, i item, path string) sourceFrame {
	if len(f.states) == 0 {
		return f
	}
	child := sourceFrame{always: slices.Clone(f.always)}
	matched := r.matches[len(f.always):]
	for _, a := range f.states {
		lines := r.readers[a.reader].Request.lines
		hit := len(matched) > 0 && matched[0] == a.reader
		if hit {
			matched = matched[1:]
		}
		switch {
		case hit && !lines.HasExceptions():
			child.always = append(child.always, a.reader)
		case hit || lines.MayMatchBelow(path):
			child.states = append(child.states, sourceState{a.reader, a.dir.Enter(i.bytes())})
		}
	}
	return child
}

// entry credits an entry to the owners that copy it.
func (r *attribution) entry(i item) {
	kind := i.kind()
	if kind != File && kind != Socket {
		r.credit(share{content: content{others: 1}})
		return
	}
	g := share{content: content{files: 1}, first: r.deliveredSize(i, true)}
	if kind == File && r.state[i.node]&(eligibleEmpty|sentEmpty) == 0 {
		g.bytes = i.size
	}
	if i.linked() {
		g.linked, g.inode = true, i.inode()
	}
	r.credit(g)
}

// share is an entry, or everything below a directory.
type share struct {
	content
	first  int64 // bytes, but none for a later name of what is sent under another
	linked bool
	inode  uint64
}

// credit counts a share for the owners at hand. Owners of the whole context have it already, but no longer alone.
func (r *attribution) credit(g share) {
	owners := r.matchedOwners()
	alone := len(owners) == 1 && len(r.whole) == 0
	for _, owner := range owners {
		to, bytes := &r.byOwner[owner], g.bytes
		if g.linked && r.isCounted(ownedInode{g.inode, owner}) {
			bytes = 0
		}
		to.Bytes = saturate.Add(to.Bytes, bytes)
		to.Files += int64(g.files)
		to.Entries += int64(g.files + g.others)
		if alone {
			to.Unique = saturate.Add(to.Unique, bytes)
		}
	}
	if len(owners) > 0 && len(r.whole) == 1 {
		alone := &r.byOwner[r.whole[0]].Unique
		*alone = max(saturate.Sub(*alone, g.first), 0)
	}
}

// matchedOwners returns the owners of the sources at hand, each once.
func (r *attribution) matchedOwners() []int {
	r.owners = r.owners[:0]
	for _, m := range r.matches {
		if owner := r.readers[m].Owner; !slices.Contains(r.owners, owner) {
			r.owners = append(r.owners, owner)
		}
	}
	return r.owners
}

// isCounted reports whether a file was counted for an owner before, and notes that it is now.
func (r *attribution) isCounted(key ownedInode) bool {
	had := r.seen[key]
	r.seen[key] = true
	return had
}
