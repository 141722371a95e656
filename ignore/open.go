package ignore

import (
	"math/bits"
	"path"
	"slices"
	"strings"
)

// ExcludedOnOpen reports whether a path is excluded when a client matches it without having walked to it, which may differ
// from [PatternList.Match]. The error is a *[SyntaxError]. It follows patternmatcher MatchesOrParentMatches, and for Podman
// PatternMatcher.IsMatch.
func (l *PatternList) ExcludedOnOpen(file string) (bool, error) {
	if l == nil {
		return false, nil
	}
	if l.rules == Podman {
		return l.matchLast(file)
	}
	parents := parentsOf(file)
	return l.matchChanging(file, func(p *matcher) bool {
		for _, parent := range parents {
			if hit, _ := p.match(parent); hit {
				return true
			}
		}
		return false
	})
}

// ExcludedByOneParent is [PatternList.ExcludedOnOpen] by the older rule of the function patternmatcher.Matches, which matches
// each pattern with only one of the path's parents. The root is never excluded. The error is a *[SyntaxError].
func (l *PatternList) ExcludedByOneParent(file string) (bool, error) {
	file = path.Clean(file)
	if l == nil || file == "." {
		return false, nil
	}
	if l.rules == Podman {
		return l.matchLast(file)
	}
	parents := parentsOf(file)
	return l.matchChanging(file, func(p *matcher) bool {
		depth := strings.Count(p.text, "/")
		if depth >= len(parents) {
			return false
		}
		hit, _ := p.match(parents[depth])
		return hit
	})
}

// matchChanging matches only the patterns that could change the decision.
func (l *PatternList) matchChanging(file string, parents func(*matcher) bool) (bool, error) {
	excluded := false
	for n, p := range l.compiled {
		if l.lines[n].Exception != excluded {
			continue
		}
		hit, err := p.match(file)
		if err != nil {
			return false, l.syntaxError(n, err)
		}
		if hit || parents(p) {
			excluded = !excluded
		}
	}
	return excluded, nil
}

// matchLast lets the last matching pattern decide.
func (l *PatternList) matchLast(file string) (bool, error) {
	excluded := false
	for n, p := range l.compiled {
		hit, err := p.match(file)
		if err != nil {
			return false, l.syntaxError(n, err)
		}
		if hit {
			excluded = !l.lines[n].Exception
		}
	}
	return excluded, nil
}

func (l *PatternList) syntaxError(line int, err error) *SyntaxError {
	return &SyntaxError{Line: l.lines[line].Line, Text: l.lines[line].Text, Err: err}
}

// parentsOf returns the directories above a path, the topmost first.
func parentsOf(file string) []string {
	dir := path.Dir(file)
	if dir == "." {
		return nil
	}
	var out []string
	for n := range len(dir) {
		if dir[n] == '/' {
			out = append(out, dir[:n])
		}
	}
	return append(out, dir)
}

// ExcludedOnOpen is [PatternList.ExcludedOnOpen] for an entry of the directory.
func (d *Dir) ExcludedOnOpen(name []byte) (bool, error) {
	var room [stackWords]uint64
	direct := d.scratch(room[:])
	d.collect(name, direct, nil)
	verdict := d.decide(name, d.matchedAbove, direct, nil)
	return verdict.Excluded, verdict.Err
}

// OpenAgrees reports whether [Dir.ExcludedOnOpen] agrees with [Dir.Match] for every entry. It may report false where that
// holds.
func (d *Dir) OpenAgrees() bool { return d.table.words == 0 || &d.matchedAbove[0] == &d.hits[0] }

// matching adds to direct the patterns that match a parent, and those whose regular expression matches. Only exceptions make a
// difference between them and hits.
func (d *Dir) matching(name []byte, direct, hits []uint64) []uint64 {
	if !d.table.lines.reach.exceptions {
		return hits
	}
	for w := range direct {
		for set := d.table.regexps[w] &^ d.matchedAbove[w]; set != 0; set &= set - 1 {
			line := w<<6 + bits.TrailingZeros64(set)
			if hit, _ := d.table.lines.compiled[line].matchesRegexp(d.fullPath(name)); hit {
				direct[w] |= set & -set
			}
		}
		direct[w] |= d.matchedAbove[w]
	}
	switch {
	case slices.Equal(direct, hits):
		return hits
	case slices.Equal(direct, d.matchedAbove):
		return d.matchedAbove
	}
	return slices.Clone(direct)
}
