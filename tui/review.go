package tui

import (
	"bytes"
	"context"
	"errors"
	"strings"

	"github.com/ctxsize/ctxsize/internal/edit"
	"github.com/ctxsize/ctxsize/tui/internal/cells"
	"github.com/ctxsize/ctxsize/tui/internal/engine"
	"github.com/ctxsize/ctxsize/tui/treemap"
	"github.com/ctxsize/ctxsize/walker"
)

// Messages for a change that cannot have been reviewed, and that is therefore not written.
const (
	tooSmall = "too small for the review: enlarge the terminal to write"
	notShown = "the review has changed on the screen: look at it again, then press enter"
)

// minReadable is the number of cells in which a text can be read.
const minReadable = 20

// review shows the change that the draft makes of the ignore file. What it breaks is found out now: the screen may not know yet.
func (c drafter) review() []job {
	if c.regions.tiny {
		c.notice = tooSmall
		return nil
	}
	d := c.doc()
	r := reviewedMsg{doc: d, draft: d.history.Now()}
	base, n, file, suggestions := d.base, d.context, d.file, d.suggestions
	return []job{func(ctx context.Context) any {
		next, err := engine.Decide(ctx, base, n, r.draft, file)
		if r.err = err; err != nil {
			return r
		}
		r.broken = engine.Losses(base, next, n)
		if r.change, r.err = engine.NewChange(base, n, r.draft, file, suggestions); r.err == nil {
			r.err = r.change.Check()
		}
		if r.err == nil {
			r.diff = r.change.Diff(c.short(r.change.File()))
		}
		return r
	}}
}

// reviewed opens the review.
func (s *screen) reviewed(r reviewedMsg) {
	if r.doc != s.doc() || !r.draft.Equal(r.doc.history.Now()) {
		s.notice = "the draft has changed since: w reviews it again"
		return
	}
	_, refused := errors.AsType[*edit.RefusedError](r.err)
	switch {
	case refused:
		s.open(newUnwrittenPane(s.model, r.err))
	case r.err != nil:
		s.notice = refusal(r.err)
	case bytes.Equal(r.change.Before, r.change.After):
		s.notice = "the draft changes nothing"
	default:
		s.open(newReviewPane(s, r))
	}
}

// newReviewPane shows the diff; enter writes it if it was on the screen.
func newReviewPane(s *screen, r reviewedMsg) *textPane {
	p := &textPane{model: s.model, title: drafter{s}.reviewTitle(r.change), hints: []hint{{"enter", "writes it"}, {"esc", "closes"}}}
	for _, words := range r.broken {
		p.say(cells.Warn, "! "+cells.CleanText(words))
	}
	if len(p.lines) > 0 {
		p.add("", cells.Text)
	}
	for line := range strings.Lines(r.diff) {
		p.addDiff(line)
	}
	p.answer = func(key string) (bool, []job) {
		switch key {
		case "enter":
			if s.notice = s.unseen(p); s.notice != "" {
				return false, nil
			}
			w := writtenMsg{doc: r.doc, change: r.change, effect: drafter{s}.effect(r.doc)}
			return true, []job{func(context.Context) any {
				w.err = w.change.Write()
				return w
			}}
		case "esc", "q", "backspace":
			return true, nil
		}
		return false, nil
	}
	return p
}

// unseen returns why the review cannot have been read, "" if it was on the screen as it is now: all of its rows can be scrolled to.
func (s *screen) unseen(p *textPane) string {
	r := p.box(treemap.Rect{W: s.w, H: s.h}).Inset(2, 1, 2, 1)
	switch {
	case s.divide().tiny || r.W < minReadable || r.H < 1:
		return tooSmall
	case p.drawn != r:
		return notShown
	}
	return ""
}

// reviewTitle names the file that is written; the real one first if the ignore file is a link.
func (c drafter) reviewTitle(change edit.Change) string {
	title := "write " + c.short(change.File())
	if change.Link {
		title += " (" + c.short(change.Path) + " is a symbolic link to it)"
	}
	return cells.CleanName(title)
}

// effect returns what the draft does to what is sent.
func (c drafter) effect(d *document) string {
	before, after := d.baseView().Totals(walker.Sent), d.view().Totals(walker.Sent)
	if before != after {
		return "sent " + c.change(before, after)
	}
	return "eligible " + c.change(d.baseView().Totals(walker.Eligible), d.view().Totals(walker.Eligible))
}

// addDiff appends a line of a diff, without the line ending.
func (p *textPane) addDiff(line string) {
	fg := cells.Text
	switch {
	case strings.HasPrefix(line, "+++"), strings.HasPrefix(line, "---"), strings.HasPrefix(line, "@@"), strings.HasPrefix(line, "diff "):
		fg = cells.Dim
	case strings.HasPrefix(line, "+"):
		fg = cells.Added
	case strings.HasPrefix(line, "-"):
		fg = cells.Removed
	}
	p.add(cells.CleanText(strings.TrimSuffix(strings.TrimSuffix(line, "\n"), "\r")), fg)
}

// written reports what became of the file, and scans again.
func (s *screen) written(w writtenMsg) []job {
	if w.err != nil {
		s.open(newUnwrittenPane(s.model, w.err))
		return nil
	}
	w.doc.forgetDrafts()
	s.notice = "wrote " + s.short(w.change.File()) + ": " + w.effect
	s.farewell = append(s.farewell, s.notice)
	return scanner{s.model}.rescan()
}

// newUnwrittenPane shows why a file was not written, and what it contains now.
func newUnwrittenPane(m *model, err error) *textPane {
	p := &textPane{model: m, title: "nothing was written"}
	p.say(cells.Warn, cells.CleanText(err.Error()))
	if refused, ok := errors.AsType[*edit.RefusedError](err); ok && refused.Hint != "" {
		p.say(cells.Text, cells.CleanText("hint: "+refused.Hint))
	}
	if changed, ok := errors.AsType[*edit.ChangedError](err); ok {
		p.add("", cells.Text)
		p.add("It now contains (r scans again, the draft stays):", cells.Dim)
		p.add("", cells.Text)
		for line := range strings.Lines(string(changed.Now)) {
			p.add(cells.CleanText(strings.TrimRight(line, "\r\n")), cells.Text)
		}
	}
	return p
}
