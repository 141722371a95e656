package tui

import (
	"fmt"
	"strings"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/report"
	"github.com/ctxsize/ctxsize/tui/treemap"
)

// barCells is the length of the bars in the list.
const barCells = 8

// drawSide draws what stands in the list's place.
func (s *screen) drawSide(g *grid, r regions) {
	if r.list.H == 0 {
		return
	}
	switch s.focus {
	case onLines:
		s.lines.draw(s, g, r.list)
	case onSuggestions:
		s.advice.draw(s, g, r.list)
	default:
		s.drawList(g, r.list)
	}
}

// listTitle draws the head of what stands in the list's place.
func (s *screen) listTitle(g *grid, r treemap.Rect, title string, active bool) {
	st := style{fg: dim}
	if active {
		st = style{fg: accent, attrs: bold}
	}
	dash := s.theme.glyphs.lines[lineLeft|lineRight]
	g.fill(treemap.Rect{X: r.X, Y: r.Y, W: r.W, H: 1}, dash, style{fg: frame})
	g.text(r.X+1, r.Y, r.W-2, " "+cutMiddle(title, r.W-5, s.theme.glyphs.ellipsis)+" ", st)
}

func (s *screen) drawList(g *grid, r treemap.Rect) {
	sub := s.subject()
	s.listTitle(g, r, s.listHead(sub), s.focus == onList)
	here := sub.here()
	largest := int64(0)
	for _, i := range s.rows {
		largest = max(largest, s.metric.size(i))
	}
	for n := range min(listRows(r), max(len(s.rows)-here.scroll, 0)) {
		i := s.rows[here.scroll+n]
		s.drawRow(g, treemap.Rect{X: r.X, Y: r.Y + 1 + n, W: r.W, H: 1}, i, largest, i.path == here.chosen)
	}
}

// listHead says which folder it is and how it is shown.
func (s *screen) listHead(sub *subject) string {
	name := cleanName(sub.where())
	if name == "" {
		name = "./"
	}
	words := []string{fmt.Sprintf("%s  %s", name, report.Count(int64(len(s.rows)), "entry"))}
	if s.filter != "" {
		words = append(words, "filter "+cleanName(s.filter))
	}
	if s.metric != byEligible {
		words = append(words, "by "+s.metric.String())
	}
	if s.order != orderSize {
		words = append(words, "sorted by "+s.order.String())
	}
	if s.colors != colorState {
		words = append(words, "colour: "+s.colors.String())
	}
	return strings.Join(words, ", ")
}

// drawRow draws one item: size, share, bar, name.
func (s *screen) drawRow(g *grid, r treemap.Rect, i *item, largest int64, chosen bool) {
	st := style{fg: text}
	switch i.state {
	case isUnread:
		st.fg = dim
	case isDrafted:
		st.fg = removed
	case isGhost:
		st.fg = dim
	}
	if chosen {
		st = style{fg: onSelect, bg: selected}
		g.fill(r, ' ', st)
	}
	n := s.metric.size(i)
	amount := s.size(n)
	if s.metric == byFiles {
		amount = report.Count(n, "file")
	}
	x := r.X + g.text(r.X, r.Y, r.W, fmt.Sprintf("%10s %3d%% ", amount, share(n, s.whole())), st)
	if r.W >= 50 {
		x += s.drawBar(g, x, r.Y, n, largest, st)
	}
	mark := st
	if _, by := s.byState(i); !chosen && s.theme.colors != NoColors {
		mark = by
	}
	x += g.text(x, r.Y, 1, string(s.theme.glyphs.symbol(i)), mark) + 1
	name := cleanName(i.name)
	if i.isDir() {
		name += "/"
	}
	g.text(x, r.Y, r.X+r.W-x, cutMiddle(name, r.X+r.W-x, s.theme.glyphs.ellipsis), st)
}

func (s *screen) drawBar(g *grid, x, y int, part, whole int64, st style) int {
	full := 0
	if whole > 0 {
		full = int(float64(part)/float64(whole)*barCells + 0.5)
	}
	g.text(x, y, barCells, strings.Repeat(s.theme.glyphs.barFull, full)+strings.Repeat(" ", barCells-full), style{fg: accent, bg: st.bg})
	return barCells + 1
}

// drawDetails says what is known about the selection.
func (s *screen) drawDetails(g *grid, r treemap.Rect, sub *subject) {
	i := s.item()
	if r.H == 0 || i == nil {
		return
	}
	if r.H > belowDetails {
		s.listTitle(g, r, cleanName(i.path), false)
		r = r.Inset(1, 1, 0, 0)
		for n, words := range s.detailLines(sub, i) {
			s.line(g, r, n, words, style{fg: text})
		}
		return
	}
	name := cleanName(i.path)
	if i.isDir() {
		name += "/"
	}
	amounts := "  " + s.amounts(i)
	x := g.text(r.X+1, r.Y, r.W-1, cutMiddle(name, max(r.W-2-width(amounts), 12), s.theme.glyphs.ellipsis), style{fg: accent, attrs: bold})
	g.text(r.X+1+x, r.Y, r.W-1-x, amounts, style{fg: text})
	s.line(g, r.Inset(1, 1, 0, 0), 0, s.fate(sub, i), style{fg: dim})
}

// amounts says how much an item holds.
func (s *screen) amounts(i *item) string {
	switch {
	case i.state == isDrafted:
		return "saves " + s.size(i.saved().Bytes) + " in " + report.Count(i.saved().Files, "file")
	case i.state == isGhost && i.unwalked:
		return "kept out, not looked into"
	case i.state == isGhost:
		return "kept out: " + s.size(i.ghost.Bytes) + " in " + report.Count(i.ghost.Files, "file")
	}
	words := "eligible " + s.size(i.eligible.Bytes)
	if i.sent != i.eligible {
		words += ", sent " + s.size(i.sent.Bytes)
	}
	words += ", " + report.Count(i.eligible.Files, "file")
	if saved := i.saved(); saved.Bytes > 0 {
		words += ", saves " + s.size(saved.Bytes)
	}
	return words
}

// fate says on one line which line decided about an item and which instructions read it.
func (s *screen) fate(sub *subject, i *item) string {
	a := sub.answers[i.path]
	if a == nil || a.Build == nil {
		return ""
	}
	words := decidedBy(a)
	if readers := s.readers(a); i.state < isDrafted {
		words += "; " + readers
	}
	return words
}

// decidedBy says which line took something out or brought it back.
func decidedBy(a *ctxsize.Answer) string {
	for _, l := range a.Lines {
		if l.Decided {
			if l.Line.Exception {
				return fmt.Sprintf("brought back by line %d: %s", l.Line.Number, cleanName(l.Line.Text))
			}
			return fmt.Sprintf("taken out by line %d: %s", l.Line.Number, cleanName(l.Line.Text))
		}
	}
	return "no line takes it out"
}

func (s *screen) readers(a *ctxsize.Answer) string {
	var lines []string
	for _, in := range a.Instructions {
		if in.Reachable {
			lines = append(lines, fmt.Sprintf("line %d: %s", in.Line, cleanName(in.Text)))
		}
	}
	switch {
	case a.Build.Dockerfile == nil:
		return "there is no Dockerfile"
	case len(lines) == 0:
		return "no instruction reads it"
	case len(lines) == 1:
		return "read by " + lines[0]
	}
	return fmt.Sprintf("read by %d instructions, first %s", len(lines), lines[0])
}

// detailLines are the details where there is room for more than two lines.
func (s *screen) detailLines(sub *subject, i *item) []string {
	lines := []string{strings.ReplaceAll(s.amounts(i), ", ", ",  ")}
	if i.found {
		for _, f := range sub.now.Findings {
			if f.Path == i.path || strings.HasPrefix(f.Path, i.path+"/") {
				lines = append(lines, "! "+cleanName(f.Message))
			}
		}
	}
	a := sub.answers[i.path]
	if a == nil || a.Build == nil {
		return lines
	}
	lines = append(lines, decidedBy(a))
	for _, in := range a.Instructions {
		if in.Reachable {
			lines = append(lines, fmt.Sprintf("line %d: %s", in.Line, cleanName(in.Text)))
		}
	}
	if len(a.Instructions) == 0 && a.Build.Dockerfile != nil {
		lines = append(lines, "no instruction reads it")
	}
	return lines
}
