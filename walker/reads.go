package walker

import (
	"slices"

	"github.com/ctxsize/ctxsize/ignore"
)

// Reader is one source of one instruction. Several readers may have the same owner.
type Reader struct {
	Request Request
	Owner   int // of the instruction, from 0
}

// Reading is what of the sent entries an owner is given. Bytes count a hard link once for each owner.
type Reading struct {
	Bytes, Files int64
	Entries      int64 // of any kind, the directories above apart
	Unique       int64 // bytes that no other owner is given
}

// Reads says what each of the owners is given of what is sent.
func (v *View) Reads(readers []Reader, owners int) []Reading {
	r := reading{View: v, readers: readers, byOwner: make([]Reading, owners)}
	r.seen = map[readInode]bool{}
	top := readFrame{}
	for n, reader := range readers {
		if reader.Request.Whole() {
			top.always = append(top.always, n)
		} else {
			top.asked = append(top.asked, asking{n, reader.Request.lines.Root()})
		}
	}
	r.directory(0, nil, top)
	return r.byOwner
}

type reading struct {
	*View
	readers []Reader
	byOwner []Reading
	seen    map[readInode]bool
	matched []int // readers of the entry at hand
}

// readInode is a file with several names as one owner gets it.
type readInode struct {
	inode uint64
	owner int
}

// readFrame says who reads in a directory: some everything, some must be asked.
type readFrame struct {
	always []int
	asked  []asking
}

type asking struct {
	reader int
	dir    *ignore.Dir
}

func (r *reading) directory(number int32, path []byte, f readFrame) {
	if len(f.always)+len(f.asked) == 0 {
		return
	}
	d := &r.Tree.dirs[number]
	for n := range d.count {
		i := r.Tree.at(d, n)
		sent := r.in(Sent, i.node)
		if !sent && (!i.isDir() || r.Ask.Rules == FileSync) {
			continue
		}
		r.matched = append(r.matched[:0], f.always...)
		for _, a := range f.asked {
			if a.dir.Decide(i.bytes()).Excluded {
				r.matched = append(r.matched, a.reader)
			}
		}
		if sent {
			r.give(i)
		}
		if i.isDir() {
			p := appendPath(path, i.bytes())
			r.directory(i.number(), p, r.below(f, i, string(p)))
		}
	}
}

// below says who reads below a directory, r.matched being those who read the directory itself.
func (r *reading) below(f readFrame, i item, path string) readFrame {
	child := readFrame{always: append([]int(nil), f.always...)}
	matched := r.matched[len(f.always):]
	for _, a := range f.asked {
		lines := r.readers[a.reader].Request.lines
		hit := len(matched) > 0 && matched[0] == a.reader
		if hit {
			matched = matched[1:]
		}
		switch {
		case hit && !lines.Exceptions():
			child.always = append(child.always, a.reader)
		case hit || lines.MayMatchBelow(path):
			child.asked = append(child.asked, asking{a.reader, a.dir.Enter(i.bytes())})
		}
	}
	return child
}

// give counts an entry for those who read it.
func (r *reading) give(i item) {
	size := int64(0)
	if i.kind() == File && r.state[i.node]&(eligibleEmpty|sentEmpty) == 0 {
		size = i.size
	}
	for n, m := range r.matched {
		if owner := r.readers[m].Owner; !r.ownedBefore(owner, n) {
			got := r.count(owner, i, size)
			if r.alone(owner) {
				r.byOwner[owner].Unique += got
			}
		}
	}
}

// alone says whether nobody else reads the entry.
func (r *reading) alone(owner int) bool {
	return !slices.ContainsFunc(r.matched, func(m int) bool { return r.readers[m].Owner != owner })
}

// ownedBefore says whether the owner read the entry by an earlier one of its readers.
func (r *reading) ownedBefore(owner, n int) bool {
	for _, m := range r.matched[:n] {
		if r.readers[m].Owner == owner {
			return true
		}
	}
	return false
}

func (r *reading) count(owner int, i item, size int64) int64 {
	to := &r.byOwner[owner]
	to.Entries++
	if kind := i.kind(); kind != File && kind != Socket {
		return 0
	}
	to.Files++
	if i.linked() {
		key := readInode{i.inode(), owner}
		if r.seen[key] {
			return 0
		}
		r.seen[key] = true
	}
	to.Bytes += size
	return size
}
