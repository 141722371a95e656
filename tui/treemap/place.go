package treemap

import "math"

// Place returns a tile in r for every weight, by rows that [Squarify] made for as many weights. The tiles cover r without gap or overlap; the
// edges that they share are rounded, not their widths, and none is empty. It returns nil where rows made for another rectangle do not fit
// into this one.
func Place(weights []float64, rows []Row, r Rect) []Rect {
	weights, total := clean(weights)
	s := newSpace(r)
	tiles := make([]Rect, 0, len(weights))
	for _, row := range rows {
		if row.Count < 1 || row.Count > len(weights) {
			return nil
		}
		least, most := s.bounds(len(weights), row.Across)
		if row.Count < least || row.Count > most {
			return nil
		}
		sum := add(weights[:row.Count])
		strip := s.cut(row, min(sum/total, 1), len(weights)-row.Count)
		tiles = strip.divide(tiles, weights[:row.Count], sum, row.Across)
		weights, total = weights[row.Count:], total-sum
	}
	if len(weights) > 0 {
		return nil
	}
	return tiles
}

// space is what is left of a map: the exact rectangle, in units of a cell's width, and its cells.
type space struct {
	x, y, w, h float64
	cells      Rect
}

func newSpace(r Rect) space {
	return space{float64(r.X), float64(r.Y) * CellHeight, float64(r.W), float64(r.H) * CellHeight, r}
}

// bounds returns how few and how many of count tiles the next row must and may hold, so that each of them, and each of the rest, gets a cell.
func (s space) bounds(count int, across bool) (least, most int) {
	side, cross := s.cells.W, s.cells.H
	if !across {
		side, cross = cross, side
	}
	return max(count-(cross-1)*side, 1), side
}

// cut takes a row with that share of the space off it; rest tiles must find room in what is left.
func (s *space) cut(row Row, share float64, rest int) space {
	strip := *s
	if row.Across {
		strip.h *= share
		s.y, s.h = s.y+strip.h, s.h-strip.h
		edge := s.edge(s.y/CellHeight, s.cells.Y, s.cells.H, s.cells.W, rest)
		strip.cells.H = edge - s.cells.Y
		s.cells = s.cells.Inset(0, strip.cells.H, 0, 0)
		return strip
	}
	strip.w *= share
	s.x, s.w = s.x+strip.w, s.w-strip.w
	edge := s.edge(s.x, s.cells.X, s.cells.W, s.cells.H, rest)
	strip.cells.W = edge - s.cells.X
	s.cells = s.cells.Inset(strip.cells.W, 0, 0, 0)
	return strip
}

// edge rounds where a row ends; it has a cell at least and leaves enough of them.
func (s *space) edge(exact float64, start, length, side, rest int) int {
	if rest == 0 {
		return start + length
	}
	return clamp(round(exact), start+1, start+length-(rest+side-1)/side)
}

// divide gives the tiles of a row their share of it.
func (s space) divide(tiles []Rect, weights []float64, sum float64, across bool) []Rect {
	exact, scale, start, length := s.y/CellHeight, s.h/CellHeight, s.cells.Y, s.cells.H
	if across {
		exact, scale, start, length = s.x, s.w, s.cells.X, s.cells.W
	}
	before, end, done := start, start+length, 0.0
	for n, w := range weights {
		done += w
		edge := end
		if left := len(weights) - 1 - n; left > 0 {
			edge = clamp(round(exact+scale*done/sum), before+1, end-left)
		}
		t := s.cells
		if across {
			t.X, t.W = before, edge-before
		} else {
			t.Y, t.H = before, edge-before
		}
		tiles, before = append(tiles, t), edge
	}
	return tiles
}

func round(f float64) int { return int(math.Floor(f + 0.5)) }

func clamp(n, least, most int) int { return min(max(n, least), most) }
