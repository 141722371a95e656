package report

import (
	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/walker"
)

func counts(c walker.Counts) *jsonCounts {
	return &jsonCounts{Bytes: c.Bytes, Files: c.Files, Dirs: c.Dirs, Symlinks: c.Symlinks, Other: c.Other}
}

// totals are null where nothing of the context lies on this machine.
func totals(c ctxsize.Context) jsonTotals {
	if c.View == nil {
		return jsonTotals{}
	}
	v := c.View
	return jsonTotals{
		Eligible: counts(v.Totals(walker.Eligible)),
		Sent:     counts(v.Totals(walker.Sent)),
		Unread:   counts(v.Totals(walker.Unused)),
		Excluded: &jsonExcluded{*counts(v.Totals(walker.Excluded)), v.ExcludedComplete()},
	}
}
