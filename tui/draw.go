package tui

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/ctxsize/ctxsize/report"
	"github.com/ctxsize/ctxsize/tui/treemap"
	"github.com/ctxsize/ctxsize/walker"
)

// draw makes a frame.
func (s *screen) draw() *grid {
	g := &s.grid
	g.reset(s.w, s.h)
	r := s.regions()
	switch sub := s.subject(); {
	case s.failed != nil:
		s.drawFailure(g)
		return g
	case sub == nil:
		s.drawScan(g, r)
	default:
		s.drawHeader(g, r, sub)
		if r.tiny {
			return g
		}
		s.drawMap(g, r.mapBox)
		s.drawSide(g, r)
		s.drawDetails(g, r.details, sub)
	}
	s.drawFooter(g, r.footer)
	if s.over != nil {
		s.over.draw(s, g)
	}
	return g
}

// line writes a text into one row of a rectangle, cut at its end.
func (s *screen) line(g *grid, r treemap.Rect, row int, text string, st style) int {
	if row >= r.H {
		return 0
	}
	return g.text(r.X, r.Y+row, r.W, cutEnd(text, r.W, s.theme.glyphs.ellipsis), st)
}

func (s *screen) size(bytes int64) string { return s.options.Units.Size(bytes) }

// drawFailure says why there is nothing to show.
func (s *screen) drawFailure(g *grid) {
	s.line(g, g.bounds(), 0, cleanName(s.failed.Error()), style{fg: warn})
	s.line(g, g.bounds(), 2, "q quits", style{fg: dim})
}

// drawHeader says what is looked at and what it comes to.
func (s *screen) drawHeader(g *grid, r regions, sub *subject) {
	if r.header.H < 2 {
		s.line(g, r.header, 0, s.totals(sub, false), style{fg: text})
		return
	}
	back := style{fg: barText, bg: bar}
	g.fill(r.header.Inset(0, 0, 0, r.header.H-1), ' ', back)
	at := g.text(0, 0, r.header.W, " ctxsize ", style{fg: barText, bg: bar, attrs: bold})
	at += g.text(at, 0, r.header.W-at-1, cutMiddle(s.place(sub), r.header.W-at-1, s.theme.glyphs.ellipsis), back)
	s.line(g, r.header, 1, " "+s.totals(sub, true), style{fg: text, attrs: bold})
	s.drawState(g, r.header, at, sub)
}

// drawState says at the right of the header what goes on.
func (s *screen) drawState(g *grid, r treemap.Rect, from int, sub *subject) {
	word, st := "", style{fg: accent, bg: bar}
	switch {
	case s.scan != nil:
		word = s.spin() + " reading the disk"
	case sub.refused != nil:
		word, st.fg = "the draft is no ignore file", warn
	case len(sub.broken) > 0:
		word, st.fg = fmt.Sprintf("! takes from %d instruction%s (w)", len(sub.broken), plural(len(sub.broken))), warn
	case sub.drafted():
		word = sub.history.now().String() + " (w writes)"
	}
	if w := width(word); word != "" && from+w+3 < r.W {
		g.text(r.W-w-1, r.Y, w, word, st)
	}
}

func (s *screen) spin() string {
	frames := s.theme.glyphs.spinner
	return frames[s.scan.ticks%len(frames)]
}

// place says which context of which build is shown.
func (s *screen) place(sub *subject) string {
	p := sub.plan()
	words := []string{s.short(p.Given)}
	if p.Name != "" {
		words[0] = p.Name + "=" + words[0]
	}
	if d := sub.base.Dockerfile; d != nil {
		file := s.short(d.Path)
		if sub.base.Target != "" {
			file += " " + s.theme.glyphs.arrow + " " + sub.base.Target
		}
		words = append(words, cleanName(file))
	} else if !p.Remote {
		words = append(words, "no Dockerfile: everything eligible counts as sent")
	}
	if p.Ignore.Path != "" {
		words = append(words, s.short(p.Ignore.Path))
	} else if !p.Remote {
		words = append(words, "no ignore file")
	}
	for n := range words {
		words[n] = cleanName(words[n])
	}
	return strings.Join(words, "  ")
}

// short is a path relative to the working directory where it lies inside it.
func (s *screen) short(p string) string {
	if rel, err := filepath.Rel(s.options.Analysis.Request.Dir, p); err == nil && filepath.IsLocal(rel) {
		return rel
	}
	return p
}

// totals says how much is eligible and sent, before and after a draft. With more it adds files and the transfer.
func (s *screen) totals(sub *subject, more bool) string {
	if sub.view() == nil {
		return "nothing of this context leaves this machine"
	}
	words := []string{s.change("eligible", sub, walker.Eligible, more), s.change("sent", sub, walker.Sent, more)}
	if !more {
		words = words[1:]
	}
	if n := sub.transfer(); n != nil && more && s.w >= plainWidth {
		words = append(words, "transfer "+report.Decimal(*n))
	}
	return strings.Join(words, "  ")
}

func (s *screen) change(name string, sub *subject, set walker.Set, more bool) string {
	before, now := sub.baseView().Totals(set), sub.view().Totals(set)
	words := name + " " + s.size(now.Bytes)
	switch {
	case before != now:
		words = fmt.Sprintf("%s %s %s %s", name, s.size(before.Bytes), s.theme.glyphs.arrow, s.size(now.Bytes))
		if before.Bytes > 0 {
			words += fmt.Sprintf(" (%+.0f %%)", (float64(now.Bytes)/float64(before.Bytes)-1)*100)
		}
	case more && s.w >= 100:
		words += " in " + report.Count(now.Files, "file")
	}
	return words
}

// drawFooter shows a message, or the keys that work now.
func (s *screen) drawFooter(g *grid, r treemap.Rect) {
	if r.H == 0 {
		return
	}
	if s.notice != "" {
		s.line(g, r, 0, " "+cleanName(s.notice), style{fg: warn})
		return
	}
	x := 1
	for _, hint := range s.keys {
		if x+width(hint[0])+1+width(hint[1]) > r.W-1 {
			continue
		}
		x += g.text(x, r.Y, r.W-x, hint[0], style{fg: accent, attrs: bold})
		x += 1 + g.text(x+1, r.Y, r.W-x-1, hint[1], style{fg: dim})
		x += 2
	}
}

// drawScan shows what a first scan has found so far.
func (s *screen) drawScan(g *grid, r regions) {
	if s.scan == nil {
		return
	}
	st := style{fg: text}
	entries := fmt.Sprintf("%s reading %s: %s", s.spin(), cleanName(s.options.Analysis.Request.Context), report.Progress(s.scan.entries, s.scan.bytes))
	s.line(g, r.header, 0, " "+entries, st)
	if r.mapBox.H == 0 {
		return
	}
	s.live(r.mapBox)
	s.drawTiles(g, r.mapBox)
}
