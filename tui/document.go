package tui

import (
	"path"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/tui/internal/draft"
	"github.com/ctxsize/ctxsize/tui/internal/engine"
	"github.com/ctxsize/ctxsize/tui/internal/listing"
	"github.com/ctxsize/ctxsize/tui/internal/tiles"
	"github.com/ctxsize/ctxsize/walker"
)

// document is one context of one build, with the draft of its ignore file.
type document struct {
	build   int // in the analysis
	context int // as ctxsize.Build.Contexts counts
	// base is by the ignore file as it is, now with the draft; the same where there is none.
	base, now *ctxsize.Result
	history   draft.History
	shown     draft.Draft // that now is made by
	scans     int         // counts the scans of the disk
	wanted    int         // counts the drafts that were asked for; an answer to an earlier one is stale
	turns     *engine.Turns
	file      *ignore.PatternList // as it is
	readOnly  string              // why nothing can be drafted, "" where it can
	// refused is why the builder would refuse the draft, nil for a good one.
	refused error
	// broken are the instructions that lose files by the draft, in words.
	broken []string

	examined    bool // suggestions and inspected are known
	suggestions []inventory.Suggestion
	inspected   []lint.Finding      // of the ignore file as it is, and of the Dockerfile
	suggested   *ignore.PatternList // the patterns of the suggestions
	safe        *ctxsize.Result     // with the remaining safe suggestions, nil for none
	preview     preview

	// past is the history of the repository, nil before it was asked for; pastAsked while it is read, and pastless is why there is none.
	past                *engine.Past
	pastAsked           bool
	pastless            error
	wasCommits, commits *listing.Commits // by past, before the draft and with it

	// examinations counts the examinations that were asked for. They end in any order, and one before the suggestions were known does not know them.
	examinations int

	gen     int // of base and now; an answer about another one is stale
	lists   int // counts the ways in which directories were listed; a list of another one is stale
	crumbs  []crumb
	folders map[string]*listing.Folder
	// changes are the times of change of the view datedBy.
	changes *walker.Changes
	datedBy *walker.View
	asked   map[string]bool // folders that are on their way
	answers map[string]*engine.Explanation
	places  tiles.Layouts
	laidOut int // counts how often they were forgotten
	matches *listing.Matches
	// wantedSearch is what was last typed; an answer to another search is stale.
	wantedSearch atomic.Pointer[string]
	extensions   *listing.Extensions
}

// preview is what one suggestion would do.
type preview struct {
	pattern string
	build   *ctxsize.Result // nil while it is not known
}

// crumb is a directory that was entered.
type crumb struct {
	path   string
	folded map[string]bool // only these of its items, nil for all
	chosen string          // path of the selection: an item, or something below one
	scroll int
}

func newDocument(b *ctxsize.Result, build, context int) *document {
	d := &document{turns: new(engine.Turns), build: build, context: context, crumbs: []crumb{{path: "."}}, places: tiles.Layouts{}}
	d.take(b, b)
	d.parseFile()
	return d
}

// relayout forgets how tiles lay.
func (d *document) relayout() {
	d.places = tiles.Layouts{}
	d.laidOut++
}

// take shows other builds; all that was found out about the former ones is forgotten, but where tiles lay.
func (d *document) take(base, now *ctxsize.Result) {
	d.base, d.now = base, now
	d.gen++
	d.turns.Gen.Store(int64(d.gen))
	d.folders, d.asked, d.answers = map[string]*listing.Folder{}, map[string]bool{}, map[string]*engine.Explanation{}
	d.lists++
	d.matches, d.extensions = nil, nil
}

// replaceLists replaces what is listed.
func (d *document) replaceLists(folders []*listing.Folder) {
	d.lists++
	d.folders, d.asked = map[string]*listing.Folder{}, map[string]bool{}
	for _, f := range folders {
		d.folders[f.Path] = f
	}
}

func (d *document) plan() *build.Context { return engine.UsageOf(d.base, d.context).Context }

func (d *document) baseView() *walker.View { return engine.UsageOf(d.base, d.context).View }

func (d *document) view() *walker.View { return engine.UsageOf(d.now, d.context).View }

// viewOf returns the view of the document's context in a build, nil for none.
func (d *document) viewOf(b *ctxsize.Result) *walker.View {
	if b == nil {
		return nil
	}
	return engine.UsageOf(b, d.context).View
}

// transfer is the number that the builder prints, nil where it is not known yet, or never.
func (d *document) transfer() *int64 { return engine.UsageOf(d.now, d.context).Transfer }

func (d *document) drafted() bool { return !d.history.Now().Empty() }

// uneditable returns why no pattern can be drafted, "" where one can.
func (d *document) uneditable() string {
	switch p := d.plan(); {
	case d.readOnly != "":
		return d.readOnly
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

// parseFile reads the lines of the ignore file as it is.
func (d *document) parseFile() {
	lines, err := d.base.ParseIgnore(d.plan().Ignore.Text)
	if err != nil {
		// The analysis has parsed the same text.
		lines = nil
	}
	d.file = lines
}

// here is the directory that is shown.
func (d *document) here() *crumb { return &d.crumbs[len(d.crumbs)-1] }

// folder is the directory that is shown with its items, nil while it is not known.
func (d *document) folder() *listing.Folder { return d.folders[d.here().path] }

// enter shows a directory, or only some of its items.
func (d *document) enter(dir string, folded map[string]bool, chosen string) {
	if folded == nil {
		// Rows are remembered for looking at a directory without leaving it.
		d.places.Forget(dir)
	}
	d.crumbs = append(d.crumbs, crumb{path: dir, folded: folded, chosen: chosen})
	d.matches = nil
}

// leave goes back up and reports whether that was possible.
func (d *document) leave() bool {
	if len(d.crumbs) == 1 {
		return false
	}
	d.crumbs = d.crumbs[:len(d.crumbs)-1]
	d.matches = nil
	return true
}

// retreat leaves directories that are not there any more.
func (d *document) retreat() {
	for len(d.crumbs) > 1 {
		if exists, _ := d.view().Has(d.here().path, walker.Eligible); exists {
			return
		}
		d.leave()
	}
}

// forgetDrafts begins a new draft.
func (d *document) forgetDrafts() { d.history = draft.History{} }

// where returns the path of the directory that is shown, "" for the context.
func (d *document) where() string {
	here := d.here()
	name := ""
	if here.path != "." {
		name = here.path + "/"
	}
	if here.folded != nil {
		name = strings.TrimPrefix(path.Join(name, "smaller ones"), "/")
	}
	return name
}

// item returns the item of a path among what is listed, nil where it is not known.
func (d *document) item(p string) *listing.Item {
	if d.matches != nil {
		for n := range d.matches.Items {
			if d.matches.Items[n].Path == p {
				return &d.matches.Items[n]
			}
		}
	}
	// A chain of directories is listed in one above its parent.
	for dir := path.Dir(p); ; dir = path.Dir(dir) {
		if f := d.folders[dir]; f != nil {
			if i := f.Item(p); i != nil {
				return i
			}
		}
		if dir == "." || dir == "/" {
			return nil
		}
	}
}

// findings are those of the build, of the context and of the project, the worst first.
func (d *document) findings(project []lint.Finding) []lint.Finding {
	list := slices.Concat(d.now.Findings, d.inspected)
	if d.context > 0 {
		list = slices.Clone(d.inspected)
	}
	list = append(list, project...)
	lint.SortFindings(list)
	return slices.CompactFunc(list, func(a, b lint.Finding) bool {
		return a.Code == b.Code && a.Message == b.Message && a.File == b.File && a.Line == b.Line && a.Path == b.Path
	})
}

// setSuggestions sets the suggestions for the ignore file as it is.
func (d *document) setSuggestions(list []inventory.Suggestion) {
	var patterns []string
	for _, s := range list {
		patterns = append(patterns, s.Line)
	}
	// Every suggestion is a valid pattern, or it would not be one.
	d.suggested, _ = ignore.Compile(patterns)
	d.suggestions = list
}

// isFixed reports whether the draft excludes what a finding is about, or adds the file that is missing.
func (d *document) isFixed(f *lint.Finding) bool {
	if !d.drafted() || d.view() == nil {
		return false
	}
	if f.Code == lint.IgnoreFileMissing {
		return f.File == "" || f.File == d.plan().Ignore.Path
	}
	if f.Path == "" {
		return false
	}
	_, was := d.baseView().Has(f.Path, walker.Eligible)
	_, is := d.view().Has(f.Path, walker.Eligible)
	return was && !is
}

// findingPaths are the paths that findings are about, sorted.
func (d *document) findingPaths() []string {
	var paths []string
	for _, f := range d.findings(nil) {
		if f.Path != "" && f.Accepted == "" {
			paths = append(paths, f.Path)
		}
	}
	slices.Sort(paths)
	return slices.Compact(paths)
}

// remaining are the safe suggestions that are not drafted yet.
func (d *document) remaining() []inventory.Suggestion {
	now := d.history.Now()
	return slices.DeleteFunc(slices.Clone(d.suggestions), func(a inventory.Suggestion) bool {
		return a.Safety != inventory.Safe || now.Has(a.Line)
	})
}

// suggestionFor returns the suggestion that would exclude a path, nil for none.
func (d *document) suggestionFor(p string) *inventory.Suggestion {
	if len(d.suggestions) == 0 {
		return nil
	}
	if at := d.suggested.Match(p).Index; at >= 0 && at < len(d.suggestions) {
		return &d.suggestions[at]
	}
	return nil
}
