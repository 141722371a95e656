package treemap_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/ctxsize/ctxsize/tui/treemap"
)

// entries are weights with their keys.
func entries(list []float64) []treemap.Entry {
	out := make([]treemap.Entry, len(list))
	for n, w := range list {
		out[n] = treemap.Entry{Key: fmt.Sprint(n), Weight: w}
	}
	return out
}

func usualLimits() treemap.Limits { return treemap.Limits{MinCells: 12, MaxTiles: 300, Strip: 24} }

// TestArrange: tiles cover the map, each entry has a tile or is folded, and entries without weight have none.
func TestArrange(t *testing.T) {
	random := rand.New(rand.NewPCG(9, 10))
	for range 500 {
		r := treemap.Rect{X: 1, Y: 1, W: 20 + random.IntN(200), H: 6 + random.IntN(60)}
		list := append(weights(random, 1+random.IntN(400)), 0, 0)
		var layout treemap.Layout
		tiles, folded := layout.Arrange(entries(list), r, usualLimits())
		rects := make([]treemap.Rect, len(tiles))
		shown := 0
		for n := range tiles {
			if rects[n] = tiles[n].Rect; tiles[n].Entry >= 0 {
				shown++
			}
		}
		covers(t, r, rects)
		if shown+len(folded) != len(list)-2 || (shown < len(tiles)) != (len(folded) > 0) {
			t.Fatalf("%d tiles, %d folded of %d", shown, len(folded), len(list)-2)
		}
	}
}

// TestArrangeRemembers: an entry less and an entry back, another size of the map and back, leave every tile where it was.
func TestArrangeRemembers(t *testing.T) {
	list := entries([]float64{500, 300, 200, 150, 100, 80, 60})
	r := treemap.Rect{W: 100, H: 30}
	var layout treemap.Layout
	before, _ := layout.Arrange(list, r, usualLimits())
	layout.Arrange(append(list[:3:3], list[4:]...), r, usualLimits())
	layout.Arrange(list, treemap.Rect{W: 104, H: 31}, usualLimits())
	after, _ := layout.Arrange(list, r, usualLimits())
	for n := range before {
		if before[n] != after[n] {
			t.Errorf("tile %d: got %v, want %v", n, after[n], before[n])
		}
	}
}

// TestArrangeAfresh: an entry that is new, or one that has grown out of the folded ones, is laid out afresh and has its place.
func TestArrangeAfresh(t *testing.T) {
	r := treemap.Rect{W: 100, H: 30}
	var layout treemap.Layout
	layout.Arrange(entries([]float64{500, 300}), r, usualLimits())
	tiles, folded := layout.Arrange(entries([]float64{500, 300, 290, 280}), r, usualLimits())
	if len(tiles) != 4 || len(folded) > 0 {
		t.Errorf("%d tiles, %d folded, want 4 and none", len(tiles), len(folded))
	}
	if tiles, folded = layout.Arrange(nil, r, usualLimits()); len(tiles)+len(folded) > 0 {
		t.Errorf("%d tiles of nothing", len(tiles))
	}
}

// TestNeighbor: the longest shared edge wins, the nearer one of equals, and the border has none.
func TestNeighbor(t *testing.T) {
	rects := []treemap.Rect{{X: 0, Y: 0, W: 10, H: 10}, {X: 10, Y: 0, W: 10, H: 4}, {X: 10, Y: 4, W: 10, H: 6}, {X: 0, Y: 10, W: 5, H: 5}, {X: 5, Y: 10, W: 15, H: 5}}
	for _, c := range []struct {
		from, want int
		d          treemap.Direction
		ok         bool
	}{
		{0, 2, treemap.Direction{DX: 1}, true}, {2, 0, treemap.Direction{DX: -1}, true}, {1, 2, treemap.Direction{DY: 1}, true},
		{4, 2, treemap.Direction{DY: -1}, true}, {0, 0, treemap.Direction{DX: -1}, false}, {3, 0, treemap.Direction{DY: 1}, false},
	} {
		if got, ok := treemap.Neighbor(rects, c.from, c.d); ok != c.ok || ok && got != c.want {
			t.Errorf("%v of %d: got %d, %v, want %d, %v", c.d, c.from, got, ok, c.want, c.ok)
		}
	}
}
