package tui

import (
	"fmt"
	"slices"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/report"
	"github.com/ctxsize/ctxsize/tui/internal/cells"
	"github.com/ctxsize/ctxsize/tui/treemap"
	"github.com/ctxsize/ctxsize/walker"
)

// patternsPane shows the patterns of the ignore file with what each decides, and those that are drafted.
type patternsPane struct{ pane }

// patternRow is one pattern as it is shown.
type patternRow struct {
	line     ignore.Pattern
	removed  bool
	replaces bool // the line with its number
	added    int  // its place in the draft, -1 for a line of the file
	use      walker.PatternUse
}

// list returns the patterns of the file, then those of the draft.
func (p *patternsPane) list() []patternRow {
	doc := p.doc()
	d := doc.shown
	uses := doc.view().PatternUses
	var rows []patternRow
	next := 0
	use := func() walker.PatternUse {
		if next++; next <= len(uses) {
			return uses[next-1]
		}
		return walker.PatternUse{}
	}
	for _, line := range doc.file.All() {
		text, replaced := d.Replacement(line.Line)
		row := patternRow{line: line, removed: replaced || slices.Contains(d.Removed, line.Line), added: -1}
		if !row.removed {
			row.use = use()
		}
		if rows = append(rows, row); replaced {
			rows = append(rows, patternRow{line: ignore.Pattern{Text: text, Line: line.Line}, replaces: true, added: -1, use: use()})
		}
	}
	for n, text := range d.Added {
		row := patternRow{line: ignore.Pattern{Text: text}, added: n}
		if ignore.IsPattern(text) {
			row.use = use()
		}
		rows = append(rows, row)
	}
	return rows
}

// Arrange implements component.
func (p *patternsPane) Arrange(r treemap.Rect) []job {
	rows := p.list()
	p.title = "patterns of " + p.ignoreName() + ": x removes or restores one, e edits"
	var entries []entry
	for _, row := range rows {
		entries = append(entries, p.entry(row, r.W))
	}
	if len(entries) == 0 {
		entries = []entry{{" no patterns yet: x on a tile drafts one", "", cells.Dim}}
	}
	p.arrange(r, entries, p.focus == onPatterns)
	return nil
}

// Draw implements component.
func (p *patternsPane) Draw(g *cells.Grid, r treemap.Rect) { p.draw(g, r, p.focus == onPatterns) }

// Update implements component.
func (p *patternsPane) Update(msg any) []job {
	p.update(msg, len(p.list()))
	return nil
}

// ignoreName names the ignore file that is drafted for.
func (m *model) ignoreName() string {
	if path := m.doc().plan().Ignore.Path; path != "" {
		return cells.CleanName(m.short(path))
	}
	return "a new .dockerignore"
}

func (p *patternsPane) entry(row patternRow, width int) entry {
	fg, sign, number := cells.Text, " ", fmt.Sprintf("%4d", row.line.Line)
	switch {
	case row.removed:
		fg, sign = cells.Removed, "-"
	case row.added >= 0 || row.replaces:
		fg, sign, number = cells.Added, "+", "    "
	case row.use.Entries == 0:
		fg = cells.Dim
	}
	amount := fmt.Sprintf("%10s %14s", p.size(row.use.Bytes), report.Count(row.use.Files, "file"))
	switch {
	case row.removed:
		amount = ""
	case row.use.Entries > 0 && row.use.Files == 0 && !p.doc().view().ExcludedComplete():
		amount = "not scanned (.)"
	case row.use.Entries == 0:
		amount = "no effect here"
	}
	room := width - len(amount) - 8
	text := cells.CutMiddle(cells.CleanName(row.line.Text), room, p.theme.Glyphs.Ellipsis)
	return entry{head: cells.Pad(sign+number+"  "+text, width-len(amount)) + amount, fg: fg}
}

// goTo moves to a line of the file.
func (p *patternsPane) goTo(number int) {
	for n, row := range p.list() {
		if row.line.Line == number {
			p.at = n
			return
		}
	}
}

// toggle removes or restores a line of the file, and undoes a drafted one.
func (p *patternsPane) toggle() []job {
	d, rows := p.doc(), p.list()
	if len(rows) == 0 {
		return nil
	}
	if why := d.uneditable(); why != "" {
		p.notice = why
		return nil
	}
	now := d.history.Now()
	row := rows[min(p.at, len(rows)-1)]
	switch {
	case row.added < 0:
		return p.put(now.Toggle(row.line.Line))
	case row.added < len(now.Added):
		return p.put(now.Without(row.added))
	}
	return nil
}
