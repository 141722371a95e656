package tui

import "github.com/ctxsize/ctxsize/tui/treemap"

// direction is where an arrow points.
type direction struct{ dx, dy int }

var (
	up    = direction{0, -1}
	down  = direction{0, 1}
	left  = direction{-1, 0}
	right = direction{1, 0}
)

// neighbour is the tile of the folder that is shown with the longest edge in common on that side; ok is false at the map's border.
func neighbour(tiles []tile, from int, d direction) (to int, ok bool) {
	best, near := 0, 0
	for n := range tiles {
		if n == from || tiles[n].depth > 0 {
			continue
		}
		shared := sharedEdge(tiles[from].Rect, tiles[n].Rect, d)
		distance := -abs(middle(tiles[from].Rect, d) - middle(tiles[n].Rect, d))
		if shared > best || shared > 0 && shared == best && distance > near {
			to, best, near, ok = n, shared, distance, true
		}
	}
	return to, ok
}

// sharedEdge is how long the edge is that b has in common with a on one side of a.
func sharedEdge(a, b treemap.Rect, d direction) int {
	touching := d == up && b.Y+b.H == a.Y || d == down && a.Y+a.H == b.Y || d == left && b.X+b.W == a.X || d == right && a.X+a.W == b.X
	if !touching {
		return 0
	}
	if d.dx == 0 {
		return max(min(a.X+a.W, b.X+b.W)-max(a.X, b.X), 0)
	}
	return max(min(a.Y+a.H, b.Y+b.H)-max(a.Y, b.Y), 0)
}

// middle is where a tile's middle lies along the edge, in half cells.
func middle(r treemap.Rect, d direction) int {
	if d.dx == 0 {
		return 2*r.X + r.W
	}
	return 2*r.Y + r.H
}

func abs(n int) int { return max(n, -n) }

// chosenTile is the tile of the selection among those of the folder that is shown, -1 for none.
func (s *screen) chosenTile() int {
	i := s.item()
	if i == nil {
		return -1
	}
	for n := range s.tiles {
		if s.tiles[n].depth == 0 && s.tiles[n].holds(i.path) {
			return n
		}
	}
	return -1
}

// holds says whether the tile is an item's, or one that it shares.
func (t *tile) holds(path string) bool {
	if t.item != nil {
		return t.item.path == path
	}
	for n := range t.folded {
		if t.folded[n].path == path {
			return true
		}
	}
	return false
}

// first is the path that is selected with a tile.
func (t *tile) first() string {
	if t.item != nil {
		return t.item.path
	}
	return t.folded[0].path
}

// move goes to a neighbour in the map, or up and down in the list.
func (s *screen) move(d direction) {
	sub := s.subject()
	if sub == nil || len(s.rows) == 0 {
		return
	}
	if s.focus == onMap && s.regions().mapBox.H > 0 {
		from := s.chosenTile()
		if from < 0 {
			return
		}
		if to, ok := neighbour(s.tiles, from, d); ok {
			s.choose(s.tiles[to].first())
		}
		return
	}
	s.scrollTo(d.dy)
}

// scrollTo moves the selection in the list by so many rows.
func (s *screen) scrollTo(by int) {
	if n := s.row(); n >= 0 {
		s.choose(s.rows[min(max(n+by, 0), len(s.rows)-1)].path)
	}
}
