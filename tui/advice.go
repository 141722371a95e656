package tui

import (
	"context"
	"fmt"
	"slices"

	"github.com/ctxsize/ctxsize/audit"
	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/tui/treemap"
)

// advicePane shows lines that are worth adding.
type advicePane struct{ scroller }

// advised is what is suggested for a context as its ignore file stands.
type advised struct {
	subject *subject
	file    *ignore.PatternList // that it was suggested for
	list    []audit.Suggestion
	found   []lint.Finding
}

// advise asks for suggestions.
func (s *screen) advise(sub *subject) job {
	analysis, base, a := s.analysis, sub.base, advised{subject: sub, file: sub.file}
	return func(context.Context) any {
		a.list = analysis.Suggest(base, sub.context)
		a.found = base.Inspect(sub.context, a.list)
		return a
	}
}

func (s *screen) advised(a advised) []job {
	if sub := a.subject; a.file == sub.file {
		sub.advice, sub.inspected = a.list, a.found
		var lines []string
		for _, suggestion := range a.list {
			lines = append(lines, suggestion.Line)
		}
		// Every suggestion is a good line, or it would not be one.
		sub.suggested, _ = ignore.Compile(lines)
		if s.colors == colorCategory || len(sub.inspected) > 0 {
			return s.refresh(sub)
		}
	}
	return nil
}

// adviceFor is the suggestion that would take an item out, nil for none.
func adviceFor(suggested *ignore.PatternList, list []audit.Suggestion, path string) *audit.Suggestion {
	if len(list) == 0 {
		return nil
	}
	if d := suggested.Match(path); d.Index >= 0 && d.Index < len(list) {
		return &list[d.Index]
	}
	return nil
}

func (p *advicePane) move(s *screen, by int) { p.scroller.move(by, len(s.subject().advice)) }

func (p *advicePane) draw(s *screen, g *grid, r treemap.Rect) {
	list := s.subject().advice
	s.listTitle(g, r, "suggestions, x drafts one, S all safe ones", true)
	if len(list) == 0 {
		s.line(g, r, 1, " "+s.noAdvice(), style{fg: dim})
	}
	for n := range p.visible(len(list), listRows(r)) {
		s.drawAdvice(g, treemap.Rect{X: r.X, Y: r.Y + 1 + n, W: r.W, H: 1}, list[p.scroll+n], p.scroll+n == p.at)
	}
}

// noAdvice is what is said in the place of suggestions.
func (s *screen) noAdvice() string {
	if s.subject().suggested == nil {
		return "still looking for suggestions"
	}
	return "nothing to suggest"
}

func (s *screen) drawAdvice(g *grid, r treemap.Rect, a audit.Suggestion, chosen bool) {
	st := style{fg: text}
	if s.isDrafted(a.Line) {
		st.fg = removed
	}
	if chosen {
		st = style{fg: onSelect, bg: selected}
		g.fill(r, ' ', st)
	}
	x := g.text(r.X, r.Y, r.W, fmt.Sprintf("%10s  %-6s  %s", s.size(a.SavesEligibleBytes), a.Safety, cleanName(a.Line)), st)
	if rest := r.W - x - 2; rest > 8 {
		g.text(r.X+x+2, r.Y, rest, cutEnd(cleanText(a.Reason), rest, s.theme.glyphs.ellipsis), st)
	}
}

func (s *screen) isDrafted(line string) bool {
	return s.subject().history.now().has(line)
}

// safe are the safe lines that are not drafted yet.
func (s *screen) safe() []audit.Suggestion {
	return slices.DeleteFunc(slices.Clone(s.subject().advice), func(a audit.Suggestion) bool {
		return a.Safety != audit.Safe || s.isDrafted(a.Line)
	})
}

func (s *screen) takeSafe() []job {
	d := s.subject().history.now()
	list := s.safe()
	for _, a := range list {
		d = d.taking(a)
	}
	s.notice = fmt.Sprintf("%d safe line%s drafted: u undoes them all", len(list), plural(len(list)))
	return s.put(d)
}

// takeSuggestion drafts the suggestion at hand, or takes it back.
func (s *screen) takeSuggestion() []job {
	list := s.subject().advice
	if len(list) == 0 {
		return nil
	}
	a, d := list[min(s.advice.at, len(list)-1)], s.subject().history.now()
	if d.has(a.Line) {
		return s.put(d.undo(a.Line))
	}
	return s.put(d.taking(a))
}
