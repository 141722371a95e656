package walker

import (
	"github.com/ctxsize/ctxsize/ignore"

	"github.com/ctxsize/ctxsize/internal/saturate"
)

// usual are the regular files of a directory that no line matches by themselves: most of all entries. The same is decided about all of
// them, so that they are counted together.
type commonFiles struct {
	*frame
	verdict
	disabled bool  // each must be looked at by itself
	bits     uint8 // their state
	Sum
	// matchable: a line may match the entry that was not taken last.
	matchable bool
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

// uniform says that all regular files of the directory that have nothing special are usual.
func (u *commonFiles) coversAll() bool {
	return !u.disabled && (!u.walks[Eligible] || u.exclude.AlwaysDefault()) && (!u.walks[Sent] || u.include.AlwaysDefault())
}

// takes counts an entry if it is one of them.
func (u *commonFiles) count(i *item) bool {
	u.matchable = false
	if u.disabled || !i.plain() {
		return false
	}
	if u.walks[Eligible] {
		name := i.bytes()
		u.matchable = u.exclude.MayMatch(name)
		if u.matchable || u.walks[Sent] && u.include.MayMatch(name) {
			return false
		}
	}
	u.Files++
	u.Bytes = saturate.Add(u.Bytes, i.size)
	return true
}

// tally counts the usual entries of a directory where they belong.
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
