package treemap

// Entry is something that is to get a tile, with its key among its siblings.
type Entry struct {
	Key    string
	Weight float64
}

// Tile is the rectangle of an entry, or of those that share one.
type Tile struct {
	Rect
	// Entry is the index of the entry, -1 for the tile of the folded ones.
	Entry int
}

// Limits bound what gets a tile of its own.
type Limits struct {
	MinCells int // below that an entry is folded
	MaxTiles int
	// Strip is how many cells the tile of folded entries gets at least, if the smallest other tile is not smaller.
	Strip int
}

const (
	foldedKey = "\x00folded"
	// Remembered rows are used as long as tiles are not longer than fresh ones by this factor, and as the folded entries take no more than this
	// share of the map.
	maxAspectRatio = 2.0
	maxFoldedShare = 0.25
)

// Layout remembers how tiles lay, so that a resize or another weight moves no tile to another corner. The zero value remembers nothing.
type Layout struct {
	keys []string
	rows []Row
}

// Arrange lays entries out in r, which are in descending order of weight: in the remembered rows if all of them are in those and the tiles look
// well, else afresh. Entries without weight have no tile; entries that are too small share the last one and are listed as folded.
func (l *Layout) Arrange(entries []Entry, r Rect, limits Limits) (tiles []Tile, folded []int) {
	for len(entries) > 0 && !(entries[len(entries)-1].Weight > 0) {
		entries = entries[:len(entries)-1]
	}
	if len(entries) == 0 || r.Cells() == 0 {
		return nil, nil
	}
	fresh := newArrangement(entries, r, limits, shown(entries, r, limits))
	rows := Squarify(fresh.weights, r.W, r.H)
	rects := Place(fresh.weights, rows, r)
	if old, oldRects := l.remembered(entries, r, limits, len(fresh.folded)); oldRects != nil && Aspect(oldRects) < maxAspectRatio*Aspect(rects) {
		return old.tiles(oldRects), old.folded
	}
	l.rows, l.keys = rows, fresh.keys
	return fresh.tiles(rects), fresh.folded
}

// shown returns the entries that get a tile of their own in a fresh layout.
func shown(entries []Entry, r Rect, limits Limits) []int {
	weights := make([]float64, len(entries))
	for n := range entries {
		weights[n] = entries[n].Weight
	}
	count := min(Fold(weights, r.Cells(), limits.MinCells), limits.MaxTiles)
	if len(entries)-count == 1 && count > 0 && weights[count] >= weights[count-1]/2 && r.Cells() > count {
		// The tile of a single folded entry would take as many cells as its own.
		count++
	}
	list := make([]int, count)
	for n := range list {
		list[n] = n
	}
	return list
}

// remembered returns the arrangement by the remembered rows, nil rectangles where they do not fit any more.
func (l *Layout) remembered(entries []Entry, r Rect, limits Limits, folded int) (arrangement, []Rect) {
	if len(l.keys) == 0 {
		return arrangement{}, nil
	}
	// There may be many entries; few of them are remembered.
	place := make(map[string]int, len(l.keys))
	for _, key := range l.keys {
		place[key] = -1
	}
	for n := range entries {
		if _, known := place[entries[n].Key]; known {
			place[entries[n].Key] = n
		}
	}
	var list []int
	var rows []Row
	foldedLast, next := false, 0
	for _, row := range l.rows {
		count := 0
		for _, key := range l.keys[next : next+row.Count] {
			switch n := place[key]; {
			case key == foldedKey:
				foldedLast = true
				count++
			case n >= 0:
				list = append(list, n)
				count++
			}
		}
		next += row.Count
		if count > 0 {
			rows = append(rows, Row{count, row.Across})
		}
	}
	a := newArrangement(entries, r, limits, list)
	switch {
	case len(list) == 0, a.smallest(r) < float64(limits.MinCells)/2, len(a.folded) > 0 && !foldedLast:
		return arrangement{}, nil
	case len(a.folded) == 0 && foldedLast:
		// The folded tile is the last one.
		if rows[len(rows)-1].Count--; rows[len(rows)-1].Count == 0 {
			rows = rows[:len(rows)-1]
		}
	case len(a.folded) > folded && a.foldedShare() > maxFoldedShare:
		return arrangement{}, nil
	}
	return a, Place(a.weights, rows, r)
}

// arrangement is which entries get a tile, in order, and which share the last one.
type arrangement struct {
	entries []int // with a tile of their own
	folded  []int
	weights []float64
	keys    []string
}

func newArrangement(entries []Entry, r Rect, limits Limits, shown []int) arrangement {
	a := arrangement{entries: shown}
	own := make([]bool, len(entries))
	least := 0.0
	for _, n := range shown {
		own[n] = true
		a.weights, a.keys = append(a.weights, entries[n].Weight), append(a.keys, entries[n].Key)
		if w := entries[n].Weight; least == 0 || w < least {
			least = w
		}
	}
	rest, total := 0.0, 0.0
	for n := range entries {
		total += entries[n].Weight
		if !own[n] {
			a.folded, rest = append(a.folded, n), rest+entries[n].Weight
		}
	}
	if len(a.folded) > 0 {
		// It can be seen, but is not larger than what is larger.
		strip := total * float64(limits.Strip) / float64(r.Cells())
		if least > 0 {
			strip = min(strip, least)
		}
		a.weights, a.keys = append(a.weights, max(rest, strip)), append(a.keys, foldedKey)
	}
	return a
}

// smallest returns the cells that the smallest tile would get.
func (a *arrangement) smallest(r Rect) float64 {
	total := add(a.weights)
	least := total
	for _, w := range a.weights {
		least = min(least, w)
	}
	if total == 0 {
		return 0
	}
	return least / total * float64(r.Cells())
}

func (a *arrangement) foldedShare() float64 {
	return a.weights[len(a.weights)-1] / add(a.weights)
}

func (a *arrangement) tiles(rects []Rect) []Tile {
	list := make([]Tile, len(rects))
	for n := range rects {
		list[n] = Tile{rects[n], -1}
		if n < len(a.entries) {
			list[n].Entry = a.entries[n]
		}
	}
	return list
}
