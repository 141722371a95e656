package walker

import (
	"strings"
	"syscall"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/saturate"
)

// pass is one way through a tree, or a part of it, that makes a view. Of the view that it embeds, the states and the sums are those of
// the whole tree, in which each pass writes about the entries of its part; the rest is its own.
type pass struct {
	*View
	part
	distinctSent bool // what is sent differs from what is eligible
	problems     map[int32][]treeProblem
	dirs         int64              // that were left
	seen         [3]map[uint64]bool // files with several names, once all parts are there
	hardLinks    []linkedName       // of such files
	outerFrames  []*frame           // directories whose own entries belong to other passes
	freeFrames   []*frame           // those that can be used again
	err          error
	truncated    bool // the legacy builder's archive ends here
}

// linkedName is an entry that is one of several names of a file. What counts is the first of them, which is known when all parts are there.
type linkedName struct {
	*frame
	item
	verdict
}

// directory decides about what of a directory's entries, and of what lies below them, belongs to the part; at is the place of the first.
func (p *pass) passEntries(f *frame, at uint32) {
	d := p.Tree.dirs.at(f.number)
	if !f.otherPart {
		p.meet(f, d)
	}
	u := p.newCommonFiles(f)
	c := p.Tree.entries(d)
	if at < p.from && d.below == d.count {
		// Each entry has one place, so that those before the part need not be looked at. The part begins in this directory.
		if mark := (d.first + p.from - at) / markEvery; mark*markEvery > d.first {
			at += c.skipToMark(d.first, mark)
		}
	}
	for at < p.to && !p.ended() && c.next() {
		i, first := &c.item, at
		if at++; i.isDir() {
			at += p.Tree.dirs.at(i.number()).below
		}
		switch {
		case at <= p.from:
		case i.isDir():
			p.passDirectory(f, *i, first)
		case u.count(i):
			p.state[i.node] |= u.bits
		default:
			p.passLeaf(f, *i)
		}
	}
	p.flush(u)
}

func (p *pass) ended() bool { return p.err != nil || p.truncated }

// verdict is what is decided about one entry.
type verdict struct {
	line     int32
	excluded bool
	hit      bool
	inMatch  bool
	eligible bool // it is announced for its own sake
	sent     bool // the same, of what is requested
}

func (v verdict) isIn(set Set) bool {
	if set == Sent {
		return v.sent
	}
	return v.eligible
}

func (p *pass) decide(f *frame, i item) verdict {
	if !f.walks[Eligible] {
		return verdict{excluded: true, line: f.line}
	}
	return p.decideBy(f, i, f.exclude.MatchAndRecord(i.bytes(), p.matchedSet))
}

// decided is about an entry of which the lines have said something.
func (p *pass) decideBy(f *frame, i item, out ignore.Decision) verdict {
	if f.walks[Sent] {
		return p.decideTwice(f, i, out)
	}
	if out.Err != nil && !p.distinctSent && !p.Query.NoContext {
		p.failOrCut(f, i, out.Err)
	}
	return judged(out, ignore.Decision{})
}

func judged(out, in ignore.Decision) verdict {
	return verdict{excluded: out.Excluded, hit: out.Matched, line: int32(out.Index), inMatch: in.Excluded, eligible: !out.Excluded,
		sent: in.Excluded && !out.Excluded}
}

// decideTwice asks the requested paths, too.
func (p *pass) decideTwice(f *frame, i item, out ignore.Decision) verdict {
	in := f.include.Match(i.bytes())
	p.fail(in.Err)
	if out.Err != nil && (in.Excluded || !i.isDir() || p.Query.Request.lines.MayMatchBelow(f.pathOf(i))) {
		p.fail(out.Err)
	}
	return judged(out, in)
}

// failOrCut is about a line that turns out bad. The legacy builder has tried its lines before it makes the archive, though not below
// directories that are taken out; one that fails now ends the archive without a word (moby/go-archive TarWithOptions).
func (p *pass) failOrCut(f *frame, i item, err error) {
	if p.Query.Rules != Tar {
		p.fail(err)
		return
	}
	p.truncated = true
	p.Problems = append(p.Problems, Problem{Path: f.pathOf(i), Op: "match", Err: err, Incomplete: true})
}

func (p *pass) fail(err error) {
	if p.err == nil {
		p.err = err
	}
}

// leaf decides about an entry that is no directory. matchable says that a line is known to be one that may match it.
func (p *pass) passLeaf(f *frame, i item) {
	v := p.decide(f, i)
	if p.ended() {
		return
	}
	if f.onlyForChildren && !v.isIn(p.builder()) {
		p.WastedEntries++
	}
	if i.linked() {
		f.pin()
		p.hardLinks = append(p.hardLinks, linkedName{f, i, v})
		return
	}
	p.countLeaf(f, i, v)
}

// settle counts an entry that is no directory where it belongs.
func (p *pass) countLeaf(f *frame, i item, v verdict) {
	var size int64
	if v.excluded {
		size = p.contentSize(Excluded, f, i, v)
		p.count(Excluded, f, i, size)
	} else {
		p.add(Eligible, f, i, v)
		if p.state[i.node]&eligibleLink == 0 {
			size = i.size
		}
	}
	if v.sent {
		p.add(Sent, f, i, v)
	}
	p.countUse(v.line, i, size)
}

func (p *pass) countUse(line int32, i item, size int64) {
	if line < 0 {
		return
	}
	use := &p.PatternUses[line]
	use.Entries++
	if i.kind() == File {
		use.Files++
		use.Bytes = saturate.Add(use.Bytes, size)
	}
}

// below decides about a directory and goes into it; place is that of its entry.
func (p *pass) passDirectory(f *frame, i item, place uint32) {
	child := p.enter(f, i, place < p.from)
	if child == nil {
		return
	}
	p.passEntries(child, place+1)
	p.leave(child)
}

// enter decides about a directory; a foreign one counts in the pass that its entry belongs to. It gives nil where the pass ends.
func (p *pass) enter(f *frame, i item, foreign bool) *frame {
	v := p.decide(f, i)
	if p.ended() {
		return nil
	}
	child := p.newFrame(f, i)
	child.line = v.line
	if foreign {
		child.otherPart, child.sums = true, newFrameSums()
		child.pin()
	}
	p.chooseStates(f, child, v)
	child.onlyForChildren = p.isOnlyForChildren(child, v)
	if !foreign {
		p.countUse(v.line, i, 0)
	}
	for set := range child.listed {
		if v.isIn(Set(set)) && !foreign {
			p.add(Set(set), f, i, v)
		}
		child.listed[set] = v.isIn(Set(set))
	}
	return child
}

// look finds out whether the client looks into a directory, and by which lines it decides there.
func (p *pass) chooseStates(f, child *frame, v verdict) {
	name := child.self.bytes()
	if !f.walks[Eligible] {
		return
	}
	if v.excluded && !(p.Query.Patterns.HasExceptions() && p.Query.mustEnter(child.path())) {
		if !child.otherPart && p.Tree.dirs.at(child.number).count > 0 {
			p.closedDirs = append(p.closedDirs, closedDir{child.number, f.exclude.Enter(name)})
		}
		return
	}
	child.walks[Eligible] = true
	child.exclude = f.exclude.Enter(name)
	if f.walks[Sent] && (v.inMatch || p.Query.Request.lines.MayMatchBelow(child.path())) {
		child.walks[Sent] = true
		child.include = f.include.Enter(name)
	}
}

// builder is the set that the builder's client walks for.
func (p *pass) builder() Set {
	if p.distinctSent {
		return Sent
	}
	return Eligible
}

// idle says whether a directory is looked into only for what may lie below.
func (p *pass) isOnlyForChildren(f *frame, v verdict) bool {
	return f.walks[p.builder()] && !v.isIn(p.builder())
}

// leave is done with a directory.
func (p *pass) leave(f *frame) {
	if f.otherPart {
		p.outerFrames = append(p.outerFrames, f)
		return
	}
	p.dirs++
	if state := p.Tree.dirs.at(f.number).state; state == dirSkipped || state == dirUnopenable {
		p.unwalked(f)
	}
	if !f.pinned {
		p.freeFrames = append(p.freeFrames, f)
	}
}

func (p *pass) unwalked(f *frame) {
	if f.walks[Eligible] || f.walks[Sent] {
		p.SkippedDirs = append(p.SkippedDirs, f.path())
	} else {
		p.complete = false
	}
}

// meet takes the walk's problems in a directory over, as far as a builder would meet them. The legacy builder opens even directories
// that are taken out, before it asks the lines.
func (p *pass) meet(f *frame, d *directory) {
	builds := !p.Query.NoContext && f.walks[p.builder()]
	failed := d.state == dirUnopenable || d.state == dirFailed
	tar := failed && p.Query.Rules == Tar && !p.Query.NoContext && f.parent != nil && f.parent.walks[Eligible]
	for _, problem := range p.problems[f.number] {
		if d.state == dirUnopenable && !tar {
			continue
		}
		met, counts := builds, f.walks[Eligible]
		if counts && problem.isEntry() {
			asks, eligible := p.asksAbout(f, problem.Path)
			met, counts = met && asks, eligible
		}
		problem.Fatal = (met || tar) && !problem.vanished()
		problem.Incomplete = counts || problem.Fatal
		p.Problems = append(p.Problems, problem.Problem)
		p.complete = p.complete && counts
	}
	if builds && pathLimit > 0 && len(p.Tree.Root)+f.pathLen+maxNameBytes > pathLimit {
		p.tooLong(f, d)
	}
}

// asksAbout says whether the client asks the system about an entry of a directory that it reads, and whether the entry may be eligible. BuildKit's
// decides by the name first; the legacy builder's does not.
func (p *pass) asksAbout(f *frame, path string) (asks, eligible bool) {
	if p.Query.Rules == Tar {
		return true, true
	}
	name := []byte(path[strings.LastIndexByte(path, '/')+1:])
	out, in := f.exclude.MatchAndRecord(name, p.matchedSet), ignore.Decision{}
	if f.walks[Sent] {
		in = f.include.Match(name)
	}
	if out.Excluded {
		p.PatternUses[out.Index].Entries++
	}
	v := judged(out, in)
	eligible = v.eligible || p.Query.mustEnter(path)
	requested := !p.distinctSent || v.inMatch || p.Query.Request.lines.MayMatchBelow(path)
	return eligible && requested || out.Err != nil || in.Err != nil, eligible
}

// tooLong finds a name that the builder's client cannot ask about, because it names files by their whole path.
func (p *pass) tooLong(f *frame, d *directory) {
	room := pathLimit - len(p.Tree.Root) - f.pathLen - len("/\x00")
	if room < -1 {
		// The directory itself is one.
		return
	}
	for c := p.Tree.entries(d); c.next(); {
		name := c.bytes()
		if len(name) > room {
			path := join(f.path(), string(name))
			p.Problems = append(p.Problems, Problem{Path: path, Op: "lstat", Err: syscall.ENAMETOOLONG, Fatal: true, Incomplete: true})
			return
		}
	}
}

// frame is a directory on the way.
type frame struct {
	parent          *frame
	self            item // its own entry; none for the root
	number          int32
	exclude         *ignore.Dir
	include         *ignore.Dir
	cachedPath      string // its path, once somebody asked for it
	pathLen         int    // of its path, with a slash before each name
	line            int32  // that took it out, where it is not looked into
	sums            frameSums
	walks           [2]bool // the client looks into it, for everything and for what is requested
	listed          [2]bool
	onlyForChildren bool // taken out or not requested: looked into for the sake of what may lie below
	otherPart       bool // its own entry belongs to another pass
	pinned          bool // something still refers to it when it is left
}

func (f *frame) path() string {
	if f.cachedPath == "" && f.parent != nil {
		f.cachedPath = join(f.parent.path(), string(f.self.bytes()))
	}
	return f.cachedPath
}

// pathOf is the path of an entry of the directory.
func (f *frame) pathOf(i item) string { return join(f.path(), string(i.bytes())) }

// keep sees to it that the frame and those above it are not used again.
func (f *frame) pin() {
	for ; f != nil && !f.pinned; f = f.parent {
		f.pinned = true
	}
}

// frame gives one for a directory, if possible one that was left before.
func (p *pass) newFrame(up *frame, i item) *frame {
	var f *frame
	if last := len(p.freeFrames) - 1; last >= 0 {
		f, p.freeFrames = p.freeFrames[last], p.freeFrames[:last]
	} else {
		f = new(frame)
	}
	*f = frame{parent: up, self: i, number: i.number(), pathLen: up.pathLen + 1 + i.nameLen()}
	f.sums = p.sums.forDirectory(f.number)
	return f
}
