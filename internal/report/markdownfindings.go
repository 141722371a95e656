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

// findings writes the warnings and errors of the builds with those labels that are not written yet.
func (m *markdown) findings(about func(c concern) bool) {
	for n, c := range m.concerns {
		if (c.Severity == lint.Info && !m.All) || m.written[n] || !about(c) {
			continue
		}
		m.written[n] = true
		m.number++
		m.finding(m.number, c)
	}
}

// notes folds the infos: a line for each kind, with the locations.
func (m *markdown) notes() {
	var kinds []concern
	total := 0
	for _, c := range m.concerns {
		if c.Severity == lint.Info {
			kinds = append(kinds, c)
			total += 1 + len(c.more)
		}
	}
	if total == 0 || m.All {
		return
	}
	m.line("## Notes")
	m.line("")
	m.line("<details><summary>%s</summary>", Count(int64(total), "note"))
	m.line("")
	for _, c := range kinds {
		if len(c.more) == 0 {
			m.line("- `%s`: %s.%s", c.Code, sentence(m.message(c.Finding), m.names(c.Finding)...), m.at(c))
			continue
		}
		m.line("- %d × `%s`: %s.%s", len(c.more)+1, c.Code, c.Code.Rule().Title, m.at(c))
	}
	m.line("")
	m.line("</details>")
	m.line("")
}

// at returns the locations of a finding, as a sentence with a blank before it.
func (m *markdown) at(c concern) string {
	var places []string
	for _, one := range append([]concern{c}, c.more...) {
		if place := m.place(one.Finding); place != "" && !slices.Contains(places, MarkdownCode(place)) {
			places = append(places, MarkdownCode(place))
		}
	}
	if len(places) == 0 {
		return ""
	}
	return " At " + strings.Join(places, ", ") + "."
}

func (m *markdown) finding(number int, c concern) {
	m.gap()
	m.line("**%d. %s: %s**%s", number, c.Severity, title(c.Code), m.inBuilds(c))
	m.line("")
	m.line("%s.", sentence(m.message(c.Finding), m.names(c.Finding)...))
	m.evidence(c)
	all := c.Finding
	if c.Fix != nil {
		fix := *c.Fix
		all.Fix = &fix
	}
	for _, other := range c.more {
		all.Bytes = saturate.Add(all.Bytes, other.Bytes)
		if all.Fix != nil && other.Fix != nil {
			all.Fix.Saves = saturate.Add(all.Fix.Saves, other.Fix.Saves)
		}
	}
	if effect := m.effect(all); effect != "" {
		m.line("")
		m.line("**Size:** %s.", effect)
	}
	if c.Fix == nil {
		return
	}
	if saved := c.Fix.Reruns.String(); saved != "" {
		m.line("")
		m.line("**Reruns:** the fix %s on %s.", MarkdownText(saved), Count(int64(c.Fix.Reruns.Commits), "commit"))
	}
	m.line("")
	if c.Fix.Kind != "edit" && c.isOneChange() && isResolved(&c, m.improvements) {
		m.line("**Fix:** %s, %s.", codes(c.Fix.Patterns()), m.shownIn(c))
		return
	}
	if !isPasted(c.Fix) {
		m.line("**Fix:** %s.", sentence(c.Fix.Text, m.names(c.Finding)...))
		m.diffs(c)
		return
	}
	m.line("**Fix**%s:", m.remedyKind(c.Finding))
	m.line("")
	m.verbatim(c.Fix.Text)
	m.diffs(c)
}

// isPasted reports whether a fix is text for a file or a shell, and not a sentence.
func isPasted(f *lint.Fix) bool {
	return f.Kind != "edit" || slices.ContainsFunc([]string{"COPY ", "RUN ", "FROM ", "target: ", "ctxsize "}, func(begin string) bool { return strings.HasPrefix(f.Text, begin) })
}

// verbatim writes a text in a code block.
func (m *markdown) verbatim(text string) { m.fenced("", text) }

// fenced writes a text in a code block of a language, with a fence longer than any run of backquotes in it.
func (m *markdown) fenced(language, text string) {
	fence := "```"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	m.line("%s", fence+language)
	for line := range strings.Lines(text) {
		m.line("%s", strings.TrimRight(line, "\r\n"))
	}
	m.line("%s", fence)
}

// title heads the findings of a code.
func title(c lint.Code) string { return c.Rule().Title + ": `" + c.String() + "`" }

// evidence lists the locations of a finding and of further ones with the same text.
func (m *markdown) evidence(c concern) {
	var places []string
	for _, one := range append([]concern{c}, c.more...) {
		if place := m.place(one.Finding); place != "" && !slices.Contains(places, MarkdownCode(place)) {
			places = append(places, MarkdownCode(place))
		}
	}
	if len(places) > 0 {
		m.line("")
		m.line("**Location:** %s.", strings.Join(places, ", "))
	}
	if paths := otherPaths(c); c.isSecret() && len(paths) > 0 {
		m.line("")
		m.line("**Also:** %s.", codes(paths))
	}
}

// sentence returns a message as a sentence without its full stop.
func sentence(message string, names ...string) string {
	text := strings.TrimSuffix(MarkdownText(message, names...), ".")
	if first, size := utf8.DecodeRuneInString(text); unicode.IsLower(first) && !strings.HasPrefix(text, "npm ") {
		text = string(unicode.ToUpper(first)) + text[size:]
	}
	return text
}

// effect returns the size of a finding, with its meaning.
func (m *markdown) effect(f lint.Finding) string {
	size := fmt.Sprintf("%s (%d bytes)", m.Units.Size(f.Bytes), f.Bytes)
	switch {
	case f.Bytes == 0 || f.Code == lint.SecretSent:
		return ""
	case f.Code == lint.CopyBeforeInstall:
		return size + "; a change in any of it reinstalls all dependencies"
	case f.Code == lint.ContextSentRepeatedly:
		return size + " in total"
	case f.Code == lint.GitignoreHabit, f.Code == lint.IgnoreFileMissing, f.Code == lint.IgnoreFileNeverRead, f.Code == lint.DependenciesSent,
		f.Code == lint.DependenciesOverwritten, f.Code == lint.VCSSent:
		if f.Fix != nil && f.Fix.Measured && f.Fix.Saves < f.Bytes {
			return fmt.Sprintf("%s sent without need; another finding counts %s of it", size, m.Units.Size(f.Bytes-f.Fix.Saves))
		}
		return size + " sent without need"
	}
	return size
}

func (m *markdown) remedyKind(f lint.Finding) string {
	switch f.Fix.Kind {
	case "append-line":
		return ", to add to " + m.ignoreFileSpan(f.Fix)
	case "replace-line":
		return fmt.Sprintf(", to replace line %d", f.Line)
	}
	return ""
}

// names returns the names that may occur in the message of a finding.
func (o Options) names(f lint.Finding) []string {
	names := []string{f.Path}
	if f.File != "" {
		names = append(names, o.Place(f.File), f.File)
	}
	if f.Fix != nil {
		names = append(names, f.Fix.Patterns()...)
	}
	return names
}

// writeNotes writes notes on a proposed file, and the patterns to review.
func (m *markdown) writeNotes(i *ctxsize.Improvement) {
	if i.Anchored > 0 {
		m.line("")
		m.line("Docker matches a bare name at the context root only, hence `**/`: without it %s (%d bytes) more would be sent.",
			m.Units.Size(i.Anchored), i.Anchored)
	}
	if len(i.Review) == 0 {
		return
	}
	m.line("")
	m.line("Review these patterns for %s; `--fix` does not write them:", MarkdownCode(m.Place(i.Change.File())))
	m.line("")
	m.row("pattern", "saves", "reason")
	m.row("---", "---:", "---")
	for _, s := range i.Review {
		reason := MarkdownText(s.Reason, m.commands...)
		if saved := s.Reruns.Sentence(); saved != "" {
			reason += " " + MarkdownText(saved)
		}
		m.row(MarkdownCode(s.Line), m.Units.Size(s.SavesBytes), reason)
	}
}
