package tui

import (
	"bytes"
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize"
)

// reviewed is a change of an ignore file that is to be looked at before it is written.
type reviewed struct {
	subject *subject
	gen     int
	change  ctxsize.Change
	diff    string
	err     error
}

// written is what became of it.
type written struct {
	subject *subject
	change  ctxsize.Change
	err     error
}

// review shows the change that the draft makes of the ignore file.
func (s *screen) review() []job {
	sub := s.subject()
	r := reviewed{subject: sub, gen: sub.gen}
	d, file, p := sub.history.now(), sub.file, sub.plan()
	groups := sub.groups(d.added)
	name := s.short(changePath(p.Ignore.Path, p.Root))
	return []job{func(context.Context) any {
		r.change, r.err = change(p.Ignore.Path, p.Root, p.Ignore.Text, func() ([]byte, error) {
			if p.Ignore.Path == "" {
				return ctxsize.NewIgnoreText(groups), nil
			}
			lines, err := d.apply(file)
			if err != nil {
				return nil, err
			}
			return lines.Bytes(), nil
		})
		r.diff = r.change.Diff(filepath.ToSlash(name))
		return r
	}}
}

// changePath is the ignore file that is to be written: the one in force, or a new one in the context's root.
func changePath(path, root string) string {
	if path == "" {
		return filepath.Join(root, ".dockerignore")
	}
	return path
}

func change(path, root string, before []byte, after func() ([]byte, error)) (ctxsize.Change, error) {
	c := ctxsize.Change{Path: changePath(path, root), Before: before, New: path == ""}
	var err error
	c.After, err = after()
	return c, err
}

// groups puts drafted lines under headings: those that were suggested under that of their kind.
func (sub *subject) groups(added []string) []ctxsize.IgnoreGroup {
	groups := []ctxsize.IgnoreGroup{{}}
	for _, line := range added {
		heading := ""
		for _, a := range sub.advice {
			if a.Line == line {
				heading = a.Heading
			}
		}
		n := slices.IndexFunc(groups, func(g ctxsize.IgnoreGroup) bool { return g.Heading == heading })
		if n < 0 {
			n, groups = len(groups), append(groups, ctxsize.IgnoreGroup{Heading: heading})
		}
		groups[n].Lines = append(groups[n].Lines, line)
	}
	return groups
}

func (s *screen) reviewed(r reviewed) {
	if r.subject != s.subject() || r.gen != r.subject.gen {
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
	for _, words := range r.subject.broken {
		p.lines = append(p.lines, textLine{"! " + cleanName(words), warn})
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
	l := textLine{cleanName(strings.TrimSuffix(line, "\r")), text}
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
	for _, part := range wrap(cleanName(w.err.Error()), max(s.w-8, 20)) {
		p.lines = append(p.lines, textLine{part, warn})
	}
	if changed, ok := errors.AsType[*ctxsize.ChangedError](w.err); ok {
		p.lines = append(p.lines, textLine{}, textLine{"It holds now (r reads it again, the draft stays):", dim}, textLine{})
		for line := range strings.Lines(string(changed.Now)) {
			p.lines = append(p.lines, textLine{cleanName(strings.TrimRight(line, "\r\n")), text})
		}
	}
	return p
}
