package export

import (
	"fmt"
	"io"
	"strings"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/report"
	"github.com/ctxsize/ctxsize/walker"
)

// MaxSummary is the size of the largest job summary of a step that GitHub accepts, in bytes. It drops a larger one.
const MaxSummary = 1 << 20

// Markdown writes a short report: the checks, the builds, the findings, and patterns to add.
func Markdown(w io.Writer, r *Report) error { return Summary(w, r, 0) }

// Summary writes what [Markdown] does, in at most limit bytes, 0 for no limit. What does not fit is counted in a last line.
func Summary(w io.Writer, r *Report, limit int) error {
	s := summary{Report: r}
	s.line("### ctxsize")
	s.checks()
	s.builds()
	if !r.Suggested {
		s.findings()
	}
	s.patterns()
	_, err := io.WriteString(w, s.text(limit))
	return err
}

// summary is a document in lines that are whole.
type summary struct {
	*Report
	lines []string
}

func (s *summary) line(format string, args ...any) {
	s.lines = append(s.lines, fmt.Sprintf(format, args...)+"\n")
}

func (s *summary) row(cells ...string) {
	var escaped []string
	for _, cell := range cells {
		escaped = append(escaped, strings.ReplaceAll(cell, "|", `\|`))
	}
	s.line("| %s |", strings.Join(escaped, " | "))
}

// table begins a table after a blank line.
func (s *summary) table(columns ...string) {
	s.line("")
	s.row(columns...)
	s.line("|%s", strings.Repeat(" --- |", len(columns)))
}

func (s *summary) checks() {
	if len(s.Checks) == 0 {
		return
	}
	s.table("check", "result", "build")
	for n := range s.Checks {
		c := &s.Checks[n]
		name := ""
		if c.Build != report.ProjectCheck {
			name = report.MarkdownCode(s.BuildName(&s.Analysis.Builds[c.Build]))
		}
		s.row(verdict(c)+" "+report.MarkdownCode(c.Name), report.MarkdownText(strings.Join(s.Outcomes(c), "; ")), name)
	}
}

func verdict(c *report.Check) string {
	switch {
	case !c.Pass:
		return "❌"
	case c.Unknown || c.Name == report.Complete:
		return "➖"
	}
	return "✅"
}

func (s *summary) builds() {
	s.table("build", "sent", "files", "eligible", "transfer")
	for n := range s.Analysis.Builds {
		b := &s.Analysis.Builds[n]
		for m, c := range b.Usages() {
			name := report.MarkdownCode(s.BuildName(b))
			if m > 0 {
				name = "+ " + report.MarkdownCode(c.Context.Name)
			}
			s.row(append([]string{name}, s.sizes(c)...)...)
		}
	}
}

// sizes returns what is sent of a context, its files, what is eligible, and the transfer.
func (s *summary) sizes(c ctxsize.Usage) []string {
	if c.View == nil {
		return []string{"", "", "", ""}
	}
	transfer := ""
	if c.Transfer != nil {
		transfer = s.Units.Size(*c.Transfer)
	}
	sent := c.Sent()
	return []string{s.Units.Size(sent.Bytes), fmt.Sprint(sent.Files), s.Units.Size(c.View.Totals(walker.Eligible).Bytes), transfer}
}

var severityMarks = [...]string{lint.Info: "🔵 info", lint.Warning: "🟡 warning", lint.Error: "🔴 error"}

func (s *summary) findings() {
	list := s.issues()
	issues := counting(list)
	if accepted := len(list) - len(issues); accepted > 0 {
		defer func() {
			s.line("")
			s.line("%s not listed.", report.Count(int64(accepted), "accepted finding"))
		}()
	}
	if len(issues) == 0 {
		return
	}
	s.table("finding", "location", "message")
	for _, i := range issues {
		place := ""
		if rel, ok := relative(s.Root, i.file); ok && i.line > 0 {
			place = report.MarkdownCode(fmt.Sprintf("%s:%d", rel, i.line))
		} else if ok {
			place = report.MarkdownCode(rel)
		}
		s.row(fmt.Sprintf("%s [%s](%s)", severityMarks[i.severity], i.rule, i.uri), place, report.MarkdownText(i.message))
	}
}

// maxPatterns is the number of listed patterns of an ignore file.
const maxPatterns = 20

// patterns lists the patterns to add to each ignore file.
func (s *summary) patterns() {
	seen := map[string]bool{}
	for n := range s.Analysis.Builds {
		b := &s.Analysis.Builds[n]
		if len(b.Suggestions) == 0 || b.Main.Context.Root == "" {
			continue
		}
		file := b.NewChange(0, nil).File()
		if seen[file] {
			continue
		}
		seen[file] = true
		s.table("pattern for "+report.MarkdownCode(s.Place(file)), "saves", "safety")
		for _, p := range b.Suggestions[:min(len(b.Suggestions), maxPatterns)] {
			s.row(report.MarkdownCode(strings.TrimSpace(p.Line)), s.Units.Size(p.SavesBytes), p.Safety.String())
		}
	}
}

// text joins the lines. Where they exceed a limit, the last ones are left out.
func (s *summary) text(limit int) string {
	var b strings.Builder
	for n, line := range s.lines {
		rest := fmt.Sprintf("\n%s not shown: the summary of a step is limited to %s.\n", report.Count(int64(len(s.lines)-n), "line"), report.IEC.Size(MaxSummary))
		if limit > 0 && b.Len()+len(line)+len(rest) > limit {
			if b.Len()+len(rest) <= limit {
				b.WriteString(rest)
			}
			break
		}
		b.WriteString(line)
	}
	return b.String()
}
