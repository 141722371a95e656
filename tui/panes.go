package tui

import (
	"github.com/ctxsize/ctxsize/tui/internal/cells"
	"github.com/ctxsize/ctxsize/tui/treemap"
)

// scroller is the place in a list that is longer than its region.
type scroller struct {
	at     int // the row at hand
	scroll int // the first that is shown
	top    int // on the screen, of the first that is shown
}

// move moves the row at hand and reports whether it did.
func (c *scroller) move(by, rows int) bool {
	from := c.at
	c.at = min(max(c.at+by, 0), max(rows-1, 0))
	return c.at != from
}

// visible returns how many rows are shown from scroll on, the row at hand among them.
func (c *scroller) visible(rows, room int) int {
	c.move(0, rows)
	c.scroll = min(max(min(c.scroll, c.at), c.at-room+1), max(rows-room, 0))
	return min(room, rows-c.scroll)
}

// entry is a row of a pane: the one at hand shows all of its text.
type entry struct {
	head string
	rest string // after the head, cut where it has no room
	fg   cells.Shade
}

// pane is a titled list of entries.
type pane struct {
	*model
	scroller
	title string
	rows  []paneRow
}

// paneRow is a row as it is drawn; several may belong to one entry.
type paneRow struct {
	text   string
	fg     cells.Shade
	chosen bool
	entry  int
}

// arrange prepares the entries. If the pane has the focus, the entry at hand is wrapped so that all of it can be read.
func (p *pane) arrange(r treemap.Rect, entries []entry, focused bool) {
	p.rows, p.top = p.rows[:0], r.Y+1
	p.move(0, len(entries))
	at := 0
	for n, e := range entries {
		chosen := focused && n == p.at
		if chosen {
			at = len(p.rows)
		}
		text := e.head + e.rest
		if !chosen || cells.Width(text) <= r.W {
			p.rows = append(p.rows, paneRow{cells.CutEnd(text, r.W, p.theme.Glyphs.Ellipsis), e.fg, chosen, n})
			continue
		}
		p.rows = append(p.rows, paneRow{cells.CutEnd(e.head, r.W, p.theme.Glyphs.Ellipsis), e.fg, true, n})
		for _, part := range cells.Wrap(e.rest, r.W-2) {
			p.rows = append(p.rows, paneRow{"  " + part, e.fg, true, n})
		}
	}
	room := listRows(r)
	last := at
	for last+1 < len(p.rows) && p.rows[last+1].entry == p.rows[at].entry {
		last++
	}
	// Of an entry that is higher than the pane, the head is shown, and a mark for the rest.
	higher := last-at >= room
	if higher {
		last = at + max(room-1, 0)
	}
	p.scroll = min(max(min(p.scroll, at), last-room+1), max(len(p.rows)-room, 0))
	p.rows = p.rows[max(p.scroll, 0):]
	p.rows = p.rows[:min(len(p.rows), room)]
	if n := len(p.rows) - 1; higher && n > 0 {
		p.rows[n].text = cells.CutEnd(p.rows[n].text, r.W-2, "") + " " + p.theme.Glyphs.Ellipsis
	}
}

// draw draws the title and the rows.
func (p *pane) draw(g *cells.Grid, r treemap.Rect, focused bool) {
	p.drawTitle(g, r, cells.CutEnd(p.title, r.W-5, p.theme.Glyphs.Ellipsis), focused)
	for n, row := range p.rows {
		st := cells.Style{Fg: row.fg}
		line := treemap.Rect{X: r.X, Y: r.Y + 1 + n, W: r.W, H: 1}
		if row.chosen {
			st = cells.Style{Fg: cells.OnSelect, Bg: cells.Selected}
			g.Fill(line, ' ', st)
		}
		g.Text(line.X, line.Y, line.W, row.text, st)
	}
}

// update moves the entry at hand and reports whether it is another one.
func (p *pane) update(msg any, count int) bool {
	moved := false
	switch msg := msg.(type) {
	case moveMsg:
		moved = p.move(msg.DY, count)
		if !moved && msg.DY != 0 && count > 0 {
			p.notice = map[bool]string{true: "first entry", false: "last entry"}[msg.DY < 0]
		}
	case pageMsg:
		moved = p.move(int(msg)*max(len(p.rows)-1, 1), count)
	case clickMsg:
		if n := msg.Y - p.top; n >= 0 && n < len(p.rows) {
			moved = p.at != p.rows[n].entry
			p.at = p.rows[n].entry
		}
	}
	return moved
}

// drawTitle draws the head of a list.
func (m *model) drawTitle(g *cells.Grid, r treemap.Rect, title string, focused bool) {
	st := cells.Style{Fg: cells.Dim}
	if focused {
		st = cells.Style{Fg: cells.Accent, Attrs: cells.Bold}
	}
	line := m.theme.Glyphs.Lines[cells.LineLeft|cells.LineRight]
	g.Fill(treemap.Rect{X: r.X, Y: r.Y, W: r.W, H: 1}, line, cells.Style{Fg: cells.Frame})
	g.Put(r.X+1, r.Y, ' ', st)
	at := g.Text(r.X+2, r.Y, r.W-3, title, st)
	g.Put(min(r.X+2+at, r.X+r.W-1), r.Y, ' ', st)
}
