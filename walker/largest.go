package walker

import (
	"cmp"
	"slices"

	"github.com/ctxsize/ctxsize/internal/saturate"
)

// nearly is the share of a directory that one of its entries must hold to stand for it.
const nearly = 0.95

// Large is an entry of a browsing list.
type Large struct {
	Path  string
	Kind  Kind
	Bytes int64 // eligible
	Files int64
	Sent  bool // something of it
}

// Largest lists the entries of the context's root by eligible bytes, largest first. A directory of which one entry holds nearly
// everything is shown as that entry; nothing that is listed lies inside something else that is listed.
func (v *View) Largest(n int) []Large {
	n = min(max(n, 0), v.Tree.Entries())
	var list []Large
	least := int64(0) // what an entry must have to be among the first
	for c := v.Tree.in(v.Tree.dirs.at(0)); c.next(); {
		if !v.holds(c.item) || !c.isDir() && c.size < least {
			continue
		}
		if list = append(list, v.narrow(c.item)); len(list) < n+enough {
			continue
		}
		if list = largest(list, n); len(list) == n && n > 0 {
			least = list[n-1].Bytes
		}
	}
	return largest(list, n)
}

// holds says whether an entry is eligible, or of a directory anything in it: the legacy builder sends what a line brings back from one that it
// takes out.
func (v *View) holds(i item) bool {
	return v.in(Eligible, i.node) || i.isDir() && v.sums.of(Eligible, i.number()).entries() > 0
}

// enough is how many more entries are gathered than are wanted before the smallest are dropped.
const enough = 256

// largest puts a list in order and drops what is too much.
func largest(list []Large, n int) []Large {
	slices.SortFunc(list, func(a, b Large) int {
		return cmp.Or(cmp.Compare(b.Bytes, a.Bytes), cmp.Compare(b.Files, a.Files), cmp.Compare(a.Path, b.Path))
	})
	list = slices.DeleteFunc(list, func(l Large) bool { return l.Files == 0 })
	return list[:min(n, len(list))]
}

// narrow goes down while one entry holds nearly everything.
func (v *View) narrow(i item) Large {
	path := slices.Clone(i.bytes())
	for i.isDir() {
		whole := v.sums.of(Eligible, i.number()).Sum()
		child, ok := v.heir(i.number(), whole)
		if !ok {
			return Large{string(path), Dir, whole.Bytes, whole.Files, v.sums.of(Sent, i.number()).files > 0}
		}
		i, path = child, appendPath(path, child.bytes())
	}
	large := Large{Path: string(path), Kind: i.kind(), Sent: v.in(Sent, i.node)}
	if i.kind() == File || i.kind() == Socket {
		large.Bytes, large.Files = v.delivered(i, false), 1
	}
	return large
}

// heir is the entry that holds nearly all of a directory.
func (v *View) heir(number int32, whole Sum) (item, bool) {
	for c := v.Tree.in(v.Tree.dirs.at(number)); c.next(); {
		i := c.item
		if !v.holds(i) {
			continue
		}
		bytes := v.delivered(i, false)
		if i.isDir() {
			bytes = v.sums.of(Eligible, i.number()).bytes
		}
		if whole.Bytes > 0 && float64(bytes) >= nearly*float64(whole.Bytes) {
			return i, true
		}
	}
	return item{}, false
}

// Below is what of a set lies below a path: of a directory all that it holds, of a file the file. ok is false where the tree has no such
// entry.
func (v *View) Below(path string, s Set) (sum Sum, ok bool) {
	if s == Unread {
		eligible, ok := v.Below(path, Eligible)
		sent, _ := v.Below(path, Sent)
		return Sum{saturate.Sub(eligible.Bytes, sent.Bytes), eligible.Files - sent.Files}, ok
	}
	if path == "." || path == "" {
		return v.sums.of(s, 0).Sum(), true
	}
	i, ok := v.Tree.find(path)
	switch {
	case !ok:
		return Sum{}, false
	case i.isDir():
		return v.sums.of(s, i.number()).Sum(), true
	case !v.in(s, i.node) || i.kind() != File && i.kind() != Socket:
		return Sum{}, true
	case s == Excluded:
		return v.excluded(i), true
	}
	return Sum{v.delivered(i, s == Sent), 1}, true
}

// HasIn says whether a directory has an entry of one of these paths below it, whatever set holds it.
func (v *View) HasIn(dir string, paths ...string) bool {
	number, ok := v.Tree.dir(dir)
	return ok && slices.ContainsFunc(paths, func(path string) bool {
		_, ok := v.Tree.findIn(number, path)
		return ok
	})
}

// Has says whether the tree has an entry of this path, and whether a set holds it.
func (v *View) Has(path string, s Set) (exists, in bool) {
	if path == "." || path == "" {
		return true, s == Eligible || s == Sent && v.sentBits != 0
	}
	i, ok := v.Tree.find(path)
	return ok, ok && v.in(s, i.node)
}
