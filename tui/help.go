package tui

import (
	"strings"

	"github.com/ctxsize/ctxsize/internal/report"
)

// helpWidth is for terminals of 60 columns.
const helpWidth = 56

// help opens the list of keys.
func (s *screen) help() []job {
	p := &textPane{title: "keys"}
	groups := []struct {
		name string
		keys []binding
	}{{"lines of the ignore file", draftKeys()}, {"moving", moveKeys()}, {"looking", lookKeys()}, {"program", programKeys()}}
	for n, group := range groups {
		if n > 0 {
			p.lines = append(p.lines, textLine{})
		}
		p.lines = append(p.lines, textLine{group.name, accent})
		for _, b := range group.keys {
			p.lines = append(p.lines, helpLines(strings.Join(b.keys, ", "), b.help)...)
		}
	}
	p.lines = append(p.lines, textLine{}, textLine{"what the signs mean", accent})
	g := &s.theme.glyphs
	for _, sign := range []struct {
		r    rune
		help string
	}{{g.sent, "sent to the builder"}, {g.unread, "eligible, but no instruction reads it"}, {g.draft, "the draft takes it out"},
		{g.ghost, "the ignore file keeps it out (g)"}, {g.finding, "there is a finding about it, or about something in it"}} {
		p.lines = append(p.lines, helpLines(string(sign.r), sign.help)...)
	}
	s.over = p
	return nil
}

// helpLines puts a key and its help on as many lines as they need.
func helpLines(key, help string) []textLine {
	const indent = 18
	var lines []textLine
	for n, part := range report.Wrap(help, helpWidth-indent) {
		head := strings.Repeat(" ", indent)
		if n == 0 {
			head = "  " + key + strings.Repeat(" ", max(indent-2-width(key), 1))
		}
		lines = append(lines, textLine{head + part, text})
	}
	return lines
}
