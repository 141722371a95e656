// Package look is how items look: their names, the signs before them, and their colors by what becomes of them.
package look

import (
	"fmt"
	"math"
	"strings"

	"github.com/ctxsize/ctxsize/internal/report"
	"github.com/ctxsize/ctxsize/tui/internal/cells"
	"github.com/ctxsize/ctxsize/tui/internal/listing"
)

// Name returns the name of an item as it is shown; a directory's has a slash at its end.
func Name(i *listing.Item) string { return withSlash(i, i.Name) }

// Path returns the path of an item as it is shown.
func Path(i *listing.Item) string { return withSlash(i, i.Path) }

func withSlash(i *listing.Item, name string) string {
	if i.IsDir() {
		return cells.CleanName(name) + "/"
	}
	return cells.CleanName(name)
}

// Symbols returns the signs before a name: the state, and marks of a finding and of a safe suggestion.
func Symbols(g *cells.Glyphs, i *listing.Item) string {
	switch i.State {
	case listing.Drafted:
		return string(g.Draft)
	case listing.Excluded:
		return string(g.Ghost)
	}
	var b strings.Builder
	if i.State == listing.Unused {
		b.WriteRune(g.Unused)
	} else {
		b.WriteRune(g.Sent)
	}
	if i.Finding {
		b.WriteRune(g.Finding)
	}
	switch {
	case i.WholeSafe():
		b.WriteRune(g.Safe)
	case i.Safe.Files > 0:
		b.WriteRune(g.SafeInside)
	}
	return b.String()
}

// ByState returns the rune and the style that fill an item of that depth by what becomes of it.
func ByState(t *cells.Theme, i *listing.Item, depth int) (rune, cells.Style) {
	g := &t.Glyphs
	switch {
	case i.State == listing.Drafted:
		return g.HatchDraft, cells.Style{Fg: cells.DraftText, Bg: cells.DraftBack}
	case i.State == listing.Excluded:
		return g.HatchGhost, cells.Style{Fg: cells.GhostText, Bg: cells.GhostBack}
	case i.State == listing.Unused && t.Colors == cells.NoColors:
		return g.Sparse, cells.Style{Fg: cells.UnusedText, Bg: cells.UnusedBack}
	case i.State == listing.Unused:
		return ' ', cells.Style{Fg: cells.UnusedText, Bg: cells.UnusedBack}
	case i.Finding && !i.IsDir():
		return ' ', cells.Style{Fg: cells.FindText, Bg: cells.FindBack}
	}
	return ' ', cells.Style{Fg: cells.SentText, Bg: cells.SentBack + cells.Shade(min(depth, 2))}
}

// Sign is an entry of a legend: a character or a color, and what it means.
type Sign struct {
	Mark  string
	Style cells.Style
	Text  string
	// More is added in the help.
	More string
}

// Texts of signs. A map without drafted or excluded items does not need theirs.
const (
	Sent     = "sent"
	Drafted  = "drafted"
	Excluded = "excluded"
)

// States are the signs of [Symbols].
func States(g *cells.Glyphs) []Sign {
	return []Sign{
		{string(g.Sent), cells.Style{Fg: cells.Accent}, Sent, " to the builder"},
		{string(g.Safe), cells.Style{Fg: cells.SafeMark}, "safe to exclude", " (S drafts these patterns)"},
		{string(g.SafeInside), cells.Style{Fg: cells.SafeMark}, "in part", " safe to exclude"},
		{string(g.Finding), cells.Style{Fg: cells.Warn}, "finding", ": something is wrong with it (f)"},
		{string(g.Unused), cells.Style{Fg: cells.Dim}, "unused", ": eligible, but no instruction copies it"},
		{string(g.Draft), cells.Style{Fg: cells.Removed}, Drafted, ": the draft excludes it"},
		{string(g.Ghost), cells.Style{Fg: cells.Dim}, Excluded, " by the ignore file (. shows it)"},
	}
}

// Kind is the sign of a kind that colors items.
func Kind(n int, name string) Sign {
	bg, fg := cells.KindShades(n)
	return Sign{Mark: " ", Style: cells.Style{Fg: fg, Bg: bg}, Text: cells.CleanName(name)}
}

// Ago returns how long before now something was changed, both in seconds since 1970; "" where that is unknown.
func Ago(changed, now int64) string {
	const minute, hour, day = 60, 3600, 86400
	age := now - changed
	switch {
	case changed == 0:
		return ""
	case age < -minute:
		return "in the future"
	case age < minute:
		return "just now"
	case age < hour:
		return count(age/minute, "minute")
	case age < day:
		return count(age/hour, "hour")
	case age < 60*day:
		return count(age/day, "day")
	case age < 2*365*day:
		return count(age/(30*day), "month")
	}
	return count(age/(365*day), "year")
}

func count(n int64, unit string) string { return report.Count(n, unit) + " ago" }

// Growth returns the difference in percent where that is meaningful: not "-0 %" of a difference, and not "-100 %" while something is left.
func Growth(before, now int64, units report.Units) string {
	percent := (float64(now)/float64(before) - 1) * 100
	switch {
	case now > 0 && percent <= -99.5:
		return fmt.Sprintf("%.1f %%", max(percent, -99.9))
	case math.Abs(percent) >= 0.5 || now == before:
		return fmt.Sprintf("%+.0f %%", percent)
	case now < before:
		return "-" + units.Size(before-now)
	}
	return "+" + units.Size(now-before)
}
