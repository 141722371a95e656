package tui

import (
	tea "charm.land/bubbletea/v2"

	"github.com/ctxsize/ctxsize/tui/treemap"
)

// typing is a pane that takes text.
type typing interface {
	pane
	// message takes what the terminal library says, keys included.
	message(s *screen, m tea.Msg) []job
}

// filterPane reads a filter, which holds at once.
type filterPane struct {
	input  textField
	before string
}

func (s *screen) startFilter() []job {
	s.over = &filterPane{input: newTextField(s.filter, false), before: s.filter}
	if s.focus > onList {
		s.focus = onList
	}
	return nil
}

func (p *filterPane) hints() [][2]string { return nil }

func (p *filterPane) key(s *screen, key string) []job {
	switch key {
	case "enter", "tab":
		s.over = nil
	case "esc":
		s.filter, s.over = p.before, nil
	}
	return nil
}

func (p *filterPane) message(s *screen, m tea.Msg) []job {
	if k, ok := m.(tea.KeyPressMsg); ok {
		if p.key(s, k.String()); s.over != p {
			return s.arrange()
		}
	}
	p.input.update(m)
	s.filter = p.input.value()
	return s.arrange()
}

func (p *filterPane) draw(s *screen, g *grid) {
	r := s.regions().footer
	if r.H == 0 {
		return
	}
	g.fill(r, ' ', style{fg: text})
	x := g.text(r.X, r.Y, r.W, " filter: ", style{fg: accent, attrs: bold})
	drawInput(g, r.Inset(x, 0, 0, 0), p.input.lines[0], p.input.col)
}

// drawInput draws a line of text with the cursor in it, scrolled so that the cursor can be seen.
func drawInput(g *grid, r treemap.Rect, line []rune, cursor int) {
	if r.W < 1 {
		return
	}
	from := 0
	for from < cursor && width(string(line[from:cursor])) >= r.W {
		from++
	}
	x := r.X
	for n := from; n <= len(line) && x < r.X+r.W; n++ {
		char, st := " ", style{fg: text}
		if n < len(line) {
			char = cleanText(string(line[n]))
		}
		if n == cursor {
			st.attrs = reversed
		}
		x += g.text(x, r.Y, r.X+r.W-x, char, st)
	}
}
