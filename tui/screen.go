package tui

import (
	"context"
	"slices"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/saturate"
	"github.com/ctxsize/ctxsize/walker"
)

// job is work that is done beside the screen; what it gives is received by the screen.
type job func(ctx context.Context) any

// focus is what the arrow keys move in.
type focus uint8

const (
	onMap focus = iota
	onList
	onLines
	onSuggestions
	focuses
)

// layoutMode is what of map and list is shown.
type layoutMode uint8

const (
	showBoth layoutMode = iota
	showMap
	showList
	layoutModes
)

// screen is all that is shown and how it came to be. It knows nothing of the terminal library: keys come as words, and what takes time is
// given back as jobs.
type screen struct {
	options Options
	theme   *theme
	w, h    int

	scan     *scan // under way, nil for none
	failed   error // there was nothing to show, and why
	analysis *ctxsize.Analysis
	subjects []*subject
	at       int
	full     bool // what is taken out has been sized, too

	focus  focus
	mode   layoutMode
	metric metric
	ghosts bool
	order  order
	colors colorMode
	filter string

	tiles   []tile
	rows    []*item // of the list, in its order
	laid    laid
	lastRow int // where the selection was last
	lines   linesPane
	advice  advicePane
	over    pane // what lies over the rest and gets all keys, nil for nothing
	notice  string
	clicked click

	quit     bool
	request  request
	bindings []binding
	keys     [][2]string // that the footer shows
	words    words
	grid     grid
	masks    []uint8
}

// request is what the screen wants of the terminal.
type request struct {
	edit string // a file to open in the user's editor
	copy string // a text for the clipboard

	suspend bool
}

// pane lies over the screen, or a part of it.
type pane interface {
	key(s *screen, key string) []job
	draw(s *screen, g *grid)
}

func newScreen(o Options) *screen {
	return &screen{options: o, theme: newTheme(o.Colors, o.Theme == Light, o.ASCII), full: o.Analysis.Full, bindings: bindings()}
}

// subject is what is shown, nil while there is nothing.
func (s *screen) subject() *subject {
	if s.at >= len(s.subjects) {
		return nil
	}
	return s.subjects[s.at]
}

// resize takes the terminal's size.
func (s *screen) resize(w, h int) []job {
	s.w, s.h = max(w, 0), max(h, 0)
	return s.arrange()
}

// press takes a key by its name.
func (s *screen) press(key string) []job {
	if key == "ctrl+c" {
		s.end()
		return nil
	}
	s.notice = ""
	if s.over != nil {
		jobs := s.over.key(s, key)
		return append(jobs, s.arrange()...)
	}
	for _, b := range s.bindings {
		if b.has(key) && b.when(s) {
			jobs := b.do(s)
			return append(jobs, s.arrange()...)
		}
	}
	s.notice = s.whyNot(key)
	return s.arrange()
}

// end leaves the program; a walk under way is given up.
func (s *screen) end() {
	s.quit = true
	if s.scan != nil {
		s.scan.cancel()
	}
}

// receive takes the result of a job.
func (s *screen) receive(result any) []job {
	var jobs []job
	s.laid = laid{}
	switch r := result.(type) {
	case progressed:
		jobs = s.progress(r)
	case scanned:
		jobs = s.scanned(r)
	case pictured:
		jobs = s.pictured(r)
	case examined:
		s.examined(r)
	case listed:
		s.listed(r)
	case advised:
		jobs = s.advised(r)
	case explained:
		s.explained(r)
	case reviewed:
		s.reviewed(r)
	case written:
		jobs = s.written(r)
	case offered:
		s.offered(r)
	case told:
		s.notice = string(r)
	default:
		return nil
	}
	if p, ok := s.over.(*menuPane); ok && p.again != nil {
		p.rows = p.again(s)
	}
	return append(jobs, s.arrange()...)
}

// told is a message for the user.
type told string

// item is the selected one, nil for none.
func (s *screen) item() *item {
	if n := s.row(); n >= 0 {
		return s.rows[n]
	}
	return nil
}

// row is that of the selected item, -1 for none.
func (s *screen) row() int {
	sub := s.subject()
	if sub == nil {
		return -1
	}
	chosen := sub.here().chosen
	if s.lastRow >= len(s.rows) || s.rows[s.lastRow].path != chosen {
		s.lastRow = max(slices.IndexFunc(s.rows, func(i *item) bool { return i.path == chosen }), 0)
	}
	if s.lastRow >= len(s.rows) || s.rows[s.lastRow].path != chosen {
		return -1
	}
	return s.lastRow
}

// choose selects an item by its path.
func (s *screen) choose(path string) { s.subject().here().chosen = path }

// settle selects something where nothing is selected that can be seen.
func (s *screen) settle() {
	sub := s.subject()
	if sub == nil || len(s.rows) == 0 || s.item() != nil {
		return
	}
	// After a draft or a new reading the same thing may be part of a longer chain, or of a shorter one.
	if f := sub.folders[sub.here().path]; f != nil && sub.here().chosen != "" {
		if i := f.find(sub.here().chosen); i != nil {
			for _, row := range s.rows {
				if row.path == i.path {
					s.choose(i.path)
					return
				}
			}
		}
	}
	s.choose(s.rows[0].path)
}

// share is a part of what is shown, in percent.
func share(part, whole int64) int64 {
	if whole <= 0 {
		return 0
	}
	return saturate.Int64(float64(part)/float64(whole)*100 + 0.5)
}

// whole is what an item's share is of: all that the metric counts in the context, before the draft for what the draft takes out.
func (s *screen) whole(i *item) int64 {
	sub := s.subject()
	if sub == nil {
		return s.scan.bytes
	}
	v := sub.view()
	if i != nil && i.state >= isDrafted {
		v = sub.baseView()
	}
	switch s.metric {
	case bySent:
		return v.Totals(walker.Sent).Bytes
	case byFiles:
		return v.Totals(walker.Eligible).Files
	}
	return v.Totals(walker.Eligible).Bytes
}
