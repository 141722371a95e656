package tui

import (
	"path"
	"strings"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/audit"
	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/walker"
)

// subject is one context of one build: what the map shows, with the draft of its ignore file.
type subject struct {
	build   int // in the analysis
	context int // as ctxsize.Build.Contexts counts
	// base is as the ignore file stands, now as the draft would have it; the same where there is none.
	base, now *ctxsize.Build
	history   history
	shown     draft // that now is made by
	read      int   // counts how often the disk was read
	wanted    int   // counts what was asked for; an answer to an earlier question is stale
	turns     *turns
	file      *ignore.PatternList // as it stands
	// refused is why the draft cannot be, nil for a good one.
	refused   error
	advice    []audit.Suggestion
	inspected []lint.Finding      // of the ignore file as it stands
	suggested *ignore.PatternList // their lines
	// broken says in words what the draft takes from instructions that name it.
	broken []string

	gen     int // of base and now; an answer about another one is stale
	crumbs  []crumb
	folders map[string]*folder
	asked   map[string]bool // folders that are on their way
	places  map[string]*placement
	laidOut int // counts how often they were forgotten
	answers map[string]*ctxsize.Answer
}

// forget lays everything out afresh.
func (s *subject) forget() {
	s.places = map[string]*placement{}
	s.laidOut++
}

// crumb is a folder that was entered.
type crumb struct {
	path   string
	folded map[string]bool // only these of its items, nil for all
	chosen string          // path of the selected item
	scroll int
}

func newSubject(b *ctxsize.Build, build, context int) *subject {
	s := &subject{turns: new(turns), build: build, context: context, crumbs: []crumb{{path: "."}}, places: map[string]*placement{}}
	s.take(b, b)
	s.readFile()
	return s
}

// take shows other builds; all that was found out about the former ones is forgotten, but where things lay.
func (s *subject) take(base, now *ctxsize.Build) {
	s.base, s.now = base, now
	s.gen++
	s.turns.gen.Store(int64(s.gen))
	s.folders, s.asked, s.answers = map[string]*folder{}, map[string]bool{}, map[string]*ctxsize.Answer{}
}

func (s *subject) plan() build.Context { return contextOf(s.base, s.context).Plan }

func (s *subject) baseView() *walker.View { return contextOf(s.base, s.context).View }

func (s *subject) view() *walker.View { return contextOf(s.now, s.context).View }

// transfer is the number that the builder prints, nil where it is not known yet, or never.
func (s *subject) transfer() *int64 { return contextOf(s.now, s.context).Transfer }

func (s *subject) drafted() bool { return !s.history.now().empty() }

// editable says why no line can be drafted, "" where one can.
func (s *subject) editable() string {
	switch p := s.plan(); {
	case p.Remote:
		return "the builder fetches this context: no ignore file applies"
	case p.Tar != nil:
		return "a tar is sent as it is: no ignore file applies"
	case p.Root == "":
		return "there is no directory to write an ignore file to"
	case p.Ignore.Problem != nil:
		return "the ignore file cannot be read: " + p.Ignore.Problem.Error()
	}
	return ""
}

// readFile keeps the lines of the ignore file as it stands.
func (s *subject) readFile() {
	lines, err := s.base.ParseIgnore(s.plan().Ignore.Text)
	if err != nil {
		// The analysis has read the same text.
		lines = nil
	}
	s.file = lines
}

// here is the folder that is shown.
func (s *subject) here() *crumb { return &s.crumbs[len(s.crumbs)-1] }

// enter shows a folder, or only some of its items.
func (s *subject) enter(dir string, folded map[string]bool) {
	if folded == nil {
		// Rows are for looking at a folder without leaving it.
		delete(s.places, dir)
	}
	s.crumbs = append(s.crumbs, crumb{path: dir, folded: folded})
}

// leave goes back up and says whether that was possible.
func (s *subject) leave() bool {
	if len(s.crumbs) == 1 {
		return false
	}
	s.crumbs = s.crumbs[:len(s.crumbs)-1]
	return true
}

// retreat leaves folders that are not there any more.
func (s *subject) retreat() {
	for len(s.crumbs) > 1 {
		if exists, _ := s.view().Has(s.here().path, walker.Eligible); exists {
			return
		}
		s.leave()
	}
}

// placement remembers how the folder that is shown lies, or one inside of it.
func (s *subject) placement(dir string, folded bool) *placement {
	if folded {
		dir += "/folded"
	}
	p := s.places[dir]
	if p == nil {
		p = &placement{}
		s.places[dir] = p
	}
	return p
}

// where is the way to the folder that is shown.
func (s *subject) where() string {
	here := s.here()
	name := ""
	if here.path != "." {
		name = here.path + "/"
	}
	if here.folded != nil {
		name = strings.TrimPrefix(path.Join(name, "smaller ones"), "/")
	}
	return name
}
