package tui

import (
	"bytes"
	"context"
	"errors"
	"strings"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/audit"
	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/edit"
	"github.com/ctxsize/ctxsize/internal/report"
)

// reviewed is a change of an ignore file that is to be looked at before it is written.
type reviewed struct {
	subject *subject
	draft   draft
	change  edit.Change
	diff    string
	broken  []string // what it takes from instructions that name it
	err     error
}

// written is what became of it.
type written struct {
	subject *subject
	change  edit.Change
	err     error
}

// Messages for a change that nobody can have reviewed, and that is therefore not written.
const (
	tooSmall = "too small for the review: enlarge the terminal to write"
	notShown = "the review has moved: look at it again, then press enter"
)

// review shows the change that the draft makes of the ignore file. What it breaks is found out now: the screen may not know yet.
func (s *screen) review() []job {
	if s.regions().tiny {
		s.notice = tooSmall
		return nil
	}
	sub := s.subject()
	r := reviewed{subject: sub, draft: sub.history.now()}
	base, n, file, advice := sub.base, sub.context, sub.file, sub.advice
	return []job{func(ctx context.Context) any {
		next, err := decide(ctx, base, n, r.draft, file)
		if r.err = err; err != nil {
			return r
		}
		r.broken = losses(base, next, n)
		if r.change, r.err = change(base, n, r.draft, file, advice); r.err == nil {
			r.err = r.change.Check()
		}
		if r.err == nil {
			r.diff = r.change.Diff(s.short(r.change.File()))
		}
		return r
	}}
}

// change returns the change of the ignore file of a build's context that a draft makes.
func change(b *ctxsize.Build, n int, d draft, file *ignore.PatternList, advice []audit.Suggestion) (edit.Change, error) {
	if contextOf(b, n).Plan.Ignore.Path == "" {
		return b.NewChange(n, ctxsize.NewIgnoreText(ctxsize.Grouped(d.added, advice))), nil
	}
	lines, err := d.apply(file)
	if err != nil {
		return edit.Change{}, err
	}
	return b.NewChange(n, lines.Bytes()), nil
}

func (s *screen) reviewed(r reviewed) {
	if r.subject != s.subject() || !r.draft.equal(r.subject.history.now()) {
		s.notice = "the draft has changed since: w reviews it again"
		return
	}
	switch {
	case isRefused(r.err):
		s.over = s.unwritten(written{subject: r.subject, change: r.change, err: r.err})
	case r.err != nil:
		s.notice = refusal(r.err)
	case bytes.Equal(r.change.Before, r.change.After):
		s.notice = "the draft changes nothing"
	default:
		s.over = s.reviewPane(r)
	}
}

// isRefused reports whether an error says that a file may not be written.
func isRefused(err error) bool {
	_, ok := errors.AsType[*edit.RefusedError](err)
	return ok
}

// reviewTitle names the file that is written; the real one first if the ignore file is a link.
func (s *screen) reviewTitle(c edit.Change) string {
	title := "write " + s.short(c.File())
	if c.Link {
		title += " (" + s.short(c.Path) + " is a symbolic link to it)"
	}
	return cleanName(title)
}

func (s *screen) reviewPane(r reviewed) *textPane {
	p := &textPane{title: s.reviewTitle(r.change), wraps: true, foot: [][2]string{{"enter", "writes it"}, {"esc", "leaves it"}}}
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
			if s.notice = p.unread(s); s.notice != "" {
				return false, nil
			}
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
	s.notice = "written: " + s.short(w.change.File())
	return s.read()
}

// unwritten says why a file was not written, and shows what stands there now.
func (s *screen) unwritten(w written) *textPane {
	p := &textPane{title: "nothing was written"}
	for _, part := range report.Wrap(cleanText(w.err.Error()), max(s.w-8, 20)) {
		p.lines = append(p.lines, textLine{part, warn})
	}
	if refused, ok := errors.AsType[*edit.RefusedError](w.err); ok && refused.Hint != "" {
		for _, part := range report.Wrap(cleanName("hint: "+refused.Hint), max(s.w-8, 20)) {
			p.lines = append(p.lines, textLine{part, text})
		}
	}
	if changed, ok := errors.AsType[*edit.ChangedError](w.err); ok {
		p.lines = append(p.lines, textLine{}, textLine{"It holds now (r reads it again, the draft stays):", dim}, textLine{})
		for line := range strings.Lines(string(changed.Now)) {
			p.lines = append(p.lines, textLine{cleanText(strings.TrimRight(line, "\r\n")), text})
		}
	}
	return p
}
