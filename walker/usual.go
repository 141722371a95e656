package walker

import (
	"github.com/ctxsize/ctxsize/ignore"

	"github.com/ctxsize/ctxsize/internal/saturate"
)

// usual are the regular files of a directory that no line matches by themselves: most of all entries. The same is decided about all of
// them, so that they are counted together.
type usual struct {
	*frame
	verdict
	never bool  // each must be looked at by itself
	bits  uint8 // their state
	Sum
	// matchable: a line may match the entry that was not taken last.
	matchable bool
}

func (p *pass) usual(f *frame) usual {
	u := usual{frame: f, verdict: verdict{excluded: true, line: f.line}}
	if !f.asked[Eligible] {
		return u
	}
	var in ignore.Decision
	if f.asked[Sent] {
		in = f.incl.Default()
	}
	u.verdict = judged(f.excl.Default(), in)
	if u.eligible {
		u.bits = eligibleBit
		u.never = u.hit && !f.excl.OpenAgrees()
	}
	if u.sent {
		u.bits |= sentBit
		u.never = u.never || !f.incl.OpenAgrees()
	}
	return u
}

// uniform says that all regular files of the directory that have nothing special are usual.
func (u *usual) uniform() bool {
	return !u.never && (!u.asked[Eligible] || u.excl.AlwaysDefault()) && (!u.asked[Sent] || u.incl.AlwaysDefault())
}

// takes counts an entry if it is one of them.
func (u *usual) takes(i *item) bool {
	u.matchable = false
	if u.never || !i.plain() {
		return false
	}
	if u.asked[Eligible] {
		name := i.bytes()
		u.matchable = u.excl.MayMatch(name)
		if u.matchable || u.asked[Sent] && u.incl.MayMatch(name) {
			return false
		}
	}
	u.Files++
	u.Bytes = saturate.Add(u.Bytes, i.size)
	return true
}

// tally counts the usual entries of a directory where they belong.
func (p *pass) tally(u usual) {
	if u.Files == 0 {
		return
	}
	if u.verdict.line >= 0 {
		p.PatternUses[u.verdict.line] = p.PatternUses[u.verdict.line].add(PatternUse{u.Files, u.Files, u.Bytes})
	}
	if u.idle && !u.passes(p.builder()) {
		p.WastedEntries += u.Files
	}
	if u.excluded {
		u.sums[Excluded].add(content{bytes: u.Bytes, files: uint32(u.Files)})
	}
	for set := range u.announced {
		if !u.passes(Set(set)) {
			continue
		}
		if p.Query.Rules == FileSync {
			p.parents(Set(set), u.frame)
		}
		u.sums[set].add(content{bytes: u.Bytes, files: uint32(u.Files)})
	}
}
