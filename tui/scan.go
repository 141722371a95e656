package tui

import (
	"context"
	"slices"
	"time"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/report"
	"github.com/ctxsize/ctxsize/walker"
)

// tickEvery is how often a walk's progress is drawn.
const tickEvery = 100 * time.Millisecond

// scan is an analysis under way.
type scan struct {
	progress *walker.Progress
	cancel   context.CancelFunc
	context  context.Context
	branches []walker.Branch
	entries  int64
	bytes    int64
	ticks    int
}

// progressed is how far a scan has come.
type progressed struct {
	scan     *scan
	branches []walker.Branch
	entries  int64
	bytes    int64
}

// scanned is the end of a scan.
type scanned struct {
	scan     *scan
	analysis *ctxsize.Analysis
	err      error
}

// read begins to read the disk; what is shown stays until that is done.
func (s *screen) read() []job {
	if s.scan != nil {
		s.scan.cancel()
	}
	ctx, cancel := context.WithCancel(context.Background())
	sc := &scan{progress: new(walker.Progress), cancel: cancel, context: ctx}
	s.scan = sc
	o := s.options.Analysis
	o.Progress, o.Full, o.NoTransfer, o.IgnoreLines = sc.progress, s.full, true, nil
	analyze := func(outer context.Context) any {
		defer context.AfterFunc(outer, cancel)()
		a, err := ctxsize.Analyze(ctx, o)
		return scanned{sc, a, err}
	}
	return []job{analyze, sc.tick}
}

// tick looks at the progress after a while.
func (sc *scan) tick(ctx context.Context) any {
	select {
	case <-ctx.Done():
	case <-sc.context.Done():
	case <-time.After(tickEvery):
	}
	return progressed{sc, sc.progress.Branches(), sc.progress.Entries.Load(), sc.progress.Bytes.Load()}
}

func (s *screen) progress(p progressed) []job {
	if s.scan != p.scan {
		return nil
	}
	s.scan.branches, s.scan.entries, s.scan.bytes = p.branches, p.entries, p.bytes
	s.scan.ticks++
	return []job{s.scan.tick}
}

func (s *screen) scanned(r scanned) []job {
	if s.scan != r.scan {
		return nil
	}
	s.scan.cancel()
	s.scan = nil
	switch {
	case r.err != nil && s.analysis == nil:
		s.failed, s.quit = r.err, true
		return nil
	case r.err != nil:
		s.notice = "the disk was not read again: " + r.err.Error()
		return nil
	}
	first := s.analysis == nil
	s.analysis = r.analysis
	s.adopt()
	jobs := s.refreshAll()
	for _, sub := range s.subjects {
		if sub.view() != nil && sub.editable() == "" {
			jobs = append(jobs, s.advise(sub))
		}
	}
	if n := len(s.analysis.Failures); n > 0 {
		s.notice = report.Count(int64(n), "build") + " without an answer: " + s.analysis.Failures[0].Error()
	}
	if first && len(s.subjects) > 1 {
		s.over = s.table()
	}
	return jobs
}

// adopt makes subjects of the analysis; those that were there before keep their drafts and their place.
func (s *screen) adopt() {
	var list []*subject
	for b := range s.analysis.Builds {
		build := &s.analysis.Builds[b]
		for c := range build.Contexts() {
			sub := newSubject(build, b, c)
			if old := s.former(sub); old != nil {
				old.take(build, build)
				old.shown = draft{}
				old.read++
				old.readFile()
				sub = old
			} else if c == 0 {
				sub.begin(s.options.Analysis.IgnoreLines)
			}
			list = append(list, sub)
		}
	}
	s.subjects = list
	s.at = min(s.at, max(len(list)-1, 0))
}

// begin drafts lines before anything is shown.
func (sub *subject) begin(lines []string) {
	if len(lines) > 0 && sub.editable() == "" {
		sub.history.push(draft{added: slices.Clone(lines)})
	}
}

// former is what was shown of the same context.
func (s *screen) former(sub *subject) *subject {
	for _, old := range s.subjects {
		if old.build == sub.build && old.context == sub.context && old.plan().Root == sub.plan().Root {
			return old
		}
	}
	return nil
}
