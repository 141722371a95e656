package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/ctxsize/ctxsize/tui/treemap"
)

// editor edits the drafted lines by hand; what they do is seen at once.
type editor struct {
	area   textField
	before draft
	scroll int
}

func (s *screen) edit() []job {
	sub := s.subject()
	if why := sub.editable(); why != "" {
		s.notice = why
		return nil
	}
	before := sub.history.now()
	s.over = &editor{area: newTextField(strings.Join(before.added, "\n"), true), before: before}
	return nil
}

func (e *editor) hints() [][2]string {
	return [][2]string{{"esc", "keeps these lines"}, {"ctrl+z", "takes the changes back"}}
}

func (e *editor) key(s *screen, key string) []job {
	switch key {
	case "esc":
		s.over = nil
	case "ctrl+z":
		s.over = nil
		return s.put(e.before)
	}
	return nil
}

func (e *editor) message(s *screen, m tea.Msg) []job {
	if k, ok := m.(tea.KeyPressMsg); ok {
		if jobs := e.key(s, k.String()); s.over != e {
			return append(jobs, s.arrange()...)
		}
	}
	e.area.update(m)
	return append(s.amend(draft{e.before.removed, e.before.replaced, e.lines()}, e.before), s.arrange()...)
}

// lines are those of the editor, without blank ones at the end.
func (e *editor) lines() []string {
	value := strings.TrimRight(e.area.value(), "\n ")
	if value == "" {
		return nil
	}
	return strings.Split(value, "\n")
}

// amend makes a draft the present one; what was typed since the editor was opened is undone in one step.
func (s *screen) amend(d, before draft) []job {
	h := &s.subject().history
	if d.equal(h.now()) {
		return nil
	}
	if h.now().equal(before) {
		return s.put(d)
	}
	h.drafts[h.at] = d
	return s.refresh(s.subject())
}

// area is where the editor lies: in the list's place, or over the lower half.
func (s *screen) editorBox() treemap.Rect {
	r := s.regions()
	box := r.list
	if box.H < 5 {
		h := min(max(s.h/2, 3), s.h)
		box = treemap.Rect{Y: s.h - h - r.footer.H, W: s.w, H: h}
	}
	return box
}

func (e *editor) draw(s *screen, g *grid) {
	r := s.drawBox(g, s.editorBox(), "drafted lines, at the end of "+s.ignoreName())
	if err := s.subject().refused; err != nil && r.H > 1 {
		s.line(g, r, r.H-1, refusal(err), style{fg: warn})
		r.H--
	}
	lines := e.area.lines
	e.scroll = min(max(min(e.scroll, e.area.line), e.area.line-r.H+1), max(len(lines)-1, 0))
	for n := range min(r.H, len(lines)-e.scroll) {
		cursor := -1
		if e.scroll+n == e.area.line {
			cursor = e.area.col
		}
		drawInput(g, treemap.Rect{X: r.X, Y: r.Y + n, W: r.W, H: 1}, lines[e.scroll+n], cursor)
	}
}
