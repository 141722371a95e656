package webreport

import (
	"cmp"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/saturate"
	"github.com/ctxsize/ctxsize/internal/termtext"
	"github.com/ctxsize/ctxsize/walker"
)

// tree is the tree of a context in columns: an element for each entry, parents first and the children of an entry in the order of sending.
// The first entry is the context itself. Bytes and files are given for entries without children; those of others are their sums.
type tree struct {
	Name []string `json:"name"`
	// Kids is the number of children.
	Kids []int `json:"kids"`
	// Flag has the bits of an entry, see flag.
	Flag          []flag  `json:"flag"`
	Sent          []int64 `json:"sent"`
	SentFiles     []int64 `json:"sentFiles"`
	Eligible      []int64 `json:"eligible"`
	EligibleFiles []int64 `json:"eligibleFiles"`
	Excluded      []int64 `json:"excluded"`
	ExcludedFiles []int64 `json:"excludedFiles"`
	// By is the index of the pattern in Patterns that decides, -1 for none.
	By []int `json:"by"`
	// Suggestion is the index of the suggestion of the report that would exclude the entry, -1 for none.
	Suggestion []int         `json:"suggestion"`
	Patterns   []patternLine `json:"patterns"`
	// Commits is the number of commits that change an entry or, of a directory, something in it. It is absent where that is not measured.
	Commits []int `json:"commits,omitempty"`
	// Below is the share of the context below which entries are combined, 0 where none is. Combined is their number.
	Below    float64 `json:"below"`
	Combined int     `json:"combined"`
}

// patternLine is a pattern of an ignore file.
type patternLine struct {
	Line int    `json:"line"`
	Text string `json:"text"`
}

// flag are properties of an entry.
type flag uint16 // not uint8, whose slices JSON has as text

const (
	isDir flag = 1 << iota
	isSymlink
	isOther // a FIFO, a socket or a device
	isEligible
	isSent
	isUnscanned // a directory whose entries are not known
	isCombined  // the smaller entries of a directory
)

// node is an entry of a context.
type node struct {
	name                     string
	parent                   int
	flag                     flag
	sent, eligible, excluded walker.Sum
}

// source is a context on its way into a tree.
type source struct {
	context *ctxsize.Usage
	nodes   []node
	// kept has, for each entry of the tree, the index of its node, -1 for combined entries.
	kept []int
	out  tree
}

// newSource lists a context and reduces it to a number of entries.
func newSource(c *ctxsize.Usage, limit int) *source {
	s := &source{context: c}
	root := node{parent: -1, flag: isDir | isEligible}
	root.sent, _ = c.View.SumBelow(".", walker.Sent)
	root.eligible, _ = c.View.SumBelow(".", walker.Eligible)
	root.excluded, _ = c.View.SumBelow(".", walker.Excluded)
	s.nodes = append(s.nodes, root)
	s.list(0, "")
	s.reduce(limit)
	return s
}

// list adds the entries below a directory.
func (s *source) list(parent int, path string) {
	children, _ := s.context.View.Children(cmp.Or(path, "."))
	for _, c := range children {
		at := len(s.nodes)
		s.nodes = append(s.nodes, node{name: c.Name, parent: parent, flag: flagOf(&c), sent: c.Sent, eligible: c.Eligible, excluded: c.Excluded})
		if c.Kind == walker.Dir {
			s.list(at, join(path, c.Name))
		}
	}
}

func join(dir, name string) string {
	if dir == "" {
		return name
	}
	return dir + "/" + name
}

func flagOf(c *walker.Child) flag {
	var f flag
	switch c.Kind {
	case walker.File:
	case walker.Dir:
		f |= isDir
	case walker.Symlink:
		f |= isSymlink
	default:
		f |= isOther
	}
	if c.IsEligible {
		f |= isEligible
	}
	if c.IsSent {
		f |= isSent
	}
	if c.NotRead {
		f |= isUnscanned
	}
	return f
}

// share returns the largest share that an entry has of a quantity of its context.
func (s *source) share(n *node) float64 {
	root := &s.nodes[0]
	part := func(a, b int64) float64 { return float64(a) / float64(max(b, 1)) }
	return max(part(n.eligible.Bytes, root.eligible.Bytes), part(n.excluded.Bytes, root.excluded.Bytes),
		part(n.eligible.Files+n.excluded.Files, root.eligible.Files+root.excluded.Files))
}

// reduce fills the tree with the largest entries, so many at most, those that stand for smaller ones included.
func (s *source) reduce(limit int) {
	var c cut
	for n := range s.nodes {
		c.add(s.nodes[n].parent, s.share(&s.nodes[n]), s.nodes[n].eligible.Bytes)
	}
	var keep []bool
	keep, s.out.Below, s.out.Combined = c.keep(limit)
	s.emit(keep)
}

// emit fills the columns.
func (s *source) emit(keep []bool) {
	children := make(map[int][]int, len(s.nodes))
	dropped := map[int]*node{}
	for n := 1; n < len(s.nodes); n++ {
		parent := s.nodes[n].parent
		switch {
		case keep[n]:
			children[parent] = append(children[parent], n)
		case keep[parent]:
			if dropped[parent] == nil {
				dropped[parent] = &node{flag: isCombined}
			}
			dropped[parent].add(&s.nodes[n])
		}
	}
	var walk func(n int)
	walk = func(n int) {
		rest := dropped[n]
		kids := len(children[n])
		if rest != nil {
			kids++
		}
		s.row(n, &s.nodes[n], kids)
		for _, child := range children[n] {
			walk(child)
		}
		if rest != nil {
			s.row(-1, rest, 0)
		}
	}
	walk(0)
}

func (n *node) add(o *node) {
	n.flag |= o.flag & (isEligible | isSent)
	n.sent, n.eligible, n.excluded = addSums(n.sent, o.sent), addSums(n.eligible, o.eligible), addSums(n.excluded, o.excluded)
}

func addSums(a, b walker.Sum) walker.Sum {
	return walker.Sum{Bytes: saturate.Add(a.Bytes, b.Bytes), Files: a.Files + b.Files}
}

// row adds an entry to the columns.
func (s *source) row(index int, n *node, kids int) {
	t := &s.out
	s.kept = append(s.kept, index)
	t.Name, t.Kids, t.Flag = append(t.Name, termtext.Escape(n.name)), append(t.Kids, kids), append(t.Flag, n.flag)
	own := *n
	if kids > 0 {
		own.sent, own.eligible, own.excluded = walker.Sum{}, walker.Sum{}, walker.Sum{}
	}
	t.Sent, t.SentFiles = append(t.Sent, own.sent.Bytes), append(t.SentFiles, own.sent.Files)
	t.Eligible, t.EligibleFiles = append(t.Eligible, own.eligible.Bytes), append(t.EligibleFiles, own.eligible.Files)
	t.Excluded, t.ExcludedFiles = append(t.Excluded, own.excluded.Bytes), append(t.ExcludedFiles, own.excluded.Files)
}

// tree returns the tree with the patterns and suggestions that concern its entries.
func (s *source) tree() tree {
	s.out.Patterns = []patternLine{}
	for _, p := range s.context.Patterns.All() {
		s.out.Patterns = append(s.out.Patterns, patternLine{p.Line, termtext.Escape(p.Text)})
	}
	s.out.By, s.out.Suggestion = s.deciding(), s.suggested()
	return s.out
}
