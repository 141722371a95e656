package export

import (
	"io"

	"github.com/ctxsize/ctxsize/internal/lint"
)

// The objects of the Reviewdog Diagnostic Format (reviewdog, proto/rdf).

type rdResult struct {
	Source      rdSource       `json:"source"`
	Severity    string         `json:"severity,omitempty"`
	Diagnostics []rdDiagnostic `json:"diagnostics"`
}

type rdSource struct {
	Name string `json:"name"`
	URL  string `json:"url"`
}

type rdDiagnostic struct {
	Message     string         `json:"message"`
	Location    rdLocation     `json:"location"`
	Severity    string         `json:"severity"`
	Code        rdCode         `json:"code"`
	Suggestions []rdSuggestion `json:"suggestions,omitempty"`
}

type rdCode struct {
	Value string `json:"value"`
	URL   string `json:"url"`
}

type rdLocation struct {
	Path  string   `json:"path"`
	Range *rdRange `json:"range,omitempty"`
}

type rdRange struct {
	Start rdPosition `json:"start"`
	End   rdPosition `json:"end"`
}

type rdPosition struct {
	Line   int `json:"line"`
	Column int `json:"column,omitempty"`
}

type rdSuggestion struct {
	Range rdRange `json:"range"`
	Text  string  `json:"text"`
}

// RDJSON writes the findings and exceeded limits, accepted ones apart, in the Reviewdog Diagnostic Format. A finding with an exact fix is at the
// lines that the fix changes, because reviewdog attaches suggestions to them.
func RDJSON(w io.Writer, r *Report) error {
	result := rdResult{Source: rdSource{"ctxsize", homepage}, Diagnostics: []rdDiagnostic{}}
	for _, i := range counting(r.issues()) {
		if result.Severity == "" {
			result.Severity = rdSeverity(i.severity)
		}
		d := rdDiagnostic{Message: i.message, Location: rdLocation{Path: r.shownPath(i.file, r.Dir)}, Severity: rdSeverity(i.severity), Code: rdCode{i.rule, i.uri}}
		if i.line > 0 {
			at := rdPosition{Line: i.line}
			d.Location.Range = &rdRange{at, at}
		}
		for _, c := range i.changes {
			one := c.suggestion()
			d.Suggestions = append(d.Suggestions, one)
			d.Location = rdLocation{r.shownPath(c.file, r.Dir), &one.Range}
		}
		result.Diagnostics = append(result.Diagnostics, d)
	}
	return writeJSON(w, result)
}

// suggestion returns a change: from the beginning of its first line to the beginning of the line after it, or to the end of the file. Columns
// count bytes.
func (c *change) suggestion() rdSuggestion {
	s := rdSuggestion{Range: rdRange{rdPosition{c.first, 1}, rdPosition{c.last + 1, 1}}, Text: c.text}
	if c.lastLength >= 0 {
		s.Range.End = rdPosition{c.last, c.lastBytes + 1}
	}
	return s
}

func rdSeverity(s lint.Severity) string {
	return [...]string{lint.Info: "INFO", lint.Warning: "WARNING", lint.Error: "ERROR"}[s]
}
