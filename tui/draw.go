package tui

import "github.com/ctxsize/ctxsize/tui/treemap"

// programName stands at the beginning of the header.
const programName = " ctxsize "

// draw makes a frame.
func (s *screen) draw() *grid {
	g := &s.grid
	g.reset(s.w, s.h)
	r := s.regions()
	if s.ready() {
		s.drawHeader(g, r.header)
		if r.tiny {
			return g
		}
		s.drawMap(g, r.mapBox)
		s.drawSide(g, r)
		s.drawDetails(g, r.details)
	} else {
		s.drawScan(g, r)
	}
	s.drawFooter(g, r.footer)
	if s.over != nil {
		s.over.draw(s, g)
	}
	return g
}

// line writes a text into one row of a rectangle, cut at its end.
func (s *screen) line(g *grid, r treemap.Rect, row int, text string, st style) int {
	if row >= r.H {
		return 0
	}
	return g.text(r.X, r.Y+row, r.W, cutEnd(text, r.W, s.theme.glyphs.ellipsis), st)
}

// drawHeader says what is looked at and what it comes to.
func (s *screen) drawHeader(g *grid, r treemap.Rect) {
	w := &s.words
	if r.H < 2 {
		g.text(r.X, r.Y, r.W, w.totals, style{fg: text})
		return
	}
	back := style{fg: barText, bg: bar}
	g.fill(r.Inset(0, 0, 0, r.H-1), ' ', back)
	at := g.text(0, 0, r.W, programName, style{fg: barText, bg: bar, attrs: bold})
	at += g.text(at, 0, r.W-at-1, w.place, back)
	g.text(1, 1, r.W-1, w.totals, style{fg: text, attrs: bold})
	if n := width(w.state); n > 0 && at+n+3 < r.W {
		g.text(r.W-n-1, r.Y, n, w.state, style{fg: w.stateShade, bg: bar})
	}
}

// drawFooter shows a message, or the keys that work now.
func (s *screen) drawFooter(g *grid, r treemap.Rect) {
	if r.H == 0 {
		return
	}
	if s.words.notice != "" {
		g.text(r.X+1, r.Y, r.W-1, s.words.notice, style{fg: warn})
		return
	}
	x := 1
	for _, hint := range s.keys {
		x += g.text(x, r.Y, r.W-x, hint[0], style{fg: accent, attrs: bold})
		x += 1 + g.text(x+1, r.Y, r.W-x-1, hint[1], style{fg: dim})
		x += 2
	}
}

// drawScan shows what a first scan has found so far.
func (s *screen) drawScan(g *grid, r regions) {
	if s.scan == nil {
		return
	}
	g.text(r.header.X+1, r.header.Y, r.header.W-1, s.words.totals, style{fg: text})
	if r.mapBox.H > 0 {
		s.drawTiles(g, r.mapBox)
	}
}
