package tui

import (
	"github.com/ctxsize/ctxsize/tui/internal/cells"
	"github.com/ctxsize/ctxsize/tui/treemap"
)

// hint is a key and what it does now, in a word or two.
type hint struct{ key, text string }

// maxHints is how many keys a person takes in at a glance.
const maxHints = 9

// footer is a message, or the keys that work now.
type footer struct {
	*model
	keys  []binding
	hints []hint
	at    []int // the column of each hint
	text  string
}

// Arrange implements component.
func (f *footer) Arrange(r treemap.Rect) []job {
	f.text = cells.CutEnd(cells.CleanText(f.notice), r.W-1, f.theme.Glyphs.Ellipsis)
	f.hints, f.at = f.hints[:0], f.at[:0]
	if f.text != "" {
		return nil
	}
	f.hints = fitHints(f.current(), r.W)
	x := 1
	for _, h := range f.hints {
		f.at = append(f.at, x)
		x += cells.Width(h.key) + 1 + cells.Width(h.text) + 2
	}
	return nil
}

// current are the keys that work now, the most useful first, help and quit last.
func (f *footer) current() []hint {
	if f.over != nil {
		return f.over.Hints()
	}
	var list, last []hint
	seen := map[string]bool{}
	for n := range f.keys {
		b := &f.keys[n]
		if text := b.hint(); text != "" && !seen[b.keys[0]] && b.when() {
			seen[b.keys[0]] = true
			if h := (hint{b.keys[0], text}); b.isLast() {
				last = append(last, h)
			} else {
				list = append(list, h)
			}
		}
	}
	return append(list, last...)
}

// fitHints leaves keys out until the others have room; the last two stay.
func fitHints(list []hint, room int) []hint {
	total := 1
	for _, h := range list {
		total += cells.Width(h.key) + 1 + cells.Width(h.text) + 2
	}
	for len(list) > 2 && (total-2 > room || len(list) > maxHints) {
		drop := list[len(list)-3]
		total -= cells.Width(drop.key) + 1 + cells.Width(drop.text) + 2
		list = append(list[:len(list)-3:len(list)-3], list[len(list)-2:]...)
	}
	return list
}

// Draw implements component.
func (f *footer) Draw(g *cells.Grid, r treemap.Rect) {
	if f.text != "" {
		g.Text(r.X+1, r.Y, r.W-1, f.text, cells.Style{Fg: cells.Warn})
		return
	}
	for n, h := range f.hints {
		x := f.at[n]
		x += g.Text(x, r.Y, r.W-x, h.key, cells.Style{Fg: cells.Accent, Attrs: cells.Bold})
		g.Text(x+1, r.Y, r.W-x-1, h.text, cells.Style{Fg: cells.Dim})
	}
}

// Update implements component: a click on a key is that key, which the screen handles.
func (f *footer) Update(any) []job { return nil }

// keyAt is the key of the hint at a cell, "" for none.
func (f *footer) keyAt(x, y int, r treemap.Rect) string {
	if y != r.Y || r.H == 0 || f.text != "" {
		return ""
	}
	for n, h := range f.hints {
		if end := f.at[n] + cells.Width(h.key) + 1 + cells.Width(h.text); x >= f.at[n] && x < end {
			return h.key
		}
	}
	return ""
}
