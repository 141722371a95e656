package tui

import (
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/report"
	"github.com/ctxsize/ctxsize/tui/internal/cells"
	"github.com/ctxsize/ctxsize/tui/treemap"
	"github.com/ctxsize/ctxsize/walker"
)

// programName is at the start of the header.
const programName = " ctxsize "

// header is what is looked at, its totals, and what to do about them.
type header struct {
	*model
	place    string
	state    string // what goes on, at the right
	stShade  cells.Shade
	segments []segment
}

// segment is a part of the second line. The line leaves out those with the largest rank until the others have room.
type segment struct {
	text  string
	style cells.Style
	rank  int
}

// Arrange implements component.
func (h *header) Arrange(r treemap.Rect) []job {
	ellipsis := h.theme.Glyphs.Ellipsis
	h.place, h.state, h.segments = "", "", nil
	d := h.doc()
	switch {
	case d == nil && h.scan != nil:
		text := h.spin() + " scanning " + cells.CleanName(h.options.Analysis.Request.Context) + ": " + report.Progress(h.scan.entries, h.scan.bytes)
		h.segments = []segment{{cells.CutEnd(text, r.W-1, ellipsis), cells.Style{Fg: cells.Text}, 0}}
		return nil
	case d == nil:
		return nil
	}
	h.state, h.stShade = h.stateOf(d)
	room := r.W - len(programName) - 1
	if h.state != "" {
		room -= cells.Width(h.state) + 2
	}
	h.place = cells.CutMiddle(h.placeOf(d), room, ellipsis)
	h.segments = fitSegments(h.totals(d, r.H > 1), r.W-1)
	for n := range h.segments {
		h.segments[n].text = cells.CutEnd(h.segments[n].text, r.W-1, ellipsis)
	}
	if r.H == 1 && h.notice == tooSmall {
		h.segments = []segment{{cells.CutEnd(h.notice, r.W, ellipsis), cells.Style{Fg: cells.Warn}, 0}}
	}
	return nil
}

// fitSegments leaves parts out until the others have room.
func fitSegments(list []segment, room int) []segment {
	for {
		total, last := 0, 0
		for n := range list {
			total += cells.Width(list[n].text) + 2
			if list[n].rank > list[last].rank {
				last = n
			}
		}
		if total-2 <= room || len(list) < 2 {
			return list
		}
		list = append(list[:last:last], list[last+1:]...)
	}
}

// Draw implements component.
func (h *header) Draw(g *cells.Grid, r treemap.Rect) {
	x, y := r.X, r.Y
	if r.H > 1 {
		back := cells.Style{Fg: cells.BarText, Bg: cells.Bar}
		g.Fill(treemap.Rect{X: r.X, Y: r.Y, W: r.W, H: 1}, ' ', back)
		at := g.Text(0, r.Y, r.W, programName, cells.Style{Fg: cells.BarText, Bg: cells.Bar, Attrs: cells.Bold})
		g.Text(at, r.Y, r.W-at-1, h.place, back)
		g.Text(r.W-cells.Width(h.state)-1, r.Y, r.W, h.state, cells.Style{Fg: h.stShade, Bg: cells.Bar})
		x, y = 1, r.Y+1
	}
	for _, s := range h.segments {
		x += g.Text(x, y, r.W-x, s.text, s.style) + 2
	}
}

// Update implements component: the header takes no input.
func (h *header) Update(any) []job { return nil }

// stateOf returns what goes on.
func (h *header) stateOf(d *document) (string, cells.Shade) {
	switch {
	case h.scan != nil:
		return h.spin() + " scanning", cells.Accent
	case d.pastAsked:
		return "reading the git history", cells.Accent
	case d.refused != nil:
		return "invalid draft", cells.Warn
	case len(d.broken) > 0:
		return "! breaks " + report.Count(int64(len(d.broken)), "instruction") + " (w)", cells.Warn
	case d.drafted():
		return d.history.Now().String(), cells.Accent
	}
	return "", cells.Own
}

// spin is a frame of the sign that something goes on.
func (h *header) spin() string {
	frames := h.theme.Glyphs.Spinner
	return frames[h.scan.ticks%len(frames)]
}

// placeOf returns the names of the build and the context on the screen.
func (h *header) placeOf(d *document) string {
	p := d.plan()
	var words []string
	if d.base.Build.Name != "" {
		words = append(words, d.base.Build.Name)
	}
	context := h.short(p.Given)
	if p.Name != "" {
		context = p.Name + "=" + context
	}
	words = append(words, context)
	switch f := d.base.Build.Dockerfile; {
	case f != nil && d.base.Build.Target != "":
		words = append(words, h.short(f.Path)+" "+h.theme.Glyphs.Arrow+" "+d.base.Build.Target)
	case f != nil:
		words = append(words, h.short(f.Path))
	case !p.Remote:
		words = append(words, "no Dockerfile: everything eligible counts as sent")
	}
	switch {
	case p.Ignore.Path != "":
		words = append(words, h.ignorePath(p.Ignore))
	case !p.Remote:
		words = append(words, "no .dockerignore")
	}
	line := ""
	for n := range words {
		if n > 0 {
			line += "  "
		}
		line += cells.CleanName(words[n])
	}
	return line
}

// ignorePath returns the path of an ignore file, and the one that it is a symbolic link to.
func (h *header) ignorePath(f build.IgnoreFile) string {
	if f.Link {
		return h.short(f.Path) + " " + h.theme.Glyphs.Arrow + " " + h.short(f.Real)
	}
	return h.short(f.Path)
}

// totals returns what is sent, before and after a draft, and what to do about it. With more it adds everything that has room.
func (h *header) totals(d *document, more bool) []segment {
	plain, strong, dim := cells.Style{Fg: cells.Text}, cells.Style{Fg: cells.Text, Attrs: cells.Bold}, cells.Style{Fg: cells.Dim}
	if d.view() == nil {
		return []segment{{"this context is not sent from this machine", plain, 0}}
	}
	sent := h.change(d.baseView().Totals(walker.Sent), d.view().Totals(walker.Sent))
	list := []segment{{"sent " + sent, strong, 0}}
	if !more {
		return list
	}
	eligible, now := d.view().Totals(walker.Eligible), d.view().Totals(walker.Sent)
	if before := d.baseView().Totals(walker.Eligible); eligible.Bytes != now.Bytes || before.Bytes != d.baseView().Totals(walker.Sent).Bytes {
		rank := 3
		if before != eligible {
			rank = 1
		}
		list = append(list, segment{"eligible " + h.change(before, eligible), plain, rank})
	}
	if safe := d.remaining(); len(safe) > 0 && d.safe != nil {
		saves := now.Bytes - d.viewOf(d.safe).Totals(walker.Sent).Bytes
		text := "S: " + report.Count(int64(len(safe)), "safe pattern")
		if saves > 0 {
			text += ", -" + h.size(saves)
		} else if saves = eligible.Bytes - d.viewOf(d.safe).Totals(walker.Eligible).Bytes; saves > 0 {
			text += ", -" + h.size(saves) + " eligible"
		}
		list = append(list, segment{text, cells.Style{Fg: cells.SafeMark, Attrs: cells.Bold}, 2})
	}
	if text := h.findingCounts(d); text != "" {
		list = append(list, segment{text, cells.Style{Fg: cells.Warn, Attrs: cells.Bold}, 4})
	}
	if name := h.baseName(); name != "" {
		list = append(list, segment{name, dim, 5})
	}
	if n := d.transfer(); n != nil {
		list = append(list, segment{"transfer " + report.Decimal(*n), dim, 6})
	}
	return list
}

// findingCounts returns how many errors and warnings there are, "" for none.
func (h *header) findingCounts(d *document) string {
	var errors, warnings int64
	for _, f := range d.findings(h.analysis.Findings) {
		switch {
		case f.Accepted != "", d.isFixed(&f):
		case f.Severity == lint.Error:
			errors++
		case f.Severity == lint.Warning:
			warnings++
		}
	}
	switch {
	case errors > 0 && warnings > 0:
		return "f: " + report.Count(errors, "error") + ", " + report.Count(warnings, "warning")
	case errors > 0:
		return "f: " + report.Count(errors, "error")
	case warnings > 0:
		return "f: " + report.Count(warnings, "warning")
	}
	return ""
}
