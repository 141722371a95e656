package report

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/audit"
)

func (m *markdown) findings() {
	m.line("")
	m.line("## Findings")
	number := 0
	for _, p := range priorities {
		first := true
		for _, c := range m.concerns {
			if c.Severity != p.severity {
				continue
			}
			if first {
				m.line("")
				m.line("### %s", p.title)
				first = false
			}
			number++
			m.finding(number, c)
		}
	}
	if number == 0 {
		m.line("")
		m.line("Nothing was found.")
	}
	m.line("")
}

func (m *markdown) finding(number int, c concern) {
	m.line("")
	m.line("#### %d. %s%s", number, c.Code, m.inBuilds(c))
	m.line("")
	m.line("%s.", sentence(c.Message))
	m.evidence(c)
	if effect := m.effect(c.Finding); effect != "" {
		m.line("Effect: %s.", effect)
	}
	if c.Fix == nil {
		return
	}
	m.line("Remedy%s:", remedyKind(c.Finding))
	m.line("")
	m.line("```")
	for text := range strings.Lines(c.Fix.Text) {
		m.line("%s", Clean(strings.TrimRight(text, "\n")))
	}
	m.line("```")
}

// evidence names the places of a finding and of those that are like it.
func (m *markdown) evidence(c concern) {
	var places []string
	for _, one := range append([]concern{c}, c.more...) {
		if place := m.place(one.Finding); place != "" {
			places = append(places, code(place))
		}
	}
	if len(places) > 0 {
		m.line("Evidence: %s.", strings.Join(places, ", "))
	}
}

// sentence is a message that begins as a sentence does, without its full stop.
func sentence(message string) string {
	text := strings.TrimSuffix(prose(message), ".")
	if first, size := utf8.DecodeRuneInString(text); unicode.IsLower(first) && !strings.HasPrefix(text, "npm ") {
		text = string(unicode.ToUpper(first)) + text[size:]
	}
	return text
}

// effect says what the bytes of a finding mean.
func (m *markdown) effect(f audit.Finding) string {
	size := fmt.Sprintf("%s (%d bytes)", m.Units.Size(f.Bytes), f.Bytes)
	switch {
	case f.Bytes == 0 || f.Code == audit.SecretSent:
		return ""
	case f.Code == audit.CopyBeforeInstall:
		return "a change anywhere in " + size + " installs again"
	case f.Code == audit.ContextSentRepeatedly:
		return size + " in all"
	case f.Code == audit.GitignoreHabit, f.Code == audit.IgnoreFileMissing, f.Code == audit.IgnoreFileNeverRead, f.Code == audit.DependenciesSent,
		f.Code == audit.DependenciesOverwritten, f.Code == audit.VCSSent:
		return size + " are sent for nothing"
	}
	return size
}

func remedyKind(f audit.Finding) string {
	switch f.Fix.Kind {
	case "append-line":
		return ", a line for the ignore file"
	case "replace-line":
		return fmt.Sprintf(", in the place of line %d", f.Line)
	}
	return ""
}

// files shows the ignore files as they would be.
func (m *markdown) files() {
	if len(m.improvements) == 0 {
		return
	}
	m.line("## Proposed ignore files")
	m.line("")
	m.line("`ctxsize audit --fix` writes them. Every line is backed by evidence, and takes nothing from an instruction that names it.")
	for _, i := range m.improvements {
		what := "changed: " + Edited(i.Edits)
		if i.Change.New {
			what = "new"
		}
		m.line("")
		m.line("### %s (%s)", code(m.Place(i.Change.Path)), what)
		m.line("")
		m.line("```")
		for text := range strings.Lines(string(i.Change.After)) {
			m.line("%s", Clean(strings.TrimRight(text, "\r\n")))
		}
		m.line("```")
		m.about(i)
	}
	m.line("")
}

// about says what else there is to know about the lines of a file.
func (m *markdown) about(i ctxsize.Improvement) {
	if i.Anchored > 0 {
		m.line("")
		m.line("`**/` matters: docker reads a bare name in the context's root only. Written as in a `.gitignore`, the same lines would leave %s (%d bytes) in.",
			m.Units.Size(i.Anchored), i.Anchored)
	}
	if len(i.Review) == 0 {
		return
	}
	m.line("")
	m.line("To be decided by a person, and not written by `--fix`:")
	m.line("")
	m.row("line", "saves of what is sent", "why it is a question")
	m.row("---", "---:", "---")
	for _, s := range i.Review {
		m.row(code(s.Line), m.Units.Size(s.SavesBytes), prose(s.Reason))
	}
}
