package tui

import (
	"fmt"
	"strings"

	"github.com/ctxsize/ctxsize/internal/saturate"
	"github.com/ctxsize/ctxsize/tui/treemap"
	"github.com/ctxsize/ctxsize/walker"
)

// Directions in which a line leaves a cell.
const (
	lineUp uint8 = 1 << iota
	lineRight
	lineDown
	lineLeft
	lineChosen // the outline of the selection
)

// drawMap draws the folder that is shown.
func (s *screen) drawMap(g *grid, r treemap.Rect) {
	if r.H == 0 {
		return
	}
	if len(s.tiles) == 0 {
		s.drawEmpty(g, r)
		return
	}
	s.drawTiles(g, r)
}

// drawEmpty says why there are no tiles.
func (s *screen) drawEmpty(g *grid, r treemap.Rect) {
	words := ""
	sub := s.subject()
	switch f := sub.folders[sub.here().path]; {
	case sub.view() == nil:
		words = "nothing of this context leaves this machine"
	case f == nil:
	case s.filter != "" && len(s.rows) == 0:
		words = "no name here holds " + s.filter + ": esc shows all"
	case len(s.rows) == 0:
		words = "nothing here is eligible"
	default:
		words = "nothing here has a size by " + s.metric.String() + ": m counts otherwise"
	}
	g.text(r.X+max((r.W-width(words))/2, 0), r.Y+r.H/2, r.W, words, style{fg: dim})
}

// drawTiles draws all tiles, those inside others after them, then the lines between them, then the labels.
func (s *screen) drawTiles(g *grid, r treemap.Rect) {
	if cap(s.masks) < g.w*g.h {
		s.masks = make([]uint8, g.w*g.h)
	}
	s.masks = s.masks[:g.w*g.h]
	clear(s.masks)
	chosen := s.chosenTile()
	for n := range s.tiles {
		t := &s.tiles[n]
		fill, st := s.fill(t)
		g.fill(t.Rect, fill, st)
		s.outline(g, t.Rect, 0)
	}
	if chosen >= 0 {
		s.outline(g, s.tiles[chosen].Rect, lineChosen)
	}
	s.drawLines(g, r)
	for n := range s.tiles {
		s.label(g, &s.tiles[n], n == chosen)
	}
}

// outline marks the cells of a tile's edges, the right and lower ones being the neighbours' first.
func (s *screen) outline(g *grid, r treemap.Rect, extra uint8) {
	for x := r.X; x <= r.X+r.W; x++ {
		side := extra
		if x > r.X {
			side |= lineLeft
		}
		if x < r.X+r.W {
			side |= lineRight
		}
		s.mark(g, x, r.Y, side)
		s.mark(g, x, r.Y+r.H, side)
	}
	for y := r.Y; y <= r.Y+r.H; y++ {
		side := extra
		if y > r.Y {
			side |= lineUp
		}
		if y < r.Y+r.H {
			side |= lineDown
		}
		s.mark(g, r.X, y, side)
		s.mark(g, r.X+r.W, y, side)
	}
}

func (s *screen) mark(g *grid, x, y int, side uint8) {
	if x < g.w && y < g.h {
		s.masks[y*g.w+x] |= side
	}
}

func (s *screen) drawLines(g *grid, r treemap.Rect) {
	for y := r.Y; y < r.Y+r.H; y++ {
		for x := r.X; x < r.X+r.W; x++ {
			mask := s.masks[y*g.w+x]
			if mask == 0 {
				continue
			}
			c := g.at(x, y)
			c.r, c.style.fg, c.style.attrs = s.theme.glyphs.lines[mask&15], frame, 0
			if mask&lineChosen != 0 {
				c.style.fg, c.style.attrs = selected, bold
			}
		}
	}
}

// fill says how the inside of a tile looks.
func (s *screen) fill(t *tile) (rune, style) {
	if t.item == nil {
		return ' ', style{fg: foldText, bg: foldBack}
	}
	if t.item.tint >= 0 && t.item.state <= isUnread {
		bg, fg := kindShades(t.item.tint)
		return ' ', style{fg: fg, bg: bg}
	}
	if s.colors != colorState && t.item.state <= isUnread {
		return ' ', style{fg: text}
	}
	return s.byState(t.item)
}

func (s *screen) byState(i *item) (rune, style) {
	switch {
	case i.state == isDrafted:
		return s.theme.glyphs.hatchDraft, style{fg: draftText, bg: draftBack}
	case i.state == isGhost:
		return s.theme.glyphs.hatchGhost, style{fg: ghostText, bg: ghostBack}
	case i.found:
		return ' ', style{fg: findText, bg: findBack}
	case i.state == isUnread:
		return s.theme.glyphs.hatchUnread(s.theme.colors), style{fg: unreadText, bg: unreadBack}
	}
	return ' ', style{fg: sentText, bg: sentBack}
}

// symbol says the state without colour.
func (g *glyphs) symbol(i *item) rune {
	switch {
	case i.state == isDrafted:
		return g.draft
	case i.state == isGhost:
		return g.ghost
	case i.found:
		return g.finding
	case i.state == isUnread:
		return g.unread
	}
	return g.sent
}

// label writes a tile's name on its upper edge, and what it holds below that.
func (s *screen) label(g *grid, t *tile, chosen bool) {
	_, inner := s.fill(t)
	st := inner
	st.attrs = bold
	if t.open && st.bg == sentBack {
		st.bg = sentTitle
	}
	if chosen {
		st = style{fg: onSelect, bg: selected, attrs: bold}
	}
	g.text(t.X+1, t.Y, t.W-1, t.title, st)
	g.text(t.X+1, t.Y+1, t.W-1, t.amount, inner)
}

// dressTile makes the words of a tile, as far as there is room for them: its name, its size and its share of the whole.
func (s *screen) dressTile(t *tile) {
	n := s.metric.amount(t)
	size := s.size(n)
	if s.metric == byFiles {
		size = fmt.Sprint(n)
	}
	full := size
	if whole := s.whole(t.item); whole > 0 {
		full += fmt.Sprintf(" %d%%", share(n, whole))
	}
	onEdge := t.H == 1 || t.open
	t.title = s.title(t, full, t.W-1, onEdge)
	switch {
	case onEdge:
	case width(full) <= t.W-1:
		t.amount = full
	case width(size) <= t.W-1:
		t.amount = size
	}
}

// title is what stands on a tile's edge: its symbol and its name, there with its size if that is to be on the edge and fits.
func (s *screen) title(t *tile, amount string, room int, withAmount bool) string {
	symbol, name := "", fmt.Sprintf("%c%d smaller", s.theme.glyphs.folded, len(t.folded))
	short, _, _ := strings.Cut(name, " ")
	if t.item != nil {
		short = string(s.theme.glyphs.symbol(t.item))
		symbol, name = short+" ", itemName(t.item)
	}
	if full := symbol + name + " " + s.theme.glyphs.dash + " " + amount; withAmount && width(full) <= room {
		return full
	}
	if cut := cutMiddle(name, room-width(symbol), s.theme.glyphs.ellipsis); cut != "" && (t.item != nil || cut == name) {
		return symbol + cut
	}
	return cutEnd(short, room, "")
}

// amount is what a tile holds by the metric.
func (m metric) amount(t *tile) int64 {
	if t.item != nil {
		return m.size(t.item)
	}
	sum := int64(0)
	for n := range t.folded {
		sum = saturate.Add(sum, m.size(&t.folded[n]))
	}
	return sum
}

// live lays out what a walk has seen so far.
func (s *screen) live(r treemap.Rect) {
	items := make([]item, len(s.scan.branches))
	for n, b := range s.scan.branches {
		kind := walker.File
		if b.Dir {
			kind = walker.Dir
		}
		sum := walker.Sum{Bytes: b.Bytes, Files: b.Files}
		items[n] = item{name: b.Name, path: b.Name, kind: kind, was: sum, eligible: sum, tint: untinted}
	}
	s.tiles = (&placement{}).place(items, byEligible, tileBox(r))
}
