package tui

import (
	"time"

	"github.com/ctxsize/ctxsize/tui/internal/cells"
	"github.com/ctxsize/ctxsize/tui/internal/tiles"
	"github.com/ctxsize/ctxsize/tui/treemap"
)

// focus is the component that gets arrow keys.
type focus uint8

const (
	onMap focus = iota
	onList
	onSuggestions
	onFindings
	onPatterns
	focuses
)

// component is a region of the screen.
type component interface {
	// Arrange prepares what is drawn in r, and returns jobs for what is not known yet.
	Arrange(r treemap.Rect) []job
	// Draw draws it. It changes nothing.
	Draw(g *cells.Grid, r treemap.Rect)
	// Update handles a message of the user.
	Update(msg any) []job
}

// screen is all regions with their components.
type screen struct {
	*model
	w, h    int
	regions regions

	header      header
	treemap     mapView
	list        listView
	details     detailsView
	suggestions suggestionsPane
	findings    findingsPane
	patterns    patternsPane
	footer      footer

	keys  []binding
	mouse mouse
	grid  cells.Grid
}

func newScreen(o Options) *screen {
	m := &model{options: o, theme: cells.NewTheme(o.Colors, o.Theme == Light, o.ASCII), full: o.Analysis.Full}
	s := &screen{model: m}
	s.header.model, s.treemap.model, s.list.model, s.details.model = m, m, m, m
	s.suggestions.model, s.findings.model, s.patterns.model, s.footer.model = m, m, m, m
	s.findings.screen = s
	s.keys = keyMap{s}.bindings()
	s.footer.keys = s.keys
	return s
}

// components are all regions with what is in them; those without cells are not shown.
func (s *screen) components() [8]placed {
	r := &s.regions
	return [8]placed{{&s.header, r.header}, {&s.treemap, r.treemap}, {&s.list, r.list}, {&s.suggestions, r.suggestions},
		{&s.findings, r.findings}, {&s.patterns, r.patterns}, {&s.details, r.details}, {&s.footer, r.footer}}
}

type placed struct {
	component
	rect treemap.Rect
}

// focused is the component that gets arrow keys; the list does where the map is not shown.
func (s *screen) focused() component {
	switch s.focus {
	case onMap:
		if s.regions.treemap.H > 0 {
			return &s.treemap
		}
	case onSuggestions:
		return &s.suggestions
	case onFindings:
		return &s.findings
	case onPatterns:
		return &s.patterns
	}
	return &s.list
}

// resize sets the terminal's size.
func (s *screen) resize(w, h int) []job {
	s.w, s.h = max(w, 0), max(h, 0)
	return s.arrange()
}

// press handles a key by its name.
func (s *screen) press(key string) []job {
	if key == "ctrl+c" {
		s.end()
		return nil
	}
	s.notice = ""
	if s.over != nil {
		return s.then(s.over.Update(keyMsg(key)))
	}
	for n := range s.keys {
		if b := &s.keys[n]; b.has(key) && b.when() {
			return s.then(b.do())
		}
	}
	s.notice = keyMap{s}.whyNot(key)
	return s.arrange()
}

// input handles a key or pasted text for an overlay that takes text.
func (s *screen) input(m any) []job {
	s.notice = ""
	return s.then(s.over.Update(m))
}

// typing is an overlay that takes text: it gets the messages of the terminal library.
type typing interface {
	overlay
	typing()
}

func (s *screen) isTyping() bool {
	_, ok := s.over.(typing)
	return ok
}

// then arranges the screen after a change.
func (s *screen) then(jobs []job) []job { return append(jobs, s.arrange()...) }

// end leaves the screen; a scan under way is canceled.
func (s *screen) end() {
	s.quit = true
	if s.scan != nil {
		s.scan.cancel()
	}
}

// receive handles the result of a job.
func (s *screen) receive(result any) []job {
	var jobs []job
	switch r := result.(type) {
	case progressMsg:
		jobs = scanner{s.model}.progressed(r)
	case scannedMsg:
		jobs = scanner{s.model}.scanned(r)
	case draftedMsg:
		jobs = s.drafted(r)
	case examinedMsg:
		s.examined(r)
	case listedMsg:
		s.listed(r)
	case suggestedMsg:
		jobs = s.suggested(r)
	case pastMsg:
		jobs = historian{s.model}.remembered(r)
	case judgedMsg:
		if r.analysis == s.analysis {
			s.analysis.Findings = r.found
		}
	case previewedMsg:
		jobs = s.suggestions.previewed(r)
	case explainedMsg:
		s.explained(r)
	case searchedMsg:
		s.list.searched(r)
	case extensionsMsg:
		jobs = s.ranked(r)
	case offeredMsg:
		s.offered(r)
	case reviewedMsg:
		s.reviewed(r)
	case writtenMsg:
		jobs = s.written(r)
	case noticeMsg:
		s.notice = string(r)
	default:
		return nil
	}
	if table, ok := s.over.(*buildsTable); ok {
		table.update()
	}
	s.treemap.stale()
	return s.then(jobs)
}

// arrange divides the screen and lets every component prepare what it shows.
func (s *screen) arrange() []job {
	s.regions = s.divide()
	if s.regions.treemap.H == 0 {
		s.treemap.hide()
	}
	s.settle()
	var jobs []job
	for _, c := range s.components() {
		if c.rect.H > 0 {
			jobs = append(jobs, c.Arrange(c.rect)...)
		}
	}
	return jobs
}

// settle selects something where nothing is selected that can be seen, and lists the directory that is shown.
func (s *screen) settle() {
	if !s.ready() || s.doc().folder() == nil {
		return
	}
	s.list.sort()
	rows, here := s.list.rows, s.doc().here()
	if len(rows) == 0 || here.chosen != "" && s.selected() != nil && tiles.Inside(here.path, here.chosen) {
		return
	}
	// After a draft or a scan the same thing may be part of a longer chain, or of a shorter one.
	if i := s.doc().folder().Find(here.chosen); i != nil && here.chosen != "" {
		s.choose(i.Path)
		return
	}
	s.choose(rows[0].Path)
}

// draw makes a frame.
func (s *screen) draw() *cells.Grid {
	g := &s.grid
	g.Reset(s.w, s.h)
	for _, c := range s.components() {
		if c.rect.H > 0 {
			c.Draw(g, c.rect)
		}
	}
	if s.over != nil && !s.regions.tiny {
		s.over.Draw(g, treemap.Rect{W: s.w, H: s.h})
	}
	return g
}

// setTheme chooses colors for a light or a dark background.
func (s *screen) setTheme(light bool) {
	*s.theme = *cells.NewTheme(s.options.Colors, light, s.options.ASCII)
}

// doubleClick is how soon a second click makes a double one.
const doubleClick = 400 * time.Millisecond

// mouse remembers the last click.
type mouse struct {
	at   time.Time
	x, y int
}

// click handles a click on a cell.
func (s *screen) click(x, y int, at time.Time) []job {
	msg := clickMsg{X: x, Y: y, Double: s.mouse.x == x && s.mouse.y == y && at.Sub(s.mouse.at) < doubleClick}
	s.mouse = mouse{at, x, y}
	if msg.Double {
		s.mouse = mouse{}
	}
	if key := s.footer.keyAt(x, y, s.regions.footer); key != "" {
		return s.press(key)
	}
	s.notice = ""
	if s.over != nil {
		return s.then(s.over.Update(msg))
	}
	for n, c := range s.components() {
		if c.rect.Contains(x, y) {
			jobs := s.then(s.focusOn(n, c.Update(msg)))
			if msg.Double && s.focus <= onList {
				jobs = append(jobs, s.press("enter")...)
			}
			return jobs
		}
	}
	return nil
}

// focusOn moves the focus to the component that was clicked, if it takes it.
func (s *screen) focusOn(component int, jobs []job) []job {
	const first = 1 // the header
	switch at := focus(component - first); {
	case component < first, !s.ready():
	case at <= onPatterns:
		s.focus = at
	}
	return jobs
}

// wheel scrolls what is under the pointer.
func (s *screen) wheel(x, y, by int) []job {
	msg := moveMsg{DY: by}
	if s.over != nil {
		return s.then(s.over.Update(msg))
	}
	if !s.ready() {
		return nil
	}
	for _, c := range s.components() {
		if c.rect.Contains(x, y) {
			return s.then(c.Update(msg))
		}
	}
	return nil
}

// layoutMode is what of map and list is shown.
type layoutMode uint8

const (
	showBoth layoutMode = iota
	showMap
	showList
	layoutModes
)

// Sizes at which the screen changes its shape.
const (
	wideWidth, wideHeight     = 110, 24
	mediumWidth, mediumHeight = 60, 16
	minWidth, minHeight       = 30, 8
	// The column beside the map, and what its parts need.
	minColumn, maxColumn = 44, 72
	columnDetails        = 9
	bottomDetails        = 2
	minList              = 7
)

// regions are where components are on the screen; a rectangle without cells is not shown.
type regions struct {
	header, treemap, list, suggestions, findings, patterns, details, footer treemap.Rect
	tiny                                                                    bool // a line with the totals is all
}

// divide divides the screen.
func (s *screen) divide() regions {
	all := treemap.Rect{W: s.w, H: s.h}
	switch {
	case s.w < minWidth || s.h < minHeight:
		return regions{header: treemap.Rect{W: s.w, H: min(s.h, 1)}, tiny: true}
	case s.w < mediumWidth || s.h < mediumHeight:
		r := regions{header: treemap.Rect{W: s.w, H: 1}, footer: treemap.Rect{Y: s.h - 1, W: s.w, H: 1}}
		*s.listPlace(&r) = all.Inset(0, 1, 0, 1)
		return r
	}
	r := regions{header: treemap.Rect{W: s.w, H: 2}, footer: treemap.Rect{Y: s.h - 1, W: s.w, H: 1}}
	body := all.Inset(0, 2, 0, 1)
	switch {
	case s.doc() == nil:
		r.treemap = body
	case s.w >= wideWidth && s.h >= wideHeight:
		s.beside(&r, body)
	default:
		s.stacked(&r, body)
	}
	return r
}

// listPlace is the region of what is shown in the place of the list where there is room for one thing only.
func (s *screen) listPlace(r *regions) *treemap.Rect {
	switch s.focus {
	case onSuggestions:
		return &r.suggestions
	case onFindings:
		return &r.findings
	case onPatterns:
		return &r.patterns
	}
	return &r.list
}

// beside puts list, suggestions, findings and details in a column at the right of the map.
func (s *screen) beside(r *regions, body treemap.Rect) {
	column := min(max(s.w*2/5, minColumn), maxColumn)
	switch s.mode {
	case showMap:
		if s.focus > onList {
			break
		}
		r.details = body.Inset(0, body.H-bottomDetails, 0, 0)
		r.treemap = body.Inset(0, 0, 0, bottomDetails)
		return
	case showList:
		column = s.w
	}
	r.treemap = body.Inset(0, 0, column, 0)
	if r.treemap.W == 0 {
		r.treemap = treemap.Rect{}
	}
	right := body.Inset(s.w-column, 0, 0, 0)
	r.details = right.Inset(0, right.H-columnDetails, 0, 0)
	right = right.Inset(0, 0, 0, columnDetails)
	if s.focus == onPatterns {
		r.patterns = takeBottom(&right, max(right.H/2, 3))
	} else {
		// A list needs a line for its title.
		r.findings = takeBottom(&right, s.paneHeight(right.H, len(s.findings.list())+1, s.focus == onFindings))
		r.suggestions = takeBottom(&right, s.paneHeight(right.H, len(s.doc().suggestions)+1, s.focus == onSuggestions))
	}
	r.list = right
}

// paneHeight returns the rows of a pane in the column: half of what is left if it has the focus, a quarter else, and none that it does not need.
func (s *screen) paneHeight(room, needs int, focused bool) int {
	height := room / 4
	if focused {
		height, needs = room/2, needs+6
	}
	return max(min(height, needs, room-minList), 2)
}

func takeBottom(r *treemap.Rect, height int) treemap.Rect {
	bottom := r.Inset(0, r.H-height, 0, 0)
	*r = r.Inset(0, 0, 0, height)
	return bottom
}

// stacked puts the list under the map.
func (s *screen) stacked(r *regions, body treemap.Rect) {
	r.details = takeBottom(&body, bottomDetails)
	switch {
	case s.mode == showMap && s.focus <= onList:
		r.treemap = body
	case s.mode == showList:
		*s.listPlace(r) = body
	default:
		*s.listPlace(r) = takeBottom(&body, body.H/2)
		r.treemap = body
	}
}
