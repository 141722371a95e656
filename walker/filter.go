package walker

import (
	"path"
	"strings"

	"github.com/ctxsize/ctxsize/ignore"
)

// Rules names what a builder's client announces and delivers of a tree.
type Rules uint8

const (
	// FileSync is BuildKit's client: excluded parents of re-included entries are announced, a socket is announced as a file and
	// arrives empty, and an unreadable file arrives empty (github.com/tonistiigi/fsutil, filter.go and send.go).
	FileSync Rules = iota
	// Tar is the legacy builder: a directory is in the archive only if no line takes it out, a socket is left out, and anything
	// unreadable stops the build (github.com/moby/go-archive, TarWithOptions).
	Tar
)

// Filter is one list of lines with the rules by which it is applied.
type Filter struct {
	Patterns *ignore.PatternList
	Rules    Rules
}

// enters says whether a builder looks into the directory although the lines take it out.
func (f Filter) mustEnter(dir string) bool {
	if f.Rules == Tar {
		return f.Patterns.MustEnterLegacy(dir)
	}
	return f.Patterns.MustEnter(dir)
}

// reads says whether a builder looks into the directory at all. The legacy builder does it once more before it makes its archive, by
// the rule of opening files.
func (f Filter) visits(dir string) bool {
	if f.mustEnter(dir) {
		return true
	}
	if f.Rules != Tar {
		return false
	}
	out, err := f.Patterns.ExcludedOnOpen(dir)
	return err == nil && !out
}

// Verdict is what an ignore file's patterns make of one path.
type Verdict struct {
	Excluded bool
	// Line is the index of the pattern that decides, -1 for none.
	Index int
	// At is what that pattern decided about: the path, or a directory above it that the client does not enter.
	Path string
	// Overruled is the index of an exception that re-includes the path and has no effect because the client does not enter At, -1 for none.
	Ineffective int
}

// Judge decides about a path, whether it exists or not, as the builder's client does on its way from the root down. It agrees with what a
// [View] finds eligible, but that directories above what is eligible are, too.
func (f Filter) Match(p string) Verdict {
	p = path.Clean(p)
	own := f.Patterns.Match(p)
	if own.Excluded || !f.Patterns.HasExceptions() {
		return Verdict{Excluded: own.Excluded, Index: own.Index, Path: p, Ineffective: -1}
	}
	for n := range len(p) {
		if p[n] != '/' {
			continue
		}
		dir := p[:n]
		if d := f.Patterns.Match(dir); d.Excluded && !f.mustEnter(dir) {
			return Verdict{Excluded: true, Index: d.Index, Path: dir, Ineffective: own.Index}
		}
	}
	return Verdict{Index: own.Index, Path: p, Ineffective: -1}
}

// Enters is the first exception that makes the client look into a directory that the patterns exclude.
func (f Filter) ExceptionBelow(dir string) (ignore.Pattern, bool) {
	if !f.Match(dir).Excluded || !f.Patterns.HasExceptions() || !f.mustEnter(dir) {
		return ignore.Pattern{}, false
	}
	for _, l := range f.Patterns.All() {
		if l.Exception && strings.HasPrefix(l.Expr+"/", dir+"/") {
			return l, true
		}
	}
	return f.Patterns.WildcardException()
}
