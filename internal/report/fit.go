package report

import (
	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/walker"
	"github.com/mattn/go-runewidth"
)

// limits is the number of listed entries of each kind; the others are counted.
type limits struct{ large, instructions, findings int }

// screenLines is a screen of 24 lines without the prompt.
const screenLines = 23

// fit returns the limits with which the report of a build fits a screen, if there is one. All errors, and the number of entries of --top,
// are always listed.
func (t *text) fit(b *ctxsize.Result) limits {
	errors := 0
	for errors < len(b.Findings) && b.Findings[errors].Severity == lint.Error {
		errors++
	}
	l := limits{large: min(t.Top, 8), instructions: 5, findings: max(4, errors)}
	if t.TextTop > 0 {
		l.large = t.TextTop
	}
	if !t.screen {
		return l
	}
	if b.Main.View != nil {
		l.large = len(b.Main.View.Largest(l.large))
	}
	for _, less := range []struct {
		of    *int
		least int
	}{{&l.large, 5}, {&l.findings, max(3, errors)}, {&l.instructions, 3}, {&l.large, 3}, {&l.findings, max(2, errors)}, {&l.instructions, 2}} {
		for *less.of > less.least && t.height(b, l) > screenLines && (less.of != &l.large || t.TextTop == 0) {
			*less.of--
		}
	}
	return l
}

// height returns the number of lines of a build.
func (t *text) height(b *ctxsize.Result, l limits) int {
	lines := 3 + len(b.Named)
	if v := b.Main.View; v != nil {
		lines += 1 + 2 + block(l.large, l.large)
		for _, shown := range []bool{v.Totals(walker.Unused).Entries() > 0, v.Totals(walker.Excluded).Entries() > 0 && v.ExcludedComplete(),
			b.Main.Transfer != nil} {
			if shown {
				lines++
			}
		}
	}
	lines += block(len(reachable(b)), l.instructions) + block(len(b.Findings), l.findings) + min(len(b.Findings), l.findings+1)
	plain := *t
	plain.Color = false
	for _, f := range b.Findings[:min(len(b.Findings), l.findings)] {
		lines += (runewidth.StringWidth(plain.findingLine(f)) - 1) / t.Width
	}
	if len(b.Build.Unknown) > 0 {
		lines++
	}
	return lines
}

// block returns the number of lines of a list, with the blank line before it and the line that counts the rest.
func block(entries, listed int) int {
	switch {
	case entries == 0:
		return 0
	case entries <= listed+1:
		return 1 + entries
	}
	return 1 + listed + 1
}
