package export

import (
	"io"
	"strings"

	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/termtext"
)

// gitlabIssue is an entry of a Code Quality report of GitLab (a subset of the Code Climate specification).
type gitlabIssue struct {
	Description string         `json:"description"`
	CheckName   string         `json:"check_name"`
	Fingerprint string         `json:"fingerprint"`
	Severity    string         `json:"severity"`
	Location    gitlabLocation `json:"location"`
}

type gitlabLocation struct {
	Path  string      `json:"path"`
	Lines gitlabLines `json:"lines"`
}

type gitlabLines struct {
	Begin int `json:"begin"`
}

// GitLab writes the findings and exceeded limits, accepted ones apart, as a Code Quality report. GitLab ignores entries without a path.
func GitLab(w io.Writer, r *Report) error {
	entries := []gitlabIssue{}
	list := counting(r.issues())
	prints := fingerprints(list)
	for n, i := range list {
		entries = append(entries, gitlabIssue{Description: i.message, CheckName: i.rule, Fingerprint: prints[n], Severity: gitlabSeverity(i.severity),
			Location: gitlabLocation{strings.TrimPrefix(r.shownPath(i.file, r.Root), "./"), gitlabLines{max(i.line, 1)}}})
	}
	return writeJSON(w, entries)
}

func gitlabSeverity(s lint.Severity) string {
	return [...]string{lint.Info: "info", lint.Warning: "minor", lint.Error: "major"}[s]
}

// shownPath returns a file relative to a directory, or absolute outside of it. A name that is not plain text is quoted.
func (r *Report) shownPath(file, dir string) string {
	if rel, ok := relative(dir, file); ok {
		return termtext.Quote(rel)
	}
	return termtext.Quote(file)
}
