package report_test

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/report"
	"github.com/ctxsize/ctxsize/internal/testtree"
	"github.com/ctxsize/ctxsize/walker"
)

// TestFormats compares what each format shows of the project in testdata/shop.txtar with testdata/shop. UPDATE_REPORTS=1 writes the files anew.
func TestFormats(t *testing.T) {
	text, err := os.ReadFile("testdata/shop.txtar")
	if err != nil {
		t.Fatal(err)
	}
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	testtree.Archive(t, dir, string(text))
	plain := analyze(t, ctxsize.Options{Suggest: true, Request: ctxsize.Request{Context: "web", Target: "app", Dir: dir}})
	named := analyze(t, ctxsize.Options{Suggest: true, Request: ctxsize.Request{Context: "api", BuildContexts: []string{"libs=libs"}, Dir: dir}})
	bare := analyze(t, ctxsize.Options{Request: ctxsize.Request{Context: "tools", NoDockerfile: true, Builder: ctxsize.Legacy, Dir: dir}})
	project := analyze(t, ctxsize.Options{Suggest: true, Audit: true, Project: &ctxsize.ProjectRequest{}, Request: ctxsize.Request{Context: ".", Dir: dir}})
	improvements, err := project.Improvements(t.Context(), true)
	if err != nil {
		t.Fatal(err)
	}
	o := report.Options{Dir: dir, Version: "1.0", Top: 5}
	web, api := &plain.Builds[0], &named.Builds[0]
	answers := []ctxsize.Answer{web.Why("old.log"), web.Why(".env"), web.Why("docs/index.md"), web.Why("missing.txt"), api.WhyIn(1, "a.py")}
	for name, write := range map[string]func(io.Writer) error{
		"text":         func(w io.Writer) error { return report.Text(w, plain, o) },
		"text-named":   func(w io.Writer) error { return report.Text(w, named, o) },
		"text-bare":    func(w io.Writer) error { return report.Text(w, bare, o) },
		"text-color":   func(w io.Writer) error { c := o; c.Color, c.Width = true, 60; return report.Text(w, plain, c) },
		"text-project": func(w io.Writer) error { return report.Text(w, project, o) },
		"json":         func(w io.Writer) error { return report.JSON(w, named, o) },
		"audit":        func(w io.Writer) error { return report.Audit(w, project, improvements, o) },
		"audit-json":   func(w io.Writer) error { return report.AuditJSON(w, project, improvements, o) },
		"audit-markdown": func(w io.Writer) error {
			return report.Markdown(w, project, improvements, report.Document{Date: "2026-01-02", Project: dir}, o)
		},
		"suggestions":       func(w io.Writer) error { return report.Suggestions(w, web, report.Promise{Safe: 200, All: 100}, o) },
		"suggestions-named": func(w io.Writer) error { return report.Suggestions(w, api, report.Promise{Safe: 10, All: 10}, o) },
		"checks":            func(w io.Writer) error { return report.Checks(w, plain, everyCheck(), o) },
		"checks-json":       func(w io.Writer) error { return report.CheckedJSON(w, plain, everyCheck(), o) },
		"why":               func(w io.Writer) error { return report.Why(w, answers, o, false) },
		"why-json":          func(w io.Writer) error { return report.Why(w, answers, o, true) },
		"ls":                func(w io.Writer) error { return report.List(w, api, o, report.ListOptions{Set: walker.Sent}) },
		"ls-long": func(w io.Writer) error {
			return report.List(w, web, o, report.ListOptions{Set: walker.Eligible, Long: true, Sort: report.BySize})
		},
		"ls-tsv": func(w io.Writer) error {
			return report.List(w, web, o, report.ListOptions{Set: walker.Eligible, TSV: true, Sort: report.ByFiles, Top: 4})
		},
		"ls-json": func(w io.Writer) error {
			return report.List(w, web, o, report.ListOptions{Set: walker.Sent, JSON: true, Sort: report.ByName})
		},
		"ls-nul": func(w io.Writer) error {
			return report.List(w, api, o, report.ListOptions{Set: walker.Sent, NUL: true})
		},
	} {
		t.Run(name, func(t *testing.T) {
			var got bytes.Buffer
			if err := write(&got); err != nil {
				t.Fatal(err)
			}
			compare(t, filepath.Join("testdata", "shop", name+".golden"), strings.ReplaceAll(got.String(), dir, "/shop"))
		})
	}
}

func analyze(t *testing.T, o ctxsize.Options) *ctxsize.Analysis {
	t.Helper()
	a, err := ctxsize.Analyze(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// compare compares a report with a file.
func compare(t *testing.T, file, got string) {
	t.Helper()
	if os.Getenv("UPDATE_REPORTS") != "" {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", file, diff)
	}
}

// everyCheck returns one check of each kind.
func everyCheck() []report.Check {
	number := func(n int64) *int64 { return &n }
	warning := lint.Warning
	return []report.Check{
		{Build: report.ProjectCheck, Name: report.Complete, Missing: []string{"cannot read x"}},
		{Name: report.MaxSize, Limit: 100, Actual: number(300)},
		{Name: report.MinFiles, Limit: 1, Actual: number(2), Pass: true},
		{Name: report.MustExclude + " **/.env", Actual: number(1), Paths: []string{".env"}},
		{Name: report.MaxTransfer, Limit: 100, Unknown: true},
		{Name: report.MaxGrowth, Limit: 10, Actual: number(5), Pass: true},
		{Name: report.FailOn + " warning", Actual: number(2), Severity: &warning, Codes: []string{"secret-sent", "copy-source-missing"}},
	}
}
