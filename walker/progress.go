package walker

import (
	"cmp"
	"slices"
	"sync"
	"sync/atomic"
)

// Progress counts what a walk has seen so far; it may be read at any time. Of several walks it counts all entries and bytes, and the branches
// of the one at hand.
type Progress struct {
	Entries atomic.Int64
	Bytes   atomic.Int64

	mu       sync.Mutex
	branches []*branch
}

// Branch is what was seen so far below one entry of the context's root.
type Branch struct {
	Name         string
	Dir          bool
	Bytes, Files int64
}

// branch is a Branch that still grows.
type branch struct {
	name         string
	dir          bool
	bytes, files atomic.Int64
}

func (b *branch) add(files, bytes int64) {
	if b != nil {
		b.files.Add(files)
		b.bytes.Add(bytes)
	}
}

// Branches lists the entries of the root that the walk reads, the largest first. Directories that all lines take out are not among them.
func (p *Progress) Branches() []Branch {
	p.mu.Lock()
	all := p.branches
	p.mu.Unlock()
	list := make([]Branch, len(all))
	for n, b := range all {
		list[n] = Branch{b.name, b.dir, b.bytes.Load(), b.files.Load()}
	}
	slices.SortFunc(list, func(a, b Branch) int {
		return cmp.Or(cmp.Compare(b.Bytes, a.Bytes), cmp.Compare(a.Name, b.Name))
	})
	return list
}

// start makes a branch of each entry of a root that was read, and gives those of its directories by name.
func (p *Progress) start(found []facts) map[string]*branch {
	dirs := map[string]*branch{}
	var all []*branch
	for n := range found {
		f := &found[n]
		if f.pruned {
			continue
		}
		b := &branch{name: string(f.name), dir: f.mode&typeMask == typeDir}
		if b.dir {
			dirs[b.name] = b
		} else if f.mode&typeMask == typeFile {
			b.add(1, f.size)
		}
		all = append(all, b)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.branches = all
	return dirs
}
