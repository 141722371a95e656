package tui

import (
	"fmt"
	"path"
	"slices"
	"time"

	"github.com/ctxsize/ctxsize/internal/report"
	"github.com/ctxsize/ctxsize/tui/internal/cells"
	"github.com/ctxsize/ctxsize/tui/internal/listing"
	"github.com/ctxsize/ctxsize/tui/internal/look"
	"github.com/ctxsize/ctxsize/tui/internal/tiles"
	"github.com/ctxsize/ctxsize/tui/treemap"
)

// Cells of the columns of a row.
const (
	shareCells    = 5
	signCells     = 4
	eligibleCells = 12
	barCells      = 6
	rightCells    = 14 // a number of files, or when something was changed
)

// What names need before a row gets another column.
const (
	minChangedRoom  = rightCells + 7
	minEligibleRoom = 21
	minBarRoom      = 26
	minFilesRoom    = 28 + rightCells
)

// listView is the ranked list of a directory, or of what a search has found. It shares its selection with the map.
type listView struct {
	*model
	rows    []*listing.Item
	largest int64 // size of a row
	sorted  sortedBy
	at      int // the row of the selection, -1 for none
	scroll  int
	top     int // on the screen, of the first row
	head    string
	texts   []rowText
}

// sortedBy is what rows were sorted for. A directory may have a million entries: moving the selection does not sort them again.
type sortedBy struct {
	folder  *listing.Folder
	matches *listing.Matches
	depth   int
	order   listing.Order
	metric  listing.Metric
}

// rowText is a row as it is drawn.
type rowText struct {
	item                   *listing.Item
	amount, eligible, name string
	share, signs           string
	right                  string // columns at the right edge
	bar                    int    // cells of it, -1 for none
	lit                    bool
}

// sort puts the items of the directory that is shown in order.
func (v *listView) sort() {
	d := v.doc()
	now := sortedBy{d.folder(), d.matches, len(d.crumbs), v.order, v.metric}
	if now == v.sorted {
		return
	}
	v.sorted, v.largest = now, 0
	if d.matches != nil {
		v.rows = v.order.Sort(d.matches.Items, v.metric)
	} else {
		v.rows = v.order.Sort(d.folder().Items, v.metric)
	}
	if folded := d.here().folded; folded != nil && d.matches == nil {
		v.rows = slices.DeleteFunc(v.rows, func(i *listing.Item) bool { return !folded[i.Path] })
	}
	for _, i := range v.rows {
		v.largest = max(v.largest, v.metric.Size(i))
	}
}

// Arrange implements component.
func (v *listView) Arrange(r treemap.Rect) []job {
	v.texts, v.top = v.texts[:0], r.Y+1
	d := v.doc()
	if d == nil || d.view() == nil {
		v.head = ""
		return nil
	}
	if d.folder() == nil {
		v.rows, v.sorted = nil, sortedBy{}
		return v.list(d, d.here().path)
	}
	v.sort()
	here, room := d.here(), listRows(r)
	if v.at = v.row(); v.at >= 0 {
		here.scroll = max(min(here.scroll, v.at), v.at-room+1)
	}
	here.scroll = min(max(here.scroll, 0), max(len(v.rows)-room, 0))
	v.scroll = here.scroll
	v.head = cells.CutMiddle(v.title(d), r.W-5, v.theme.Glyphs.Ellipsis)
	shown := v.rows[v.scroll:min(v.scroll+room, len(v.rows))]
	v.texts = v.dress(d, shown, r.W)
	return nil
}

// row is the row of the selection or of what holds it, -1 for none.
func (v *listView) row() int {
	chosen := v.doc().here().chosen
	if v.at >= 0 && v.at < len(v.rows) && v.rows[v.at].Path == chosen {
		return v.at
	}
	if n := slices.IndexFunc(v.rows, func(i *listing.Item) bool { return i.Path == chosen }); n >= 0 {
		return n
	}
	return slices.IndexFunc(v.rows, func(i *listing.Item) bool { return tiles.Inside(i.Path, chosen) })
}

// title returns which directory it is and how it is shown.
func (v *listView) title(d *document) string {
	name := cells.CleanName(d.where())
	if name == "" {
		name = "./"
	}
	words := name + "  " + report.Count(int64(len(v.rows)), "entry")
	if m := d.matches; m != nil {
		size := m.Sent.Bytes
		if v.metric != listing.BySent {
			size = m.Sum.Bytes
		}
		words = fmt.Sprintf("%s  %s, %s", cells.CleanName(m.Query), count(int64(m.Count), "match", "matches"), v.size(size))
		if name != "./" {
			words += " in " + name
		}
	}
	if base := v.baseName(); base != "" {
		words += ", " + base
	}
	if v.order != (listing.Order{}) {
		words += ", by " + v.order.String()
	}
	return words
}

// count returns a number with a noun whose plural is not regular.
func count(n int64, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return report.Count(n, many)[:len(report.Count(n, many))-1]
}

// rowColumns are the columns of a list that have room, and the cells that are left for names.
type rowColumns struct {
	amount                        int // cells of the first column
	eligible, bar, files, changed bool
	name                          int
}

// columns chooses the columns for rows of a width. When an item was changed has room first where the list is sorted by that, else last.
func (v *listView) columns(rows []*listing.Item, width int) rowColumns {
	c, partly := rowColumns{amount: 9}, false
	for _, i := range rows {
		partly = partly || v.isPartly(i)
		c.amount = max(c.amount, cells.Width(v.amount(v.metric.Size(i))))
	}
	c.name = width - c.amount - 1 - shareCells - signCells
	take := func(needed, used int, wanted bool) bool {
		if wanted && c.name >= needed {
			c.name -= used
			return true
		}
		return false
	}
	byChange := v.order.By == listing.KeyChanged
	if byChange {
		c.changed = take(minChangedRoom, rightCells, true)
	}
	c.eligible = take(minEligibleRoom, eligibleCells, partly)
	c.bar = take(minBarRoom, barCells+1, v.largest > 0)
	c.files = take(minFilesRoom, rightCells, v.metric != listing.ByFiles)
	if !byChange {
		c.changed = take(minFilesRoom, rightCells, true)
	}
	return c
}

// isPartly reports whether only a part of what is eligible of an item is sent, and the list shows what is sent.
func (v *listView) isPartly(i *listing.Item) bool {
	return v.metric == listing.BySent && !i.IsGone() && i.Sent.Bytes != i.Eligible.Bytes
}

// dress makes the words of the rows that are shown.
func (v *listView) dress(d *document, rows []*listing.Item, width int) []rowText {
	c, texts := v.columns(rows, width), v.texts
	for _, i := range rows {
		t := rowText{item: i, bar: -1, signs: look.Symbols(&v.theme.Glyphs, i), lit: d.matches == nil || d.matches.Lit(i.Path)}
		n := v.metric.Size(i)
		t.amount = cells.PadLeft(v.amount(n), c.amount) + " "
		t.share = cells.PadLeft(v.percent(i), shareCells-1) + " "
		if c.eligible {
			if t.eligible = cells.Pad("", eligibleCells); v.isPartly(i) {
				t.eligible = "/ " + cells.PadLeft(v.size(i.Eligible.Bytes), 9) + " "
			}
		}
		if c.bar {
			t.bar = int(float64(n)/float64(v.largest)*barCells + 0.5)
		}
		if c.files {
			t.right = cells.PadLeft(files(i), rightCells)
		}
		if c.changed {
			t.right += cells.PadLeft(ago(i), rightCells)
		}
		t.name = cells.CutMiddle(look.Name(i), c.name, v.theme.Glyphs.Ellipsis)
		texts = append(texts, t)
	}
	return texts
}

// ago returns how long ago an item was changed, "" where that is unknown.
func ago(i *listing.Item) string { return look.Ago(i.Changed, time.Now().Unix()) }

// files returns how many files a directory has.
func files(i *listing.Item) string {
	switch {
	case !i.IsDir():
		return ""
	case i.State == listing.Excluded && i.Unwalked:
		return "not scanned"
	case i.State == listing.Excluded:
		return report.Count(i.Excluded.Files, "file")
	case i.State == listing.Drafted:
		return report.Count(i.Saved().Files, "file")
	}
	return report.Count(i.Eligible.Files, "file")
}

// Draw implements component.
func (v *listView) Draw(g *cells.Grid, r treemap.Rect) {
	v.drawTitle(g, r, v.head, v.focus == onList)
	for n := range v.texts {
		v.drawRow(g, treemap.Rect{X: r.X, Y: r.Y + 1 + n, W: r.W, H: 1}, &v.texts[n], v.scroll+n == v.at)
	}
}

// drawRow draws one item: size, share, bar, signs, name.
func (v *listView) drawRow(g *cells.Grid, r treemap.Rect, t *rowText, chosen bool) {
	st := cells.Style{Fg: cells.Text}
	switch {
	case !t.lit:
		st.Fg = cells.Dim
	case t.item.State == listing.Drafted:
		st.Fg = cells.Removed
	case t.item.State != listing.Sent:
		st.Fg = cells.Dim
	}
	dim := cells.Style{Fg: cells.Dim}
	if chosen {
		st = cells.Style{Fg: cells.OnSelect, Bg: cells.Selected}
		dim = st
		g.Fill(r, ' ', st)
	}
	x := r.X + g.Text(r.X, r.Y, r.W, t.amount, st)
	x += g.Text(x, r.Y, r.W, t.eligible, dim)
	x += g.Text(x, r.Y, r.W, t.share, st)
	if t.bar >= 0 {
		for n := range t.bar {
			g.Text(x+n, r.Y, 1, v.theme.Glyphs.Bar, cells.Style{Fg: cells.Accent, Bg: st.Bg})
		}
		x += barCells + 1
	}
	x += v.drawSigns(g, x, r.Y, t, st, chosen)
	g.Text(x, r.Y, r.X+r.W-x, t.name, st)
	if w := cells.Width(t.right); w > 0 {
		g.Text(r.X+r.W-w, r.Y, w, t.right, dim)
	}
}

// drawSigns draws the signs of an item in their colors and returns the cells that they take.
func (v *listView) drawSigns(g *cells.Grid, x, y int, t *rowText, st cells.Style, chosen bool) int {
	at := x
	for n, r := range t.signs {
		mark := st
		if !chosen && v.theme.Colors != cells.NoColors {
			switch {
			case n == 0:
				_, mark = look.ByState(v.theme, t.item, 0)
			case r == v.theme.Glyphs.Finding:
				mark.Fg = cells.Warn
			default:
				mark.Fg = cells.SafeMark
			}
		}
		g.Put(at, y, r, mark)
		at++
	}
	return max(at-x, 1) + 1
}

// Update implements component.
func (v *listView) Update(msg any) []job {
	switch msg := msg.(type) {
	case moveMsg:
		v.step(msg.DY)
	case pageMsg:
		v.step(int(msg) * max(len(v.texts)-1, 1))
	case clickMsg:
		if n := msg.Y - v.top; n >= 0 && n < len(v.texts) {
			v.choose(v.texts[n].item.Path)
		}
	}
	return nil
}

// step moves the selection by so many rows; it reports the ends.
func (v *listView) step(by int) {
	if len(v.rows) == 0 || by == 0 {
		return
	}
	to := min(max(v.at+by, 0), len(v.rows)-1)
	switch {
	case to != v.at:
	case by < 0:
		v.notice = "first entry"
	default:
		v.notice = "last entry"
	}
	v.at = to
	v.chooseItem(v.rows[to])
}

// nextMatch goes to the next match of a search, or to the one before; after the last comes the first.
func (v *listView) nextMatch(by int) []job {
	if n := len(v.rows); n > 0 {
		v.at = ((v.at+by)%n + n) % n
		v.chooseItem(v.rows[v.at])
	}
	return nil
}

// searched takes the matches of a search.
func (v *listView) searched(r searchedMsg) {
	if r.gen != r.doc.gen || r.dir != r.doc.here().path || r.matches == nil {
		return
	}
	if s, ok := v.over.(*searchField); ok && s.input.Value() != r.matches.Query {
		return
	}
	r.doc.matches = r.matches
	if len(r.matches.Items) > 0 {
		r.doc.here().chosen = r.matches.Items[0].Path
	} else {
		v.notice = "no name below this directory matches " + cells.CleanName(r.matches.Query)
	}
}

// enter goes into a directory, or from the list of matches to where a file is.
func (v *listView) enter(i *listing.Item) {
	d := v.doc()
	if d.matches != nil && !i.IsDir() {
		dir := path.Dir(i.Path)
		if dir == d.here().path {
			d.matches = nil
			return
		}
		d.enter(dir, nil, i.Path)
		return
	}
	d.enter(i.Path, nil, "")
}

// listRows is how many rows a list has below its title.
func listRows(r treemap.Rect) int { return max(r.H-1, 0) }
