package check

import (
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/ignore"
)

// lineIndex compares the patterns of a file without comparing each with each.
type lineIndex struct {
	// float and rooted are the patterns without wildcards, with and without a leading "**/", which the key omits: the number of the first.
	float, rooted map[string]int
	exceptions    bool
	// firstExclusion and lastExclusion are indexes; if there is none, nothing comes after the first or before the last.
	firstExclusion, lastExclusion int

	// since holds the patterns since the last one of the other kind.
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

// pass adds the next pattern, and finds the same pattern above it, if no pattern of the other kind between them matters.
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

// covered returns the first pattern that excludes everything a pattern could match, in any tree: the matches in this tree prove little about
// other clones. If exceptions make the order matter, it returns none.
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

// mostCompared is the maximum number of patterns that are compared with each other.
const mostCompared = 1000

// coveredByName returns another pattern that excludes the one path of a pattern without wildcards, in any tree.
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
