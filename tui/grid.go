package tui

import (
	"strings"

	"github.com/ctxsize/ctxsize/internal/termtext"
	"github.com/ctxsize/ctxsize/tui/treemap"
)

// style is how a cell looks: a foreground, a background, and attributes.
type style struct {
	fg, bg shade
	attrs  attrs
}

// attrs are attributes that terminals have without colour, too.
type attrs uint8

const (
	bold attrs = 1 << iota
	faint
	underlined
	reversed
)

// cell is one character cell. Of a wide character the second cell has the rune 0.
type cell struct {
	r     rune
	extra string // runes without a width of their own that follow r
	style style
}

// grid is a screen of cells, drawn anew for each frame and flattened once.
type grid struct {
	w, h  int
	cells []cell
	out   []byte
}

// reset makes the grid so large and empty.
func (g *grid) reset(w, h int) {
	g.w, g.h = w, h
	if cap(g.cells) < w*h {
		g.cells = make([]cell, w*h)
	}
	g.cells = g.cells[:w*h]
	for n := range g.cells {
		g.cells[n] = cell{r: ' '}
	}
}

// at gives a cell, nil outside of the grid.
func (g *grid) at(x, y int) *cell {
	if x < 0 || y < 0 || x >= g.w || y >= g.h {
		return nil
	}
	return &g.cells[y*g.w+x]
}

// put sets a cell. Of a wide character that is half covered the other half becomes blank.
func (g *grid) put(x, y int, r rune, s style) {
	c := g.at(x, y)
	if c == nil {
		return
	}
	if c.r == 0 && x > 0 {
		g.at(x-1, y).r = ' '
	}
	if x+1 < g.w && g.at(x+1, y).r == 0 {
		g.at(x+1, y).r = ' '
	}
	*c = cell{r: r, style: s}
}

// fill gives every cell of a rectangle the same rune and style.
func (g *grid) fill(r treemap.Rect, fill rune, s style) {
	r.W, r.H = min(r.W, g.w-r.X), min(r.H, g.h-r.Y)
	if r.W < 1 {
		return
	}
	for y := r.Y; y < r.Y+r.H; y++ {
		// The ends may halve a wide character.
		g.put(r.X, y, fill, s)
		g.put(r.X+r.W-1, y, fill, s)
		row := g.cells[y*g.w+r.X : y*g.w+r.X+r.W]
		for x := range row {
			row[x] = cell{r: fill, style: s}
		}
	}
}

// text writes a text into at most room cells from x on, and gives the cells that it took. A wide character that does not fit whole is left
// out. The text has been cleaned; what was forgotten is escaped here, so that no cell holds what a terminal obeys.
func (g *grid) text(x, y, room int, text string, s style) int {
	start, last := x, (*cell)(nil)
	for _, r := range termtext.Escape(text) {
		w := runeWidth(r)
		if w == 0 {
			if last != nil && len(last.extra) < longestExtra {
				last.extra += string(r)
			}
			continue
		}
		if x+w > start+room {
			break
		}
		g.put(x, y, r, s)
		if w == 2 {
			g.put(x+1, y, ' ', s)
			if half := g.at(x+1, y); half != nil {
				half.r = 0
			} else {
				g.put(x, y, ' ', s)
			}
		}
		last, x = g.at(x, y), x+w
	}
	return x - start
}

// flatten gives the screen as text with escape sequences, a line for each row; equal neighbours share a sequence.
func (g *grid) flatten(t *theme) string {
	g.out = g.out[:0]
	for y := range g.h {
		if y > 0 {
			g.out = append(g.out, '\n')
		}
		g.row(t, y)
	}
	return string(g.out)
}

func (g *grid) row(t *theme, y int) {
	now := style{}
	for x := range g.w {
		c := &g.cells[y*g.w+x]
		switch {
		case c.r == 0:
			continue
		case c.style != now:
			g.out = t.sequence(g.out, c.style)
			now = c.style
		}
		g.out = appendRune(g.out, c.r)
		g.out = append(g.out, c.extra...)
	}
	if now != (style{}) {
		g.out = append(g.out, "\x1b[m"...)
	}
}

func appendRune(out []byte, r rune) []byte {
	if r < 0x80 {
		return append(out, byte(r))
	}
	return append(out, string(r)...)
}

// plain is the screen without escape sequences and trailing blanks.
func (g *grid) plain() string {
	var b strings.Builder
	for y := range g.h {
		line := &strings.Builder{}
		for _, c := range g.cells[y*g.w : (y+1)*g.w] {
			if c.r != 0 {
				line.WriteRune(c.r)
				line.WriteString(c.extra)
			}
		}
		b.WriteString(strings.TrimRight(line.String(), " "))
		b.WriteByte('\n')
	}
	return b.String()
}
