// Package tiles lays the items of directories out as tiles of the treemap.
package tiles

import (
	"strings"

	"github.com/ctxsize/ctxsize/internal/saturate"
	"github.com/ctxsize/ctxsize/tui/internal/listing"
	"github.com/ctxsize/ctxsize/tui/treemap"
)

const (
	// minCells is what a tile needs to be seen and hit.
	minCells = 12
	// A directory's tile of this size shows what it holds.
	nestedWidth, nestedHeight = 20, 6
	// Max bounds what one directory shows; more would be too small for labels on any screen.
	Max = 300
	// maxGone is the share of the map for what the draft or the ignore file excludes, while there is anything else.
	maxGone = 0.08
	// minGoneWidth is the number of columns that such a group needs beside the map.
	minGoneWidth = 4
)

// Tile is a rectangle of the map.
type Tile struct {
	treemap.Rect
	Item   *listing.Item   // nil for the folded ones
	Folded []*listing.Item // what shares the tile
	Size   int64           // by the metric, of all that shares the tile
	Dir    string          // the directory that it is an entry of
	Opened bool            // its children are drawn inside
	Depth  int
	// Title is on its upper edge, Amount below that; both are cut to the tile.
	Title, Amount string
}

// Key names a tile among its siblings.
func (t *Tile) Key() string {
	if t.Item == nil {
		return t.Dir + "/folded"
	}
	return t.Item.Path
}

// First is the path that is selected with a tile.
func (t *Tile) First() string {
	if t.Item != nil {
		return t.Item.Path
	}
	return t.Folded[0].Path
}

// Holds reports whether a path is the tile's, one that shares it, or inside one.
func (t *Tile) Holds(path string) bool {
	if t.Item != nil {
		return Inside(t.Item.Path, path)
	}
	for _, i := range t.Folded {
		if Inside(i.Path, path) {
			return true
		}
	}
	return false
}

// Inside reports whether a path is a directory or below it.
func Inside(dir, path string) bool {
	return dir == "." || strings.HasPrefix(path, dir) && (len(path) == len(dir) || path[len(dir)] == '/')
}

// HitBox is the part of a tile that is not covered by what is inside.
func (t *Tile) HitBox() treemap.Rect {
	if t.Opened {
		return treemap.Rect{X: t.X, Y: t.Y, W: t.W, H: 1}
	}
	return t.Rect
}

// Forget forgets how the tiles of a directory lay.
func (l Layouts) Forget(dir string) {
	for key := range l {
		if strings.HasPrefix(key, dir+"\x00") {
			delete(l, key)
		}
	}
}

// CanOpen reports whether a tile is large enough to show what its directory holds.
func (t *Tile) CanOpen() bool {
	return t.Item != nil && t.Item.IsDir() && !t.Item.IsGone() && t.W >= nestedWidth && t.H >= nestedHeight
}

// Layouts remembers how the tiles of directories lie, by directory and part of the map.
type Layouts map[string]*treemap.Layout

func (l Layouts) of(dir, part string) *treemap.Layout {
	key := dir + "\x00" + part
	if l[key] == nil {
		l[key] = &treemap.Layout{}
	}
	return l[key]
}

// Place lays items out in a rectangle: what is excluded gets a strip at its end. Items without size have no tile. A part is laid out by itself.
func (l Layouts) Place(dir string, items []*listing.Item, m listing.Metric, box treemap.Rect, depth int, part string) []Tile {
	var in, gone []*listing.Item
	var inSize, goneSize int64
	for _, i := range items {
		if i.IsGone() {
			gone, goneSize = append(gone, i), saturate.Add(goneSize, m.Size(i))
		} else {
			in, inSize = append(in, i), saturate.Add(inSize, m.Size(i))
		}
	}
	rest, strip := box, treemap.Rect{}
	switch {
	case goneSize > 0 && inSize > 0:
		rest, strip = splitGone(box, float64(goneSize)/(float64(goneSize)+float64(inSize)))
	case goneSize > 0:
		strip = box
	}
	list := l.place(dir, in, m, rest, depth, part)
	return append(list, l.place(dir, gone, m, strip, depth, part+" gone")...)
}

// splitGone cuts the strip for what is excluded off a rectangle; it is empty where the share allows no row and no column that is wide enough.
func splitGone(box treemap.Rect, share float64) (rest, strip treemap.Rect) {
	rows := int(float64(box.H) * maxGone)
	if rows > 0 {
		rows = min(rows, max(int(float64(box.H)*share+0.5), 1))
		return box.Inset(0, 0, 0, rows), box.Inset(0, box.H-rows, 0, 0)
	}
	columns := int(float64(box.W) * maxGone)
	if columns < minGoneWidth {
		return box, treemap.Rect{}
	}
	columns = min(columns, max(int(float64(box.W)*share+0.5), minGoneWidth))
	return box.Inset(0, 0, columns, 0), box.Inset(box.W-columns, 0, 0, 0)
}

// place lays out items in a rectangle, those with a size.
func (l Layouts) place(dir string, items []*listing.Item, m listing.Metric, box treemap.Rect, depth int, part string) []Tile {
	if len(items) == 0 || box.Cells() == 0 {
		return nil
	}
	entries := make([]treemap.Entry, len(items))
	for n, i := range items {
		entries[n] = treemap.Entry{Key: i.Path, Weight: float64(m.Size(i))}
	}
	limits := treemap.Limits{MinCells: minCells, MaxTiles: Max, Strip: max(minCells, min(6*box.H, box.Cells()/25))}
	placed, folded := l.of(dir, part).Arrange(entries, box, limits)
	list := make([]Tile, len(placed))
	for n, p := range placed {
		list[n] = Tile{Rect: p.Rect, Dir: dir, Depth: depth}
		if p.Entry >= 0 {
			list[n].Item, list[n].Size = items[p.Entry], m.Size(items[p.Entry])
			continue
		}
		for _, at := range folded {
			list[n].Folded = append(list[n].Folded, items[at])
			list[n].Size = saturate.Add(list[n].Size, m.Size(items[at]))
		}
	}
	return list
}
