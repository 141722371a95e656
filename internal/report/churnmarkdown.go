package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/ctxsize/ctxsize"
)

// ChurnMarkdown writes what commits do to builds as Markdown.
func ChurnMarkdown(w io.Writer, list []ctxsize.BuildChurn, o Options) error {
	m := newMarkdown(w, o)
	for n := range list {
		c := &list[n]
		if len(list) > 1 {
			m.line("## %s (%s)", MarkdownCode(m.BuildName(c.Build)), MarkdownText(c.Build.Build.Platform))
			m.line("")
		}
		if c.Err != nil {
			m.line("No answer: %s", MarkdownText(c.Err.Error()))
			m.line("")
			continue
		}
		m.churn(c)
	}
	return m.out.Flush()
}

// savedOf lists the instructions whose reruns a change saves.
func savedOf(s *ctxsize.RerunSaving) string {
	var parts []string
	for _, one := range s.Steps {
		parts = append(parts, fmt.Sprintf("%d of %d of %s (line %d)", one.Before-one.After, one.Before, MarkdownCode(shorten(one.Command)), one.Line))
	}
	return strings.Join(parts, ", ")
}

func (m *markdown) churn(c *ctxsize.BuildChurn) {
	for _, line := range headlines(c) {
		m.line("- %s", MarkdownText(line))
	}
	m.line("")
	m.row("Changes", "Reruns", "Line", "Instruction", "Most often by")
	m.row("--:", "--:", "--:", "---", "---")
	for n := range c.Steps {
		s := &c.Steps[n]
		if s.Keyword == "WORKDIR" {
			continue
		}
		changes, paths := "", ""
		if copies(s) {
			paths = MarkdownText(pathList(s.Paths, maxCausePaths))
		}
		if s.ReadsContext() {
			changes = fmt.Sprint(s.Changes)
		}
		m.row(changes, fmt.Sprint(s.Reruns), fmt.Sprint(s.Line), MarkdownCode(shorten(c.Build.Build.Hide(s.Text))), paths)
	}
	m.line("")
	if len(c.Savings) > 0 {
		m.row("Reruns saved", "By this change alone", "Of")
		m.row("--:", "---", "---")
		for n := range c.Savings[:min(len(c.Savings), maxSavings)] {
			s := &c.Savings[n]
			change := MarkdownText(changeText(s))
			if s.Pattern != "" {
				change = "ignore " + MarkdownCode(s.Pattern) + " (" + s.Safety.String() + ")"
			}
			m.row(fmt.Sprint(s.Reruns), change, savedOf(s))
		}
		m.line("")
	}
	for _, note := range churnNotes(c) {
		m.line("%s  ", MarkdownText(note))
	}
	m.line("")
}
