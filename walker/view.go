package walker

import (
	"slices"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/saturate"
)

// Ask is what a view decides by.
type Query struct {
	// Filter are the ignore file's lines and the builder's rules.
	Filter
	// Request are the paths that the build asks for; its zero value asks for the whole context.
	Request Request
	// Nothing says that the build does not read the context at all: nothing is sent.
	NoContext bool
}

// Set names a part of a tree.
type Set uint8

const (
	// Eligible is what this builder would take for the whole context, after the ignore file.
	Eligible Set = iota
	// Sent is what of it travels to a cold builder.
	Sent
	// Excluded was seen and is not eligible.
	Excluded
	// Unread is eligible and not sent.
	Unused
)

// Counts are the totals of a set. Files are regular files, sockets and every name of a hard link; bytes are those that a cold builder
// is given, a hard link's once, at the first of its names. Other are FIFOs and devices. The root itself is not counted.
type Counts struct {
	Bytes, Files, Dirs, Symlinks, Other int64
}

// Sub returns c less o, field by field.
func (c Counts) Sub(o Counts) Counts {
	return Counts{saturate.Sub(c.Bytes, o.Bytes), c.Files - o.Files, c.Dirs - o.Dirs, c.Symlinks - o.Symlinks, c.Other - o.Other}
}

func (c Counts) add(o Counts) Counts {
	return Counts{saturate.Add(c.Bytes, o.Bytes), c.Files + o.Files, c.Dirs + o.Dirs, c.Symlinks + o.Symlinks, c.Other + o.Other}
}

// Entries is the number of all that was counted.
func (c Counts) Entries() int64 { return c.Files + c.Dirs + c.Symlinks + c.Other }

// LineUse is what one line decided, as far as it was seen: entries of any kind, and the files and bytes among them, that it takes out
// or, as an exception, brings back.
type PatternUse struct {
	Entries, Files, Bytes int64
}

func (u PatternUse) add(o PatternUse) PatternUse {
	return PatternUse{u.Entries + o.Entries, u.Files + o.Files, saturate.Add(u.Bytes, o.Bytes)}
}

// Sum is what lies below a directory: file bytes and files of a set.
type Sum struct {
	Bytes, Files int64
}

// View is a tree with decisions. It does not change and serves many goroutines.
type View struct {
	Tree  *Tree
	Query Query

	totals   [Excluded + 1]Counts
	complete bool // everything that is taken out was seen

	// Lines has one element for each of the lines, in their order.
	PatternUses []PatternUse
	// Empty are the files that are announced, sent, and arrive empty, in the order of sending.
	EmptyFiles []EmptyFile
	// Problems are what the walk and this builder could not read, by path.
	Problems []Problem
	// Unwalked are directories that the tree does not hold because other lines took them out; with these lines they would be read.
	SkippedDirs []string
	// Wasted counts the entries that the builder's client looks at below directories that are taken out or not requested.
	WastedEntries int64

	matchedSet ignore.IndexSet // lines that match something where the client looks
	closedDirs []closedDir     // directories that it does not look into

	state    []uint8
	sums     sums
	sentBits uint8 // the state that marks what is sent; 0 for nothing
}

// Bits of an entry's state: announced in a set, and there as another name of a file that was announced before.
const (
	eligibleBit = 1 << iota
	eligibleLink
	sentBit
	sentLink
	eligibleEmpty // announced, nothing is delivered
	sentEmpty
	excludedLink // of what is excluded: there as another name
)

// EmptyFile is a file that BuildKit announces with its size and delivers empty.
type EmptyFile struct {
	Path  string
	Size  int64
	Cause EmptyCause
	Index int // index of the line that is asked again when the file is opened, -1 where no line is the cause
}

// EmptyCause says why a file arrives empty.
type EmptyCause uint8

const (
	// Denied: the file may not be opened.
	PermissionDenied EmptyCause = iota
	// ReExcluded: the walk lets it through and the opening, which asks the lines in another way, does not
	// (github.com/tonistiigi/fsutil filterFS.Open).
	ExcludedOnOpen
	// IsSocket: sockets are announced as files.
	IsSocket
)

// View decides with an ignore file's lines and requested paths. Nothing is read from disk.
// The error is an *[ignore.SyntaxError] for a line or a path that only matching shows to be bad.
func (t *Tree) View(a Query) (*View, error) {
	if a.Rules == Tar {
		if err := t.validate(a.Patterns); err != nil {
			return nil, err
		}
	}
	return t.inParts(a, t.parts())
}

// Totals counts a set.
func (v *View) Totals(s Set) Counts {
	if s == Unused {
		return v.totals[Eligible].Sub(v.totals[Sent])
	}
	return v.totals[s]
}

// ExcludedComplete says whether everything that is taken out was seen, so that its totals are whole.
func (v *View) ExcludedComplete() bool { return v.complete }

// Complete says whether everything that counts could be read.
func (v *View) Complete() bool {
	for _, p := range v.Problems {
		if p.Incomplete {
			return false
		}
	}
	return len(v.SkippedDirs) == 0
}

// Fatal says whether the builder would fail on something that it cannot read.
func (v *View) Fatal() bool {
	for _, p := range v.Problems {
		if p.Fatal {
			return true
		}
	}
	return false
}

// Matched says of each of the lines, by index, whether it matches anything that was seen when it is asked alone.
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

// shutDir is a directory that the client does not look into, with what the lines know there.
type closedDir struct {
	number int32
	lines  *ignore.Dir
}

type matching struct {
	*View
	matched []bool
	open    int // lines that have not matched yet
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
		// What cannot match by itself could only be matched by a line that has matched a directory above.
		if !i.isDir() && !dir.MayMatch(i.bytes()) {
			continue
		}
		dir.EachMatch(i.bytes(), m.mark)
		if i.isDir() && m.Tree.dirs.at(i.number()).count > 0 {
			m.directory(i.number(), dir.Enter(i.bytes()))
		}
	}
}

// validate tries the lines on what the legacy builder tries them on before it makes its archive: everything that is not below a
// directory that they take out, by the rule of opening files and not of walking (docker/cli ValidateContextDirectory).
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

// turnsOutBad says whether a line is found to be no pattern only when something is matched with it.
func failsOnMatch(l ignore.Pattern) bool {
	alone, err := ignore.Compile([]string{l.Expr})
	if err != nil {
		return true
	}
	_, err = alone.ExcludedOnOpen(".")
	return err != nil
}
