package tui

import (
	"context"
	"fmt"

	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/report"
	"github.com/ctxsize/ctxsize/tui/internal/cells"
	"github.com/ctxsize/ctxsize/tui/internal/engine"
	"github.com/ctxsize/ctxsize/tui/internal/listing"
	"github.com/ctxsize/ctxsize/tui/treemap"
	"github.com/ctxsize/ctxsize/walker"
)

// suggestionsPane shows patterns that are worth adding, and on the map what the one at hand would exclude.
type suggestionsPane struct{ pane }

// Arrange implements component.
func (p *suggestionsPane) Arrange(r treemap.Rect) []job {
	d := p.doc()
	p.title = "suggestions: x drafts one, S all safe ones"
	if p.focus != onSuggestions && r.W < 50 {
		p.title = fmt.Sprintf("suggestions: %d", len(d.suggestions))
	}
	if text := p.effect(d); text != "" {
		p.title = text
	}
	var entries []entry
	for _, s := range d.suggestions {
		entries = append(entries, p.entry(d, s))
	}
	if len(entries) == 0 {
		entries = []entry{{p.none(d), "", cells.Dim}}
	}
	p.arrange(r, entries, p.focus == onSuggestions && len(d.suggestions) > 0)
	return p.ask(d)
}

// Draw implements component.
func (p *suggestionsPane) Draw(g *cells.Grid, r treemap.Rect) { p.draw(g, r, p.focus == onSuggestions) }

// Update implements component.
func (p *suggestionsPane) Update(msg any) []job {
	p.update(msg, len(p.doc().suggestions))
	return nil
}

// none is shown in the place of suggestions.
func (p *suggestionsPane) none(d *document) string {
	switch {
	case d.uneditable() != "":
		return d.uneditable()
	case !d.examined:
		return "looking for suggestions"
	}
	return "nothing to suggest"
}

func (p *suggestionsPane) entry(d *document, s inventory.Suggestion) entry {
	e := entry{fg: cells.Text}
	if s.Safety == inventory.Safe {
		e.fg = cells.SafeMark
	}
	mark := "  "
	if d.history.Now().Has(s.Line) {
		e.fg, mark = cells.Removed, string(p.theme.Glyphs.Draft)+" "
	}
	size := s.SavesBytes
	if p.metric != listing.BySent {
		size = s.SavesEligibleBytes
	}
	saves := p.size(size)
	if p.metric == listing.ByCommits && s.Reruns != nil {
		saves = report.Count(int64(savedReruns(&s)), "rerun")
	}
	e.head = fmt.Sprintf("%s%9s  %-6s  %s", mark, saves, s.Safety, cells.CleanName(s.Line))
	e.rest = "  " + cells.CleanText(s.Reason)
	if sentence := s.Reruns.Sentence(); sentence != "" {
		e.rest = "  " + cells.CleanText(sentence+" "+s.Reason)
	}
	if s.Replaces > 0 {
		e.rest = fmt.Sprintf("  replaces line %d: %s", s.Replaces, cells.CleanText(s.Reason))
	}
	return e
}

// current is the suggestion at hand, nil for none.
func (p *suggestionsPane) current() *inventory.Suggestion {
	d := p.doc()
	if d == nil || p.at >= len(d.suggestions) {
		return nil
	}
	return &d.suggestions[p.at]
}

// ask wants to know what the suggestion at hand would do, while the pane has the focus.
func (p *suggestionsPane) ask(d *document) []job {
	s := p.current()
	wanted := ""
	if p.focus == onSuggestions && s != nil && d.uneditable() == "" {
		wanted = s.Line
	}
	if wanted == d.preview.pattern {
		return nil
	}
	if d.preview = (preview{pattern: wanted}); wanted == "" {
		return p.relist(d)
	}
	r := previewedMsg{doc: d, gen: d.gen, preview: d.preview}
	base, n, file, next := d.base, d.context, d.file, d.history.Now()
	if !next.Has(s.Line) {
		next = next.Apply(*s)
	}
	return []job{func(ctx context.Context) any {
		build, err := engine.Decide(ctx, base, n, next, file)
		if err == nil {
			r.preview.build = build
		}
		return r
	}}
}

// previewed takes what a suggestion would do.
func (p *suggestionsPane) previewed(r previewedMsg) []job {
	if r.gen != r.doc.gen || r.preview.pattern != r.doc.preview.pattern {
		return nil
	}
	r.doc.preview = r.preview
	return p.relist(r.doc)
}

// effect returns the totals that the suggestion at hand would lead to, "" where they are not known.
func (p *suggestionsPane) effect(d *document) string {
	if d.preview.build == nil || p.focus != onSuggestions {
		return ""
	}
	before, after := d.view().Totals(walker.Sent), d.viewOf(d.preview.build).Totals(walker.Sent)
	if before == after {
		before, after = d.view().Totals(walker.Eligible), d.viewOf(d.preview.build).Totals(walker.Eligible)
		return "would change eligible: " + p.change(before, after)
	}
	return "would change sent: " + p.change(before, after)
}

// toggle drafts the suggestion at hand, or takes it back.
func (p *suggestionsPane) toggle() []job {
	s, d := p.current(), p.doc()
	if s == nil {
		return nil
	}
	now := d.history.Now()
	d.preview = preview{}
	if now.Has(s.Line) {
		p.notice = "undone: " + s.Line
		return p.put(now.Undo(s.Line))
	}
	p.notice = "drafted: " + s.Line + "   u undoes it, w reviews and writes"
	return p.put(now.Apply(*s))
}
