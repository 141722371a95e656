package tui

import (
	"fmt"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/report"
)

// whyPane tells how one path was decided about.
func (s *screen) whyPane(a ctxsize.Answer) *textPane {
	p := &textPane{title: "why " + cleanName(a.Path)}
	say := func(fg shade, format string, args ...any) {
		for n, part := range report.Wrap(fmt.Sprintf(format, args...), max(s.w-8, 20)) {
			if n > 0 {
				part = "    " + part
			}
			p.lines = append(p.lines, textLine{part, fg})
		}
	}
	say(accent, "%s: %s in %s", a.Verdict(), s.size(a.Bytes), report.Count(a.Files, "file"))
	file := a.Context.Plan.Ignore
	if file.Path != "" {
		say(text, "%s, %s", cleanName(s.short(file.Path)), file.Reason)
	} else {
		say(text, "no ignore file: %s", file.Reason)
	}
	p.lines = append(p.lines, textLine{})
	matched := 0
	for _, l := range a.Lines {
		switch {
		case l.Decides:
			say(accent, "line %d  %s  matches %s and decides", l.Pattern.Line, cleanName(l.Pattern.Text), cleanName(l.Path))
		case l.Matches:
			say(dim, "line %d  %s  matches %s", l.Pattern.Line, cleanName(l.Pattern.Text), cleanName(l.Path))
		default:
			continue
		}
		matched++
	}
	if matched == 0 {
		say(dim, "none of the %d lines matches", len(a.Lines))
	}
	p.lines = append(p.lines, textLine{})
	for _, in := range a.Instructions {
		if in.Reachable {
			say(text, "read by line %d: %s", in.Line, cleanText(in.Text))
		} else {
			say(dim, "line %d would read it, but the target does not need its stage: %s", in.Line, cleanText(in.Text))
		}
	}
	if len(a.Instructions) == 0 && a.Build.Dockerfile != nil && a.Build.UnreadableReason == "" {
		say(text, "no instruction reads it")
	}
	return p
}
