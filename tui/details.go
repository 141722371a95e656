package tui

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/report"
)

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
	if a := adviceFor(sub.suggested, sub.advice, i.path); a != nil && i.state <= isUnread {
		words = a.Safety.String() + " to exclude: " + cleanText(a.Reason)
	}
	if readers := s.readers(a); i.state < isDrafted {
		words += "; " + readers
	}
	return words
}

// decidedBy says which line took something out or brought it back.
func decidedBy(a *ctxsize.Answer) string {
	for _, l := range a.Lines {
		if l.Decides {
			if l.Pattern.Exception {
				return fmt.Sprintf("brought back by line %d: %s", l.Pattern.Line, cleanName(l.Pattern.Text))
			}
			return fmt.Sprintf("taken out by line %d: %s", l.Pattern.Line, cleanName(l.Pattern.Text))
		}
	}
	return "no line takes it out"
}

func (s *screen) readers(a *ctxsize.Answer) string {
	var lines []string
	for _, in := range a.Instructions {
		if in.Reachable {
			lines = append(lines, fmt.Sprintf("line %d: %s", in.Line, cleanText(in.Text)))
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
		for _, f := range slices.Concat(sub.now.Findings, sub.inspected) {
			if f.Path == i.path || strings.HasPrefix(f.Path, i.path+"/") {
				lines = append(lines, "! "+cleanText(f.Message))
			}
		}
	}
	if a := adviceFor(sub.suggested, sub.advice, i.path); a != nil && i.state <= isUnread {
		lines = append(lines, fmt.Sprintf("%s to exclude by %s", a.Safety, cleanName(a.Line)), "  "+cleanText(a.Reason))
	}
	a := sub.answers[i.path]
	if a == nil || a.Build == nil {
		return lines
	}
	lines = append(lines, decidedBy(a))
	for _, in := range a.Instructions {
		if in.Reachable {
			lines = append(lines, fmt.Sprintf("read by line %d: %s", in.Line, cleanText(in.Text)))
		}
	}
	if len(a.Instructions) == 0 && a.Build.Dockerfile != nil && a.Build.UnreadableReason == "" {
		lines = append(lines, "no instruction reads it")
	}
	return lines
}
