package report

import (
	"fmt"
	"io"

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
			changes, paths = fmt.Sprint(s.Changes), MarkdownText(pathList(s.Paths, maxCausePaths))
		}
		m.row(changes, fmt.Sprint(s.Reruns), fmt.Sprint(s.Line), MarkdownCode(shorten(c.Build.Build.Hide(s.Text))), paths)
	}
	m.line("")
	if len(c.Savings) > 0 {
		m.row("Reruns saved", "Ignore pattern alone", "")
		m.row("--:", "---", "---")
		for _, s := range c.Savings {
			m.row(fmt.Sprint(s.Reruns), MarkdownCode(s.Pattern), s.Safety.String())
		}
		m.line("")
	}
	for _, note := range churnNotes(c) {
		m.line("%s  ", MarkdownText(note))
	}
	m.line("")
}
