// Package cells draws on a grid of character cells: styles by their purpose, themes that say how a terminal shows them, and texts measured
// and cut by the cells that they take.
package cells

import (
	"strings"

	"github.com/ctxsize/ctxsize/internal/termtext"
	"github.com/ctxsize/ctxsize/tui/treemap"
)

// Style is how a cell looks: a foreground, a background, and attributes.
type Style struct {
	Fg, Bg Shade
	Attrs  Attrs
}

// Attrs are attributes that terminals have without color, too.
type Attrs uint8

// The attributes.
const (
	Bold Attrs = 1 << iota
	Faint
	Underlined
	Reversed
)

// Cell is one character cell. The second cell of a wide character has the rune 0.
type Cell struct {
	Rune  rune
	extra string // runes without a width of their own that follow Rune
	Style Style
}

// maxExtra is how many bytes of combining runes a cell holds; names may have thousands.
const maxExtra = 16

// Grid is a screen of cells, drawn anew for each frame and flattened once.
type Grid struct {
	W, H  int
	cells []Cell
	out   []byte
}

// Reset sets the size of the grid and clears it.
func (g *Grid) Reset(w, h int) {
	g.W, g.H = w, h
	if cap(g.cells) < w*h {
		g.cells = make([]Cell, w*h)
	}
	g.cells = g.cells[:w*h]
	for n := range g.cells {
		g.cells[n] = Cell{Rune: ' '}
	}
}

// At returns a cell, nil outside of the grid.
func (g *Grid) At(x, y int) *Cell {
	if x < 0 || y < 0 || x >= g.W || y >= g.H {
		return nil
	}
	return &g.cells[y*g.W+x]
}

// Put sets a cell. The other half of a wide character that is half covered becomes blank.
func (g *Grid) Put(x, y int, r rune, s Style) {
	c := g.At(x, y)
	if c == nil {
		return
	}
	if c.Rune == 0 && x > 0 {
		g.At(x-1, y).Rune = ' '
	}
	if x+1 < g.W && g.At(x+1, y).Rune == 0 {
		g.At(x+1, y).Rune = ' '
	}
	*c = Cell{Rune: r, Style: s}
}

// Fill gives every cell of a rectangle the same rune and style.
func (g *Grid) Fill(r treemap.Rect, fill rune, s Style) {
	r.W, r.H = min(r.W, g.W-r.X), min(r.H, g.H-r.Y)
	if r.W < 1 {
		return
	}
	for y := r.Y; y < r.Y+r.H; y++ {
		// The ends may halve a wide character.
		g.Put(r.X, y, fill, s)
		g.Put(r.X+r.W-1, y, fill, s)
		row := g.cells[y*g.W+r.X : y*g.W+r.X+r.W]
		for x := range row {
			row[x] = Cell{Rune: fill, Style: s}
		}
	}
}

// Text writes a text into at most room cells from x on, and returns the number of cells written. A wide character that does not fit whole is left
// out. The text has been cleaned; what was forgotten is escaped here, so that no cell holds what a terminal obeys.
func (g *Grid) Text(x, y, room int, text string, s Style) int {
	start, last := x, (*Cell)(nil)
	for _, r := range termtext.Escape(text) {
		w := runeWidth(r)
		if w == 0 {
			if last != nil && len(last.extra) < maxExtra {
				last.extra += string(r)
			}
			continue
		}
		if x+w > start+room {
			break
		}
		g.Put(x, y, r, s)
		if w == 2 {
			g.putSecondHalf(x, y, s)
		}
		last, x = g.At(x, y), x+w
	}
	return x - start
}

// putSecondHalf completes a wide character, or blanks it at the right edge of the grid.
func (g *Grid) putSecondHalf(x, y int, s Style) {
	g.Put(x+1, y, ' ', s)
	if half := g.At(x+1, y); half != nil {
		half.Rune = 0
		return
	}
	g.Put(x, y, ' ', s)
}

// Flatten returns the screen as text with escape sequences, a line for each row; equal neighbors share a sequence.
func (g *Grid) Flatten(t *Theme) string {
	g.out = g.out[:0]
	for y := range g.H {
		if y > 0 {
			g.out = append(g.out, '\n')
		}
		g.row(t, y)
	}
	return string(g.out)
}

func (g *Grid) row(t *Theme, y int) {
	now := Style{}
	for x := range g.W {
		c := &g.cells[y*g.W+x]
		switch {
		case c.Rune == 0:
			continue
		case c.Style != now:
			g.out = t.sequence(g.out, c.Style)
			now = c.Style
		}
		g.out = appendRune(g.out, c.Rune)
		g.out = append(g.out, c.extra...)
	}
	if now != (Style{}) {
		g.out = append(g.out, "\x1b[m"...)
	}
}

func appendRune(out []byte, r rune) []byte {
	if r < 0x80 {
		return append(out, byte(r))
	}
	return append(out, string(r)...)
}

// Plain returns the screen without escape sequences and trailing blanks.
func (g *Grid) Plain() string {
	var b strings.Builder
	for y := range g.H {
		line := &strings.Builder{}
		for _, c := range g.cells[y*g.W : (y+1)*g.W] {
			if c.Rune != 0 {
				line.WriteRune(c.Rune)
				line.WriteString(c.extra)
			}
		}
		b.WriteString(strings.TrimRight(line.String(), " "))
		b.WriteByte('\n')
	}
	return b.String()
}
