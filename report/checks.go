package report

import (
	"fmt"
	"io"
	"strconv"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/audit"
	"github.com/ctxsize/ctxsize/internal/saturate"
)

// Check is one limit that one build was held to.
type Check struct {
	Build  int // its number in the analysis
	Name   string
	Limit  int64
	Actual *int64 // nil where it is not known
	Sized  bool   // it counts bytes
	Pass   bool
}

// CheckedJSON writes the analysis as [JSON] does, with the checks.
func CheckedJSON(w io.Writer, a *ctxsize.Analysis, checks []Check, o Options) error {
	r := o.report(a)
	for _, c := range checks {
		r.Checks = append(r.Checks, jsonCheck{Build: c.Build, Name: c.Name, Limit: c.Limit, Actual: c.Actual, Pass: c.Pass})
	}
	return writeJSON(w, r, "  ")
}

// Checks writes a table of the checks, and the findings that count.
func Checks(w io.Writer, a *ctxsize.Analysis, checks []Check, failOn *audit.Severity, o Options) error {
	t := newText(w, o)
	for _, c := range checks {
		verdict, actual := t.paint(bold, "PASS"), "unknown"
		if !c.Pass {
			verdict = t.paint(severityStyle(audit.Error), "FAIL")
		}
		if c.Actual != nil {
			actual = t.measure(*c.Actual, c.Sized)
		}
		of := ""
		if len(a.Builds) > 1 {
			of = fmt.Sprintf("  %s %s", Clean(o.label(&a.Builds[c.Build])), a.Builds[c.Build].Platform)
		}
		t.line("%s  %-16s %12s of %12s%s", verdict, c.Name, actual, t.measure(c.Limit, c.Sized), of)
	}
	if failOn != nil {
		t.counted(a, *failOn)
	}
	return t.out.Flush()
}

func (t *text) measure(n int64, sized bool) string {
	if !sized {
		return strconv.FormatInt(n, 10)
	}
	if n < 0 {
		return "-" + t.Units.Size(saturate.Sub(0, n))
	}
	return t.Units.Size(n)
}

// counted lists the findings of that severity and worse, those that are accepted with their reason.
func (t *text) counted(a *ctxsize.Analysis, least audit.Severity) {
	for n := range a.Builds {
		for _, f := range a.Builds[n].Findings {
			if f.Severity < least {
				continue
			}
			t.line("")
			t.line("%s", t.findingLine(f))
			if f.Accepted != "" {
				t.line("  accepted: %s", Clean(f.Accepted))
			}
		}
	}
}
