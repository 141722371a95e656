package walker

import (
	"path"
	"strings"

	"github.com/ctxsize/ctxsize/ignore"
)

// Verdict is what an ignore file's patterns make of one path.
type Verdict struct {
	Excluded bool
	// Line is the index of the pattern that decides, -1 for none.
	Line int
	// At is what that pattern decided about: the path, or a directory above it that the client does not enter.
	At string
	// Overruled is the index of an exception that re-includes the path and has no effect because the client does not enter At, -1 for none.
	Overruled int
}

// Judge decides about a path, whether it exists or not, as the builder's client does on its way from the root down. It agrees with what a
// [View] finds eligible, but that directories above what is eligible are, too.
func (f Filter) Judge(p string) Verdict {
	p = path.Clean(p)
	own := f.Lines.Decide(p)
	if own.Excluded || !f.Lines.Exceptions() {
		return Verdict{Excluded: own.Excluded, Line: own.Line, At: p, Overruled: -1}
	}
	for n := range len(p) {
		if p[n] != '/' {
			continue
		}
		dir := p[:n]
		if d := f.Lines.Decide(dir); d.Excluded && !f.enters(dir) {
			return Verdict{Excluded: true, Line: d.Line, At: dir, Overruled: own.Line}
		}
	}
	return Verdict{Line: own.Line, At: p, Overruled: -1}
}

// Enters is the first exception that makes the client look into a directory that the patterns exclude.
func (f Filter) Enters(dir string) (ignore.Line, bool) {
	if !f.Judge(dir).Excluded || !f.Lines.Exceptions() || !f.enters(dir) {
		return ignore.Line{}, false
	}
	for _, l := range f.Lines.All() {
		if l.Exception && strings.HasPrefix(l.Pattern+"/", dir+"/") {
			return l, true
		}
	}
	return f.Lines.Wildcard()
}
