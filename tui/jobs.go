package tui

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/audit"
	"github.com/ctxsize/ctxsize/ignore"
)

// pictured is what a draft makes of a context, and the folders that are shown of it.
type pictured struct {
	subject *subject
	wanted  int
	read    int // which reading of the disk base is of
	base    *ctxsize.Build
	now     *ctxsize.Build
	draft   draft
	err     error
	folders []*folder
}

// turns lets one job of a subject work at a time, and jobs know whether anybody still waits for them.
type turns struct {
	sync.Mutex
	wanted, gen atomic.Int64 // as those of the subject
}

// take waits for its turn; what it gives ends it.
func (t *turns) take() func() {
	t.Lock()
	return t.Unlock
}

func (s *screen) refreshAll() []job {
	var jobs []job
	for _, sub := range s.subjects {
		jobs = append(jobs, s.refresh(sub)...)
	}
	return jobs
}

// refresh decides by the present draft and lists what is shown, anew. An answer that comes when something else is wanted is dropped.
func (s *screen) refresh(sub *subject) []job {
	if sub.view() == nil {
		return nil
	}
	sub.wanted++
	sub.turns.wanted.Store(int64(sub.wanted))
	p := pictured{subject: sub, wanted: sub.wanted, read: sub.read, base: sub.base, now: sub.now, draft: sub.history.now()}
	known, file, n := p.draft.equal(sub.shown), sub.file, sub.context
	paths, how, inspected := s.shownFolders(sub), s.how(sub), sub.inspected
	turns := sub.turns
	return []job{func(ctx context.Context) any {
		defer turns.take()()
		if turns.wanted.Load() != int64(p.wanted) {
			// Somebody types faster than this can be answered.
			return p
		}
		if !known {
			p.now, p.err = decide(ctx, p.base, n, p.draft, file)
		}
		if p.err != nil {
			return p
		}
		r := newReading(p.base, p.now, n, inspected, how)
		for _, path := range paths {
			p.folders = append(p.folders, r.folder(path))
		}
		return p
	}}
}

func decide(ctx context.Context, base *ctxsize.Build, n int, d draft, file *ignore.PatternList) (*ctxsize.Build, error) {
	if d.empty() {
		return base, nil
	}
	lines, err := d.apply(file)
	if err != nil {
		return nil, err
	}
	return base.With(ctx, n, lines.Bytes())
}

// shownFolders are the folders that the map and the list show.
func (s *screen) shownFolders(sub *subject) []string {
	paths := []string{sub.here().path}
	if sub != s.subject() {
		return paths
	}
	for n := range s.tiles {
		if s.tiles[n].open {
			paths = append(paths, s.tiles[n].item.path)
		}
	}
	return paths
}

func (s *screen) pictured(r pictured) []job {
	sub := r.subject
	if r.wanted != sub.wanted || r.read != sub.read {
		return nil
	}
	if sub.refused = r.err; r.err != nil {
		return nil
	}
	sub.take(r.base, r.now)
	sub.shown = r.draft
	for _, f := range r.folders {
		sub.folders[f.path] = f
	}
	sub.retreat()
	if len(sub.view().SkippedDirs) > 0 && !s.full {
		// The draft lets in what nobody has looked into.
		s.full = true
		return s.read()
	}
	return []job{s.examine(sub)}
}

// examined is what follows from a draft for the instructions, and the number that the builder would print.
type examined struct {
	subject *subject
	gen     int
	now     *ctxsize.Build
	broken  []string
	err     error
}

func (s *screen) examine(sub *subject) job {
	leaveOut, others := s.options.Analysis.NoTransfer, s.sharing(sub)
	e, base, n := examined{subject: sub, gen: sub.gen, now: sub.now}, sub.base, sub.context
	turns := sub.turns
	return func(ctx context.Context) any {
		defer turns.take()()
		if turns.gen.Load() != int64(e.gen) {
			return e
		}
		next := *e.now
		next.Named = append([]ctxsize.Context(nil), e.now.Named...)
		if !leaveOut {
			e.err = next.ReadTransfer(ctx)
		}
		if e.now != base {
			next.Examine()
		}
		e.broken = losses(base, &next, n)
		for _, o := range others {
			e.broken = append(e.broken, o.losses(contextOf(&next, n).Lines)...)
		}
		e.now = &next
		return e
	}
}

func (s *screen) examined(r examined) {
	sub := r.subject
	if r.gen != sub.gen {
		return
	}
	if r.err != nil {
		s.notice = r.err.Error()
		return
	}
	if sub.base == sub.now {
		sub.base = r.now
	}
	sub.now, sub.broken = r.now, r.broken
}

// sharer is another build that reads the same ignore file.
type sharer struct {
	build   *ctxsize.Build
	context int
}

// sharing are the other builds whose contexts are filtered by the ignore file that is drafted for.
func (s *screen) sharing(sub *subject) []sharer {
	var list []sharer
	for _, o := range s.subjects {
		if o != sub && o.plan().Root == sub.plan().Root && o.plan().Ignore.Path == sub.plan().Ignore.Path && o.baseView() != nil {
			list = append(list, sharer{o.base, o.context})
		}
	}
	return list
}

// losses says in words what other lines take from the instructions of the build, if its instructions have not said so already.
func (o sharer) losses(lines *ignore.PatternList) []string {
	next := *o.build
	next.Named = append([]ctxsize.Context(nil), o.build.Named...)
	if o.context == 0 {
		next.Main.Lines = lines
	} else {
		next.Named[o.context-1].Lines = lines
	}
	list := losses(o.build, &next, o.context)
	for n := range list {
		list[n] = o.build.Label() + ": " + list[n]
	}
	return list
}

// losses says in words what a draft takes from instructions that name it.
func losses(base, next *ctxsize.Build, n int) []string {
	var list []string
	for _, l := range audit.Losses(&base.Build, contextOf(base, n), contextOf(next, n)) {
		words := fmt.Sprintf("line %d loses %s: %s", l.Instruction.Line, l.Path, l.Instruction.Text)
		switch {
		case l.Fails:
			words = fmt.Sprintf("the build fails at line %d: %s", l.Instruction.Line, l.Instruction.Text)
		case !l.Instruction.Reachable:
			words = "another target: " + words
		}
		list = append(list, words)
	}
	return list
}

// listed is a folder's content.
type listed struct {
	subject *subject
	gen     int
	folder  *folder
}

// list asks for a folder that is not known yet.
func (s *screen) list(sub *subject, dir string) []job {
	if sub.folders[dir] != nil || sub.asked[dir] {
		return nil
	}
	sub.asked[dir] = true
	gen, base, now, n, inspected, how := sub.gen, sub.base, sub.now, sub.context, sub.inspected, s.how(sub)
	return []job{func(context.Context) any {
		return listed{sub, gen, newReading(base, now, n, inspected, how).folder(dir)}
	}}
}

func (s *screen) listed(r listed) {
	if r.gen == r.subject.gen {
		r.subject.folders[r.folder.path] = r.folder
	}
}

// explained is what becomes of one path and why.
type explained struct {
	subject *subject
	gen     int
	answer  ctxsize.Answer
}

// explain asks about the selected item.
func (s *screen) explain() []job {
	sub, i := s.subject(), s.item()
	if i == nil || sub.answers[i.path] != nil {
		return nil
	}
	sub.answers[i.path] = &ctxsize.Answer{}
	gen, now, n, path := sub.gen, sub.now, sub.context, i.path
	return []job{func(context.Context) any { return explained{sub, gen, now.WhyIn(n, path)} }}
}

func (s *screen) explained(r explained) {
	if r.gen == r.subject.gen {
		r.subject.answers[r.answer.Path] = &r.answer
	}
}

// how is what folders are read by.
func (s *screen) how(sub *subject) how {
	return how{metric: s.metric, ghosts: s.ghosts, colors: s.colors, advice: sub.advice, suggested: sub.suggested}
}
