package check

import (
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/ignore"
)

// lineIndex answers about the lines of a file without comparing each with each.
type lineIndex struct {
	// float and rooted are the lines without wildcards, by what follows a leading "**/" and by what has none: the number of the first.
	float, rooted map[string]int
	exceptions    bool
	// firstExclusion and lastExclusion are indexes; where there is none, nothing comes behind the first or before the last.
	firstExclusion, lastExclusion int

	// since holds the patterns of the lines that were passed since one of the other kind.
	since     map[string]int
	exception bool
}

func indexLines(all []ignore.Pattern) *lineIndex {
	ix := &lineIndex{float: map[string]int{}, rooted: map[string]int{}, since: map[string]int{}, firstExclusion: len(all), lastExclusion: -1}
	for n, l := range all {
		if l.Exception {
			ix.exceptions = true
			continue
		}
		ix.firstExclusion, ix.lastExclusion = min(ix.firstExclusion, n), n
		name, floats := strings.CutPrefix(l.Expr, "**/")
		lines := ix.rooted
		if floats {
			lines = ix.float
		}
		if _, known := lines[name]; !known && l.Line > 0 && !strings.ContainsAny(name, `*?[\`) {
			lines[name] = l.Line
		}
	}
	return ix
}

// pass takes the next line, and finds the same line above it, with nothing of the other kind between them that would make a difference.
func (ix *lineIndex) pass(line ignore.Pattern) (number int, twice bool) {
	if line.Exception != ix.exception {
		ix.exception = line.Exception
		clear(ix.since)
	}
	if number, twice = ix.since[line.Expr]; line.Line > 0 {
		ix.since[line.Expr] = line.Line
	}
	return number, twice
}

// mostParts is the depth up to which patterns are compared.
const mostParts = 32

// covered is the first line that takes out all that a pattern could match, in whatever tree: what that one matches here says little about other
// clones. With exceptions around the order may matter, and nothing is said.
func (ix *lineIndex) covered(p string) (by int, ok bool) {
	parts := strings.Split(p, "/")
	if ix.exceptions || len(parts) > mostParts {
		return 0, false
	}
	note := func(number int, found bool) {
		if found && (!ok || number < by) {
			by, ok = number, true
		}
	}
	for from := range parts {
		for to := from + 1; to <= len(parts); to++ {
			run := strings.Join(parts[from:to], "/")
			if p != "**/"+run {
				number, found := ix.float[run]
				note(number, found)
			}
			if from == 0 && to < len(parts) {
				number, found := ix.rooted[run]
				note(number, found)
			}
		}
	}
	return by, ok
}

// mostCompared is how many lines are compared with each other.
const mostCompared = 1000

// coveredByName is another line that takes out the one path that a line without wildcards is for, in whatever tree.
func (ix *lineIndex) coveredByName(lines *ignore.PatternList, line ignore.Pattern) (by int, ok bool) {
	if ix.exceptions || len(lines.All()) > mostCompared || strings.ContainsAny(line.Expr, `*?[\`) {
		return 0, false
	}
	traces, _ := lines.Explain(line.Expr)
	n := slices.IndexFunc(traces, func(t ignore.Trace) bool { return t.Matches && t.Pattern.Line > 0 && t.Pattern.Expr != line.Expr })
	if n < 0 {
		return 0, false
	}
	return traces[n].Pattern.Line, true
}
