package walker

import (
	"cmp"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/ctxsize/ctxsize/internal/saturate"
)

// Progress counts what a walk has read so far; it may be read at any time. Of several walks it counts all entries and bytes,
// and the branches of the current one.
type Progress struct {
	Entries atomic.Int64
	Bytes   atomic.Int64

	mu       sync.Mutex
	branches []*branch // the directories
	root     cursor    // the entries of the root, once it is read
}

// Branch is what was read so far below one entry of the context's root.
type Branch struct {
	Name         string
	Dir          bool
	Bytes, Files int64
}

// branch is a Branch that still grows.
type branch struct {
	name         string
	bytes, files atomic.Int64
}

func (b *branch) add(files, bytes int64) {
	if b != nil {
		b.files.Add(files)
		saturate.AddTo(&b.bytes, bytes)
	}
}

// add counts what was found in a directory of a branch.
func (p *Progress) add(b *branch, entries int, files, bytes int64) {
	p.Entries.Add(int64(entries))
	saturate.AddTo(&p.Bytes, bytes)
	b.add(files, bytes)
}

// Branches returns the entries of the root, the largest first, without skipped directories.
func (p *Progress) Branches() []Branch {
	p.mu.Lock()
	all, root := p.branches, p.root
	p.mu.Unlock()
	list := make([]Branch, 0, len(all)+int(root.left))
	for _, b := range all {
		list = append(list, Branch{b.name, true, b.bytes.Load(), b.files.Load()})
	}
	for root.next() {
		switch b := (Branch{Name: string(root.bytes())}); root.kind() {
		case Dir:
		case File:
			b.Bytes, b.Files = root.size, 1
			fallthrough
		default:
			list = append(list, b)
		}
	}
	slices.SortFunc(list, func(a, b Branch) int {
		return cmp.Or(cmp.Compare(b.Bytes, a.Bytes), cmp.Compare(a.Name, b.Name))
	})
	return list
}

// begin forgets the branches of the walk before.
func (p *Progress) begin() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.branches, p.root = nil, cursor{}
}

// branch makes that of a directory in the root.
func (p *Progress) branch(name string) *branch {
	b := &branch{name: name}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.branches = append(p.branches, b)
	return b
}

// rootRead takes over the records of the root.
func (p *Progress) rootRead(records []byte, known []class, count uint32) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.root = cursor{item: item{chunk: &chunk{records: records, classes: known}}, left: count}
}
