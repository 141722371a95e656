package tui

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/audit"
	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/walker"
)

// state is what becomes of an item.
type state uint8

const (
	isSent state = iota
	isUnread
	isDrafted // the draft takes it out
	isGhost   // the ignore file takes it out already
)

// item is an entry of a folder, or a chain of folders each of which holds nothing but the next.
type item struct {
	name  string // as shown, relative to the folder
	path  string // relative to the context
	kind  walker.Kind
	state state
	// was is what was eligible before the draft; eligible and sent are now. ghost is what the ignore file takes out already.
	was, eligible, sent, ghost walker.Sum
	wasSent                    walker.Sum // what was sent before the draft
	tint                       int        // what its colour stands for, -1 for its state
	found                      bool       // there is a finding about it, or about something in it
	unwalked                   bool       // nobody has looked into it
}

func (i *item) isDir() bool { return i.kind == walker.Dir }

// saved is what the draft excludes of what was eligible.
func (i *item) saved() walker.Sum { return less(i.was, i.eligible) }

// savedSent is what the draft excludes of what was sent.
func (i *item) savedSent() walker.Sum { return less(i.wasSent, i.sent) }

func less(a, b walker.Sum) walker.Sum {
	return walker.Sum{Bytes: a.Bytes - b.Bytes, Files: a.Files - b.Files}
}

// metric is what the area of a tile stands for.
type metric uint8

const (
	byEligible metric = iota
	bySent
	byFiles
	metrics
)

func (m metric) String() string {
	return [...]string{"eligible bytes", "sent bytes", "number of files"}[m]
}

// size is what an item weighs: what it holds now, and of what the draft excludes what it held, both eligible or both sent.
func (m metric) size(i *item) int64 {
	sum := i.eligible
	switch {
	case i.state == isDrafted && m == bySent:
		sum = i.savedSent()
	case i.state == isDrafted:
		sum = i.saved()
	case i.state == isGhost:
		sum = i.ghost
	case m == bySent:
		sum = i.sent
	}
	if m == byFiles {
		return sum.Files
	}
	return sum.Bytes
}

// folder is a directory as it is shown.
type folder struct {
	path  string
	items []item // the largest first
}

// find gives the item of a path, or that which holds it.
func (f *folder) find(p string) *item {
	for n := range f.items {
		if i := &f.items[n]; i.path == p || strings.HasPrefix(i.path, p+"/") || strings.HasPrefix(p, i.path+"/") {
			return i
		}
	}
	return nil
}

// reading is how folders are read: of a context before and after a draft.
type reading struct {
	how
	base, now *walker.View
	build     *ctxsize.Build
	context   int
	findings  []string // paths that findings are about
}

// how says what is shown of a folder.
type how struct {
	metric metric
	ghosts bool
	colors colorMode

	advice    []audit.Suggestion
	suggested *ignore.PatternList
}

// longestChain is how many folders deep a chain is followed; nobody reads a longer one.
const longestChain = 32

func newReading(base, now *ctxsize.Build, n int, inspected []lint.Finding, h how) reading {
	r := reading{base: contextOf(base, n).View, now: contextOf(now, n).View, how: h, build: now, context: n}
	for _, f := range slices.Concat(now.Findings, inspected) {
		if f.Path != "" && n == 0 {
			r.findings = append(r.findings, f.Path)
		}
	}
	return r
}

func contextOf(b *ctxsize.Build, n int) ctxsize.Context {
	if n == 0 {
		return b.Main
	}
	return b.Named[n-1]
}

// folder lists a directory; it is empty where there is none.
func (r reading) folder(dir string) *folder {
	f := &folder{path: dir, items: r.items(dir)}
	for n := range f.items {
		r.chain(&f.items[n])
		f.items[n].tint = r.tint(&f.items[n])
	}
	slices.SortFunc(f.items, func(a, b item) int {
		return cmp.Or(cmp.Compare(r.metric.size(&b), r.metric.size(&a)), cmp.Compare(a.name, b.name))
	})
	return f
}

// items are the entries of a directory that are to be shown.
func (r reading) items(dir string) []item {
	before, _ := r.base.Children(dir)
	after := before
	if r.now != r.base {
		after, _ = r.now.Children(dir)
	}
	var list []item
	for n := range min(len(before), len(after)) {
		i := newItem(dir, before[n], after[n])
		if i.state == isGhost && !r.ghosts {
			continue
		}
		i.found = r.hasFinding(i.path)
		list = append(list, i)
	}
	return list
}

func newItem(dir string, before, after walker.Child) item {
	i := item{name: after.Name, path: path.Join(dir, after.Name), kind: after.Kind, was: before.Eligible, eligible: after.Eligible,
		sent: after.Sent, wasSent: before.Sent, ghost: before.Excluded, unwalked: after.NotRead}
	switch {
	case after.IsEligible && (after.Sent.Files > 0 || after.Kind != walker.Dir && after.IsSent):
		i.state = isSent
	case after.IsEligible:
		i.state = isUnread
	case before.IsEligible:
		i.state = isDrafted
	default:
		i.state = isGhost
	}
	return i
}

func (r reading) hasFinding(p string) bool {
	return slices.ContainsFunc(r.findings, func(f string) bool { return f == p || strings.HasPrefix(f, p+"/") })
}

// chain makes a folder that holds nothing but another one into one item with it.
func (r reading) chain(i *item) {
	for range longestChain {
		if !i.isDir() || i.state == isGhost && i.unwalked {
			return
		}
		below := r.items(i.path)
		if len(below) != 1 || !below[0].isDir() || below[0].state != i.state {
			return
		}
		i.name, i.path = i.name+"/"+below[0].name, below[0].path
	}
}
