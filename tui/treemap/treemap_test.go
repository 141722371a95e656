package treemap_test

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/ctxsize/ctxsize/tui/treemap"
)

// weights draws n sizes as they are on disks: few large ones and many small.
func weights(r *rand.Rand, n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = math.Exp(r.NormFloat64() * 3)
	}
	slices.SortFunc(out, func(a, b float64) int { return cmp.Compare(b, a) })
	return out
}

// covers fails unless the tiles fill the rectangle exactly and none is empty.
func covers(t *testing.T, r treemap.Rect, tiles []treemap.Rect) {
	t.Helper()
	owner := make([]int, r.Cells())
	for n, tile := range tiles {
		if tile.W < 1 || tile.H < 1 {
			t.Fatalf("tile %d of %d in %v is empty: %v", n, len(tiles), r, tile)
		}
		for y := tile.Y; y < tile.Y+tile.H; y++ {
			for x := tile.X; x < tile.X+tile.W; x++ {
				if !r.Contains(x, y) {
					t.Fatalf("tile %d leaves %v: %v", n, r, tile)
				}
				owner[(y-r.Y)*r.W+x-r.X]++
			}
		}
	}
	for n, owners := range owner {
		if owners != 1 {
			t.Fatalf("cell %d of %v belongs to %d tiles", n, r, owners)
		}
	}
}

func TestEverySize(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for w := 1; w <= 300; w++ {
		for _, h := range []int{1, 2, 3, 5, 17, 60, 100} {
			list := weights(random, 1+random.IntN(min(w*h, 300)))
			rows := treemap.Squarify(list, w, h)
			r := treemap.Rect{X: random.IntN(9), Y: random.IntN(9), W: w, H: h}
			tiles := treemap.Place(list, rows, r)
			if len(tiles) != len(list) {
				t.Fatalf("%d tiles for %d weights in %v", len(tiles), len(list), r)
			}
			covers(t, r, tiles)
		}
	}
}

// TestShare holds areas against their shares, where no tile is so small that it had to be given more.
func TestShare(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for range 2000 {
		w, h := 20+random.IntN(280), 5+random.IntN(95)
		list := weights(random, 1+random.IntN(200))
		list = list[:max(treemap.Fold(list, w*h, 12), 1)]
		total := 0.0
		for _, x := range list {
			total += x
		}
		for n, tile := range treemap.Place(list, treemap.Squarify(list, w, h), treemap.Rect{W: w, H: h}) {
			exact := list[n] / total * float64(w*h)
			// Each edge is off by half a cell at most; one cell more where a thin neighbor had to be given room.
			if off := math.Abs(float64(tile.Cells()) - exact); off > float64(tile.W+tile.H)+1 {
				t.Fatalf("tile %d in %dx%d has %v for %.1f cells", n, w, h, tile, exact)
			}
		}
	}
}

// TestShape: a fresh layout looks square enough.
func TestShape(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	sum, runs := 0.0, 500
	for range runs {
		list := make([]float64, 5+random.IntN(60))
		for n := range list {
			list[n] = float64(len(list)-n) + random.Float64()
		}
		sum += treemap.Aspect(treemap.Place(list, treemap.Squarify(list, 120, 36), treemap.Rect{W: 120, H: 36}))
	}
	if mean := sum / float64(runs); mean > 1.5 {
		t.Errorf("mean aspect %.2f", mean)
	}
}

// TestKeptRows: with the rows kept, a tile that grows moves the others less than a fresh layout does.
func TestKeptRows(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 8))
	r := treemap.Rect{W: 120, H: 36}
	var kept, fresh float64
	for range 300 {
		list := weights(random, 4+random.IntN(20))
		rows := treemap.Squarify(list, r.W, r.H)
		before := treemap.Place(list, rows, r)
		changed := slices.Clone(list)
		changed[random.IntN(len(changed))] *= 0.2
		if tiles := treemap.Place(changed, rows, r); tiles != nil {
			kept += moved(before, tiles)
			order := byWeight(changed)
			sorted := make([]float64, len(order))
			for n, i := range order {
				sorted[n] = changed[i]
			}
			again := make([]treemap.Rect, len(order))
			for n, tile := range treemap.Place(sorted, treemap.Squarify(sorted, r.W, r.H), r) {
				again[order[n]] = tile
			}
			fresh += moved(before, again)
		}
	}
	if kept > fresh/2 {
		t.Errorf("kept rows move tiles by %.0f, fresh ones by %.0f", kept, fresh)
	}
}

func byWeight(list []float64) []int {
	order := make([]int, len(list))
	for n := range order {
		order[n] = n
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(list[b], list[a]) })
	return order
}

func moved(a, b []treemap.Rect) float64 {
	sum := 0.0
	for n := range a {
		dx := float64(2*a[n].X+a[n].W-2*b[n].X-b[n].W) / 2
		dy := float64(2*a[n].Y+a[n].H-2*b[n].Y-b[n].H) / 2 * treemap.CellHeight
		sum += math.Hypot(dx, dy)
	}
	return sum
}

func TestRowsOfAnotherMap(t *testing.T) {
	list := []float64{5, 4, 3, 2, 1}
	rows := treemap.Squarify(list, 40, 20)
	if got := treemap.Place(list, rows, treemap.Rect{W: 1, H: 2}); got != nil {
		t.Errorf("five tiles in two cells: %v", got)
	}
	if got := treemap.Place(list[:3], rows, treemap.Rect{W: 40, H: 20}); got != nil {
		t.Errorf("rows for five tiles took three: %v", got)
	}
	if got := treemap.Squarify(list, 2, 2); got != nil {
		t.Errorf("five tiles in four cells: %v", got)
	}
}

func TestFold(t *testing.T) {
	if got := treemap.Fold([]float64{900, 50, 49, 1}, 1000, 12); got != 3 {
		t.Errorf("%d tiles, expected 3", got)
	}
	if got := treemap.Fold(nil, 1000, 12); got != 0 {
		t.Errorf("%d tiles of nothing", got)
	}
}

// FuzzPlace: whatever the weights, every tile has a cell and the map is covered.
func FuzzPlace(f *testing.F) {
	f.Add(uint8(80), uint8(24), []byte{200, 100, 3, 2, 1, 1, 0}, uint8(40), uint8(50))
	f.Add(uint8(1), uint8(3), []byte{0, 0, 255}, uint8(3), uint8(1))
	f.Fuzz(func(t *testing.T, w, h uint8, raw []byte, w2, h2 uint8) {
		odd := []float64{0, -1, math.NaN(), math.Inf(1), math.Inf(-1), math.MaxFloat64, math.SmallestNonzeroFloat64}
		list := make([]float64, len(raw))
		for n, b := range raw {
			if list[n] = math.Exp2(float64(b) / 8); int(b) < len(odd) {
				list[n] = odd[b]
			}
		}
		r := treemap.Rect{W: int(w), H: int(h)}
		rows := treemap.Squarify(list, r.W, r.H)
		if len(list) == 0 || len(list) > r.Cells() {
			if len(rows) > 0 {
				t.Fatalf("%d rows for %d weights in %v", len(rows), len(list), r)
			}
			return
		}
		tiles := treemap.Place(list, rows, r)
		if len(tiles) != len(list) {
			t.Fatalf("%d tiles for %d weights", len(tiles), len(list))
		}
		covers(t, r, tiles)
		other := treemap.Rect{X: 3, Y: 4, W: int(w2), H: int(h2)}
		if tiles := treemap.Place(list, rows, other); tiles != nil {
			covers(t, other, tiles)
		}
	})
}

func BenchmarkSquarify(b *testing.B) {
	list := weights(rand.New(rand.NewPCG(1, 1)), 300)
	for b.Loop() {
		treemap.Place(list, treemap.Squarify(list, 200, 60), treemap.Rect{W: 200, H: 60})
	}
}
