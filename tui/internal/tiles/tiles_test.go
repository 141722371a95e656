package tiles

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/ctxsize/ctxsize/tui/internal/listing"
	"github.com/ctxsize/ctxsize/tui/treemap"
	"github.com/ctxsize/ctxsize/walker"
)

// random returns items with sizes as they are on disks, the largest first; some are drafted.
func random(r *rand.Rand, count int, drafted float64) []*listing.Item {
	list := make([]*listing.Item, count)
	for n := range list {
		sum := walker.Sum{Bytes: 1 + int64(math.Exp(r.NormFloat64()*3+8)), Files: 1}
		i := &listing.Item{Name: fmt.Sprint(n), Path: fmt.Sprint(n), WasSent: sum, Sent: sum, WasEligible: sum, Eligible: sum}
		if r.Float64() < drafted {
			i.State, i.Sent, i.Eligible = listing.Drafted, walker.Sum{}, walker.Sum{}
		}
		list[n] = i
	}
	slices.SortFunc(list, func(a, b *listing.Item) int { return cmp.Compare(listing.BySent.Size(b), listing.BySent.Size(a)) })
	return list
}

// isGone reports whether a tile is of what the draft excludes.
func isGone(t *Tile) bool {
	if t.Item != nil {
		return t.Item.IsGone()
	}
	return t.Folded[0].IsGone()
}

func size(t *Tile) int64 {
	if t.Item != nil {
		return listing.BySent.Size(t.Item)
	}
	sum := int64(0)
	for _, i := range t.Folded {
		sum += listing.BySent.Size(i)
	}
	return sum
}

// TestAreas: tiles cover the map, their areas are within rounding of their shares, and what the draft excludes has at most 8 % of it.
func TestAreas(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 3000 {
		box := treemap.Rect{X: 3, Y: 2, W: 60 + r.IntN(200), H: 8 + r.IntN(60)}
		items := random(r, 2+r.IntN(80), []float64{0, 0.1, 0.5}[r.IntN(3)])
		list := Layouts{}.Place(".", items, listing.BySent, box, 0, "all")
		area, gone, in := 0, 0, 0
		total := int64(0)
		for n := range list {
			area += list[n].Cells()
			if isGone(&list[n]) {
				gone += list[n].Cells()
			} else {
				in += list[n].Cells()
				total += size(&list[n])
			}
		}
		if area != box.Cells() {
			t.Fatalf("tiles cover %d cells, want %d", area, box.Cells())
		}
		if in > 0 && float64(gone) > maxGone*float64(box.Cells()) {
			t.Fatalf("drafted tiles have %d of %d cells, want at most 8 %%", gone, box.Cells())
		}
		for n := range list {
			tile := &list[n]
			if isGone(tile) || tile.Item == nil {
				continue
			}
			share := float64(size(tile)) / float64(total) * float64(in)
			// Each edge is off by half a cell at most, two cells more where a thin neighbor or the folded ones need room.
			if off := math.Abs(float64(tile.Cells()) - share); off > float64(tile.W+tile.H)+2+0.05*share {
				t.Fatalf("in %v, %v has %d cells, want %.1f", box, tile.Rect, tile.Cells(), share)
			}
		}
	}
}

// TestFoldedIsNotLarger: the tile of small items is not larger than one of larger items, but for the rounding of its edges.
func TestFoldedIsNotLarger(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 2000 {
		box := treemap.Rect{W: 60 + r.IntN(200), H: 8 + r.IntN(60)}
		list := Layouts{}.Place(".", random(r, 2+r.IntN(300), 0), listing.BySent, box, 0, "all")
		last := &list[len(list)-1]
		if last.Item != nil {
			continue
		}
		for n := range list[:len(list)-1] {
			if tile := &list[n]; size(tile) > size(last) && tile.Cells() < last.Cells()-last.W-last.H-tile.W-tile.H {
				t.Fatalf("in %v, %d bytes have %v, %d small bytes have %v", box, size(tile), tile.Rect, size(last), last.Rect)
			}
		}
	}
}

// TestUndoRestores: an undo restores tiles at their former places.
func TestUndoRestores(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	box := treemap.Rect{W: 120, H: 40}
	for range 200 {
		layouts, items := Layouts{}, random(r, 5+r.IntN(30), 0)
		before := layouts.Place(".", items, listing.BySent, box, 0, "all")
		i := items[r.IntN(len(items))]
		was := *i
		i.State, i.Sent, i.Eligible = listing.Drafted, walker.Sum{}, walker.Sum{}
		if layouts.Place(".", items, listing.BySent, box, 0, "all"); len(layouts) != 2 {
			t.Fatalf("%d layouts, want one for what is excluded", len(layouts))
		}
		*i = was
		after := layouts.Place(".", items, listing.BySent, box, 0, "all")
		corners := map[string]treemap.Rect{}
		for n := range before {
			corners[before[n].Key()] = before[n].Rect
		}
		moved := 0
		for n := range after {
			if corners[after[n].Key()] != after[n].Rect {
				moved++
			}
		}
		// A fresh layout is allowed where the rest looked bad without the item.
		if moved > 0 && moved < len(after)/2 {
			t.Errorf("%d of %d tiles have moved", moved, len(after))
		}
	}
}

// TestEmpty: items without size and maps without cells have no tiles.
func TestEmpty(t *testing.T) {
	none := []*listing.Item{{Name: "a", Path: "a"}}
	if got := (Layouts{}).Place(".", none, listing.BySent, treemap.Rect{W: 80, H: 20}, 0, "all"); len(got) != 0 {
		t.Errorf("got %d tiles, want none", len(got))
	}
	some := random(rand.New(rand.NewPCG(7, 8)), 3, 0)
	if got := (Layouts{}).Place(".", some, listing.BySent, treemap.Rect{}, 0, "all"); len(got) != 0 {
		t.Errorf("got %d tiles in no cells, want none", len(got))
	}
}
