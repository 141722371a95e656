package listing

import (
	"cmp"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/ctxsize/ctxsize/walker"
)

// Folder is a directory with its items.
type Folder struct {
	Path  string
	Items []Item // the largest first
}

// Find returns the item of a path, or the chain that it is part of; nil where there is none.
func (f *Folder) Find(p string) *Item {
	for n := range f.Items {
		if i := &f.Items[n]; i.Path == p || strings.HasPrefix(i.Path, p+"/") || strings.HasPrefix(p, i.Path+"/") {
			return i
		}
	}
	return nil
}

// Item returns the item of exactly this path, nil where there is none.
func (f *Folder) Item(p string) *Item {
	for n := range f.Items {
		if f.Items[n].Path == p {
			return &f.Items[n]
		}
	}
	return nil
}

// Reader lists directories of one tree. It does not change and serves many goroutines.
type Reader struct {
	// Base is by the ignore file as it is, Now with the draft; the same where there is none.
	Base, Now *walker.View
	// Safe is with the remaining safe suggestions, Preview with the suggestion at hand; nil for neither.
	Safe, Preview *walker.View
	Metric        Metric
	// Excluded lists what the ignore file excludes, too.
	Excluded bool
	// Findings are the paths that findings are about, sorted.
	Findings []string
	// Changes are those of Base, nil where they are unknown.
	Changes *walker.Changes
	// WasCommits are by the ignore file as it is, Commits with the draft; nil where they are unknown.
	WasCommits, Commits *Commits
	// Tint returns the kind that colors an item; nil for its state.
	Tint func(i *Item) int
}

// maxChain is how many directories are followed that hold nothing but the next.
const maxChain = 32

// Folder lists a directory; it is empty where there is none.
func (r Reader) Folder(dir string) *Folder {
	f := &Folder{Path: dir, Items: r.items(dir)}
	for n := range f.Items {
		i := &f.Items[n]
		r.follow(i)
		i.WasCommits, i.Commits = r.WasCommits.of(i.Path), r.Commits.of(i.Path)
		if i.Tint = Untinted; r.Tint != nil && !i.IsGone() {
			i.Tint = r.Tint(i)
		}
	}
	slices.SortFunc(f.Items, func(a, b Item) int {
		return cmp.Or(cmp.Compare(r.Metric.Size(&b), r.Metric.Size(&a)), cmp.Compare(b.Eligible.Bytes, a.Eligible.Bytes), cmp.Compare(a.Name, b.Name))
	})
	return f
}

// items returns the entries of a directory that are to be shown.
func (r Reader) items(dir string) []Item {
	before, _ := r.Base.Children(dir)
	after := before
	if r.Now != r.Base {
		after = r.alike(r.Now, dir, before)
	}
	safe, preview := r.alike(r.Safe, dir, after), r.alike(r.Preview, dir, after)
	var times []time.Time
	if r.Changes != nil {
		times = r.Changes.Of(dir)
	}
	list := make([]Item, 0, len(before))
	for n := range before {
		i := newItem(dir, before[n], after[n])
		if i.State == Excluded && !r.Excluded {
			continue
		}
		i.Safe, i.Preview = less(i.Eligible, safe[n].Eligible), less(i.Eligible, preview[n].Eligible)
		i.Finding = r.hasFinding(i.Path)
		if len(times) == len(before) {
			i.Changed = seconds(times[n])
		}
		list = append(list, i)
	}
	return list
}

// seconds returns a time in seconds since 1970, 0 for none.
func seconds(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.Unix()
}

// alike returns the entries of a directory in another view of the same tree; those at hand if it is none.
func (r Reader) alike(v *walker.View, dir string, at []walker.Child) []walker.Child {
	if v == nil {
		return at
	}
	list, _ := v.Children(dir)
	if len(list) != len(at) {
		// Another tree: it has been scanned again.
		return at
	}
	return list
}

func newItem(dir string, before, after walker.Child) Item {
	i := Item{Name: after.Name, Path: path.Join(dir, after.Name), Kind: after.Kind, WasEligible: before.Eligible, WasSent: before.Sent,
		Eligible: after.Eligible, Sent: after.Sent, Excluded: before.Excluded, Unwalked: after.NotRead}
	switch {
	case after.IsEligible && (after.Sent.Files > 0 || after.Kind != walker.Dir && after.IsSent):
		i.State = Sent
	case after.IsEligible:
		i.State = Unused
	case before.IsEligible:
		i.State = Drafted
	default:
		i.State = Excluded
	}
	return i
}

func (r Reader) hasFinding(p string) bool {
	if _, ok := slices.BinarySearch(r.Findings, p); ok {
		return true
	}
	n, _ := slices.BinarySearch(r.Findings, p+"/")
	return n < len(r.Findings) && strings.HasPrefix(r.Findings[n], p+"/")
}

// follow makes a directory that holds nothing but another one into one item with it.
func (r Reader) follow(i *Item) {
	for range maxChain {
		if !i.IsDir() || i.State == Excluded && i.Unwalked || !r.hasOneEntry(i.Path) {
			return
		}
		below := r.items(i.Path)
		if len(below) != 1 || !below[0].IsDir() || below[0].State != i.State {
			return
		}
		i.Name, i.Path = i.Name+"/"+below[0].Name, below[0].Path
	}
}

// hasOneEntry reports whether a directory may hold a single entry that is shown; it looks at no more than two.
func (r Reader) hasOneEntry(dir string) bool {
	count := 0
	for name := range r.Base.Names(dir) {
		if count++; count > 1 && (r.Excluded || name.Eligible) {
			return false
		}
		if !r.Excluded && !name.Eligible && r.Base == r.Now {
			count--
		}
	}
	return count > 0
}
