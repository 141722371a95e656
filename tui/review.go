package tui

import (
	"bytes"
	"context"
	"errors"
	"strings"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/audit"
	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/plan"
	"github.com/ctxsize/ctxsize/report"
)

// reviewed is a change of an ignore file that is to be looked at before it is written.
type reviewed struct {
	subject *subject
	draft   draft
	change  ctxsize.Change
	diff    string
	broken  []string // what it takes from instructions that name it
	err     error
}

// written is what became of it.
type written struct {
	subject *subject
	change  ctxsize.Change
	err     error
}

// review shows the change that the draft makes of the ignore file. What it breaks is found out now: the screen may not know yet.
func (s *screen) review() []job {
	sub := s.subject()
	r := reviewed{subject: sub, draft: sub.history.now()}
	base, n, file, p, advice := sub.base, sub.context, sub.file, sub.plan(), sub.advice
	return []job{func(ctx context.Context) any {
		next, err := decide(ctx, base, n, r.draft, file)
		if r.err = err; err != nil {
			return r
		}
		r.broken = losses(base, next, n)
		if r.change, r.err = change(p, file, r.draft, advice); r.err == nil {
			r.diff = r.change.Diff(s.short(r.change.Path))
		}
		return r
	}}
}

func change(p plan.Context, file *ignore.Lines, d draft, advice []audit.Suggestion) (ctxsize.Change, error) {
	if p.Ignore.Path == "" {
		return ctxsize.NewChange(p, ctxsize.NewIgnoreText(ctxsize.Grouped(d.added, advice))), nil
	}
	lines, err := d.apply(file)
	if err != nil {
		return ctxsize.Change{}, err
	}
	return ctxsize.NewChange(p, lines.Bytes()), nil
}

func (s *screen) reviewed(r reviewed) {
	if r.subject != s.subject() || !r.draft.equal(r.subject.history.now()) {
		s.notice = "the draft has changed since: w reviews it again"
		return
	}
	switch {
	case r.err != nil:
		s.notice = refusal(r.err)
	case bytes.Equal(r.change.Before, r.change.After):
		s.notice = "the draft changes nothing"
	default:
		s.over = s.reviewPane(r)
	}
}

func (s *screen) reviewPane(r reviewed) *textPane {
	p := &textPane{title: "write " + cleanName(s.short(r.change.Path)), foot: [][2]string{{"enter", "writes it"}, {"esc", "leaves it"}}}
	for _, words := range r.broken {
		p.lines = append(p.lines, textLine{"! " + cleanText(words), warn})
	}
	if len(p.lines) > 0 {
		p.lines = append(p.lines, textLine{})
	}
	for line := range strings.Lines(r.diff) {
		p.lines = append(p.lines, diffLine(strings.TrimSuffix(line, "\n")))
	}
	p.answer = func(s *screen, key string) (bool, []job) {
		switch key {
		case "enter":
			return true, []job{func(context.Context) any {
				return written{r.subject, r.change, r.change.Write()}
			}}
		case "esc", "q", "backspace":
			return true, nil
		}
		return false, nil
	}
	return p
}

// diffLine shows a line of a diff; of CRLF files the carriage return is no news.
func diffLine(line string) textLine {
	l := textLine{cleanText(strings.TrimSuffix(line, "\r")), text}
	switch {
	case strings.HasPrefix(line, "+++"), strings.HasPrefix(line, "---"), strings.HasPrefix(line, "@@"), strings.HasPrefix(line, "diff "):
		l.fg = dim
	case strings.HasPrefix(line, "+"):
		l.fg = added
	case strings.HasPrefix(line, "-"):
		l.fg = removed
	}
	return l
}

func (s *screen) written(w written) []job {
	if w.err != nil {
		s.over = s.unwritten(w)
		return nil
	}
	w.subject.history = history{}
	s.notice = "written: " + s.short(w.change.Path)
	return s.read()
}

// unwritten says why a file was not written, and shows what stands there now.
func (s *screen) unwritten(w written) *textPane {
	p := &textPane{title: "nothing was written"}
	for _, part := range report.Wrap(cleanText(w.err.Error()), max(s.w-8, 20)) {
		p.lines = append(p.lines, textLine{part, warn})
	}
	if changed, ok := errors.AsType[*ctxsize.ChangedError](w.err); ok {
		p.lines = append(p.lines, textLine{}, textLine{"It holds now (r reads it again, the draft stays):", dim}, textLine{})
		for line := range strings.Lines(string(changed.Now)) {
			p.lines = append(p.lines, textLine{cleanText(strings.TrimRight(line, "\r\n")), text})
		}
	}
	return p
}
