package report

import (
	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/saturate"
	"github.com/ctxsize/ctxsize/walker"
)

func counts(c walker.Counts) *jsonCounts {
	return &jsonCounts{Bytes: c.Bytes, Files: c.Files, Dirs: c.Dirs, Symlinks: c.Symlinks, Other: c.Other}
}

// totals returns the counts of a context, all null for one that is not on this machine.
func totals(c ctxsize.Usage) jsonTotals {
	if c.View == nil {
		return jsonTotals{}
	}
	v := c.View
	return jsonTotals{
		Eligible: counts(v.Totals(walker.Eligible)),
		Sent:     counts(v.Totals(walker.Sent)),
		Unused:   counts(v.Totals(walker.Unused)),
		Excluded: &jsonExcluded{*counts(v.Totals(walker.Excluded)), v.ExcludedComplete()},
	}
}

// sentTotals is what all builds of a project send, each context once.
type sentTotals struct {
	bytes, files int64
	transfer     *int64 // nil where a builder's number is not known
}

// projectTotals returns what a project sends now, and with the proposed ignore files.
func projectTotals(a *ctxsize.Analysis, improvements []ctxsize.Improvement) (before, after sentTotals) {
	improved := map[*ctxsize.Result]*ctxsize.Result{}
	for _, i := range improvements {
		for _, b := range i.Builds {
			improved[b.Before] = b.After
		}
	}
	named := a.NamedTransfers()
	now, then := named[:len(named):len(named)], named[:len(named):len(named)]
	for _, b := range a.Transfers() {
		now = append(now, &b.Main)
		if next := improved[b]; next != nil {
			b = next
		}
		then = append(then, &b.Main)
	}
	return sumSent(now), sumSent(then)
}

func sumSent(contexts []*ctxsize.Usage) sentTotals {
	var sum sentTotals
	var transfer int64
	known := true
	for _, c := range contexts {
		sent := c.Sent()
		sum.bytes, sum.files = saturate.Add(sum.bytes, sent.Bytes), saturate.Add(sum.files, sent.Files)
		switch {
		case c.Transfer != nil:
			transfer = saturate.Add(transfer, *c.Transfer)
		case c.Context.Requested && !c.Context.Remote:
			known = false
		}
	}
	if known {
		sum.transfer = &transfer
	}
	return sum
}
