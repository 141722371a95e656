package walker

import (
	"cmp"
	"slices"

	"github.com/ctxsize/ctxsize/internal/saturate"
)

// nearly is the share of a directory that one of its entries must hold to stand for it.
const dominantShare = 0.95

// Large is an entry of a browsing list.
type LargeEntry struct {
	Path  string
	Kind  Kind
	Bytes int64 // eligible
	Files int64
	// SentBytes are those of the eligible bytes that are sent.
	SentBytes int64
	// Sent reports whether all that is eligible of the entry is sent.
	Sent bool
}

// Largest lists up to n entries of the context's root, by sent and then by eligible bytes, largest first. A directory of which one entry
// holds nearly everything is shown as that entry; nothing that is listed is inside something else that is listed.
func (v *View) Largest(n int) []LargeEntry {
	n = min(max(n, 0), v.Tree.Entries())
	var list []LargeEntry
	var last LargeEntry // what an entry must be larger than to be among the first
	for c := v.Tree.entries(v.Tree.dirs.at(0)); c.next(); {
		if !v.holds(c.item) || !c.isDir() && v.isSmaller(c.item, last) {
			continue
		}
		if list = append(list, v.descend(c.item)); len(list) < n+spareEntries {
			continue
		}
		if list = largest(list, n); len(list) == n && n > 0 {
			last = list[n-1]
		}
	}
	return largest(list, n)
}

// isSmaller reports whether an entry that is no directory comes behind a listed one for sure.
func (v *View) isSmaller(i item, l LargeEntry) bool {
	if i.size < l.SentBytes || !v.has(Sent, i.node) && l.SentBytes > 0 {
		return true
	}
	return l.SentBytes == 0 && i.size < l.Bytes && !v.has(Sent, i.node)
}

// holds says whether an entry is eligible, or of a directory anything in it: the legacy builder sends what a line brings back from one that it
// takes out.
func (v *View) holds(i item) bool {
	return v.has(Eligible, i.node) || i.isDir() && v.sums.get(Eligible, i.number()).entries() > 0
}

// enough is how many more entries are gathered than are wanted before the smallest are dropped.
const spareEntries = 256

// largest puts a list in order and drops what is too much.
func largest(list []LargeEntry, n int) []LargeEntry {
	slices.SortFunc(list, func(a, b LargeEntry) int {
		return cmp.Or(cmp.Compare(b.SentBytes, a.SentBytes), cmp.Compare(b.Bytes, a.Bytes), cmp.Compare(b.Files, a.Files), cmp.Compare(a.Path, b.Path))
	})
	list = slices.DeleteFunc(list, func(l LargeEntry) bool { return l.Files == 0 })
	return list[:min(n, len(list))]
}

// narrow goes down while one entry holds nearly everything.
func (v *View) descend(i item) LargeEntry {
	path := slices.Clone(i.bytes())
	for i.isDir() {
		child, ok := v.dominantChild(i.number())
		if !ok {
			return v.largeDir(string(path), i)
		}
		i, path = child, appendPath(path, child.bytes())
	}
	large := LargeEntry{Path: string(path), Kind: i.kind(), Sent: v.has(Sent, i.node)}
	if i.kind() == File || i.kind() == Socket {
		large.Bytes, large.Files = v.deliveredSize(i, false), 1
	}
	if large.Sent {
		large.SentBytes = v.bytesOf(Sent, i)
	}
	return large
}

func (v *View) largeDir(path string, i item) LargeEntry {
	eligible, sent := v.sums.get(Eligible, i.number()), v.sums.get(Sent, i.number())
	return LargeEntry{Path: path, Kind: Dir, Bytes: eligible.bytes, Files: int64(eligible.files), SentBytes: sent.bytes,
		Sent: v.has(Sent, i.node) && sent.entries() == eligible.entries()}
}

// heir is the entry that holds nearly all of a directory, of what is eligible and of what is sent.
func (v *View) dominantChild(number int32) (item, bool) {
	eligible, sent := v.sums.get(Eligible, number).bytes, v.sums.get(Sent, number).bytes
	if eligible == 0 {
		return item{}, false
	}
	for c := v.Tree.entries(v.Tree.dirs.at(number)); c.next(); {
		i := c.item
		if v.holds(i) && dominates(v.bytesOf(Eligible, i), eligible) && dominates(v.bytesOf(Sent, i), sent) {
			return i, true
		}
	}
	return item{}, false
}

// bytesOf are the bytes of an entry, or of all that is below it, in one of the sets that a builder is sent from.
func (v *View) bytesOf(set Set, i item) int64 {
	switch {
	case i.isDir():
		return v.sums.get(set, i.number()).bytes
	case !v.has(set, i.node):
		return 0
	}
	return v.deliveredSize(i, set == Sent)
}

func dominates(part, whole int64) bool { return float64(part) >= dominantShare*float64(whole) }

// Below is what of a set lies below a path: of a directory all that it holds, of a file the file. ok is false where the tree has no such
// entry.
func (v *View) SumBelow(path string, s Set) (sum Sum, ok bool) {
	if s == Unused {
		eligible, ok := v.SumBelow(path, Eligible)
		sent, _ := v.SumBelow(path, Sent)
		return Sum{saturate.Sub(eligible.Bytes, sent.Bytes), eligible.Files - sent.Files}, ok
	}
	if path == "." || path == "" {
		return v.sums.get(s, 0).Sum(), true
	}
	i, ok := v.Tree.find(path)
	switch {
	case !ok:
		return Sum{}, false
	case i.isDir():
		return v.sums.get(s, i.number()).Sum(), true
	case !v.has(s, i.node) || i.kind() != File && i.kind() != Socket:
		return Sum{}, true
	case s == Excluded:
		return v.excludedSum(i), true
	}
	return Sum{v.deliveredSize(i, s == Sent), 1}, true
}

// HasIn says whether a directory has an entry of one of these paths below it, whatever set holds it.
func (v *View) HasAnyBelow(dir string, paths ...string) bool {
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
	return ok, ok && v.has(s, i.node)
}
