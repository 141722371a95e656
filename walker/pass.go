package walker

import (
	"slices"
	"syscall"

	"github.com/ctxsize/ctxsize/ignore"
)

// pass is one way through the tree that makes a view.
type pass struct {
	*View
	separate bool // what is sent differs from what is eligible
	seen     [3]map[uint64]bool
	problems map[int32][]treeProblem
	err      error
	cut      bool // the legacy builder's archive ends here
}

// frame is a directory on the way.
type frame struct {
	up        *frame
	self      item // its own entry; none for the root
	number    int32
	excl      *ignore.Dir
	incl      *ignore.Dir
	length    int     // of its path
	line      int     // that took it out, where it is not looked into
	asked     [2]bool // the client looks into it, for everything and for what is requested
	announced [2]bool
	idle      bool // taken out or not requested: looked into for the sake of what may lie below
}

func newPass(v *View) *pass {
	p := &pass{View: v, separate: !v.Ask.Nothing && !v.Ask.Request.Whole(), problems: map[int32][]treeProblem{}}
	switch {
	case p.separate:
		v.sentBits = sentBit
	case !v.Ask.Nothing:
		v.sentBits = eligibleBit
	}
	for n := range p.seen {
		p.seen[n] = map[uint64]bool{}
	}
	for _, problem := range v.Tree.problems {
		p.problems[problem.dir] = append(p.problems[problem.dir], problem)
	}
	return p
}

func (f *frame) path() string {
	if f.up == nil {
		return ""
	}
	return join(f.up.path(), string(f.self.bytes()))
}

// directory decides about the entries of a directory and what lies below them.
func (p *pass) directory(f *frame) {
	d := &p.Tree.dirs[f.number]
	p.meet(f, d)
	for n := range d.count {
		if i := p.Tree.at(d, n); i.isDir() {
			p.below(f, i)
		} else {
			p.leaf(f, i)
		}
		if p.err != nil || p.cut {
			return
		}
	}
}

// verdict is what is decided about one entry.
type verdict struct {
	excluded bool
	hit      bool
	line     int
	passes   [2]bool // it is announced for its own sake
	inMatch  bool
}

func (p *pass) decide(f *frame, i item) verdict {
	if !f.asked[Eligible] && !f.asked[Sent] {
		return verdict{excluded: true, line: f.line}
	}
	name := i.bytes()
	out := f.excl.Decide(name)
	v := verdict{excluded: out.Excluded, hit: out.Hit, line: out.Line, inMatch: true}
	if p.separate && f.asked[Sent] {
		in := f.incl.Decide(name)
		v.inMatch = in.Excluded
		p.fail(in.Err)
		if v.inMatch || !i.isDir() || p.Ask.Request.lines.MayMatchBelow(join(f.path(), string(name))) {
			p.fail(out.Err)
		}
	} else if !p.separate && !p.Ask.Nothing {
		p.failOrCut(f, i, out.Err)
	}
	v.passes = [2]bool{f.asked[Eligible] && !v.excluded, f.asked[Sent] && v.inMatch && !v.excluded}
	return v
}

// failOrCut is about a line that turns out bad. The legacy builder has tried its lines before it makes the archive, though not below
// directories that are taken out; one that fails now ends the archive without a word (moby/go-archive TarWithOptions).
func (p *pass) failOrCut(f *frame, i item, err error) {
	if err == nil || p.Ask.Rules != Tar {
		p.fail(err)
		return
	}
	p.cut = true
	p.Problems = append(p.Problems, Problem{Path: join(f.path(), string(i.bytes())), Op: "match", Err: err, Counts: true})
}

func (p *pass) fail(err error) {
	if p.err == nil {
		p.err = err
	}
}

// leaf decides about an entry that is no directory.
func (p *pass) leaf(f *frame, i item) {
	v := p.decide(f, i)
	if p.cut {
		return
	}
	if f.idle && !v.passes[p.builder()] {
		p.Wasted++
	}
	for set := range v.passes {
		if v.passes[set] {
			p.announce(Set(set), f, i, v)
		}
	}
	var size int64
	if v.excluded {
		size = p.content(Excluded, f, i, v)
		p.count(Excluded, f, i, size)
	} else if p.state[i.node]&eligibleLink == 0 {
		size = i.size
	}
	p.use(v.line, i, size)
}

func (p *pass) use(line int, i item, size int64) {
	if line < 0 {
		return
	}
	p.Lines[line].Entries++
	if i.kind() == File {
		p.Lines[line].Files++
		p.Lines[line].Bytes += size
	}
}

// below decides about a directory and goes into it.
func (p *pass) below(f *frame, i item) {
	v := p.decide(f, i)
	if p.err != nil || p.cut {
		return
	}
	p.use(v.line, i, 0)
	name := i.bytes()
	child := &frame{up: f, self: i, number: i.number(), length: f.length + 1 + len(name), line: v.line}
	enters := !v.excluded || p.Ask.Lines.Exceptions() && p.Ask.enters(join(f.path(), string(name)))
	child.asked[Eligible] = f.asked[Eligible] && enters
	child.asked[Sent] = f.asked[Sent] && enters
	if child.asked[Sent] && !v.inMatch {
		child.asked[Sent] = p.Ask.Request.lines.MayMatchBelow(join(f.path(), string(name)))
	}
	if child.asked[Eligible] || child.asked[Sent] {
		child.excl = f.excl.Enter(name)
	}
	if child.asked[Sent] {
		child.incl = f.incl.Enter(name)
	}
	child.idle = p.idle(child, v)
	for set := range v.passes {
		if v.passes[set] {
			p.announce(Set(set), f, i, v)
			child.announced[set] = true
		}
	}
	p.directory(child)
	p.leave(f, child, i)
}

// builder is the set that the builder's client walks for.
func (p *pass) builder() Set {
	if p.separate {
		return Sent
	}
	return Eligible
}

// idle says whether a directory is looked into only for what may lie below.
func (p *pass) idle(f *frame, v verdict) bool { return f.asked[p.builder()] && !v.passes[p.builder()] }

// leave adds up what was found below a directory.
func (p *pass) leave(f, child *frame, i item) {
	for set := range p.sums[0] {
		p.sums[f.number][set].Bytes += p.sums[child.number][set].Bytes
		p.sums[f.number][set].Files += p.sums[child.number][set].Files
	}
	if !child.announced[Eligible] {
		p.totals[Excluded].Dirs++
	}
	if state := p.Tree.dirs[child.number].state; state == dirPruned || state == dirShut {
		p.unwalked(child)
	}
}

func (p *pass) unwalked(f *frame) {
	if f.asked[Eligible] || f.asked[Sent] {
		p.Unwalked = append(p.Unwalked, f.path())
	} else {
		p.complete = false
	}
}

// meet takes the walk's problems in a directory over, as far as a builder would meet them. The legacy builder opens even directories
// that are taken out, before it asks the lines.
func (p *pass) meet(f *frame, d *directory) {
	builds := !p.Ask.Nothing && f.asked[p.builder()]
	failed := d.state == dirShut || d.state == dirFailed
	tar := failed && p.Ask.Rules == Tar && !p.Ask.Nothing && f.up != nil && f.up.asked[Eligible]
	for _, problem := range p.problems[f.number] {
		if d.state == dirShut && !tar {
			continue
		}
		problem.Fatal = (builds || tar) && !problem.gone()
		problem.Counts = f.asked[Eligible] || problem.Fatal
		p.Problems = append(p.Problems, problem.Problem)
		p.complete = p.complete && f.asked[Eligible]
	}
	if builds && pathLimit > 0 && len(p.Tree.Root)+f.length+maxNameBytes > pathLimit {
		p.tooLong(f, d)
	}
}

// tooLong finds a name that the builder's client cannot ask about, because it names files by their whole path.
func (p *pass) tooLong(f *frame, d *directory) {
	room := pathLimit - len(p.Tree.Root) - f.length - len("/\x00")
	if room < 0 {
		return
	}
	for n := range d.count {
		name := p.Tree.at(d, n).bytes()
		if len(name) > room {
			path := join(f.path(), string(name))
			p.Problems = append(p.Problems, Problem{Path: path, Op: "lstat", Err: syscall.ENAMETOOLONG, Fatal: true, Counts: true})
			return
		}
	}
}

// finish settles what is the same for both sets and puts the problems in order.
func (p *pass) finish() {
	if !p.separate && !p.Ask.Nothing {
		p.totals[Sent] = p.totals[Eligible]
		for n := range p.sums {
			p.sums[n][Sent] = p.sums[n][Eligible]
		}
	}
	slices.SortFunc(p.Problems, compareProblems)
}
