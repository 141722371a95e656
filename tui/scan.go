package tui

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/project"
	"github.com/ctxsize/ctxsize/internal/report"
	"github.com/ctxsize/ctxsize/tui/internal/draft"
	"github.com/ctxsize/ctxsize/tui/internal/engine"
	"github.com/ctxsize/ctxsize/tui/internal/listing"
	"github.com/ctxsize/ctxsize/walker"
)

// tickInterval is how often the progress of a scan is drawn.
const tickInterval = 100 * time.Millisecond

// scan is a scan of the disk under way.
type scan struct {
	progress *walker.Progress
	cancel   context.CancelFunc
	context  context.Context
	branches []walker.Branch
	entries  int64
	bytes    int64
	ticks    int
}

// scanner has the commands that read the disk and show what was found.
type scanner struct{ *model }

// rescan begins to read the disk; what is shown stays until that is done.
func (m scanner) rescan() []job {
	if m.options.Loaded != nil {
		return m.load()
	}
	if m.scan != nil {
		m.scan.cancel()
	}
	ctx, cancel := context.WithCancel(context.Background())
	sc := &scan{progress: new(walker.Progress), cancel: cancel, context: ctx}
	m.scan = sc
	o := m.options.Analysis
	o.Progress, o.Full, o.NoTransfer, o.IgnoreLines = sc.progress, m.full, true, nil
	o.Times = true
	o.Suggest, o.Audit = false, false
	discover := m.options.Discover
	analyze := func(outer context.Context) any {
		defer context.AfterFunc(outer, cancel)()
		if discover {
			all := o
			all.Project = &project.Request{}
			if a, err := ctxsize.Analyze(ctx, all); err == nil && len(a.Builds) > 0 {
				return scannedMsg{sc, a, all.Project, nil}
			}
		}
		a, err := ctxsize.Analyze(ctx, o)
		return scannedMsg{sc, a, o.Project, err}
	}
	return []job{analyze, sc.tick}
}

// tick returns the progress after a while.
func (sc *scan) tick(ctx context.Context) any {
	select {
	case <-ctx.Done():
	case <-sc.context.Done():
	case <-time.After(tickInterval):
	}
	return progressMsg{sc, sc.progress.Branches(), sc.progress.Entries.Load(), sc.progress.Bytes.Load()}
}

func (m scanner) progressed(p progressMsg) []job {
	if m.scan != p.scan {
		return nil
	}
	m.scan.branches, m.scan.entries, m.scan.bytes = p.branches, p.entries, p.bytes
	m.scan.ticks++
	return []job{m.scan.tick}
}

func (m scanner) scanned(r scannedMsg) []job {
	if m.scan != r.scan {
		return nil
	}
	m.scan.cancel()
	m.scan = nil
	switch {
	case r.err != nil && m.analysis == nil:
		m.failed, m.quit = r.err, true
		return nil
	case r.err != nil:
		m.notice = "cannot scan again: " + r.err.Error()
		return nil
	}
	m.options.Analysis.Project, m.options.Discover = r.project, false
	return m.adopt(r.analysis)
}

// load shows a saved analysis.
func (m scanner) load() []job {
	m.options.Analysis.Request.Dir = commonDir(m.options.Loaded)
	return m.adopt(m.options.Loaded)
}

// commonDir returns the directory that all files and contexts of a saved analysis are in, "" for none: paths are shown relative to it.
func commonDir(a *ctxsize.Analysis) string {
	var paths []string
	for n := range a.Builds {
		if f := a.Builds[n].Build.Dockerfile; f != nil {
			paths = append(paths, filepath.Dir(f.Path))
		}
		for _, u := range a.Builds[n].Usages() {
			paths = append(paths, u.Context.Given, filepath.Dir(u.Context.Ignore.Path))
		}
	}
	paths = slices.DeleteFunc(paths, func(p string) bool { return !filepath.IsAbs(p) })
	if len(paths) == 0 {
		return ""
	}
	dir := paths[0]
	for _, p := range paths {
		for rel, err := filepath.Rel(dir, p); err != nil || !filepath.IsLocal(rel); rel, err = filepath.Rel(dir, p) {
			if up := filepath.Dir(dir); up != dir {
				dir = up
				continue
			}
			return ""
		}
	}
	return dir
}

// adopt makes documents of an analysis; those that were there before keep their drafts and their place.
func (m scanner) adopt(a *ctxsize.Analysis) []job {
	first := m.analysis == nil
	m.analysis = a
	var list []*document
	for b := range a.Builds {
		build := &a.Builds[b]
		for c := range build.Usages() {
			list = append(list, m.document(build, b, c))
		}
	}
	m.docs, m.current = list, min(m.current, max(len(list)-1, 0))
	jobs := m.refreshAll()
	for _, d := range m.docs {
		if d.view() != nil && m.options.Loaded == nil {
			jobs = append(jobs, m.suggest(d))
		}
	}
	if m.options.Loaded == nil && m.options.Analysis.Project != nil {
		jobs = append(jobs, func(context.Context) any { return judgedMsg{a, a.Judge()} })
	}
	if n := len(a.Failures); n > 0 {
		m.notice = report.Count(int64(n), "build") + " cannot be analyzed: " + a.Failures[0].Error()
	}
	if first {
		m.begin()
	}
	return jobs
}

// document returns what shows a context of a build, the former one where there is one.
func (m scanner) document(build *ctxsize.Result, b, c int) *document {
	d := newDocument(build, b, c)
	if m.options.Loaded != nil {
		d.readOnly, d.examined = "this is a saved report: nothing can be drafted", true
		d.setSuggestions(slices.DeleteFunc(slices.Clone(engine.UsageOf(build, c).Suggestions), func(s inventory.Suggestion) bool { return s.Preventive }))
	}
	for _, old := range m.docs {
		if old.build == b && old.context == c && old.plan().Root == d.plan().Root {
			old.take(build, build)
			old.shown, old.safe, old.preview = draft.Draft{}, nil, preview{}
			old.scans++
			old.examined = m.options.Loaded != nil
			historian(m).forgetPast(old)
			old.parseFile()
			return old
		}
	}
	if lines := m.options.Analysis.IgnoreLines; c == 0 && len(lines) > 0 && d.uneditable() == "" {
		d.history.Push(draft.Draft{Added: lines})
	}
	return d
}

// begin chooses what is shown first: the table of several builds, and another metric where nothing is sent.
func (m scanner) begin() {
	if len(m.docs) > 1 {
		m.open(m.newBuildsTable())
	}
	if d := m.doc(); d != nil && len(m.docs) == 1 && d.view() != nil && d.view().Totals(walker.Sent).Bytes == 0 && d.view().Totals(walker.Eligible).Bytes > 0 {
		m.metric = m.metric.Next()
		m.notice = "nothing is sent: the map shows what is eligible"
	}
}

// historian has the commands that read the git history and measure by it.
type historian struct{ *model }

// nextMetric measures by the next thing. The history is read when its turn comes for the first time; meanwhile the key goes on to the next.
func (m historian) nextMetric() []job {
	d, next := m.doc(), m.metric.Next()
	if next == listing.ByCommits && d.past == nil {
		switch why := m.whyNoPast(); {
		case why != "":
			next = next.Next()
			m.notice = noCommits(why, next)
		case d.pastAsked:
			next = next.Next()
			m.notice = "still reading the git history; metric: " + next.String()
		default:
			return m.askPast()
		}
		m.metric = next
		return m.relist(d)
	}
	m.measureBy(next)
	return m.relist(d)
}

// measureBy sets the metric. By commits, the suggestions that save the most reruns are first.
func (m historian) measureBy(metric listing.Metric) {
	m.metric, m.notice = metric, "metric: "+metric.String()
	d := m.doc()
	if d.past == nil {
		return
	}
	list := slices.Clone(d.past.Suggestions)
	if metric == listing.ByCommits {
		m.notice = commitsNotice
		slices.SortStableFunc(list, func(a, b inventory.Suggestion) int { return cmp.Compare(savedReruns(&b), savedReruns(&a)) })
	}
	d.setSuggestions(list)
}

// savedReruns returns how many reruns a suggestion saves, 0 where that is unknown.
func savedReruns(s *inventory.Suggestion) int {
	if s.Reruns == nil {
		return 0
	}
	return max(s.Reruns.Reruns, 0)
}

// whyNoPast returns why the history of the context is not known and never will be, "" where it can be read.
func (m historian) whyNoPast() string {
	switch d := m.doc(); {
	case m.options.Loaded != nil:
		return "a saved report has no git history"
	case d.pastless != nil:
		return d.pastless.Error()
	}
	return ""
}

// askPast reads the history as soon as there are suggestions whose reruns can be counted.
func (m historian) askPast() []job {
	d := m.doc()
	d.pastAsked, m.askedPast = true, m.metric
	m.notice = fmt.Sprintf("reading the last %d commits of git", engine.HistoryLength)
	if !d.examined {
		return nil
	}
	return []job{m.remember(d)}
}

// forgetPast forgets a history that may have new commits. It is read again if it is shown, or is being read.
func (m historian) forgetPast(d *document) {
	shown := m.metric == listing.ByCommits && d == m.doc()
	d.past, d.pastAsked, d.pastless, d.wasCommits, d.commits = nil, shown || d.pastAsked, nil, nil, nil
	if shown {
		m.metric, m.askedPast = listing.BySent, listing.BySent
	}
}

// remember reads the history of the repository.
func (m historian) remember(d *document) job {
	analysis, base, n, env, r := m.analysis, d.base, d.context, m.options.Env, pastMsg{doc: d, file: d.file}
	suggestions, found := d.suggestions, d.inspected
	return func(ctx context.Context) any {
		r.past, r.err = engine.NewPast(ctx, analysis, base, n, suggestions, found, env)
		r.commits = r.past.Commits(base)
		return r
	}
}

// remembered takes the history, and shows it if nothing else has been chosen since.
func (m historian) remembered(r pastMsg) []job {
	d := r.doc
	if r.file != d.file || !d.pastAsked {
		return nil
	}
	d.pastAsked = false
	if d.pastless = r.err; r.err != nil {
		if d == m.doc() && m.metric == m.askedPast {
			m.measureBy(listing.ByCommits.Next())
		}
		m.notice = noCommits(r.err.Error(), m.metric)
		return m.relist(d)
	}
	d.past, d.wasCommits, d.inspected = r.past, r.commits, r.past.Found
	d.setSuggestions(r.past.Suggestions)
	if d == m.doc() && m.metric == m.askedPast {
		m.measureBy(listing.ByCommits)
	}
	return m.refresh(d)
}

// noCommits is the notice why commits cannot be counted, and by what is measured instead.
func noCommits(why string, metric listing.Metric) string {
	return why + ": no commits to count; metric: " + metric.String()
}

// commitsNotice is what the metric of commits measures.
const commitsNotice = "metric: commits changing copied files"
