package report

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/saturate"
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
	m.line("#### %d. %s%s", number, title(c.Code), m.inBuilds(c))
	m.line("")
	m.line("%s.", sentence(c.Message, m.names(c.Finding)...))
	m.evidence(c)
	all := c.Finding
	for _, other := range c.more {
		all.Bytes = saturate.Add(all.Bytes, other.Bytes)
	}
	if effect := m.effect(all); effect != "" {
		m.line("")
		m.line("**Effect:** %s.", effect)
	}
	if c.Fix == nil {
		return
	}
	m.line("")
	if !pasted(c.Fix) {
		m.line("**Remedy:** %s.", sentence(c.Fix.Text, m.names(c.Finding)...))
		return
	}
	m.line("**Remedy**%s:", m.remedyKind(c.Finding))
	m.line("")
	m.verbatim(c.Fix.Text)
}

// pasted says whether a remedy is text for a file or a shell, and no sentence.
func pasted(f *lint.Fix) bool {
	return f.Kind != "edit" || slices.ContainsFunc([]string{"COPY ", "RUN ", "FROM ", "target: ", "ctxsize "}, func(begin string) bool { return strings.HasPrefix(f.Text, begin) })
}

// verbatim shows a text as it is, fenced by more backquotes than it has in a row.
func (m *markdown) verbatim(text string) {
	fence := "```"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	m.line("%s", fence)
	for line := range strings.Lines(text) {
		m.line("%s", strings.TrimRight(line, "\r\n"))
	}
	m.line("%s", fence)
}

// title heads the findings of a code.
func title(c lint.Code) string { return c.Rule().Title + ": `" + c.String() + "`" }

// evidence names the places of a finding and of those that are like it.
func (m *markdown) evidence(c concern) {
	var places []string
	for _, one := range append([]concern{c}, c.more...) {
		if place := m.place(one.Finding); place != "" {
			places = append(places, code(place))
		}
	}
	if len(places) > 0 {
		m.line("")
		m.line("**Evidence:** %s.", strings.Join(places, ", "))
	}
}

// sentence is a message that begins as a sentence does, without its full stop.
func sentence(message string, names ...string) string {
	text := strings.TrimSuffix(prose(message, names...), ".")
	if first, size := utf8.DecodeRuneInString(text); unicode.IsLower(first) && !strings.HasPrefix(text, "npm ") {
		text = string(unicode.ToUpper(first)) + text[size:]
	}
	return text
}

// effect says what the bytes of a finding mean.
func (m *markdown) effect(f lint.Finding) string {
	size := fmt.Sprintf("%s (%d bytes)", m.Units.Size(f.Bytes), f.Bytes)
	switch {
	case f.Bytes == 0 || f.Code == lint.SecretSent:
		return ""
	case f.Code == lint.CopyBeforeInstall:
		return "a change anywhere in " + size + " installs again"
	case f.Code == lint.ContextSentRepeatedly:
		return size + " in all"
	case f.Code == lint.GitignoreHabit, f.Code == lint.IgnoreFileMissing, f.Code == lint.IgnoreFileNeverRead, f.Code == lint.DependenciesSent,
		f.Code == lint.DependenciesOverwritten, f.Code == lint.VCSSent:
		return size + " are sent for nothing"
	}
	return size
}

func (m *markdown) remedyKind(f lint.Finding) string {
	switch f.Fix.Kind {
	case "append-line":
		return ", a line for " + m.ignoreFileSpan(f.Fix)
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
	if m.writes() {
		m.line("")
		m.line("`ctxsize audit --fix` writes them. Each line stands for something that was found, and takes nothing that an instruction names.")
	}
	for _, i := range m.improvements {
		what := "changed: " + Edited(i.Edits)
		switch {
		case !i.Writes():
			what = "for review"
		case i.Change.New:
			what = "new"
		}
		m.line("")
		m.line("### %s (%s)", code(m.Place(i.Change.File())), what)
		if err := i.Refusal(); err != nil {
			m.line("")
			m.line("`ctxsize audit --fix` does not write it: %s.", prose(err.Error()))
		}
		if i.Writes() {
			m.line("")
			m.file(i)
		}
		m.about(i)
	}
	m.line("")
}

// file shows the text of a file, or why it cannot be shown.
func (m *markdown) file(i ctxsize.Improvement) {
	text, err := i.Change.Printable(m.Place(i.Change.Path))
	if err != nil {
		m.line("Not shown: %s.", prose(err.Error(), m.Place(i.Change.Path)))
		return
	}
	m.verbatim(string(text))
}

// names returns what a message about a finding may name.
func (m *markdown) names(f lint.Finding) []string {
	names := []string{f.Path}
	if f.File != "" {
		names = append(names, m.Place(f.File), f.File)
	}
	if f.Fix != nil && f.Fix.Kind != "edit" {
		names = append(names, f.Fix.Text)
	}
	return names
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
