package tui

import (
	"fmt"
	"strconv"

	"github.com/ctxsize/ctxsize/tui/internal/cells"
	"github.com/ctxsize/ctxsize/tui/internal/listing"
	"github.com/ctxsize/ctxsize/tui/internal/look"
	"github.com/ctxsize/ctxsize/tui/internal/tiles"
	"github.com/ctxsize/ctxsize/tui/treemap"
	"github.com/ctxsize/ctxsize/walker"
)

// mapView is the treemap.
type mapView struct {
	*model
	tiles  []tiles.Tile
	chosen int // the tile of the selection, -1 for none
	laid   laid
	lines  cells.Outlines
	boxes  []treemap.Rect
	signs  []look.Sign
	empty  string // why there are no tiles
}

// laid is what tiles were laid out for. Directories may have a million entries: moving the selection does not lay them out again.
type laid struct {
	doc    *document
	depth  int // of crumbs
	lists  int
	places int
	metric listing.Metric
	box    treemap.Rect
}

// stale makes the next Arrange lay the tiles out again.
func (v *mapView) stale() { v.laid = laid{} }

// hide forgets the tiles while there is no room for the map.
func (v *mapView) hide() { v.tiles, v.nested, v.chosen, v.laid = nil, nil, -1, laid{} }

// tileBox is where tiles are in the map's rectangle, whose last column and row close their outlines.
func tileBox(r treemap.Rect) treemap.Rect { return r.Inset(0, 0, 1, 1) }

// Arrange implements component.
func (v *mapView) Arrange(r treemap.Rect) []job {
	box := tileBox(r)
	d := v.doc()
	var jobs []job
	switch {
	case d == nil:
		v.tiles = v.live(box)
	case d.view() == nil:
		v.tiles = nil
	case d.folder() == nil:
		v.tiles = nil
		return v.list(d, d.here().path)
	default:
		if now := (laid{d, len(d.crumbs), d.lists, d.laidOut, v.metric, box}); now != v.laid {
			v.laid = now
			jobs = v.layOut(d, box)
		}
	}
	v.chosen = v.tileOf()
	v.signs, v.empty = nil, ""
	if d != nil && d.view() != nil {
		v.signs = v.legend()
	}
	for n := range v.tiles {
		v.dress(&v.tiles[n])
	}
	if len(v.tiles) == 0 && d != nil {
		v.empty = v.whyEmpty(d)
	}
	return jobs
}

// layOut places the items of the directory that is shown, and those of directories whose tiles are large.
func (v *mapView) layOut(d *document, box treemap.Rect) []job {
	part := "all"
	if d.here().folded != nil {
		part = "folded"
	}
	v.tiles = d.places.Place(d.here().path, v.shown(d), v.metric, box, 0, part)
	v.nested = v.nested[:0]
	var jobs []job
	for n := 0; n < len(v.tiles) && len(v.tiles) < tiles.Max; n++ {
		t := &v.tiles[n]
		if !t.CanOpen() {
			continue
		}
		f := d.folders[t.Item.Path]
		if f == nil {
			jobs = append(jobs, v.list(d, t.Item.Path)...)
			continue
		}
		v.nested = append(v.nested, f.Path)
		below := d.places.Place(f.Path, pointers(f.Items), v.metric, t.Inset(0, 1, 0, 0), t.Depth+1, "inside")
		t.Opened = len(below) > 0
		v.tiles = append(v.tiles, below...)
	}
	return jobs
}

// shown are the items of the directory that is shown, or those that were folded.
func (v *mapView) shown(d *document) []*listing.Item {
	items, folded := pointers(d.folder().Items), d.here().folded
	if folded == nil {
		return items
	}
	var list []*listing.Item
	for _, i := range items {
		if folded[i.Path] {
			list = append(list, i)
		}
	}
	return list
}

func pointers(items []listing.Item) []*listing.Item {
	list := make([]*listing.Item, len(items))
	for n := range items {
		list[n] = &items[n]
	}
	return list
}

// live lays out what a scan has seen so far.
func (v *mapView) live(box treemap.Rect) []tiles.Tile {
	if v.scan == nil {
		return nil
	}
	items := make([]*listing.Item, len(v.scan.branches))
	for n, b := range v.scan.branches {
		kind := walker.File
		if b.Dir {
			kind = walker.Dir
		}
		sum := walker.Sum{Bytes: b.Bytes, Files: b.Files}
		items[n] = &listing.Item{Name: b.Name, Path: b.Name, Kind: kind, WasEligible: sum, WasSent: sum, Eligible: sum, Sent: sum, Tint: listing.Untinted}
	}
	return tiles.Layouts{}.Place(".", items, listing.ByEligible, box, 0, "scan")
}

// tileOf is the tile of the selection: the deepest that holds it.
func (v *mapView) tileOf() int {
	best := -1
	if v.doc() == nil || v.doc().here().chosen == "" {
		return best
	}
	path := v.doc().here().chosen
	for n := range v.tiles {
		if t := &v.tiles[n]; (best < 0 || t.Depth >= v.tiles[best].Depth) && t.Holds(path) {
			best = n
		}
	}
	return best
}

// Update implements component.
func (v *mapView) Update(msg any) []job {
	if len(v.tiles) == 0 || !v.ready() {
		return nil
	}
	switch msg := msg.(type) {
	case moveMsg:
		v.move(treemap.Direction(msg))
	case pageMsg:
		v.choose(v.tiles[min(max(v.chosen+int(msg)*10, 0), len(v.tiles)-1)].First())
	case clickMsg:
		for n := len(v.tiles) - 1; n >= 0; n-- {
			if v.tiles[n].Contains(msg.X, msg.Y) {
				v.choose(v.tiles[n].First())
				break
			}
		}
	}
	return nil
}

// move goes to a neighbor. At the border up and down go on in order of size; left and right report the edge.
func (v *mapView) move(d treemap.Direction) {
	if v.chosen < 0 {
		v.choose(v.tiles[0].First())
		return
	}
	v.boxes = v.boxes[:0]
	for n := range v.tiles {
		v.boxes = append(v.boxes, v.tiles[n].HitBox())
	}
	to, ok := treemap.Neighbor(v.boxes, v.chosen, d)
	count := len(v.tiles)
	switch {
	case ok:
	case count == 1:
		v.notice = "this is the only tile: enter goes into it"
		return
	case d.DY > 0:
		to = (v.chosen + 1) % count
	case d.DY < 0:
		to = (v.chosen - 1 + count) % count
	case d.DX < 0:
		v.notice = "left edge of the map"
		return
	default:
		v.notice = "right edge of the map"
		return
	}
	v.choose(v.tiles[to].First())
}

// foldedTile returns the selected tile if several items share it.
func (v *mapView) foldedTile() *tiles.Tile {
	if v.chosen < 0 || v.chosen >= len(v.tiles) || v.tiles[v.chosen].Item != nil {
		return nil
	}
	return &v.tiles[v.chosen]
}

// whyEmpty returns why there are no tiles.
func (v *mapView) whyEmpty(d *document) string {
	switch f := d.folder(); {
	case d.view() == nil:
		return "this context is not sent from this machine"
	case f == nil:
		return ""
	case len(f.Items) == 0:
		return "nothing here is eligible"
	}
	return fmt.Sprintf("no %s here: m shows another metric", v.metric)
}

// Draw implements component: all tiles, those inside others after them, then the lines between them, then the labels.
func (v *mapView) Draw(g *cells.Grid, r treemap.Rect) {
	if len(v.tiles) == 0 {
		empty := cells.CutEnd(v.empty, r.W, v.theme.Glyphs.Ellipsis)
		g.Text(r.X+max((r.W-cells.Width(empty))/2, 0), r.Y+r.H/2, r.W, empty, cells.Style{Fg: cells.Dim})
		return
	}
	v.lines.Reset(g.W, g.H)
	for n := range v.tiles {
		t := &v.tiles[n]
		fill, st := v.fill(t)
		g.Fill(t.Rect, fill, st)
		v.lines.Add(t.Rect, 0)
	}
	for n := range v.tiles {
		if t := &v.tiles[n]; t.Item != nil && t.Item.WholeSafe() && v.colors == colorState {
			v.lines.Add(t.Rect, cells.LineSafe)
		}
	}
	if v.chosen >= 0 {
		v.lines.Add(v.tiles[v.chosen].Rect, cells.LineChosen)
	}
	v.lines.Draw(g, r, &v.theme.Glyphs)
	for n := range v.tiles {
		v.label(g, &v.tiles[n], n == v.chosen)
	}
	v.drawLegend(g, r)
}

// legendMark is the room for the mark of signs that have none.
const legendMark = 3

// drawLegend writes the signs onto the lower edge of the map; a mark stands for those that have no room.
func (v *mapView) drawLegend(g *cells.Grid, r treemap.Rect) {
	x, y, end := r.X+2, r.Y+r.H-1, r.X+r.W-1
	for n, s := range v.signs {
		room := end
		if n < len(v.signs)-1 {
			room -= legendMark
		}
		if x+cells.Width(s.Text)+4 > room {
			g.Text(x, y, end-x, " "+v.theme.Glyphs.Ellipsis+" ", cells.Style{Fg: cells.Dim})
			return
		}
		g.Put(x, y, ' ', cells.Style{})
		x += 1 + g.Text(x+1, y, 2, s.Mark, s.Style)
		x += g.Text(x, y, end-x, " "+s.Text+" ", cells.Style{Fg: cells.Dim})
	}
}

// fill returns how the inside of a tile looks.
func (v *mapView) fill(t *tiles.Tile) (rune, cells.Style) {
	if !v.isLit(t) {
		return ' ', cells.Style{Fg: cells.Dim}
	}
	switch {
	case t.Item == nil && v.previewsAll(t):
		return v.theme.Glyphs.HatchPreview, cells.Style{Fg: cells.DraftText, Bg: cells.DraftBack}
	case t.Item == nil:
		return ' ', cells.Style{Fg: cells.FoldText, Bg: cells.FoldBack}
	case t.Item.IsGone():
	case t.Item.WholePreview():
		return v.theme.Glyphs.HatchPreview, cells.Style{Fg: cells.DraftText, Bg: cells.DraftBack}
	case t.Item.Tint >= 0:
		bg, fg := cells.KindShades(t.Item.Tint)
		return ' ', cells.Style{Fg: fg, Bg: bg}
	case v.colors != colorState:
		return ' ', cells.Style{Fg: cells.Text}
	}
	return look.ByState(v.theme, t.Item, t.Depth)
}

// previewsAll reports whether the suggestion at hand would exclude all that shares a tile.
func (v *mapView) previewsAll(t *tiles.Tile) bool {
	for _, i := range t.Folded {
		if !i.WholePreview() {
			return false
		}
	}
	return true
}

// isLit reports whether a tile has to do with what is searched for.
func (v *mapView) isLit(t *tiles.Tile) bool {
	if v.doc() == nil || v.doc().matches == nil {
		return true
	}
	if t.Item != nil {
		return v.doc().matches.Lit(t.Item.Path)
	}
	for _, i := range t.Folded {
		if v.doc().matches.Lit(i.Path) {
			return true
		}
	}
	return false
}

// label writes a tile's name on its upper edge, and what it holds below that.
func (v *mapView) label(g *cells.Grid, t *tiles.Tile, chosen bool) {
	_, inner := v.fill(t)
	st := inner
	st.Attrs = cells.Bold
	if chosen {
		st = cells.Style{Fg: cells.OnSelect, Bg: cells.Selected, Attrs: cells.Bold}
	}
	g.Text(t.X+1, t.Y, t.W-1, t.Title, st)
	if t.Amount != "" {
		g.Text(t.X+1, t.Y+1, t.W-1, t.Amount, inner)
	}
}

// dress makes the words of a tile, as far as there is room for them: its name, its size and its share of the base.
func (v *mapView) dress(t *tiles.Tile) {
	size, share := v.tileSize(t)
	full := size
	if share != "" {
		full += " " + share
	}
	room := t.W - 1
	onEdge := t.H == 1 || t.Opened
	t.Title, t.Amount = v.title(t, full, room, onEdge), ""
	switch {
	case onEdge:
	case cells.Width(full) <= room:
		t.Amount = full
	case cells.Width(size) <= room:
		t.Amount = size
	}
}

// tileSize returns what a tile holds, and its share of the base.
func (v *mapView) tileSize(t *tiles.Tile) (size, share string) {
	if t.Item != nil {
		return v.sizes(t.Item), v.percent(t.Item)
	}
	if t.Folded[0].State == listing.Excluded {
		return v.amount(t.Size), ""
	}
	return v.amount(t.Size), percent(t.Size, v.base())
}

// title is what is on a tile's edge: its signs and its name, there with its size if that is to be on the edge and fits.
func (v *mapView) title(t *tiles.Tile, amount string, room int, withAmount bool) string {
	g := &v.theme.Glyphs
	signs, name := "", string(g.Folded)+strconv.Itoa(len(t.Folded))
	short := name
	if t.Item != nil {
		signs, name = look.Symbols(g, t.Item)+" ", look.Name(t.Item)
		short = look.Symbols(g, t.Item)
	} else {
		name += " smaller"
	}
	if full := signs + name + " " + g.Dash + " " + amount; withAmount && cells.Width(full) <= room {
		return full
	}
	if cut := cells.CutMiddle(name, room-cells.Width(signs), g.Ellipsis); cut != "" && (t.Item != nil || cut == name) {
		return signs + cut
	}
	if cells.Width(short) <= room {
		return short
	}
	return cells.CutEnd(string([]rune(short)[:1]), room, "")
}
