package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/ctxsize/ctxsize/tui/internal/cells"
	"github.com/ctxsize/ctxsize/tui/internal/draft"
	"github.com/ctxsize/ctxsize/tui/internal/textfield"
	"github.com/ctxsize/ctxsize/tui/treemap"
)

// editor edits the drafted patterns; what they do is seen at once.
type editor struct {
	*screen
	input  textfield.Field
	before draft.Draft
	scroll int
}

func newEditor(s *screen) *editor {
	before := s.doc().history.Now()
	return &editor{screen: s, input: textfield.New(strings.Join(before.Added, "\n"), true), before: before}
}

func (e *editor) typing() {}

// Hints implements overlay.
func (e *editor) Hints() []hint { return []hint{{"esc", "done"}, {"ctrl+z", "undo all changes"}} }

// Update implements overlay.
func (e *editor) Update(msg any) []job {
	key, _ := msg.(keyMsg)
	if k, ok := msg.(tea.KeyPressMsg); ok {
		key = keyMsg(k.String())
	}
	switch key {
	case "esc":
		e.over = nil
		return nil
	case "ctrl+z":
		e.over = nil
		return e.put(e.before)
	}
	m, ok := msg.(tea.Msg)
	if _, typed := msg.(keyMsg); !ok || typed {
		return nil
	}
	e.input.Update(m)
	d := e.doc()
	if !d.history.Amend(draft.Draft{Removed: e.before.Removed, Replaced: e.before.Replaced, Added: e.patterns()}, e.before) {
		return nil
	}
	return e.refresh(d)
}

// patterns are the lines of the editor, without blank ones at the end.
func (e *editor) patterns() []string {
	value := strings.TrimRight(e.input.Value(), "\n ")
	if value == "" {
		return nil
	}
	return strings.Split(value, "\n")
}

// box is in the place of the list, or over the lower half.
func (e *editor) box(screen treemap.Rect) treemap.Rect {
	if box := *e.listPlace(&e.regions); box.H >= 5 {
		return box
	}
	h := min(max(screen.H/2, 3), screen.H)
	return treemap.Rect{Y: screen.H - h - e.regions.footer.H, W: screen.W, H: h}
}

// Draw implements overlay.
func (e *editor) Draw(g *cells.Grid, screen treemap.Rect) {
	r := e.drawBox(g, e.box(screen), "drafted patterns, at the end of "+e.ignoreName())
	if err := e.doc().refused; err != nil && r.H > 1 {
		r.H--
		g.Text(r.X, r.Y+r.H, r.W, cells.CutEnd(refusal(err), r.W, e.theme.Glyphs.Ellipsis), cells.Style{Fg: cells.Warn})
	}
	lines := e.input.Lines()
	line, col := e.input.Cursor()
	e.scroll = min(max(min(e.scroll, line), line-r.H+1), max(len(lines)-1, 0))
	for n := range min(r.H, len(lines)-e.scroll) {
		cursor := -1
		if e.scroll+n == line {
			cursor = col
		}
		drawInput(g, treemap.Rect{X: r.X, Y: r.Y + n, W: r.W, H: 1}, lines[e.scroll+n], cursor)
	}
}

// drawInput draws a line of text with the cursor in it, scrolled so that the cursor can be seen.
func drawInput(g *cells.Grid, r treemap.Rect, line []rune, cursor int) {
	if r.W < 1 {
		return
	}
	from, used := max(cursor, 0), 1
	for from > 0 && used+cells.RunesWidth(line[from-1:from]) <= r.W {
		from--
		used += cells.RunesWidth(line[from : from+1])
	}
	if cursor < 0 {
		from = 0
	}
	x := r.X
	for n := from; n <= len(line) && x < r.X+r.W; n++ {
		char, st := " ", cells.Style{Fg: cells.Text}
		if n < len(line) {
			char = cells.CleanText(string(line[n]))
		}
		if n == cursor {
			st.Attrs = cells.Reversed
		}
		x += g.Text(x, r.Y, r.X+r.W-x, char, st)
	}
}
