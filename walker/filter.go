package walker

import (
	"path"
	"strings"

	"github.com/ctxsize/ctxsize/ignore"
)

// Rules selects what a builder's client lists and delivers.
type Rules uint8

const (
	// FileSync is BuildKit's client: excluded parents of re-included entries are listed, sockets and unreadable files are listed
	// and sent empty (github.com/tonistiigi/fsutil, filter.go and send.go).
	FileSync Rules = iota
	// Tar is the legacy builder: a directory is in the archive only if no pattern excludes it, sockets are left out, and an
	// unreadable entry fails the build (github.com/moby/go-archive, TarWithOptions).
	Tar
)

// Filter is an ignore file with the rules of the builder that applies it.
type Filter struct {
	Patterns *ignore.PatternList
	Rules    Rules
}

// mustEnter reports whether a builder enters a directory although it is excluded.
func (f Filter) mustEnter(dir string) bool {
	if f.Rules == Tar {
		return f.Patterns.MustEnterLegacy(dir)
	}
	return f.Patterns.MustEnter(dir)
}

// visits reports whether a builder reads an excluded directory at all. The legacy builder does so once before it makes its
// archive, by the rule of opening files.
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

// Verdict is what an ignore file decides about one path.
type Verdict struct {
	Excluded bool
	// Line is the index of the pattern that decides, -1 for none.
	Index int
	// At is what that pattern decided about: the path, or a directory above it that the client does not enter.
	Path string
	// Overruled is the index of an exception that re-includes the path and has no effect because the client does not enter At, -1 for none.
	Ineffective int
}

// Match decides about a path, whether it exists or not, as the builder's client does on its way from the root down. It agrees
// with [View], except that a View also lists the parents of eligible entries.
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

// ExceptionBelow returns the first exception that makes the client enter an excluded directory.
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
