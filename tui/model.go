package tui

import (
	"context"
	"fmt"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/report"
	"github.com/ctxsize/ctxsize/tui/internal/cells"
	"github.com/ctxsize/ctxsize/tui/internal/draft"
	"github.com/ctxsize/ctxsize/tui/internal/engine"
	"github.com/ctxsize/ctxsize/tui/internal/listing"
	"github.com/ctxsize/ctxsize/tui/internal/look"
	"github.com/ctxsize/ctxsize/tui/treemap"
	"github.com/ctxsize/ctxsize/walker"
)

// model is what all components show and change. It knows nothing of the terminal library.
type model struct {
	options  Options
	theme    *cells.Theme
	scan     *scan // under way, nil for none
	failed   error // there is nothing to show, and why
	analysis *ctxsize.Analysis
	docs     []*document
	current  int // the document that is shown
	full     bool

	metric listing.Metric
	// askedPast is the metric that was shown when the history was asked for.
	askedPast listing.Metric
	order     listing.Order
	colors    colorMode
	excluded  bool // show what the ignore file excludes
	focus     focus
	mode      layoutMode
	over      overlay // gets all keys, nil for none
	found     found
	item      *listing.Item // that was found
	nested    []string      // directories whose items are shown in their tiles

	notice   string
	farewell []string // printed when the screen is left
	request  request
	quit     bool
}

// request is what the screen wants of the terminal.
type request struct {
	edit string // a file to open in the user's editor
	line int    // in it, 0 for none
	copy string // a text for the clipboard

	suspend bool
}

// overlay is above the screen, or a part of it, and gets all keys.
type overlay interface {
	Draw(g *cells.Grid, screen treemap.Rect)
	Update(msg any) []job
	// Hints are the keys that the footer shows, none for an overlay in the footer's place.
	Hints() []hint
}

// doc is the document that is shown, nil while there is none.
func (m *model) doc() *document {
	if m.current >= len(m.docs) {
		return nil
	}
	return m.docs[m.current]
}

// ready reports whether there is something to show.
func (m *model) ready() bool { return m.doc() != nil && m.doc().view() != nil }

// selected is the item that is selected, nil for none.
func (m *model) selected() *listing.Item {
	if !m.ready() || m.doc().here().chosen == "" {
		return nil
	}
	if now := m.lookup(); now != m.found {
		m.found, m.item = now, m.doc().item(now.path)
	}
	return m.item
}

func (m *model) lookup() found {
	d := m.doc()
	return found{d, d.lists, len(d.folders), d.matches, d.here().chosen}
}

// chooseItem selects an item that is listed.
func (m *model) chooseItem(i *listing.Item) {
	m.choose(i.Path)
	m.found, m.item = m.lookup(), i
}

// found is what the selected item was looked up for: directories may have a million entries.
type found struct {
	doc     *document
	lists   int
	folders int
	matches *listing.Matches
	path    string
}

// choose selects a path.
func (m *model) choose(path string) { m.doc().here().chosen = path }

func (m *model) open(o overlay) { m.over = o }

func (m *model) size(bytes int64) string { return m.options.Units.Size(bytes) }

// amount returns a size by the metric in words.
func (m *model) amount(n int64) string {
	switch m.metric {
	case listing.ByFiles:
		return report.Count(n, "file")
	case listing.ByCommits:
		return report.Count(n, "commit")
	}
	return m.size(n)
}

// base is what percentages are of: all that the metric counts before the draft.
func (m *model) base() int64 {
	if m.doc() == nil {
		return m.scan.bytes
	}
	if m.metric == listing.ByCommits {
		if c := m.doc().wasCommits; c != nil {
			return c.Count
		}
		return 0
	}
	return m.metric.Total(m.doc().baseView())
}

// percent returns the share of the base in words, "" for what is not part of it.
func (m *model) percent(i *listing.Item) string {
	if i != nil && i.State == listing.Excluded {
		return ""
	}
	size := int64(0)
	if i != nil {
		size = m.metric.Size(i)
	}
	return percent(size, m.base())
}

func percent(size, base int64) string {
	if base <= 0 {
		return ""
	}
	share := listing.Share(size, base)
	switch {
	case size > 0 && share <= 0.5:
		return "<1%"
	case size < base && share >= 99.5:
		return "99%"
	}
	return fmt.Sprintf("%.0f%%", share)
}

// baseName names what percentages are of.
func (m *model) baseName() string {
	n := m.base()
	switch {
	case n <= 0:
		return ""
	case m.metric == listing.BySent:
		return "% of " + m.size(n) + " sent"
	case m.metric == listing.ByEligible:
		return "% of " + m.size(n) + " eligible"
	case m.metric == listing.ByCommits:
		return "% of " + report.Count(n, "commit")
	}
	return "% of " + report.Count(n, "eligible file")
}

// short returns a path relative to the working directory where it is inside that.
func (m *model) short(p string) string {
	return report.Options{Dir: m.options.Analysis.Request.Dir}.Place(p)
}

// put makes a draft the current one.
func (m *model) put(d draft.Draft) []job {
	if !m.doc().history.Push(d) {
		return nil
	}
	return m.refresh(m.doc())
}

func (m *model) refreshAll() []job {
	var jobs []job
	for _, d := range m.docs {
		jobs = append(jobs, m.refresh(d)...)
	}
	return jobs
}

// refresh decides by the current draft and lists what is shown again. An answer that comes when something else is wanted is dropped.
func (m *model) refresh(d *document) []job {
	if d.view() == nil {
		return nil
	}
	d.wanted++
	d.turns.Wanted.Store(int64(d.wanted))
	r := draftedMsg{doc: d, wanted: d.wanted, scans: d.scans, base: d.base, now: d.now, draft: d.history.Now()}
	known, file, n, turns := r.draft.Equal(d.shown), d.file, d.context, d.turns
	paths, reader := m.shownFolders(d), m.reader(d)
	r.changes, r.datedBy = d.changes, d.datedBy
	r.past = d.past
	return []job{func(ctx context.Context) any {
		defer turns.Wait()()
		if turns.Wanted.Load() != int64(r.wanted) {
			// Keys are typed faster than this can be answered.
			return r
		}
		if !known {
			r.now, r.err = engine.Decide(ctx, r.base, n, r.draft, file)
		}
		if r.err != nil {
			return r
		}
		reader.Now = engine.UsageOf(r.now, n).View
		r.commits = r.past.Commits(r.now)
		reader.Commits = r.commits
		if r.datedBy != reader.Base {
			r.changes, r.datedBy = reader.Base.Changes(), reader.Base
		}
		reader.Changes = r.changes
		r.folders = list(reader, paths)
		return r
	}}
}

func list(r listing.Reader, paths []string) []*listing.Folder {
	var folders []*listing.Folder
	for _, path := range paths {
		folders = append(folders, r.Folder(path))
	}
	return folders
}

// shownFolders are the directories that the map and the list show.
func (m *model) shownFolders(d *document) []string {
	paths := []string{d.here().path}
	if d == m.doc() {
		paths = append(paths, m.nested...)
	}
	return paths
}

// reader returns what lists directories of a document.
func (m *model) reader(d *document) listing.Reader {
	return listing.Reader{Base: d.baseView(), Now: d.view(), Changes: d.changes, Safe: d.viewOf(d.safe), Preview: d.viewOf(d.preview.build),
		WasCommits: d.wasCommits, Commits: d.commits, Metric: m.metric, Excluded: m.excluded, Findings: d.findingPaths(), Tint: m.tint(d)}
}

func (m *model) drafted(r draftedMsg) []job {
	d := r.doc
	if r.wanted != d.wanted || r.scans != d.scans {
		return nil
	}
	if d.refused = r.err; r.err != nil {
		return nil
	}
	d.take(r.base, r.now)
	d.changes, d.datedBy = r.changes, r.datedBy
	if d.commits = r.commits; d.past != r.past {
		return m.refresh(d) // the history came in between
	}
	d.shown = r.draft
	d.replaceLists(r.folders)
	d.retreat()
	if len(d.view().SkippedDirs) > 0 && !m.full {
		// The draft re-includes what was not scanned.
		m.full = true
		return scanner{m}.rescan()
	}
	return []job{m.examine(d)}
}

// examine asks what follows from the draft.
func (m *model) examine(d *document) job {
	e := engine.Examination{Base: d.base, Now: d.now, Context: d.context, Draft: d.history.Now(), File: d.file, Transfer: !m.options.Analysis.NoTransfer,
		Sharers: sharers(m.docs, d)}
	if d.uneditable() == "" {
		e.Safe = d.remaining()
	}
	d.examinations++
	r := examinedMsg{doc: d, gen: d.gen, number: d.examinations}
	paths, reader, turns := m.shownFolders(d), m.reader(d), d.turns
	return func(ctx context.Context) any {
		defer turns.Wait()()
		if turns.Gen.Load() != int64(r.gen) {
			return r
		}
		r.now, r.safe, r.broken, r.err = e.Run(ctx)
		reader.Safe = nil
		if r.safe != nil {
			reader.Safe = engine.UsageOf(r.safe, e.Context).View
		}
		r.folders = list(reader, paths)
		return r
	}
}

func (m *model) examined(r examinedMsg) {
	d := r.doc
	if r.gen != d.gen || r.number != d.examinations || r.now == nil {
		return
	}
	if r.err != nil {
		m.notice = r.err.Error()
		return
	}
	if d.base == d.now {
		d.base = r.now
	}
	d.now, d.broken, d.safe = r.now, r.broken, r.safe
	clear(d.answers)
	// What else is listed does not know the safe suggestions yet.
	d.replaceLists(r.folders)
}

// sharers are the other builds whose contexts are filtered by the ignore file that is drafted for.
func sharers(docs []*document, d *document) []engine.Sharer {
	var list []engine.Sharer
	for _, o := range docs {
		if o != d && o.plan().Root == d.plan().Root && o.plan().Ignore.Path == d.plan().Ignore.Path && o.baseView() != nil {
			list = append(list, engine.Sharer{Result: o.base, Context: o.context})
		}
	}
	return list
}

// relist lists what is shown again, by another metric or in other colors.
func (m *model) relist(d *document) []job {
	if d.view() == nil {
		return nil
	}
	d.lists++
	lists, paths, reader := d.lists, m.shownFolders(d), m.reader(d)
	return []job{func(context.Context) any { return listedMsg{d, lists, true, list(reader, paths)} }}
}

// list asks for a directory that is not known yet.
func (m *model) list(d *document, dir string) []job {
	if d.folders[dir] != nil || d.asked[dir] {
		return nil
	}
	d.asked[dir] = true
	lists, reader := d.lists, m.reader(d)
	return []job{func(context.Context) any { return listedMsg{d, lists, false, list(reader, []string{dir})} }}
}

func (m *model) listed(r listedMsg) {
	switch {
	case r.lists != r.doc.lists:
	case r.replace:
		r.doc.replaceLists(r.folders)
	default:
		for _, f := range r.folders {
			r.doc.folders[f.Path] = f
		}
	}
}

// explain asks about the selection.
func (m *model) explain() []job {
	d, i := m.doc(), m.selected()
	if i == nil || d.answers[i.Path] != nil {
		return nil
	}
	d.answers[i.Path] = &engine.Explanation{}
	gen, now, n, path := d.gen, d.now, d.context, i.Path
	var safe = d.remaining()
	if !i.IsDir() || i.IsGone() || i.Safe.Files == 0 {
		safe = nil
	}
	return []job{func(context.Context) any { return explainedMsg{d, gen, path, engine.Explain(now, n, path, safe)} }}
}

func (m *model) explained(r explainedMsg) {
	if r.gen == r.doc.gen {
		r.doc.answers[r.path] = &r.Explanation
	}
}

// suggest asks for suggestions and findings.
func (m *model) suggest(d *document) job {
	analysis, base, r := m.analysis, d.base, suggestedMsg{doc: d, file: d.file}
	return func(context.Context) any {
		r.list, r.found = engine.Inspect(analysis, base, d.context)
		return r
	}
}

// change returns two numbers of bytes in words, with the growth from one to the other.
func (m *model) change(before, now walker.Counts) string {
	if before == now {
		return m.size(now.Bytes)
	}
	words := m.size(before.Bytes) + " " + m.theme.Glyphs.Arrow + " " + m.size(now.Bytes)
	if before.Bytes > 0 {
		words += " (" + look.Growth(before.Bytes, now.Bytes, m.options.Units) + ")"
	}
	return words
}

// suggested takes suggestions and findings.
func (m *model) suggested(r suggestedMsg) []job {
	d := r.doc
	if r.file != d.file {
		return nil
	}
	d.inspected, d.examined = r.found, true
	d.setSuggestions(r.list)
	jobs := []job{m.examine(d)}
	if d.pastAsked {
		jobs = append(jobs, historian{m}.remember(d))
	}
	return jobs
}

// sizes returns what an item holds by the metric; of what is sent in part, what is eligible, too.
func (m *model) sizes(i *listing.Item) string {
	n := m.metric.Size(i)
	words := m.amount(n)
	if m.metric == listing.BySent && !i.IsGone() && i.Sent.Bytes != i.Eligible.Bytes {
		words += " / " + m.size(i.Eligible.Bytes)
	}
	return words
}
