package lint

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestNew checks that a finding has the severity of its rule, and the place that it is given.
func TestNew(t *testing.T) {
	got := New(SecretSent, "%s is sent.", ".env").At("/p/Dockerfile", 3)
	want := Finding{Code: SecretSent, Severity: SecretSent.Rule().Severity(), Message: ".env is sent.", File: "/p/Dockerfile", Line: 3}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestSortFindings checks the order: severity, code, file, line, path, message.
func TestSortFindings(t *testing.T) {
	want := []Finding{
		{Severity: Error, Code: VCSSent, File: "z"},
		{Severity: Warning, Code: SecretSent, File: "a", Line: 9},
		{Severity: Warning, Code: SecretSent, File: "b", Line: 1, Path: "x", Message: "1"},
		{Severity: Warning, Code: SecretSent, File: "b", Line: 1, Path: "x", Message: "2"},
		{Severity: Warning, Code: SecretSent, File: "b", Line: 1, Path: "y"},
		{Severity: Warning, Code: SecretSent, File: "b", Line: 2},
		{Severity: Warning, Code: VCSSent, File: "a"},
		{Severity: Info, Code: SecretSent, File: "a"},
	}
	got := make([]Finding, len(want))
	for n := range want {
		got[len(want)-1-n] = want[n]
	}
	SortFindings(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestParseSeverity(t *testing.T) {
	for _, want := range []Severity{Info, Warning, Error} {
		if got, err := ParseSeverity(want.String()); err != nil || got != want {
			t.Errorf("%s is parsed as %v, %v; want no error", want, got, err)
		}
	}
	const want = `unknown severity "fatal": expected info, warning or error`
	if _, err := ParseSeverity("fatal"); err == nil || err.Error() != want {
		t.Errorf("got error %v, want %s", err, want)
	}
}

// TestAppliedBy checks the command that makes a change.
func TestAppliedBy(t *testing.T) {
	for want, fix := range map[string]Fix{
		"":                      {Kind: "edit", Applies: true},
		"suggest --write":       {Repairs: true, Applies: true},
		"suggest --write --all": {Repairs: true},
	} {
		if got := fix.AppliedBy(); got != want {
			t.Errorf("%+v: got %q, want %q", fix, got, want)
		}
	}
}

// TestLevels checks that a rule allows its own severities only.
func TestLevels(t *testing.T) {
	r := Rule{Levels: []Level{{Severity: Warning}, {Severity: Info, When: "nothing is sent"}}}
	for severity, want := range map[Severity]bool{Error: false, Warning: true, Info: true} {
		if got := r.Allows(severity); got != want {
			t.Errorf("Allows(%s) = %v, want %v", severity, got, want)
		}
	}
}

// TestRuleJSON checks what explain --json prints of a rule.
func TestRuleJSON(t *testing.T) {
	r := Rule{Code: SecretSent, Levels: []Level{{Severity: Error}, {Severity: Info, When: "it is not copied"}}, Title: "A title", Doc: "Text.", Fix: "Do it.",
		Bad: Example{Args: "why x", Files: "-- a --\ntext\n"}}
	got, err := json.Marshal(&r)
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"code":"secret-sent","severity":"error","levels":[{"severity":"error"},{"severity":"info","when":"it is not copied"}],` +
		`"title":"A title","doc":"Text.","fix":"Do it.","bad":{"command":"ctxsize why x","files":[{"name":"a","text":"text\n"}]}}`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestExampleFiles checks the notation of the files of examples.
func TestExampleFiles(t *testing.T) {
	e := Example{Files: "-- link --\n-> target\n-- large --\n(12 MB)\n-- \"a\\tb\" --\nx\n-- end --\nno end(no newline)\n"}
	want := []File{{Name: "link", Link: "target"}, {Name: "large", Size: 12_000_000}, {Name: "a\tb", Text: "x\n"}, {Name: "end", Text: "no end"}}
	if diff := cmp.Diff(want, e.List()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
