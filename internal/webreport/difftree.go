package webreport

import (
	"cmp"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/compare"
	"github.com/ctxsize/ctxsize/internal/saturate"
	"github.com/ctxsize/ctxsize/internal/termtext"
)

// diffTree is the tree of two states of a build in columns, as a tree is. Bytes and files are given for entries without children.
type diffTree struct {
	Name   []string `json:"name"`
	Kids   []int    `json:"kids"`
	Flag   []flag   `json:"flag"`
	Before []int64  `json:"before"`
	After  []int64  `json:"after"`
	// Files is the number of files that an entry stands for.
	Files    []int64 `json:"files"`
	Below    float64 `json:"below"`
	Combined int     `json:"combined"`
}

// unlistedName is the name of the entry for what a report does not list.
const unlistedName = "files that a report does not list"

// change is an entry of two states.
type change struct {
	name   string
	parent *change
	// children are sorted by their names.
	children      []*change
	isDir         bool
	before, after int64
	// size is the larger one of both states, and moved the difference, of all files.
	size, moved int64
	files       int64
	index       int
}

// newDiffTree returns the tree of a build, of at most that many entries.
func newDiffTree(c *compare.BuildChange, limit int) diffTree {
	root := newChange(c)
	var list []*change
	root.list(&list)
	var selection cut
	for n, e := range list {
		e.index = n
		parent := -1
		if e.parent != nil {
			parent = e.parent.index
		}
		share := max(float64(e.size)/float64(max(root.size, 1)), float64(e.moved)/float64(max(root.moved, 1)))
		selection.add(parent, share, e.size)
	}
	var t diffTree
	var keep []bool
	keep, t.Below, t.Combined = selection.keep(limit)
	t.emit(root, keep)
	if c.Unlisted != (compare.Change{}) {
		t.Kids[0]++
		t.row(&change{name: unlistedName, before: c.Unlisted.Before, after: c.Unlisted.After}, isCombined, 0)
	}
	return t
}

// newChange returns the root of the paths of both states.
func newChange(c *compare.BuildChange) *change {
	var paths []string
	for _, list := range []map[string]int64{c.PathsBefore, c.PathsAfter} {
		for p := range list {
			paths = append(paths, p)
		}
	}
	slices.Sort(paths)
	root := &change{isDir: true}
	dirs := changeDirs{"": root}
	for _, p := range slices.Compact(paths) {
		dirs.entry(p).set(c.PathsBefore[p], c.PathsAfter[p])
	}
	root.sum()
	return root
}

// changeDirs are the directories of a tree by their paths, which end in a slash.
type changeDirs map[string]*change

// entry adds an entry by its path, and the directories that lead to it.
func (d changeDirs) entry(p string) *change {
	dir, name := "", p
	if n := strings.LastIndexByte(strings.TrimSuffix(p, "/"), '/'); n >= 0 {
		dir, name = p[:n+1], p[n+1:]
	}
	parent := d[dir]
	if parent == nil {
		parent = d.entry(dir)
	}
	e := &change{name: strings.TrimSuffix(name, "/"), parent: parent, isDir: strings.HasSuffix(name, "/")}
	parent.children = append(parent.children, e)
	if e.isDir {
		d[p] = e
	}
	return e
}

// set sets the sizes of a file, or of a directory that is known as a whole.
func (c *change) set(before, after int64) {
	c.before, c.after, c.files = before, after, 1
	c.size, c.moved = max(before, after), max(saturate.Sub(after, before), saturate.Sub(before, after))
}

// sum adds up directories, and sorts their entries.
func (c *change) sum() {
	slices.SortFunc(c.children, func(a, b *change) int { return cmp.Compare(a.name, b.name) })
	for _, child := range c.children {
		child.sum()
		c.add(child)
	}
}

// add adds the sums of an entry.
func (c *change) add(o *change) {
	c.before, c.after, c.files = saturate.Add(c.before, o.before), saturate.Add(c.after, o.after), c.files+o.files
	c.size, c.moved = saturate.Add(c.size, o.size), saturate.Add(c.moved, o.moved)
}

// list appends an entry and all below it, parents first.
func (c *change) list(to *[]*change) {
	*to = append(*to, c)
	for _, child := range c.children {
		child.list(to)
	}
}

// emit fills the columns with the kept entries below one. The others of a directory are one entry.
func (t *diffTree) emit(c *change, keep []bool) {
	var kept []*change
	rest := &change{}
	for _, child := range c.children {
		if keep[child.index] {
			kept = append(kept, child)
		} else {
			rest.add(child)
		}
	}
	f := flag(0)
	if c.isDir {
		f = isDir
	}
	kids := len(kept)
	if rest.files > 0 {
		kids++
	}
	t.row(c, f, kids)
	for _, child := range kept {
		t.emit(child, keep)
	}
	if rest.files > 0 {
		t.row(rest, isCombined, 0)
	}
}

// row adds an entry to the columns.
func (t *diffTree) row(c *change, f flag, kids int) {
	before, after, files := c.before, c.after, c.files
	if kids > 0 {
		before, after, files = 0, 0, 0
	}
	t.Name, t.Kids, t.Flag = append(t.Name, termtext.Escape(c.name)), append(t.Kids, kids), append(t.Flag, f)
	t.Before, t.After, t.Files = append(t.Before, before), append(t.After, after), append(t.Files, files)
}
