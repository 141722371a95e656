// Package export writes an analysis for other programs: CI systems, code scanning, editors and disk usage browsers.
//
// Each format is a function of a writer and a [Report]. Findings of several builds about one line of a file are one result, with the names of
// these builds. Texts for people are escaped by package termtext; paths are encoded as the format demands. The output does not depend on the
// time, or on the number of workers. Errors of the writer are returned unchanged. The package reads no files.
package export

import (
	"encoding/json"
	"io"
	"path/filepath"
	"strings"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/report"
	"github.com/ctxsize/ctxsize/internal/termtext"
)

// Addresses of the program, for readers of its results.
const (
	homepage     = "https://github.com/ctxsize/ctxsize"
	findingsPage = homepage + "/blob/main/docs/findings.md"
	limitsPage   = homepage + "/blob/main/docs/ci.md"
	suggestPage  = homepage + "/blob/main/docs/suggest.md"
)

// Report is what the formats write.
type Report struct {
	report.Options
	Analysis *ctxsize.Analysis
	// Checks are the results of ctxsize check; Checked reports whether there are any to expect.
	Checks  []report.Check
	Checked bool
	// Suggested: the issues are the suggested patterns, not the findings, as of ctxsize suggest.
	Suggested bool
	// Improvements are the proposed changes of ignore files, for the formats that show them.
	Improvements []ctxsize.Improvement
	// Root is the directory to which the paths of code hosts are relative: the work tree of git, else the working directory. It is absolute.
	Root string
}

// Format is a format by its name.
type Format struct {
	Name  string
	Write func(io.Writer, *Report) error
}

// Formats returns all formats.
func Formats() []Format {
	return []Format{{"ndjson", NDJSON}, {"sarif", SARIF}, {"github", GitHub}, {"gitlab", GitLab}, {"junit", JUnit}, {"rdjson", RDJSON}, {"ncdu", Ncdu}}
}

// helpURI returns the address of the documentation of a rule.
func helpURI(code lint.Code) string { return findingsPage + "#" + code.String() }

// relative returns a path relative to a directory, slash-separated; ok is false outside of it.
func relative(dir, path string) (rel string, ok bool) {
	if dir == "" || !filepath.IsAbs(path) {
		return "", false
	}
	rel, err := filepath.Rel(dir, path)
	if err != nil || rel == ".." || strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		return "", false
	}
	return filepath.ToSlash(rel), true
}

// writeJSON writes one indented value. Characters that a terminal obeys are escaped in it.
func writeJSON(w io.Writer, value any) error {
	e := json.NewEncoder(termtext.JSONWriter(w))
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(value)
}
