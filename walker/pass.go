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
	dirs         int64              // directories that were left
	seen         [3]map[uint64]bool // files with several names, once all parts are there
	hardLinks    []linkedName       // of such files
	outerFrames  []*frame           // directories whose own entries are in other parts
	freeFrames   []*frame           // for reuse
	err          error
	truncated    bool // the legacy builder's archive ends here
}

// linkedName is an entry that is one of several names of a file. What counts is the first of them, which is known when all parts are there.
type linkedName struct {
	*frame
	item
	verdict
}

// passEntries decides about the entries of a directory, and those below it, that belong to the part; at is the place of the
// first.
func (p *pass) passEntries(f *frame, at uint32) {
	d := p.Tree.dirs.at(f.number)
	if !f.otherPart {
		p.meet(f, d)
	}
	u := p.newCommonFiles(f)
	c := p.Tree.entries(d)
	if at < p.from && d.below == d.count {
		// Each entry has one place, so that those before the part can be skipped. The part begins in this directory.
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
	eligible bool // listed because of itself
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

// decideBy decides about an entry, given the decision of the ignore file.
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

// decideTwice also matches the requested paths.
func (p *pass) decideTwice(f *frame, i item, out ignore.Decision) verdict {
	in := f.include.Match(i.bytes())
	p.fail(in.Err)
	if out.Err != nil && (in.Excluded || !i.isDir() || p.Query.Request.lines.MayMatchBelow(f.pathOf(i))) {
		p.fail(out.Err)
	}
	return judged(out, in)
}

// failOrCut handles a pattern that matching shows to be invalid. The legacy builder validates its patterns before it makes the
// archive, except below excluded directories; one that fails now ends the archive silently (moby/go-archive TarWithOptions).
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

// passLeaf decides about an entry that is no directory.
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

// countLeaf counts an entry that is no directory in its sets.
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

// passDirectory decides about a directory and its entries; place is that of its own entry.
func (p *pass) passDirectory(f *frame, i item, place uint32) {
	child := p.enter(f, i, place < p.from)
	if child == nil {
		return
	}
	p.passEntries(child, place+1)
	p.leave(child)
}

// enter decides about a directory; the entry of a foreign one belongs to another pass. It returns nil where the pass ends.
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

// chooseStates finds out whether the client enters a directory, and with which state of the patterns.
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

// builder returns the set for which the builder's client walks.
func (p *pass) builder() Set {
	if p.distinctSent {
		return Sent
	}
	return Eligible
}

// isOnlyForChildren reports whether a directory is entered only because of what may be below it.
func (p *pass) isOnlyForChildren(f *frame, v verdict) bool {
	return f.walks[p.builder()] && !v.isIn(p.builder())
}

// leave ends a directory.
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

// meet adds the walk's problems in a directory, as far as a builder would meet them. The legacy builder opens even excluded
// directories, before it matches the patterns.
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

// asksAbout reports whether the client stats an entry of a directory that it reads, and whether the entry may be eligible.
// BuildKit's client decides by the name first; the legacy builder's does not.
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

// tooLong notes a name that the builder's client cannot stat, because it uses whole paths.
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
	cachedPath      string // its path, once it was needed
	pathLen         int    // of its path, with a slash before each name
	line            int32  // index of the pattern that excludes it, where it is not entered
	sums            frameSums
	walks           [2]bool // by set: whether the client enters it
	listed          [2]bool
	onlyForChildren bool // excluded or not requested: entered because of what may be below
	otherPart       bool // its own entry is in another part
	pinned          bool // still referred to after it was left
}

func (f *frame) path() string {
	if f.cachedPath == "" && f.parent != nil {
		f.cachedPath = join(f.parent.path(), string(f.self.bytes()))
	}
	return f.cachedPath
}

// pathOf is the path of an entry of the directory.
func (f *frame) pathOf(i item) string { return join(f.path(), string(i.bytes())) }

// pin prevents the reuse of the frame and those above it.
func (f *frame) pin() {
	for ; f != nil && !f.pinned; f = f.parent {
		f.pinned = true
	}
}

// newFrame returns a frame for a directory, a used one where there is one.
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
