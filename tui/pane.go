package tui

import (
	"fmt"

	"github.com/ctxsize/ctxsize/tui/treemap"
)

// box is where a pane of so many cells lies, in the middle of the screen; it leaves the header and the footer free where it can.
func (s *screen) box(w, h int) treemap.Rect {
	w, h = min(w, s.w), min(h, max(s.h-2, 1))
	return treemap.Rect{X: (s.w - w) / 2, Y: max((s.h-h)/2, 0), W: w, H: h}
}

// drawBox clears a rectangle, draws its outline with a title, and gives what is inside.
func (s *screen) drawBox(g *grid, r treemap.Rect, title string) treemap.Rect {
	g.fill(r, ' ', style{fg: text})
	if r.W < 4 || r.H < 3 {
		return r
	}
	l, st := &s.theme.glyphs.lines, style{fg: accent}
	for x := r.X + 1; x < r.X+r.W-1; x++ {
		g.put(x, r.Y, l[lineLeft|lineRight], st)
		g.put(x, r.Y+r.H-1, l[lineLeft|lineRight], st)
	}
	for y := r.Y + 1; y < r.Y+r.H-1; y++ {
		g.put(r.X, y, l[lineUp|lineDown], st)
		g.put(r.X+r.W-1, y, l[lineUp|lineDown], st)
	}
	g.put(r.X, r.Y, l[lineRight|lineDown], st)
	g.put(r.X+r.W-1, r.Y, l[lineLeft|lineDown], st)
	g.put(r.X, r.Y+r.H-1, l[lineRight|lineUp], st)
	g.put(r.X+r.W-1, r.Y+r.H-1, l[lineLeft|lineUp], st)
	g.text(r.X+2, r.Y, r.W-4, " "+cutEnd(title, r.W-6, s.theme.glyphs.ellipsis)+" ", style{fg: accent, attrs: bold})
	return r.Inset(2, 1, 2, 1)
}

// textPane shows lines and scrolls.
type textPane struct {
	title  string
	lines  []textLine
	scroll int
	// answer takes a key that does not scroll and says whether the pane closes; nil for one that only closes.
	answer func(s *screen, key string) (closes bool, jobs []job)
	foot   [][2]string
	// wraps: lines that are too long go on in the next row, and are not cut.
	wraps bool
	drawn treemap.Rect // of the text when it was last on the screen
}

type textLine struct {
	text string
	fg   shade
}

func (p *textPane) hints() [][2]string {
	if p.foot != nil {
		return p.foot
	}
	return [][2]string{{"esc", "closes"}}
}

func (p *textPane) key(s *screen, key string) []job {
	rows := s.textBox(p).Inset(2, 1, 2, 1).H
	switch key {
	case "up", "k":
		p.scroll--
	case "down", "j":
		p.scroll++
	case "pgup", "ctrl+b":
		p.scroll -= rows
	case "pgdown", "ctrl+f", "space":
		p.scroll += rows
	case "home", "g":
		p.scroll = 0
	case "end", "G":
		p.scroll = len(p.rows(s))
	default:
		return p.other(s, key)
	}
	p.scroll = min(max(p.scroll, 0), max(len(p.rows(s))-rows, 0))
	return nil
}

func (p *textPane) other(s *screen, key string) []job {
	if p.answer != nil {
		closes, jobs := p.answer(s, key)
		if closes && s.over == p {
			s.over = nil
		}
		return jobs
	}
	if key == "esc" || key == "q" || key == "enter" || key == "backspace" || key == "?" || key == "y" {
		s.over = nil
	}
	return nil
}

func (s *screen) textBox(p *textPane) treemap.Rect {
	w := width(p.title) + 8
	for _, l := range p.lines {
		w = max(w, width(l.text)+4)
	}
	return s.box(max(w, 40), len(p.rows(s))+2)
}

// rows returns the lines as they stand on the screen, one in each row.
func (p *textPane) rows(s *screen) []textLine {
	room := s.w - 4
	if !p.wraps || room < 1 {
		return p.lines
	}
	var rows []textLine
	for _, l := range p.lines {
		for _, part := range chunks(l.text, room) {
			rows = append(rows, textLine{part, l.fg})
		}
	}
	return rows
}

// unread returns why nobody can have read the pane, "" if it was on the screen as it is now: all of its rows can be scrolled to.
func (p *textPane) unread(s *screen) string {
	r := s.textBox(p).Inset(2, 1, 2, 1)
	switch {
	case s.regions().tiny || r.W < minReadable || r.H < 1:
		return tooSmall
	case p.drawn != r:
		return notShown
	}
	return ""
}

// minReadable is the least number of cells in which a text can be read.
const minReadable = 20

func (p *textPane) draw(s *screen, g *grid) {
	r := s.drawBox(g, s.textBox(p), p.title)
	p.drawn = r
	rows := p.rows(s)
	// The screen may have grown since.
	p.scroll = min(p.scroll, max(len(rows)-r.H, 0))
	for n := range min(r.H, len(rows)-p.scroll) {
		l := rows[p.scroll+n]
		s.line(g, r, n, l.text, style{fg: l.fg})
	}
	if len(rows) > r.H {
		more := fmt.Sprintf(" %d of %d, up and down scroll ", min(p.scroll+r.H, len(rows)), len(rows))
		g.text(r.X+r.W-width(more), r.Y+r.H, width(more), more, style{fg: dim})
	}
}

// menuPane offers rows of which one is chosen.
type menuPane struct {
	scroller
	title  string
	head   string // above the rows, "" for none
	rows   []string
	choose func(s *screen, n int) []job
	again  func(s *screen) []string // what the rows are now, nil where they stay
	foot   [][2]string
}

func (p *menuPane) hints() [][2]string {
	if p.foot != nil {
		return p.foot
	}
	return [][2]string{{"enter", "takes it"}, {"esc", "leaves it"}}
}

func (p *menuPane) key(s *screen, key string) []job {
	switch key {
	case "up", "k", "shift+tab":
		p.move(-1, len(p.rows))
	case "down", "j", "tab":
		p.move(1, len(p.rows))
	case "home":
		p.move(-len(p.rows), len(p.rows))
	case "end":
		p.move(len(p.rows), len(p.rows))
	case "enter", "space":
		s.over = nil
		return p.choose(s, p.at)
	case "esc", "q", "backspace":
		s.over = nil
	}
	return nil
}

func (s *screen) menuBox(p *menuPane) treemap.Rect {
	w, h := max(width(p.title)+8, width(p.head)+4, 40), len(p.rows)+2
	for _, row := range p.rows {
		w = max(w, width(row)+4)
	}
	if p.head != "" {
		h++
	}
	return s.box(w, h)
}

func (p *menuPane) draw(s *screen, g *grid) {
	r := s.drawBox(g, s.menuBox(p), p.title)
	if p.head != "" {
		s.line(g, r, 0, p.head, style{fg: dim})
		r = r.Inset(0, 1, 0, 0)
	}
	for n := range p.visible(len(p.rows), r.H) {
		st := style{fg: text}
		if p.scroll+n == p.at {
			st = style{fg: onSelect, bg: selected}
			g.fill(treemap.Rect{X: r.X, Y: r.Y + n, W: r.W, H: 1}, ' ', st)
		}
		s.line(g, r, n, p.rows[p.scroll+n], st)
	}
}
