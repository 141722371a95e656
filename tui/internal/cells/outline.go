package cells

import "github.com/ctxsize/ctxsize/tui/treemap"

// Directions in which a line leaves a cell, the indexes of [Glyphs].Lines.
const (
	LineUp uint8 = 1 << iota
	LineRight
	LineDown
	LineLeft
	// Marks of outlines that look different.
	LineSafe   // of what a safe suggestion would exclude
	LineChosen // of the selection
	lineSides  = LineUp | LineRight | LineDown | LineLeft
)

// Outlines are the lines around rectangles, which join where they meet.
type Outlines struct {
	w, h  int
	masks []uint8
}

// Reset forgets all lines, for a grid of so many cells.
func (o *Outlines) Reset(w, h int) {
	if cap(o.masks) < w*h {
		o.masks = make([]uint8, w*h)
	}
	o.w, o.h, o.masks = w, h, o.masks[:w*h]
	clear(o.masks)
}

// Add adds the edges of a rectangle, with a mark or 0; the right and lower ones are on the first cells of the neighbors.
func (o *Outlines) Add(r treemap.Rect, mark uint8) {
	for x := r.X; x <= r.X+r.W; x++ {
		side := mark
		if x > r.X {
			side |= LineLeft
		}
		if x < r.X+r.W {
			side |= LineRight
		}
		o.mark(x, r.Y, side)
		o.mark(x, r.Y+r.H, side)
	}
	for y := r.Y; y <= r.Y+r.H; y++ {
		side := mark
		if y > r.Y {
			side |= LineUp
		}
		if y < r.Y+r.H {
			side |= LineDown
		}
		o.mark(r.X, y, side)
		o.mark(r.X+r.W, y, side)
	}
}

func (o *Outlines) mark(x, y int, side uint8) {
	if x >= 0 && y >= 0 && x < o.w && y < o.h {
		o.masks[y*o.w+x] |= side
	}
}

// Draw draws the lines in a rectangle; the background stays.
func (o *Outlines) Draw(g *Grid, r treemap.Rect, glyphs *Glyphs) {
	for y := r.Y; y < r.Y+r.H; y++ {
		for x := r.X; x < r.X+r.W; x++ {
			mask := o.masks[y*o.w+x]
			if mask == 0 {
				continue
			}
			c := g.At(x, y)
			c.Rune, c.Style.Fg, c.Style.Attrs = glyphs.Lines[mask&lineSides], Frame, 0
			switch {
			case mask&LineChosen != 0:
				c.Style.Fg, c.Style.Attrs = Selected, Bold
			case mask&LineSafe != 0:
				c.Style.Fg = SafeMark
			}
		}
	}
}
