package tui

import (
	"cmp"
	"slices"

	"github.com/ctxsize/ctxsize/tui/treemap"
)

const (
	// leastCells is what a tile needs to be seen and hit.
	leastCells = 12
	// A folder's tile of this size shows what it holds.
	nestedWidth, nestedHeight = 20, 6
	// mostTiles bounds what one folder shows; more would be too small for labels on any screen.
	mostTiles = 300
	// A drafted tile keeps this part of the map, so that it can be seen and taken back, and all of them together no more than that.
	draftedShare, draftedMost = 0.03, 0.25
	// The tile of what is folded may be so large before a fresh layout is worth its movement.
	foldedShare = 0.25
	// A strip of folded items is so wide, and takes no more than that of the map.
	foldedWidth, foldedMost = 3, 0.06
	// Rows are given up when tiles have become so much longer than fresh ones.
	worseAspect = 2.0
)

// tile is a rectangle of the map.
type tile struct {
	treemap.Rect
	item   *item  // nil for the folded ones
	folded []item // what shares the tile
	weight float64
	open   bool // its children are drawn inside
	depth  int
	// title stands on its upper edge, amount below that; both are cut to the tile.
	title, amount string
}

// key names a tile among its siblings over time.
func (t *tile) key() string {
	if t.item == nil {
		return "/folded"
	}
	return t.item.path
}

// placement remembers how the tiles of a folder lie.
type placement struct {
	keys []string
	rows []treemap.Row
}

// place lays the items of a folder out in r, in the remembered way if that is still good. Items of no size have no tile.
func (p *placement) place(items []item, m metric, r treemap.Rect) []tile {
	if r.Cells() == 0 {
		return nil
	}
	fresh := freshTiles(items, m, r)
	if len(fresh) == 0 {
		return nil
	}
	rows := treemap.Squarify(weightsOf(fresh), r.W, r.H)
	rects := treemap.Place(weightsOf(fresh), rows, r)
	if kept := p.again(items, m, r, fresh); kept != nil {
		old := treemap.Place(weightsOf(kept), p.rows, r)
		if old != nil && treemap.Aspect(old) < worseAspect*treemap.Aspect(rects) {
			return withRects(kept, old)
		}
	}
	p.rows, p.keys = rows, p.keys[:0]
	for n := range fresh {
		p.keys = append(p.keys, fresh[n].key())
	}
	return withRects(fresh, rects)
}

func withRects(tiles []tile, rects []treemap.Rect) []tile {
	for n := range tiles {
		tiles[n].Rect = rects[n]
	}
	return tiles
}

func weightsOf(tiles []tile) []float64 {
	out := make([]float64, len(tiles))
	for n := range tiles {
		out[n] = tiles[n].weight
	}
	return out
}

// again gives the remembered tiles with today's weights, in their order; nil where other items are to be shown.
func (p *placement) again(items []item, m metric, r treemap.Rect, fresh []tile) []tile {
	if len(p.keys) == 0 {
		return nil
	}
	known := make(map[string]int, len(p.keys))
	for n, key := range p.keys {
		known[key] = n
	}
	tiles := make([]tile, len(p.keys))
	weights := weigh(items, m, r.Cells())
	var folded []item
	var rest, total float64
	for n := range items {
		total += weights[n]
		if at, ok := known[items[n].path]; ok {
			tiles[at] = tile{item: &items[n], weight: weights[n]}
		} else if weights[n] > 0 {
			folded, rest = append(folded, items[n]), rest+weights[n]
		}
	}
	at, folds := known["/folded"]
	if folds != (len(folded) > 0) || rest > foldedShare*total && len(fresh) > len(tiles) {
		return nil
	}
	if folds {
		tiles[at] = foldedTile(folded, rest, total, r)
	}
	if slices.ContainsFunc(tiles, func(t tile) bool { return t.weight == 0 }) {
		return nil
	}
	return tiles
}

// freshTiles gives the tiles that the items are worth, the largest first.
func freshTiles(items []item, m metric, r treemap.Rect) []tile {
	cells := r.Cells()
	weights := weigh(items, m, cells)
	total := 0.0
	order := make([]int, 0, len(items))
	for n, w := range weights {
		if w > 0 {
			order, total = append(order, n), total+w
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(weights[b], weights[a]) })
	sorted := make([]float64, len(order))
	for n, at := range order {
		sorted[n] = weights[at]
	}
	shown := min(treemap.Fold(sorted, cells, leastCells), mostTiles, max(cells/leastCells, 1))
	if len(order)-shown == 1 && len(order) <= cells/leastCells {
		// A tile for one that is folded takes as much room as its own.
		shown++
	}
	var tiles []tile
	for n, at := range order[:shown] {
		tiles = append(tiles, tile{item: &items[at], weight: max(sorted[n], leastWeight(total, cells))})
	}
	var folded []item
	rest := 0.0
	for n, at := range order[shown:] {
		folded, rest = append(folded, items[at]), rest+sorted[shown+n]
	}
	if len(folded) > 0 {
		tiles = append(tiles, foldedTile(folded, rest, total, r))
	}
	return tiles
}

func foldedTile(folded []item, rest, total float64, r treemap.Rect) tile {
	return tile{folded: folded, weight: max(rest, leastFolded(total, r))}
}

// leastWeight is that of a tile that can just be seen.
func leastWeight(total float64, cells int) float64 { return total * leastCells / float64(cells) }

// leastFolded is that of a tile of folded items: a strip at the map's end that has room for a sign, unless that is too much of a small map.
func leastFolded(total float64, r treemap.Rect) float64 {
	strip := r.W
	if r.W > r.H*treemap.CellHeight {
		strip = foldedWidth * r.H
	}
	return max(min(total*float64(strip)/float64(r.Cells()), total*foldedMost), leastWeight(total, r.Cells()))
}

// weigh says how much of the map each item gets. What a draft has taken out keeps a small part.
func weigh(items []item, m metric, cells int) []float64 {
	weights := make([]float64, len(items))
	total, drafted := 0.0, 0
	for n := range items {
		size := float64(m.size(&items[n]))
		switch {
		case items[n].state != isDrafted:
			weights[n], total = size, total+size
		case size > 0:
			drafted++
		}
	}
	if drafted == 0 {
		return weights
	}
	share := min(max(draftedShare, leastCells/float64(cells)), draftedMost/float64(drafted))
	each := total * share / (1 - share*float64(drafted))
	if total == 0 {
		each = 1
	}
	for n := range items {
		if items[n].state == isDrafted && m.size(&items[n]) > 0 {
			weights[n] = each
		}
	}
	return weights
}
