package tui

import (
	"fmt"
	"slices"

	"github.com/ctxsize/ctxsize/tui/treemap"
)

// advicePane shows lines that are worth adding.
type advicePane struct {
	at, scroll int
}

// advice is one line that is worth adding.
type advice struct {
	line, reason string
	bytes, files int64
	safe         bool
	heading      string
}

func (p *advicePane) move(s *screen, by int) {
	p.at = min(max(p.at+by, 0), max(len(s.offers())-1, 0))
}

func (p *advicePane) draw(s *screen, g *grid, r treemap.Rect) {
	list := s.offers()
	s.listTitle(g, r, "suggestions, x drafts one, S all safe ones", true)
	room := listRows(r)
	p.at = min(p.at, max(len(list)-1, 0))
	p.scroll = min(max(min(p.scroll, p.at), p.at-room+1), max(len(list)-room, 0))
	if len(list) == 0 {
		s.line(g, r, 1, " nothing to suggest", style{fg: dim})
	}
	for n := range min(room, max(len(list)-p.scroll, 0)) {
		s.drawAdvice(g, treemap.Rect{X: r.X, Y: r.Y + 1 + n, W: r.W, H: 1}, list[p.scroll+n], p.scroll+n == p.at)
	}
}

func (s *screen) drawAdvice(g *grid, r treemap.Rect, a advice, chosen bool) {
	st := style{fg: text}
	if s.isDrafted(a.line) {
		st.fg = removed
	}
	if chosen {
		st = style{fg: onSelect, bg: selected}
		g.fill(r, ' ', st)
	}
	word := "review"
	if a.safe {
		word = "safe"
	}
	x := g.text(r.X, r.Y, r.W, fmt.Sprintf("%10s  %-6s  %s", s.size(a.bytes), word, cleanName(a.line)), st)
	if rest := r.W - x - 2; rest > 8 {
		g.text(r.X+x+2, r.Y, rest, cutEnd(cleanName(a.reason), rest, s.theme.glyphs.ellipsis), st)
	}
}

func (s *screen) isDrafted(line string) bool {
	return slices.Contains(s.subject().history.now().added, line)
}

// safe are the safe lines that are not drafted yet.
func (s *screen) safe() []advice {
	return slices.DeleteFunc(slices.Clone(s.offers()), func(a advice) bool { return !a.safe || s.isDrafted(a.line) })
}

func (s *screen) takeSafe() []job {
	d := s.subject().history.now()
	list := s.safe()
	for _, a := range list {
		d = d.with(a.line)
	}
	s.notice = fmt.Sprintf("%d safe line%s drafted: u undoes them all", len(list), plural(len(list)))
	return s.put(d)
}

// takeSuggestion drafts the suggestion at hand, or takes it back.
func (s *screen) takeSuggestion() []job {
	list := s.offers()
	if len(list) == 0 {
		return nil
	}
	line := list[min(s.advice.at, len(list)-1)].line
	d := s.subject().history.now()
	if n := slices.Index(d.added, line); n >= 0 {
		return s.put(d.without(n))
	}
	return s.put(d.with(line))
}

// offers are the suggestions for what is shown.
func (s *screen) offers() []advice { return nil }
