package tui

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/tui/internal/cells"
	"github.com/ctxsize/ctxsize/tui/internal/columns"
	"github.com/ctxsize/ctxsize/tui/internal/look"
	"github.com/ctxsize/ctxsize/tui/treemap"
)

// centered is where a box of so many cells is, in the middle of the screen; header and footer stay free where they can.
func centered(screen treemap.Rect, w, h int) treemap.Rect {
	w, h = min(w, screen.W), min(h, max(screen.H-2, 1))
	return treemap.Rect{X: (screen.W - w) / 2, Y: max((screen.H-h)/2, 0), W: w, H: h}
}

// drawBox clears a rectangle, draws its outline with a title, and returns what is inside.
func (m *model) drawBox(g *cells.Grid, r treemap.Rect, title string) treemap.Rect {
	g.Fill(r, ' ', cells.Style{Fg: cells.Text})
	if r.W < 4 || r.H < 3 {
		return r
	}
	l, st := &m.theme.Glyphs.Lines, cells.Style{Fg: cells.Accent}
	for x := r.X + 1; x < r.X+r.W-1; x++ {
		g.Put(x, r.Y, l[cells.LineLeft|cells.LineRight], st)
		g.Put(x, r.Y+r.H-1, l[cells.LineLeft|cells.LineRight], st)
	}
	for y := r.Y + 1; y < r.Y+r.H-1; y++ {
		g.Put(r.X, y, l[cells.LineUp|cells.LineDown], st)
		g.Put(r.X+r.W-1, y, l[cells.LineUp|cells.LineDown], st)
	}
	g.Put(r.X, r.Y, l[cells.LineRight|cells.LineDown], st)
	g.Put(r.X+r.W-1, r.Y, l[cells.LineLeft|cells.LineDown], st)
	g.Put(r.X, r.Y+r.H-1, l[cells.LineRight|cells.LineUp], st)
	g.Put(r.X+r.W-1, r.Y+r.H-1, l[cells.LineLeft|cells.LineUp], st)
	g.Text(r.X+2, r.Y, r.W-4, " "+cells.CutEnd(title, r.W-6, m.theme.Glyphs.Ellipsis)+" ", cells.Style{Fg: cells.Accent, Attrs: cells.Bold})
	return r.Inset(2, 1, 2, 1)
}

// textPane shows lines, wrapped, and scrolls.
type textPane struct {
	*model
	title  string
	lines  []paneLine
	scroll int
	hints  []hint
	// answer handles a key that does not scroll and reports whether the pane closes; nil for a pane that only closes.
	answer func(key string) (closes bool, jobs []job)
	// drawn is where the text was when it was last on the screen, and seen that its end was.
	drawn treemap.Rect
	page  int
	count int // of rows
}

// paneLine is a line of a pane: prose is broken between words, anything else where it has no more room.
type paneLine struct {
	styledLine
	prose bool
}

// maxProse is how wide prose is where there is more room.
const maxProse = 76

// add appends a line that is shown as it is.
func (p *textPane) add(text string, fg cells.Shade) {
	if fg == cells.Own {
		fg = cells.Text
	}
	p.lines = append(p.lines, paneLine{styledLine{text, fg}, false})
}

// say appends a line of prose.
func (p *textPane) say(fg cells.Shade, text string) {
	p.lines = append(p.lines, paneLine{styledLine{text, fg}, true})
}

// parts breaks a line into rows. Rows of prose after the first are indented.
func (l *paneLine) parts(room int) []string {
	if l.prose {
		room = min(room, maxProse)
	}
	switch {
	case cells.Width(l.text) <= room || room < 1:
		return []string{l.text}
	case !l.prose:
		return cells.Chunks(l.text, room)
	}
	indent := l.text[:len(l.text)-len(strings.TrimLeft(l.text, " "))]
	parts := cells.Wrap(l.text, room-len(indent)-2)
	for n := range parts {
		if n == 1 {
			indent += "  "
		}
		parts[n] = indent + parts[n]
	}
	return parts
}

// Hints implements overlay.
func (p *textPane) Hints() []hint {
	if p.hints != nil {
		return p.hints
	}
	return []hint{{"esc", "closes"}}
}

// Update implements overlay.
func (p *textPane) Update(msg any) []job {
	switch msg := msg.(type) {
	case moveMsg:
		p.scrollTo(p.scroll + msg.DY)
	case clickMsg:
		if !p.drawn.Inset(-2, -1, -2, -1).Contains(msg.X, msg.Y) {
			return p.other("esc")
		}
	case keyMsg:
		return p.key(string(msg))
	}
	return nil
}

func (p *textPane) key(key string) []job {
	switch key {
	case "up", "k":
		p.scrollTo(p.scroll - 1)
	case "down", "j":
		p.scrollTo(p.scroll + 1)
	case "pgup", "ctrl+b":
		p.scrollTo(p.scroll - p.page)
	case "pgdown", "ctrl+f", "space":
		p.scrollTo(p.scroll + p.page)
	case "home", "g":
		p.scrollTo(0)
	case "end", "G":
		p.scrollTo(p.count)
	default:
		return p.other(key)
	}
	return nil
}

func (p *textPane) scrollTo(row int) { p.scroll = min(max(row, 0), max(p.count-p.page, 0)) }

func (p *textPane) other(key string) []job {
	if p.answer != nil {
		closes, jobs := p.answer(key)
		if closes && p.over == overlay(p) {
			p.over = nil
		}
		return jobs
	}
	switch key {
	case "esc", "q", "enter", "backspace", "?", "y", "i":
		p.over = nil
	}
	return nil
}

// box is where the pane is on a screen.
func (p *textPane) box(screen treemap.Rect) treemap.Rect {
	w := cells.Width(p.title) + 8
	for _, l := range p.lines {
		needed := cells.Width(l.text) + 4
		if l.prose {
			needed = min(needed, maxProse+4)
		}
		w = max(w, needed)
	}
	w = min(max(w, 40), screen.W)
	return centered(screen, w, len(p.rows(w-4))+2)
}

// rows returns the lines as they are on the screen. Nothing is left out of a line.
func (p *textPane) rows(room int) []styledLine {
	var rows []styledLine
	for n := range p.lines {
		for _, part := range p.lines[n].parts(room) {
			rows = append(rows, styledLine{part, p.lines[n].fg})
		}
	}
	return rows
}

// Draw implements overlay.
func (p *textPane) Draw(g *cells.Grid, screen treemap.Rect) {
	r := p.drawBox(g, p.box(screen), p.title)
	rows := p.rows(r.W)
	p.drawn, p.page, p.count = r, r.H, len(rows)
	// The screen may have grown since.
	p.scroll = min(p.scroll, max(len(rows)-r.H, 0))
	for n := range min(r.H, len(rows)-p.scroll) {
		l := rows[p.scroll+n]
		g.Text(r.X, r.Y+n, r.W, cells.CutEnd(l.text, r.W, p.theme.Glyphs.Ellipsis), cells.Style{Fg: l.fg})
	}
	if len(rows) > r.H {
		more := fmt.Sprintf(" %d of %d, %s %s scroll ", min(p.scroll+r.H, len(rows)), len(rows), p.theme.Glyphs.Up, p.theme.Glyphs.Down)
		g.Text(r.X+r.W-cells.Width(more), r.Y+r.H, cells.Width(more), more, cells.Style{Fg: cells.Dim})
	}
}

// menuPane lets the user choose one of some rows.
type menuPane struct {
	*model
	scroller
	title string
	head  string // above the rows, "" for none
	rows  []string
	take  func(n int) []job
	inner treemap.Rect
}

// Hints implements overlay.
func (p *menuPane) Hints() []hint { return []hint{{"enter", "chooses"}, {"esc", "closes"}} }

// Update implements overlay.
func (p *menuPane) Update(msg any) []job {
	switch msg := msg.(type) {
	case moveMsg:
		p.move(msg.DY, len(p.rows))
	case clickMsg:
		n := p.scroll + msg.Y - p.inner.Y
		if p.inner.Contains(msg.X, msg.Y) && n < len(p.rows) {
			p.at = n
			return p.key("enter")
		}
	case keyMsg:
		return p.key(string(msg))
	}
	return nil
}

func (p *menuPane) key(key string) []job {
	switch key {
	case "up", "k", "shift+tab":
		p.move(-1, len(p.rows))
	case "down", "j", "tab":
		p.move(1, len(p.rows))
	case "pgup", "pgdown":
		p.move(map[string]int{"pgup": -1, "pgdown": 1}[key]*max(p.inner.H-1, 1), len(p.rows))
	case "home", "g":
		p.move(-len(p.rows), len(p.rows))
	case "end", "G":
		p.move(len(p.rows), len(p.rows))
	case "enter", "space":
		p.over = nil
		return p.take(p.at)
	case "esc", "q", "backspace":
		p.over = nil
	}
	return nil
}

// Draw implements overlay.
func (p *menuPane) Draw(g *cells.Grid, screen treemap.Rect) {
	w, h := max(cells.Width(p.title)+8, cells.Width(p.head)+4, 40), len(p.rows)+2
	for _, row := range p.rows {
		w = max(w, cells.Width(row)+4)
	}
	if p.head != "" {
		h++
	}
	r := p.drawBox(g, centered(screen, w, h), p.title)
	if p.head != "" {
		g.Text(r.X, r.Y, r.W, cells.CutEnd(p.head, r.W, p.theme.Glyphs.Ellipsis), cells.Style{Fg: cells.Dim})
		r = r.Inset(0, 1, 0, 0)
	}
	p.inner = r
	for n := range p.visible(len(p.rows), r.H) {
		st := cells.Style{Fg: cells.Text}
		if p.scroll+n == p.at {
			st = cells.Style{Fg: cells.OnSelect, Bg: cells.Selected}
			g.Fill(treemap.Rect{X: r.X, Y: r.Y + n, W: r.W, H: 1}, ' ', st)
		}
		g.Text(r.X, r.Y+n, r.W, cells.CutEnd(p.rows[p.scroll+n], r.W, p.theme.Glyphs.Ellipsis), st)
	}
}

// helpPane shows the signs and all keys, in as many columns as there is room for.
type helpPane struct {
	textPane
	blocks []columns.Block
	width  int // that the lines were made for
}

// newHelp returns the help: what is needed first is first, and how to leave is on the first page.
func newHelp(s *screen) *helpPane {
	g := &s.theme.Glyphs
	signs := columns.Block{Title: "signs", Indent: 4}
	for _, sign := range look.States(g) {
		signs.Rows = append(signs.Rows, columns.Row{Key: sign.Mark, Text: sign.Text + sign.More})
	}
	signs.Rows = append(signs.Rows, columns.Row{Key: string(g.Folded), Text: "entries that are too small for a tile of their own"})
	p := &helpPane{textPane: textPane{model: s.model, title: "help: ? opens it, q quits ctxsize"}, blocks: []columns.Block{signs}}
	for _, group := range (keyMap{s}).groups() {
		block := columns.Block{Title: group.title, Indent: 14}
		for _, b := range group.keys {
			if b.help != "" {
				block.Rows = append(block.Rows, columns.Row{Key: strings.Join(b.keys, " "), Text: b.help})
			}
		}
		p.blocks = append(p.blocks, block)
	}
	return p
}

// Update implements overlay.
func (p *helpPane) Update(msg any) []job {
	switch msg := msg.(type) {
	case keyMsg:
		if slices.Contains([]string{"esc", "q", "enter", "backspace", "?", "f1"}, string(msg)) {
			p.over = nil
			return nil
		}
		return p.key(string(msg))
	case clickMsg:
		if !p.drawn.Contains(msg.X, msg.Y) {
			p.over = nil
		}
	case moveMsg:
		p.scrollTo(p.scroll + msg.DY)
	}
	return nil
}

// Draw implements overlay.
func (p *helpPane) Draw(g *cells.Grid, screen treemap.Rect) {
	if p.width != screen.W {
		p.width, p.lines = screen.W, p.lines[:0]
		for _, line := range columns.Lay(p.blocks, screen.W-4) {
			p.add(line, cells.Text)
		}
	}
	p.textPane.Draw(g, screen)
}
