package walker

import "github.com/ctxsize/ctxsize/ignore"

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
