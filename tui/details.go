package tui

import (
	"fmt"
	"strings"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/report"
	"github.com/ctxsize/ctxsize/tui/internal/cells"
	"github.com/ctxsize/ctxsize/tui/internal/listing"
	"github.com/ctxsize/ctxsize/tui/internal/tiles"
	"github.com/ctxsize/ctxsize/tui/treemap"
)

// detailsView is what is known about the selection.
type detailsView struct {
	*model
	title, amounts string
	lines          []styledLine
}

// styledLine is a line of text in one shade.
type styledLine struct {
	text string
	fg   cells.Shade
}

// Arrange implements component.
func (v *detailsView) Arrange(r treemap.Rect) []job {
	v.title, v.amounts, v.lines = "", "", v.lines[:0]
	i := v.selected()
	if i == nil {
		return nil
	}
	ellipsis := v.theme.Glyphs.Ellipsis
	v.title = cells.CleanName(i.Path)
	if i.IsDir() {
		v.title += "/"
	}
	all := v.describe(v.doc(), i)
	if r.H <= bottomDetails {
		v.amounts = v.held(i)
		v.title = cells.CutMiddle(v.title, max(r.W-4-cells.Width(v.amounts), 12), ellipsis)
		v.amounts = cells.CutEnd(v.amounts, r.W-4-cells.Width(v.title), ellipsis)
		if len(all) > 0 {
			v.lines = append(v.lines, styledLine{cells.CutEnd(joined(all), r.W-2, ellipsis), cells.Dim})
		}
		return v.explain()
	}
	v.title = cells.CutMiddle(v.title, r.W-5, ellipsis)
	all = append([]styledLine{{v.held(i), cells.Text}}, all...)
	v.lines = wrapLines(v.lines, all, r.W-2, r.H-1, ellipsis)
	return v.explain()
}

// joined puts lines on one.
func joined(lines []styledLine) string {
	texts := make([]string, len(lines))
	for n := range lines {
		texts[n] = lines[n].text
	}
	return strings.Join(texts, "; ")
}

// wrapLines breaks lines at a width into so many rows; what has no room is marked in the last one.
func wrapLines(out, lines []styledLine, width, rows int, ellipsis string) []styledLine {
	for _, l := range lines {
		for n, part := range cells.Wrap(l.text, width-2) {
			if n > 0 {
				part = "  " + part
			}
			out = append(out, styledLine{part, l.fg})
		}
	}
	if len(out) > rows && rows > 0 {
		out = out[:rows]
		out[rows-1].text = cells.CutEnd(out[rows-1].text, width-3, "") + " " + ellipsis
	}
	return out
}

// Draw implements component.
func (v *detailsView) Draw(g *cells.Grid, r treemap.Rect) {
	if v.title == "" {
		return
	}
	if r.H > bottomDetails {
		v.drawTitle(g, r, v.title, false)
	} else {
		at := g.Text(r.X+1, r.Y, r.W-1, v.title, cells.Style{Fg: cells.Accent, Attrs: cells.Bold}) + 2
		g.Text(r.X+1+at, r.Y, r.W-1-at, v.amounts, cells.Style{Fg: cells.Text})
	}
	for n := range v.lines {
		g.Text(r.X+1, r.Y+1+n, r.W-1, v.lines[n].text, cells.Style{Fg: v.lines[n].fg})
	}
}

// Update implements component: details take no input.
func (v *detailsView) Update(any) []job { return nil }

// held returns how much an item holds.
func (v *detailsView) held(i *listing.Item) string {
	switch {
	case i.State == listing.Drafted:
		return "the draft excludes " + v.size(i.Saved().Bytes) + " in " + report.Count(i.Saved().Files, "file")
	case i.State == listing.Excluded && i.Unwalked:
		return "excluded, not scanned"
	case i.State == listing.Excluded:
		return "excluded: " + v.size(i.Excluded.Bytes) + " in " + report.Count(i.Excluded.Files, "file")
	}
	words := "sent " + v.size(i.Sent.Bytes)
	if i.Sent != i.Eligible {
		words += ", eligible " + v.size(i.Eligible.Bytes)
	}
	if i.IsDir() {
		words += ", " + report.Count(i.Eligible.Files, "file")
	}
	if saved := i.Saved(); saved.Bytes > 0 {
		words += ", the draft excludes " + v.size(saved.Bytes)
	}
	if c := v.doc().wasCommits; c != nil && !i.IsGone() {
		words += fmt.Sprintf(", changed by %d of the last %s", i.Commits, report.Count(c.Count, "commit"))
	}
	if ago := ago(i); ago != "" {
		words += ", changed " + ago
	}
	return words
}

// describe returns what to do about an item, what is wrong with it, and why it is sent or not, the most useful first.
func (v *detailsView) describe(d *document, i *listing.Item) []styledLine {
	var lines []styledLine
	add := func(fg cells.Shade, format string, args ...any) {
		lines = append(lines, styledLine{fmt.Sprintf(format, args...), fg})
	}
	suggestion := d.suggestionFor(i.Path)
	if i.IsGone() {
		suggestion = nil
	}
	if suggestion != nil && !d.history.Now().Has(suggestion.Line) {
		add(cells.SafeMark, "%s: %s: %s", safety(suggestion.Safety), cells.CleanName(suggestion.Line), cells.CleanText(suggestion.Reason))
	}
	x := d.answers[i.Path]
	if x != nil && suggestion == nil {
		for _, c := range x.Contains {
			add(cells.SafeMark, "contains %s %s, safe to exclude", cells.CleanName(c.Pattern), v.size(c.Sum.Bytes))
		}
	}
	if i.Finding && !i.IsGone() {
		for _, f := range d.findings(nil) {
			if f.Path != "" && tiles.Inside(i.Path, f.Path) && f.Accepted == "" && !d.isFixed(&f) {
				add(cells.Warn, "! %s: %s", f.Severity, cells.CleanText(f.Message))
			}
		}
	}
	if x == nil || x.Answer == nil {
		return lines
	}
	add(cells.Dim, "%s", decidedBy(x.Answer))
	if !i.IsGone() {
		add(cells.Dim, "%s", copiedBy(x.Answer))
	}
	return lines
}

// safety returns how sure a suggestion is, in words for a person who has to act.
func safety(s inventory.Safety) string {
	if s == inventory.Safe {
		return "safe to exclude"
	}
	return "review before you exclude it"
}

// decidedBy returns which pattern excludes or re-includes something.
func decidedBy(a *ctxsize.Answer) string {
	for _, l := range a.Lines {
		switch {
		case !l.Decides:
		case l.Pattern.Exception:
			return fmt.Sprintf("re-included by line %d: %s", l.Pattern.Line, cells.CleanName(l.Pattern.Text))
		default:
			return fmt.Sprintf("excluded by line %d: %s", l.Pattern.Line, cells.CleanName(l.Pattern.Text))
		}
	}
	return "no pattern excludes it"
}

// copiedBy returns which instructions copy something.
func copiedBy(a *ctxsize.Answer) string {
	var lines []string
	for _, in := range a.Instructions {
		if in.Reachable {
			lines = append(lines, fmt.Sprintf("line %d: %s", in.Line, cells.CleanText(in.Text)))
		}
	}
	switch {
	case a.Result.Build.Dockerfile == nil:
		return "there is no Dockerfile"
	case len(lines) == 0 && a.Result.Build.UnreadableReason != "":
		return cells.CleanText(a.Result.Build.UnreadableReason)
	case len(lines) == 0:
		return "no instruction copies it"
	case len(lines) == 1:
		return "copied by " + lines[0]
	}
	return fmt.Sprintf("copied by %d instructions, first %s", len(lines), lines[0])
}

// newWhyPane explains why a path is sent or not.
func newWhyPane(m *model, a ctxsize.Answer) *textPane {
	p := &textPane{model: m, title: "why " + cells.CleanName(a.Path)}
	say := func(fg cells.Shade, format string, args ...any) { p.say(fg, fmt.Sprintf(format, args...)) }
	say(cells.Accent, "%s: %s in %s", cells.CleanText(a.Verdict()), m.size(a.Bytes), report.Count(a.Files, "file"))
	file := a.Usage.Context.Ignore
	if file.Path != "" {
		say(cells.Text, "ignore file: %s, %s", cells.CleanName(m.short(file.Path)), cells.CleanText(file.Reason))
	} else {
		say(cells.Text, "no ignore file: %s", cells.CleanText(file.Reason))
	}
	p.add("", cells.Text)
	matched := 0
	for _, l := range a.Lines {
		switch {
		case l.Decides:
			say(cells.Accent, "line %d  %s  matches %s and decides", l.Pattern.Line, cells.CleanName(l.Pattern.Text), cells.CleanName(l.Path))
		case l.Matches:
			say(cells.Dim, "line %d  %s  matches %s", l.Pattern.Line, cells.CleanName(l.Pattern.Text), cells.CleanName(l.Path))
		default:
			continue
		}
		matched++
	}
	if matched == 0 {
		say(cells.Dim, "no pattern matches (%s)", report.Count(int64(len(a.Lines)), "pattern"))
	}
	p.add("", cells.Text)
	for _, in := range a.Instructions {
		if in.Reachable {
			say(cells.Text, "copied by line %d: %s", in.Line, cells.CleanText(in.Text))
		} else {
			say(cells.Dim, "not copied by line %d, whose stage the target does not need: %s", in.Line, cells.CleanText(in.Text))
		}
	}
	if len(a.Instructions) == 0 {
		say(cells.Text, "%s", copiedBy(&a))
	}
	for _, note := range a.Notes {
		say(cells.Dim, "%s", cells.CleanText(note))
	}
	return p
}
