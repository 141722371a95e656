package walker

import (
	"slices"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/saturate"
)

// Query is what a [View] decides by.
type Query struct {
	// Filter is the ignore file and the builder's rules.
	Filter
	// Request is what the build requests; the zero value requests the whole context.
	Request Request
	// NoContext is set for a build that does not read the context at all: nothing is sent.
	NoContext bool
}

// Set is a part of a tree.
type Set uint8

const (
	// Eligible is what the ignore file does not exclude: what this builder would send of the whole context.
	Eligible Set = iota
	// Sent is what of it is sent to a builder with an empty cache.
	Sent
	// Excluded was scanned and is not eligible.
	Excluded
	// Unused is eligible and not sent, because no instruction requests it.
	Unused
)

// Counts are the totals of a set. Files are regular files, sockets and every name of a hard link; bytes are those delivered to
// an empty cache, a hard link's once, at the first of its names. Other are FIFOs and devices. The root itself is not counted.
type Counts struct {
	Bytes, Files, Dirs, Symlinks, Other int64
}

// Sub returns c minus o, field by field.
func (c Counts) Sub(o Counts) Counts {
	return Counts{saturate.Sub(c.Bytes, o.Bytes), c.Files - o.Files, c.Dirs - o.Dirs, c.Symlinks - o.Symlinks, c.Other - o.Other}
}

func (c Counts) add(o Counts) Counts {
	return Counts{saturate.Add(c.Bytes, o.Bytes), c.Files + o.Files, c.Dirs + o.Dirs, c.Symlinks + o.Symlinks, c.Other + o.Other}
}

// Entries returns the number of all entries.
func (c Counts) Entries() int64 { return c.Files + c.Dirs + c.Symlinks + c.Other }

// PatternUse is what one pattern decides: entries of any kind, and the files and bytes among them, that it excludes or, as an
// exception, re-includes. Entries in skipped directories are not counted.
type PatternUse struct {
	Entries, Files, Bytes int64
}

func (u PatternUse) add(o PatternUse) PatternUse {
	return PatternUse{u.Entries + o.Entries, u.Files + o.Files, saturate.Add(u.Bytes, o.Bytes)}
}

// Sum is the size and number of a set's files below a directory.
type Sum struct {
	Bytes, Files int64
}

// View is a tree with decisions. It does not change and may be used by several goroutines.
type View struct {
	Tree  *Tree
	Query Query

	totals   [Excluded + 1]Counts
	complete bool // see ExcludedComplete

	// PatternUses has one element for each pattern, in their order.
	PatternUses []PatternUse
	// EmptyFiles are the files that are listed with their size and sent empty, in the order of sending.
	EmptyFiles []EmptyFile
	// Problems are what the walk and this builder could not read, by path.
	Problems []Problem
	// SkippedDirs are directories that the walk skipped because of other patterns; with these the builder would read them.
	SkippedDirs []string
	// WastedEntries is the number of entries that the builder's client looks at below directories that are excluded or not
	// requested.
	WastedEntries int64

	matchedSet ignore.IndexSet // patterns that match something in entered directories
	closedDirs []closedDir     // directories that the client skips

	state    []uint8
	sums     sums
	sentBits uint8 // the state that marks what is sent; 0 for nothing
}

// Bits of an entry's state: in a set, and a later name there of a file that is listed before.
const (
	eligibleBit = 1 << iota
	eligibleLink
	sentBit
	sentLink
	eligibleEmpty // listed, sent empty
	sentEmpty
	excludedLink // excluded, a later name of an excluded file
)

// EmptyFile is a file that BuildKit lists with its size and sends empty.
type EmptyFile struct {
	Path  string
	Size  int64
	Cause EmptyCause
	Index int // index of the pattern that excludes it on opening, -1 for another cause
}

// EmptyCause is the reason why a file is sent empty.
type EmptyCause uint8

const (
	// PermissionDenied: the file may not be opened.
	PermissionDenied EmptyCause = iota
	// ExcludedOnOpen: the patterns do not exclude the file on the walk, and exclude it when it is opened
	// (github.com/tonistiigi/fsutil filterFS.Open).
	ExcludedOnOpen
	// IsSocket: sockets are listed as files.
	IsSocket
)

// View returns the view of a query. It reads nothing from disk and takes O(entries) time, on all processors. The error is a
// *[ignore.SyntaxError] for a pattern or path that only matching shows to be invalid.
func (t *Tree) View(a Query) (*View, error) {
	if a.Rules == Tar {
		if err := t.validate(a.Patterns); err != nil {
			return nil, err
		}
	}
	return t.inParts(a, t.parts())
}

// Totals returns the counts of a set.
func (v *View) Totals(s Set) Counts {
	if s == Unused {
		return v.totals[Eligible].Sub(v.totals[Sent])
	}
	return v.totals[s]
}

// ExcludedComplete reports whether everything that is excluded was scanned, so that its totals are complete.
func (v *View) ExcludedComplete() bool { return v.complete }

// Complete reports whether everything eligible could be read.
func (v *View) Complete() bool {
	for _, p := range v.Problems {
		if p.Incomplete {
			return false
		}
	}
	return len(v.SkippedDirs) == 0
}

// Fatal reports whether the builder would fail on something that it cannot read.
func (v *View) Fatal() bool {
	for _, p := range v.Problems {
		if p.Fatal {
			return true
		}
	}
	return false
}

// MatchedPatterns reports, for each pattern by its index, whether it alone matches anything that was scanned.
func (v *View) MatchedPatterns() []bool {
	m := matching{View: v, matched: make([]bool, len(v.PatternUses)), open: len(v.PatternUses)}
	for n, use := range v.PatternUses {
		if use.Entries > 0 {
			m.mark(n)
		}
	}
	if v.Query.Patterns.HasRegexps() {
		m.directory(0, v.Query.Patterns.Root())
		return m.matched
	}
	for n := range m.matched {
		if v.matchedSet.Has(n) {
			m.mark(n)
		}
	}
	for _, s := range v.closedDirs {
		m.directory(s.number, s.lines)
	}
	return m.matched
}

// closedDir is a directory that the client skips, with the state of the patterns in it.
type closedDir struct {
	number int32
	lines  *ignore.Dir
}

type matching struct {
	*View
	matched []bool
	open    int // patterns without a match so far
}

func (m *matching) mark(line int) {
	if !m.matched[line] {
		m.matched[line] = true
		m.open--
	}
}

func (m *matching) directory(number int32, dir *ignore.Dir) {
	for c := m.Tree.entries(m.Tree.dirs.at(number)); m.open > 0 && c.next(); {
		i := c.item
		// Patterns that match a directory above have matched already.
		if !i.isDir() && !dir.MayMatch(i.bytes()) {
			continue
		}
		dir.EachMatch(i.bytes(), m.mark)
		if i.isDir() && m.Tree.dirs.at(i.number()).count > 0 {
			m.directory(i.number(), dir.Enter(i.bytes()))
		}
	}
}

// validate matches what the legacy builder matches before it makes its archive: everything not below an excluded directory, by
// the rule of opening files (docker/cli ValidateContextDirectory).
func (t *Tree) validate(lines *ignore.PatternList) error {
	if !slices.ContainsFunc(lines.All(), failsOnMatch) {
		return nil
	}
	var failure error
	t.each(0, nil, func(_ item, path []byte) bool {
		if failure != nil {
			return false
		}
		out, err := lines.ExcludedOnOpen(string(path))
		failure = err
		return !out
	})
	return failure
}

// failsOnMatch reports whether only matching shows that a pattern is invalid.
func failsOnMatch(l ignore.Pattern) bool {
	alone, err := ignore.Compile([]string{l.Expr})
	if err != nil {
		return true
	}
	_, err = alone.ExcludedOnOpen(".")
	return err != nil
}
