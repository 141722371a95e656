package report

import (
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/termtext"
)

// maxOffenders is the number of large entries, and of patterns, that a failed check lists.
const maxOffenders = 3

// offenders lists what is large in each build that sends too much, and the patterns that would exclude most.
func (t *text) offenders(a *ctxsize.Analysis, checks []Check) {
	for n := range a.Builds {
		b := &a.Builds[n]
		if b.Main.View == nil || !slices.ContainsFunc(checks, func(c Check) bool { return c.Build == n && c.tooLarge() }) {
			continue
		}
		heading := "largest"
		if len(a.Builds) > 1 {
			heading += " in " + termtext.Escape(t.label(b))
		}
		t.line("")
		t.line("%s:", heading)
		left := maxOffenders
		for _, l := range b.Main.View.Largest(t.Top) {
			if l.SentBytes > 0 && left > 0 {
				t.line("%10s  %s", t.Units.Size(l.SentBytes), termtext.Quote(l.Path))
				left--
			}
		}
		t.remedies(b)
	}
}

// tooLarge reports whether the check failed because too much is sent.
func (c *Check) tooLarge() bool {
	return c.Violated() && slices.Contains([]string{MaxSize, MaxFiles, MaxTransfer, MaxGrowth}, c.Name)
}

// remedies lists patterns to paste into the ignore file.
func (t *text) remedies(b *ctxsize.Result) {
	list := slices.DeleteFunc(slices.Clone(b.Suggestions), func(s inventory.Suggestion) bool { return s.SavesBytes == 0 })
	if len(list) == 0 || b.Main.Context.Root == "" {
		return
	}
	file := b.NewChange(0, nil).File()
	t.line("patterns for %s:", termtext.Quote(t.Place(file)))
	for n, s := range list {
		if n == maxOffenders {
			break
		}
		t.line("%10s  %s  (%s)", t.Units.Size(s.SavesBytes), termtext.Quote(strings.TrimSpace(s.Line)), s.Safety)
	}
}
