package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/saturate"
	"github.com/ctxsize/ctxsize/internal/termtext"
)

// The names of checks. FailOn is followed by the lowest severity that counts, MustExclude by a pattern.
const (
	Complete    = "complete"
	MaxSize     = "max-size"
	MinSize     = "min-size"
	MaxFiles    = "max-files"
	MinFiles    = "min-files"
	MustExclude = "must-exclude"
	MaxTransfer = "max-transfer"
	MaxGrowth   = "max-growth"
	FailOn      = "fail-on"
)

// ProjectCheck is the build of a check of the project.
const ProjectCheck = -1

// Check is the comparison of one build with one limit.
type Check struct {
	Build  int // its number in the analysis, or ProjectCheck
	Name   string
	Limit  int64
	Actual *int64 // nil if unknown
	Pass   bool
	// Unknown reports whether the number cannot be known on this machine.
	Unknown bool
	// Codes are the codes of the findings that count, with FailOn.
	Codes []string
	// Severity is the lowest severity that counts, with FailOn.
	Severity *lint.Severity
	// Paths are some of those that must be excluded and are not, with MustExclude.
	Paths []string
	// Missing lists what the answer lacks, with Complete.
	Missing []string
}

// Violated reports whether the limit is known to be exceeded.
func (c *Check) Violated() bool { return !c.Pass && !c.Unknown && c.Name != Complete }

// CheckedJSON writes the analysis as [JSON] does, with the checks.
func CheckedJSON(w io.Writer, a *ctxsize.Analysis, checks []Check, o Options) error {
	r := o.report(a)
	for _, c := range checks {
		j := jsonCheck{Name: c.Name, Limit: c.Limit, Actual: c.Actual, Pass: c.Pass}
		if c.Build != ProjectCheck {
			j.Build = &c.Build
		}
		for _, p := range c.Paths {
			j.Paths = append(j.Paths, readable(p))
		}
		for _, m := range c.Missing {
			j.Missing = append(j.Missing, readable(m))
		}
		r.Checks = append(r.Checks, j)
	}
	return writeJSON(w, r, "  ")
}

// Checks writes a table of the checks, the findings that count, and what is large in builds that exceed a limit.
func Checks(w io.Writer, a *ctxsize.Analysis, checks []Check, o Options) error {
	t := newText(w, o)
	for _, c := range checks {
		of := ""
		if len(a.Builds) > 1 && c.Build != ProjectCheck {
			of = fmt.Sprintf(" (%s, %s)", termtext.Escape(o.label(&a.Builds[c.Build])), a.Builds[c.Build].Build.Platform)
		}
		for _, outcome := range t.Outcomes(&c) {
			t.line("%s %s: %s%s", t.verdict(&c), termtext.Escape(c.Name), outcome, of)
		}
	}
	for _, c := range checks {
		if c.Severity == nil {
			continue
		}
		findings := a.Findings
		if c.Build != ProjectCheck {
			findings = a.Builds[c.Build].Findings
		}
		t.counted(findings, *c.Severity)
	}
	t.offenders(a, checks)
	return t.out.Flush()
}

func (t *text) verdict(c *Check) string {
	switch {
	case !c.Pass:
		return t.paint(severityStyle(lint.Error), "FAIL")
	case c.Name == Complete || c.Unknown:
		return t.paint(severityStyle(lint.Warning), "SKIP")
	}
	return t.paint(bold, "PASS")
}

// maxMissing is the number of listed gaps.
const maxMissing = 10

// Outcomes returns the lines of a check: what was found, and the limit.
func (o Options) Outcomes(c *Check) []string {
	limit := o.Units.Size(c.Limit)
	switch {
	case c.Name == Complete:
		return cappedMissing(c.Missing)
	case c.Unknown:
		return []string{"unknown, limit " + limit}
	case c.Actual == nil:
		return []string{"nothing transferred, limit " + limit}
	case c.Name == MaxFiles || c.Name == MinFiles:
		return []string{fmt.Sprintf("%s sent, limit %d", Count(*c.Actual, "file"), c.Limit)}
	case c.Name == MaxTransfer:
		return []string{fmt.Sprintf("%s transferred, limit %s", o.Units.Size(*c.Actual), limit)}
	case c.Name == MaxGrowth && *c.Actual < 0:
		return []string{fmt.Sprintf("%s less sent than before, limit %s more", o.Units.Size(saturate.Sub(0, *c.Actual)), limit)}
	case c.Name == MaxGrowth:
		return []string{fmt.Sprintf("%s more sent than before, limit %s", o.Units.Size(*c.Actual), limit)}
	case strings.HasPrefix(c.Name, MustExclude+" "):
		return []string{wouldBeSent(c)}
	case strings.HasPrefix(c.Name, FailOn):
		return []string{findingCodes(c)}
	}
	return []string{fmt.Sprintf("%s sent, limit %s", o.Units.Size(*c.Actual), limit)}
}

func cappedMissing(missing []string) []string {
	var list []string
	for n, m := range missing {
		if n == maxMissing {
			return append(list, fmt.Sprintf("and %d more (--json lists them)", len(missing)-n))
		}
		list = append(list, termtext.Escape(m))
	}
	return list
}

func findingCodes(c *Check) string {
	text := Count(*c.Actual, "finding")
	if len(c.Codes) == 0 {
		return text
	}
	codes := slices.Clone(c.Codes)
	slices.Sort(codes)
	return text + " (" + strings.Join(slices.Compact(codes), ", ") + ")"
}

// wouldBeSent returns the result of MustExclude.
func wouldBeSent(c *Check) string {
	if len(c.Paths) == 0 {
		return "excluded"
	}
	var quoted []string
	for _, p := range c.Paths {
		quoted = append(quoted, termtext.Quote(p))
	}
	pattern := strings.Trim(strings.TrimPrefix(c.Name, MustExclude+" "), "/")
	return fmt.Sprintf("would be sent: %s; add %s to the ignore file", strings.Join(quoted, ", "), termtext.Quote(pattern))
}

// counted lists the findings of a severity or worse, accepted ones with their reason.
func (t *text) counted(findings []lint.Finding, least lint.Severity) {
	for _, f := range findings {
		if f.Severity < least {
			continue
		}
		t.line("")
		t.finding(f)
		if f.Accepted != "" {
			t.line("  accepted: %s", termtext.Escape(f.Accepted))
		}
	}
}

// maxOffenders is the number of large entries, and of patterns, that a failed check lists.
const maxOffenders = 3

// offenders lists what is large in each build that sends too much, and the patterns that would exclude most.
func (t *text) offenders(a *ctxsize.Analysis, checks []Check) {
	for n := range a.Builds {
		b := &a.Builds[n]
		if b.Main.View == nil || !slices.ContainsFunc(checks, func(c Check) bool { return c.Build == n && c.tooLarge() }) {
			continue
		}
		heading := "largest"
		if len(a.Builds) > 1 {
			heading += " in " + termtext.Escape(t.label(b))
		}
		t.line("")
		t.line("%s:", heading)
		left := maxOffenders
		for _, l := range b.Main.View.Largest(t.Top) {
			if l.SentBytes > 0 && left > 0 {
				t.line("%10s  %s", t.Units.Size(l.SentBytes), termtext.Quote(l.Path))
				left--
			}
		}
		t.remedies(b)
	}
}

// tooLarge reports whether the check failed because too much is sent.
func (c *Check) tooLarge() bool {
	return c.Violated() && slices.Contains([]string{MaxSize, MaxFiles, MaxTransfer, MaxGrowth}, c.Name)
}

// remedies lists patterns to paste into the ignore file.
func (t *text) remedies(b *ctxsize.Result) {
	list := slices.DeleteFunc(slices.Clone(b.Suggestions), func(s inventory.Suggestion) bool { return s.SavesBytes == 0 })
	if len(list) == 0 || b.Main.Context.Root == "" {
		return
	}
	file := b.NewChange(0, nil).File()
	t.line("patterns for %s:", termtext.Quote(t.Place(file)))
	for n, s := range list {
		if n == maxOffenders {
			break
		}
		what := s.Safety.String()
		if s.Personal {
			what = "move it out of the context"
		}
		t.line("%10s  %s  (%s)", t.Units.Size(s.SavesBytes), termtext.Quote(strings.TrimSpace(s.Line)), what)
	}
}
