package tui

import (
	"fmt"
	"slices"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/report"
	"github.com/ctxsize/ctxsize/tui/treemap"
	"github.com/ctxsize/ctxsize/walker"
)

// linesPane shows the lines of the ignore file with what each decides, and those that are drafted.
type linesPane struct{ scroller }

// lineRow is one line as it is shown.
type lineRow struct {
	line    ignore.Pattern
	removed bool
	instead bool // it takes the place of the line with its number
	added   int  // its place in the draft, -1 for a line of the file
	use     walker.PatternUse
}

// lineRows are the lines of the file, then those of the draft.
func (s *screen) lineRows() []lineRow {
	sub := s.subject()
	d := sub.shown
	uses := sub.view().PatternUses
	var rows []lineRow
	next := 0
	use := func() walker.PatternUse {
		if next++; next <= len(uses) {
			return uses[next-1]
		}
		return walker.PatternUse{}
	}
	for _, line := range sub.file.All() {
		text, replaced := d.instead(line.Line)
		row := lineRow{line: line, removed: replaced || slices.Contains(d.removed, line.Line), added: -1}
		if !row.removed {
			row.use = use()
		}
		if rows = append(rows, row); replaced {
			rows = append(rows, lineRow{line: ignore.Pattern{Text: text, Line: line.Line}, instead: true, added: -1, use: use()})
		}
	}
	for n, text := range d.added {
		row := lineRow{line: ignore.Pattern{Text: text}, added: n}
		if ignore.IsPattern(text) {
			row.use = use()
		}
		rows = append(rows, row)
	}
	return rows
}

func (p *linesPane) move(s *screen, by int) { p.scroller.move(by, len(s.lineRows())) }

func (p *linesPane) draw(s *screen, g *grid, r treemap.Rect) {
	rows := s.lineRows()
	s.listTitle(g, r, "lines of "+s.ignoreName()+", x takes one out or back, e edits", true)
	if len(rows) == 0 {
		s.line(g, r, 1, " no lines yet: x on a tile drafts one", style{fg: dim})
	}
	for n := range p.visible(len(rows), listRows(r)) {
		s.drawLine(g, treemap.Rect{X: r.X, Y: r.Y + 1 + n, W: r.W, H: 1}, rows[p.scroll+n], p.scroll+n == p.at)
	}
}

func (s *screen) ignoreName() string {
	if path := s.subject().plan().Ignore.Path; path != "" {
		return cleanName(s.short(path))
	}
	return "a new ignore file"
}

func (s *screen) drawLine(g *grid, r treemap.Rect, row lineRow, chosen bool) {
	st, sign, number := style{fg: text}, " ", fmt.Sprintf("%4d", row.line.Line)
	switch {
	case row.removed:
		st.fg, sign = removed, "-"
	case row.added >= 0 || row.instead:
		st.fg, sign, number = added, "+", "    "
	case row.use.Entries == 0:
		st.fg = dim
	}
	if chosen {
		st = style{fg: onSelect, bg: selected}
		g.fill(r, ' ', st)
	}
	amount := fmt.Sprintf("%10s %14s", s.size(row.use.Bytes), report.Count(row.use.Files, "file"))
	switch {
	case row.removed:
		amount = ""
	case row.use.Entries > 0 && row.use.Files == 0 && !s.subject().view().ExcludedComplete():
		amount = "not looked into (g)"
	}
	room := r.W - len(amount) - 8
	g.text(r.X, r.Y, r.W, sign+number+"  "+cutMiddle(cleanName(row.line.Text), room, s.theme.glyphs.ellipsis), st)
	g.text(r.X+r.W-len(amount), r.Y, len(amount), amount, st)
}

// toggleLine takes a line of the file out or leaves it in, and takes a drafted line back.
func (s *screen) toggleLine() []job {
	sub, rows := s.subject(), s.lineRows()
	if len(rows) == 0 {
		return nil
	}
	if why := sub.editable(); why != "" {
		s.notice = why
		return nil
	}
	d := sub.history.now()
	row := rows[min(s.lines.at, len(rows)-1)]
	if row.added < 0 {
		return s.put(d.toggle(row.line.Line))
	}
	if row.added >= len(d.added) {
		return nil
	}
	return s.put(d.without(row.added))
}
