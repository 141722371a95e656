package walker

import (
	"runtime"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/parallel"
	"github.com/ctxsize/ctxsize/internal/saturate"
)

// part is a range of a tree's entries in the order of sending. Parts are decided concurrently and merged in their order, so
// that the result does not depend on their number (FuzzParts).
type part struct{ from, to uint32 }

const (
	// Entries that are decided about sooner than another goroutine is woken and joined.
	minPart = 8192
	// More parts than goroutines, because some take longer than others.
	partsEach = 4
)

// parts returns how many parts are worthwhile.
func (t *Tree) parts() int {
	return min(int(t.total/minPart)+1, partsEach*runtime.GOMAXPROCS(0))
}

// inParts makes a view with the tree in so many parts.
func (t *Tree) inParts(a Query, parts int) (*View, error) {
	p := newPass(t, a)
	passes := make([]*pass, parts)
	for n := range passes {
		passes[n] = p.split(n, parts)
	}
	parallel.Do(len(passes), func(n int) { passes[n].run() })
	for _, o := range passes {
		switch {
		case o.err != nil:
			return nil, o.err
		case o.truncated && parts > 1:
			// What the parts behind it wrote would have to be taken back.
			return t.inParts(a, 1)
		}
		p.merge(o)
	}
	p.finish()
	return p.View, nil
}

func newPass(t *Tree, a Query) *pass {
	v := &View{Tree: t, Query: a, complete: true, state: make([]uint8, t.total)}
	v.sums[Eligible] = make([]content, t.dirs.count)
	v.PatternUses = make([]PatternUse, len(a.Patterns.All()))
	v.matchedSet = a.Patterns.NewIndexSet()
	if len(v.PatternUses) > 0 {
		v.sums[Excluded] = make([]content, t.dirs.count)
	}
	p := &pass{View: v, distinctSent: !a.NoContext && !a.Request.WholeContext(), problems: map[int32][]treeProblem{}}
	switch {
	case p.distinctSent:
		v.sentBits = sentBit
		v.sums[Sent] = make([]content, t.dirs.count)
	case !a.NoContext:
		v.sentBits = eligibleBit
	}
	for n := range p.seen {
		p.seen[n] = map[uint64]bool{}
	}
	for _, problem := range t.problems {
		p.problems[problem.dir] = append(p.problems[problem.dir], problem)
	}
	return p
}

// split returns the pass over the n-th of some parts.
func (p *pass) split(n, parts int) *pass {
	v := *p.View
	v.PatternUses = make([]PatternUse, len(p.PatternUses))
	v.matchedSet, v.closedDirs = p.Query.Patterns.NewIndexSet(), nil
	total := uint64(p.Tree.dirs.at(0).below)
	place := func(n int) uint32 { return uint32(total * uint64(n) / uint64(parts)) }
	return &pass{View: &v, part: part{place(n), place(n + 1)}, distinctSent: p.distinctSent, problems: p.problems}
}

// run decides about the entries of the part.
func (p *pass) run() {
	root := &frame{exclude: p.Query.Patterns.Root(), include: p.Query.Request.lines.Root(), line: -1, sums: newFrameSums(), pinned: true, otherPart: true}
	root.walks = [2]bool{true, p.distinctSent}
	root.listed = [2]bool{true, true}
	if p.from == 0 {
		p.meet(root, p.Tree.dirs.at(0))
	}
	p.passEntries(root, 0)
	p.leave(root)
}

// merge adds the result of another pass. Parts are merged in their order.
func (p *pass) merge(o *pass) {
	for set := range p.totals {
		p.totals[set] = p.totals[set].add(o.totals[set])
	}
	for n, use := range o.PatternUses {
		p.PatternUses[n] = p.PatternUses[n].add(use)
	}
	p.matchedSet.Add(o.matchedSet)
	p.closedDirs = append(p.closedDirs, o.closedDirs...)
	p.EmptyFiles = append(p.EmptyFiles, o.EmptyFiles...)
	p.Problems = append(p.Problems, o.Problems...)
	p.SkippedDirs = append(p.SkippedDirs, o.SkippedDirs...)
	p.WastedEntries += o.WastedEntries
	p.complete = p.complete && o.complete
	p.dirs += o.dirs
	for _, n := range o.hardLinks {
		p.countLeaf(n.frame, n.item, n.verdict)
	}
	for _, f := range o.outerFrames {
		p.mergeFrame(f)
	}
}

// mergeFrame merges what a pass counted in a directory into that of the pass to which the directory's own entry belongs.
func (p *pass) mergeFrame(f *frame) {
	for set, bit := range [2]uint8{Eligible: eligibleBit, Sent: sentBit} {
		if f.parent != nil && f.listed[set] && p.state[f.self.node]&bit == 0 {
			p.addParent(Set(set), f)
		}
	}
	for set, s := range p.sums.forDirectory(f.number) {
		if s != nil {
			s.add(*f.sums[set])
		}
	}
}

// finish adds up the sums, copies what is the same for both sets, and sorts the lists.
func (p *pass) finish() {
	p.sums.addUp(&p.Tree.dirs)
	for set := range p.sums {
		s := p.sums.get(Set(set), 0).Sum()
		p.totals[set].Bytes, p.totals[set].Files = s.Bytes, s.Files
	}
	if p.totals[Eligible].Bytes == saturate.Max {
		p.Problems = append(p.Problems, TooLargeProblem())
	}
	p.complete = p.complete && p.totals[Excluded].Bytes < saturate.Max
	p.totals[Excluded].Dirs = p.dirs - p.totals[Eligible].Dirs
	if !p.distinctSent && !p.Query.NoContext {
		p.totals[Sent] = p.totals[Eligible]
		p.sums[Sent] = p.sums[Eligible]
	}
	slices.SortFunc(p.Problems, compareProblems)
	slices.SortFunc(p.EmptyFiles, func(a, b EmptyFile) int { return compareSending(a.Path, b.Path) })
}

// compareSending compares paths by the order of sending, in which a directory's entries come right behind it.
func compareSending(a, b string) int {
	n := 0
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	a, b = a[n:], b[n:]
	switch {
	case a == "" || b == "" || a[0] != '/' && b[0] != '/':
		return strings.Compare(a, b)
	case a[0] == '/':
		return -1
	}
	return 1
}

// content is what is in a directory, or below it; others are entries that are neither regular files nor sockets.
type content struct {
	bytes         int64
	files, others uint32
}

func (c *content) add(o content) {
	c.bytes = saturate.Add(c.bytes, o.bytes)
	c.files += o.files
	c.others += o.others
}

func (c content) entries() uint32 { return c.files + c.others }

// Sum leaves the others out.
func (c content) Sum() Sum { return Sum{c.bytes, int64(c.files)} }

// sums are the contents of all directories, for each of the sets that are no differences; nil for a set that is empty.
type sums [3][]content

func (s *sums) get(set Set, number int32) content {
	if s[set] == nil {
		return content{}
	}
	return s[set][number]
}

// frameSums are where a pass counts what it finds right in a directory.
type frameSums [3]*content

func (s *sums) forDirectory(number int32) frameSums {
	var f frameSums
	for set := range s {
		if s[set] != nil {
			f[set] = &s[set][number]
		}
	}
	return f
}

// newFrameSums are those of a directory whose own entry belongs to another pass.
func newFrameSums() frameSums { return frameSums{new(content), new(content), new(content)} }

// addUp adds to each directory what lies below it.
func (s *sums) addUp(dirs *dirTable) {
	for _, list := range s {
		if list == nil {
			continue
		}
		// A directory's number is greater than that of the directory above it.
		for n := dirs.count - 1; n > 0; n-- {
			list[dirs.at(n).parent].add(list[n])
		}
	}
}
