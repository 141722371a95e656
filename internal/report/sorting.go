package report

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/walker"
)

// Sort is the order of a list.
type Sort string

// The orders of a list.
const (
	SendOrder Sort = ""
	ByName    Sort = "name"
	BySize    Sort = "size"  // largest first
	ByFiles   Sort = "files" // most files first
)

// ParseSort returns the order of a name, SendOrder for "".
func ParseSort(name string) (Sort, error) {
	switch s := Sort(name); s {
	case SendOrder, ByName, BySize, ByFiles:
		return s, nil
	}
	return "", fmt.Errorf("unknown value %q of --sort: expected name, size or files", name)
}

// sortedEntry is an entry with its place in the order.
type sortedEntry struct {
	walker.Entry
	sum     walker.Sum
	context *ctxsize.Usage
}

// sorted writes the entries in the order of the list. Directories have the size of what is below them by size and by files, as in du; by
// size they are left out, because files are what is large.
func (p *printer) sorted(contexts []ctxsize.Usage) error {
	var list []sortedEntry
	for n := range contexts {
		c := &contexts[n]
		if c.View == nil {
			continue
		}
		c.View.Each(p.Set, func(e walker.Entry) bool {
			s := sortedEntry{Entry: e, sum: walker.Sum{Bytes: e.Bytes, Files: fileCount(e)}, context: c}
			if e.Kind == walker.Dir {
				if p.Sort == BySize {
					return true
				}
				s.sum, _ = c.View.SumBelow(e.Path, p.Set)
			}
			list = append(list, s)
			return true
		})
	}
	slices.SortStableFunc(list, p.Sort.compare)
	if p.Top > 0 {
		list = list[:min(p.Top, len(list))]
	}
	for _, s := range list {
		if err := p.entry(s.Entry, s.sum, s.context.Context.Name, prefix(*s.context)); err != nil {
			return err
		}
	}
	return nil
}

// compare orders entries; those of the same size or number of files by name.
func (s Sort) compare(a, b sortedEntry) int {
	first := 0
	switch s {
	case BySize:
		first = cmp.Compare(b.sum.Bytes, a.sum.Bytes)
	case ByFiles:
		first = cmp.Compare(b.sum.Files, a.sum.Files)
	}
	return cmp.Or(first, cmp.Compare(a.Path, b.Path))
}

// fileCount returns how many files an entry counts as.
func fileCount(e walker.Entry) int64 {
	switch e.Kind {
	case walker.Dir, walker.Symlink:
		return 0
	}
	return 1
}
