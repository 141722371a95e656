package treemap

// Direction is where an arrow points: one of dx and dy is 1 or -1, the other is 0.
type Direction struct{ DX, DY int }

// Neighbor returns the rectangle with the longest edge in common with another on one side, the nearest of several; ok is false at the border.
func Neighbor(rects []Rect, from int, d Direction) (to int, ok bool) {
	best, near := 0, 0
	for n := range rects {
		if n == from {
			continue
		}
		shared := SharedEdge(rects[from], rects[n], d)
		distance := -abs(middle(rects[from], d) - middle(rects[n], d))
		if shared > best || shared > 0 && shared == best && distance > near {
			to, best, near, ok = n, shared, distance, true
		}
	}
	return to, ok
}

// SharedEdge returns the length of the edge that b has in common with a on one side of a.
func SharedEdge(a, b Rect, d Direction) int {
	touching := d.DY < 0 && b.Y+b.H == a.Y || d.DY > 0 && a.Y+a.H == b.Y || d.DX < 0 && b.X+b.W == a.X || d.DX > 0 && a.X+a.W == b.X
	if !touching {
		return 0
	}
	if d.DX == 0 {
		return max(min(a.X+a.W, b.X+b.W)-max(a.X, b.X), 0)
	}
	return max(min(a.Y+a.H, b.Y+b.H)-max(a.Y, b.Y), 0)
}

// middle returns where the middle of a rectangle is along the edge, in half cells.
func middle(r Rect, d Direction) int {
	if d.DX == 0 {
		return 2*r.X + r.W
	}
	return 2*r.Y + r.H
}

func abs(n int) int { return max(n, -n) }
