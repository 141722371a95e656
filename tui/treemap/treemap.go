// Package treemap lays out squarified treemaps on character cells, which are twice as high as wide.
//
// [Layout] does all of it and remembers where tiles lay. The steps are [Fold], which returns how many items are worth a tile, [Squarify], which
// groups them into rows, and [Place], which gives each a rectangle. Rows can be placed again with other weights or in another rectangle, so
// that tiles stay where they were, until [Aspect] shows that fresh rows look better. The package knows no names, no colors and no screen.
package treemap

// CellHeight is how many times a cell is higher than wide. Shapes are judged in units of a cell's width.
const CellHeight = 2

// Rect is a rectangle of cells.
type Rect struct{ X, Y, W, H int }

// Cells is the number of cells in it.
func (r Rect) Cells() int { return r.W * r.H }

// Contains reports whether a cell lies inside.
func (r Rect) Contains(x, y int) bool { return x >= r.X && x < r.X+r.W && y >= r.Y && y < r.Y+r.H }

// Inset is the rectangle without so many cells on each side; it may be empty, never negative.
func (r Rect) Inset(left, top, right, bottom int) Rect {
	return Rect{r.X + left, r.Y + top, max(r.W-left-right, 0), max(r.H-top-bottom, 0)}
}

// Row is a strip of tiles, cut off the top or the left of what is left of the map.
type Row struct {
	Count  int  // tiles in it
	Across bool // it lies at the top and its tiles side by side; else at the left and they one above the other
}

// Aspect is the mean of how much longer than wide the tiles look: 1 for squares. It is 0 for no tiles.
func Aspect(tiles []Rect) float64 {
	if len(tiles) == 0 {
		return 0
	}
	sum := 0.0
	for _, t := range tiles {
		sum += elongation(float64(t.W), float64(t.H)*CellHeight)
	}
	return sum / float64(len(tiles))
}

func elongation(a, b float64) float64 { return max(a/b, b/a) }

// Fold returns how many of the weights, which are in descending order, get a tile of their own in a map of so many cells: those whose share
// is at least least cells.
func Fold(weights []float64, cells, least int) int {
	weights, total := clean(weights)
	for n, w := range weights {
		if w/total*float64(cells) < float64(least) {
			return n
		}
	}
	return len(weights)
}
