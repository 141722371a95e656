package walker

import (
	"syscall"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/saturate"
)

// add adds an entry to a set, and before it its parents that are not in it yet.
func (p *pass) add(set Set, f *frame, i item, v verdict) {
	if p.Query.Rules == Tar && i.kind() == Socket {
		return
	}
	if p.Query.Rules == FileSync {
		p.addParents(set, f)
	}
	bit, link := uint8(eligibleBit), uint8(eligibleLink)
	if set == Sent {
		bit, link = sentBit, sentLink
	}
	p.state[i.node] |= bit
	p.checkUTF8(set, f, i)
	if i.linked() && (p.Query.Rules == Tar || i.kind() != Symlink) {
		if p.seen[set][i.inode()] {
			p.state[i.node] |= link
			p.count(set, f, i, 0)
			return
		}
		p.seen[set][i.inode()] = true
	}
	p.count(set, f, i, p.contentSize(set, f, i, v))
}

func (p *pass) addParents(set Set, f *frame) {
	if f.listed[set] {
		return
	}
	p.addParents(set, f.parent)
	f.listed[set] = true
	if !f.otherPart {
		p.addParent(set, f)
	}
}

// addParent adds a directory to a set because an entry of it is added.
func (p *pass) addParent(set Set, f *frame) {
	if set == Sent {
		p.state[f.self.node] |= sentBit
	} else {
		p.state[f.self.node] |= eligibleBit
	}
	p.count(set, f.parent, f.self, 0)
	p.checkUTF8(set, f.parent, f.self)
}

// checkUTF8 notes names that BuildKit's messages cannot hold, because their strings are UTF-8.
func (p *pass) checkUTF8(set Set, f *frame, i item) {
	if i.hasExtras() && i.getExtras().garbled && set == p.builder() && !p.Query.NoContext && p.Query.Rules == FileSync {
		p.Problems = append(p.Problems, Problem{Path: f.pathOf(i), Op: "send", Err: ErrNotUTF8, Fatal: true})
	}
}

// contentSize returns how many bytes of a file are delivered.
func (p *pass) contentSize(set Set, f *frame, i item, v verdict) int64 {
	if set == Excluded {
		switch {
		case i.kind() != File:
			return 0
		case i.linked() && p.seen[set][i.inode()]:
			p.state[i.node] |= excludedLink
			return 0
		case i.linked():
			p.seen[set][i.inode()] = true
		}
		return i.size
	}
	if i.kind() != File && i.kind() != Socket {
		return 0
	}
	arrives, cause, line := p.isDelivered(set, f, i, v)
	if arrives {
		return i.size
	}
	empty := uint8(eligibleEmpty)
	if set == Sent {
		empty = sentEmpty
	}
	p.state[i.node] |= empty
	path := f.pathOf(i)
	if set == Sent || !p.distinctSent && !p.Query.NoContext {
		p.EmptyFiles = append(p.EmptyFiles, EmptyFile{Path: path, Size: i.size, Cause: cause, Index: line})
	}
	if cause == PermissionDenied && set == Eligible {
		problem := Problem{Path: path, Op: "open", Err: syscall.EACCES, Incomplete: true, Fatal: p.Query.Rules == Tar && !p.Query.NoContext}
		p.Problems = append(p.Problems, problem)
	}
	return 0
}

// isDelivered reports whether a file's content is delivered. BuildKit's client matches the patterns once more when it opens a
// file, which differs where an exception comes before another pattern (github.com/moby/patternmatcher MatchesOrParentMatches).
func (p *pass) isDelivered(set Set, f *frame, i item, v verdict) (bool, EmptyCause, int) {
	if i.kind() == Socket {
		return false, IsSocket, -1
	}
	if i.getExtras().denied {
		return false, PermissionDenied, -1
	}
	if p.Query.Rules == Tar {
		return true, 0, -1
	}
	asksOut := v.hit && !f.exclude.OpenAgrees()
	asksIn := set == Sent && !f.include.OpenAgrees()
	if !asksOut && !asksIn {
		return true, 0, -1
	}
	if asksIn {
		if in, err := f.include.ExcludedOnOpen(i.bytes()); err != nil || !in {
			return false, ExcludedOnOpen, -1
		}
	}
	if asksOut {
		if out, err := f.exclude.ExcludedOnOpen(i.bytes()); err != nil || out {
			return false, ExcludedOnOpen, int(v.line)
		}
	}
	return true, 0, -1
}

// count counts an entry of a set. The totals of files are taken from the sums of the root in the end.
func (p *pass) count(set Set, f *frame, i item, content int64) {
	s := f.sums[set]
	switch i.kind() {
	case Dir:
		p.totals[set].Dirs++
	case Symlink:
		p.totals[set].Symlinks++
	case FIFO, Device:
		p.totals[set].Other++
	default:
		s.files++
		s.bytes = saturate.Add(s.bytes, content)
		return
	}
	s.others++
}

// commonFiles are the regular files of a directory that no pattern matches by their own names: most of all entries. They are
// counted together. Without it a view that tries a pattern takes 1.9 times as long (BenchmarkWhatIf, median of 5 alternating
// pairs, 1.6 to 2.3); a whole command takes the same. The golden tests hold views to what real builders send.
type commonFiles struct {
	*frame
	verdict
	disabled bool  // each must be looked at by itself
	bits     uint8 // their state
	Sum
}

func (p *pass) newCommonFiles(f *frame) commonFiles {
	u := commonFiles{frame: f, verdict: verdict{excluded: true, line: f.line}}
	if !f.walks[Eligible] {
		return u
	}
	var in ignore.Decision
	if f.walks[Sent] {
		in = f.include.Default()
	}
	u.verdict = judged(f.exclude.Default(), in)
	if u.eligible {
		u.bits = eligibleBit
		u.disabled = u.hit && !f.exclude.OpenAgrees()
	}
	if u.sent {
		u.bits |= sentBit
		u.disabled = u.disabled || !f.include.OpenAgrees()
	}
	return u
}

// count counts an entry if it is a common file.
func (u *commonFiles) count(i *item) bool {
	if u.disabled || !i.plain() {
		return false
	}
	if u.walks[Eligible] {
		name := i.bytes()
		if u.exclude.MayMatch(name) || u.walks[Sent] && u.include.MayMatch(name) {
			return false
		}
	}
	u.Files++
	u.Bytes = saturate.Add(u.Bytes, i.size)
	return true
}

// flush counts the common files of a directory.
func (p *pass) flush(u commonFiles) {
	if u.Files == 0 {
		return
	}
	if u.verdict.line >= 0 {
		p.PatternUses[u.verdict.line] = p.PatternUses[u.verdict.line].add(PatternUse{u.Files, u.Files, u.Bytes})
	}
	if u.onlyForChildren && !u.isIn(p.builder()) {
		p.WastedEntries += u.Files
	}
	if u.excluded {
		u.sums[Excluded].add(content{bytes: u.Bytes, files: uint32(u.Files)})
	}
	for set := range u.listed {
		if !u.isIn(Set(set)) {
			continue
		}
		if p.Query.Rules == FileSync {
			p.addParents(Set(set), u.frame)
		}
		u.sums[set].add(content{bytes: u.Bytes, files: uint32(u.Files)})
	}
}
