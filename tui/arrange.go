package tui

import (
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/tui/treemap"
)

// Sizes at which the screen changes its shape.
const (
	wideWidth, wideHeight   = 110, 24
	plainWidth, plainHeight = 60, 16
	tinyWidth, tinyHeight   = 30, 8
	// The column beside the map, and what the details below the list need there.
	leastColumn, mostColumn = 38, 64
	columnDetails           = 10
	belowDetails            = 2
)

// regions are where things stand on the screen; an empty rectangle is not shown.
type regions struct {
	header, list, details, footer treemap.Rect
	mapBox                        treemap.Rect
	tiny                          bool // a line with the totals is all
}

// regions divides the screen.
func (s *screen) regions() regions {
	all := treemap.Rect{W: s.w, H: s.h}
	switch {
	case s.w < tinyWidth || s.h < tinyHeight:
		return regions{header: treemap.Rect{W: s.w, H: min(s.h, 1)}, tiny: true}
	case s.w < plainWidth || s.h < plainHeight:
		r := regions{header: treemap.Rect{W: s.w, H: 1}, footer: treemap.Rect{Y: s.h - 1, W: s.w, H: 1}}
		r.list = all.Inset(0, 1, 0, 1)
		return r
	}
	r := regions{header: treemap.Rect{W: s.w, H: 2}, footer: treemap.Rect{Y: s.h - 1, W: s.w, H: 1}}
	body := all.Inset(0, 2, 0, 1)
	if s.w >= wideWidth && s.h >= wideHeight {
		return s.beside(r, body)
	}
	return s.stacked(r, body)
}

// beside puts the list in a column at the right of the map.
func (s *screen) beside(r regions, body treemap.Rect) regions {
	column := min(max(s.w/3, leastColumn), mostColumn)
	switch s.mode {
	case showMap:
		r.details = body.Inset(0, body.H-belowDetails, 0, 0)
		r.mapBox = body.Inset(0, 0, 0, belowDetails)
		return r
	case showList:
		column = s.w
	default:
		r.mapBox = body.Inset(0, 0, column, 0)
	}
	right := body.Inset(s.w-column, 0, 0, 0)
	r.list = right.Inset(0, 0, 0, columnDetails)
	r.details = right.Inset(0, right.H-columnDetails, 0, 0)
	return r
}

// stacked puts the list under the map.
func (s *screen) stacked(r regions, body treemap.Rect) regions {
	r.details = body.Inset(0, body.H-belowDetails, 0, 0)
	body = body.Inset(0, 0, 0, belowDetails)
	switch s.mode {
	case showMap:
		r.mapBox = body
	case showList:
		r.list = body
	default:
		list := max(body.H*2/5, 6)
		r.mapBox = body.Inset(0, 0, 0, list)
		r.list = body.Inset(0, body.H-list, 0, 0)
	}
	return r
}

// arrange puts the items of the folder that is shown in order and on the map, and asks for what is not known yet.
func (s *screen) arrange() []job {
	jobs := s.lay()
	s.dress()
	return jobs
}

// laid is what rows and tiles were put in their places for. Folders may have a million entries: moving the selection is not to sort them.
type laid struct {
	folder *folder
	depth  int // of crumbs
	filter string
	order  order
	metric metric
	places int
	box    treemap.Rect
}

// lay puts rows and tiles in their places.
func (s *screen) lay() []job {
	sub := s.subject()
	if sub == nil || sub.view() == nil {
		s.tiles, s.rows, s.laid = s.tiles[:0], s.rows[:0], laid{}
		if sub == nil && s.scan != nil {
			s.live(s.regions().mapBox)
		}
		return nil
	}
	here, r := sub.here(), s.regions()
	f := sub.folders[here.path]
	if f == nil {
		s.tiles, s.rows, s.laid = s.tiles[:0], s.rows[:0], laid{}
		return s.list(sub, here.path)
	}
	var jobs []job
	now := laid{f, len(sub.crumbs), s.filter, s.order, s.metric, sub.laidOut, tileBox(r.mapBox)}
	if now != s.laid {
		s.laid = now
		items := s.visible(f, here)
		s.rows = s.order.sort(items, s.metric)
		s.tiles = sub.placement(here.path, here.folded != nil || s.filter != "").place(items, s.metric, now.box)
		jobs = s.nest(sub)
	}
	s.settle()
	s.keepInSight(here, listRows(r.list))
	if r.details.H > 0 {
		jobs = append(jobs, s.explain()...)
	}
	return jobs
}

// tileBox is where tiles lie in the map's rectangle, whose last column and row close their outlines.
func tileBox(r treemap.Rect) treemap.Rect { return r.Inset(0, 0, 1, 1) }

// visible are the items that the filter and the place let through.
func (s *screen) visible(f *folder, here *crumb) []item {
	if here.folded == nil && s.filter == "" {
		return f.items
	}
	var items []item
	for _, i := range f.items {
		if (here.folded == nil || here.folded[i.path]) && matchesFilter(s.filter, i.name) {
			items = append(items, i)
		}
	}
	return items
}

// matchesFilter: a part of the name in any case, or a pattern for all of it.
func matchesFilter(filter, name string) bool {
	if strings.ContainsAny(filter, "*?[") {
		return matchesPattern(filter, name)
	}
	return strings.Contains(strings.ToLower(name), strings.ToLower(filter))
}

// nest puts the children of large folders into their tiles, and of those that are large still.
func (s *screen) nest(sub *subject) []job {
	var jobs []job
	for n := 0; n < len(s.tiles) && len(s.tiles) < mostTiles; n++ {
		t := &s.tiles[n]
		if t.item == nil || !t.item.isDir() || t.item.state >= isDrafted || t.W < nestedWidth || t.H < nestedHeight {
			continue
		}
		f := sub.folders[t.item.path]
		if f == nil {
			jobs = append(jobs, s.list(sub, t.item.path)...)
			continue
		}
		inside := t.Inset(0, 1, 0, 0)
		depth := t.depth + 1
		below := sub.placement(f.path+"/inside", false).place(f.items, s.metric, inside)
		t.open = len(below) > 0
		for _, b := range below {
			b.depth = depth
			s.tiles = append(s.tiles, b)
		}
	}
	return jobs
}

// order is how the list is sorted.
type order uint8

const (
	orderSize order = iota
	orderFiles
	orderName
	orderSavings
	orders
)

func (o order) String() string { return [...]string{"size", "files", "name", "savings"}[o] }

func (o order) sort(items []item, m metric) []*item {
	rows := make([]*item, len(items))
	for n := range items {
		rows[n] = &items[n]
	}
	slices.SortStableFunc(rows, func(a, b *item) int {
		switch o {
		case orderFiles:
			return int(sign(byFiles.size(b) - byFiles.size(a)))
		case orderName:
			return strings.Compare(a.name, b.name)
		case orderSavings:
			return int(sign(b.saved().Bytes - a.saved().Bytes))
		}
		return int(sign(m.size(b) - m.size(a)))
	})
	return rows
}

func sign(n int64) int64 { return min(max(n, -1), 1) }

// keepInSight scrolls the list so that the selection is in it.
func (s *screen) keepInSight(here *crumb, rows int) {
	if n := s.row(); n >= 0 {
		here.scroll = max(min(here.scroll, n), n-rows+1)
	}
	here.scroll = min(max(here.scroll, 0), max(len(s.rows)-rows, 0))
}

// listRows is how many items the list shows below its title.
func listRows(r treemap.Rect) int { return max(r.H-1, 0) }
