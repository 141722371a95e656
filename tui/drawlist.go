package tui

import "github.com/ctxsize/ctxsize/tui/treemap"

// barCells is the length of the bars in the list.
const barCells = 8

// leastBarRoom is what names need before a row gets a bar.
const leastBarRoom = 30

// drawSide draws what stands in the list's place.
func (s *screen) drawSide(g *grid, r regions) {
	if r.list.H == 0 {
		return
	}
	switch s.focus {
	case onLines:
		s.lines.draw(s, g, r.list)
	case onSuggestions:
		s.advice.draw(s, g, r.list)
	default:
		s.drawList(g, r.list)
	}
}

// listTitle draws the head of what stands in the list's place.
func (s *screen) listTitle(g *grid, r treemap.Rect, title string, active bool) {
	st := style{fg: dim}
	if active {
		st = style{fg: accent, attrs: bold}
	}
	dash := s.theme.glyphs.lines[lineLeft|lineRight]
	g.fill(treemap.Rect{X: r.X, Y: r.Y, W: r.W, H: 1}, dash, style{fg: frame})
	g.put(r.X+1, r.Y, ' ', st)
	at := g.text(r.X+2, r.Y, r.W-3, title, st)
	g.put(min(r.X+2+at, r.X+r.W-1), r.Y, ' ', st)
}

func (s *screen) drawList(g *grid, r treemap.Rect) {
	s.listTitle(g, r, s.words.listHead, s.focus == onList)
	for n := range s.words.rows {
		w := &s.words.rows[n]
		s.drawRow(g, treemap.Rect{X: r.X, Y: r.Y + 1 + n, W: r.W, H: 1}, w, w.item.path == s.subject().here().chosen)
	}
}

// drawRow draws one item: size, share, bar, name.
func (s *screen) drawRow(g *grid, r treemap.Rect, w *rowWords, chosen bool) {
	st := style{fg: text}
	switch w.item.state {
	case isUnread, isGhost:
		st.fg = dim
	case isDrafted:
		st.fg = removed
	}
	if chosen {
		st = style{fg: onSelect, bg: selected}
		g.fill(r, ' ', st)
	}
	x := r.X + g.text(r.X, r.Y, r.W, w.amount, st)
	if w.bar >= 0 {
		for n := range w.bar {
			g.text(x+n, r.Y, 1, s.theme.glyphs.barFull, style{fg: accent, bg: st.bg})
		}
		x += barCells + 1
	}
	mark := st
	if _, by := s.byState(w.item); !chosen && s.theme.colors != NoColors {
		mark = by
	}
	g.put(x, r.Y, s.theme.glyphs.symbol(w.item), mark)
	g.text(x+2, r.Y, r.X+r.W-x-2, w.name, st)
}

// drawDetails says what is known about the selection.
func (s *screen) drawDetails(g *grid, r treemap.Rect) {
	w := &s.words
	if r.H == 0 || w.path == "" {
		return
	}
	first := style{fg: text}
	if r.H > belowDetails {
		s.listTitle(g, r, w.path, false)
		r = r.Inset(1, 1, 0, 0)
	} else {
		r = r.Inset(1, 0, 0, 0)
		at := g.text(r.X, r.Y, r.W, w.path, style{fg: accent, attrs: bold}) + 2
		g.text(r.X+at, r.Y, r.W-at, w.amounts, first)
		r, first.fg = r.Inset(0, 1, 0, 0), dim
	}
	for n := range min(r.H, len(w.details)) {
		g.text(r.X, r.Y+n, r.W, w.details[n], first)
	}
}
