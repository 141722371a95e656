package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/testtree"
)

// TestExamples runs the real program on the examples of every rule: the bad one has the finding, at a severity that the rule lists, and the good
// one does not.
func TestExamples(t *testing.T) {
	for _, r := range lint.Rules() {
		t.Run(r.Code.String(), func(t *testing.T) {
			if r.Untested != "" {
				if r.Bad.Files != "" {
					t.Fatal("the example is not run")
				}
				return
			}
			if runtime.GOOS != "linux" && r.Code == lint.NameNotUTF8 {
				t.Skip("file names are UTF-8 here")
			}
			t.Parallel()
			bad := findingsOf(t, &r.Bad)
			for _, f := range bad {
				if f.Code == r.Code.String() && !slices.ContainsFunc(r.Levels, func(l lint.Level) bool { return l.Severity.String() == f.Severity }) {
					t.Errorf("severity %s, want one of %v", f.Severity, r.Levels)
				}
			}
			if !hasCode(bad, r.Code) {
				t.Errorf("the bad example has no such finding: %v", bad)
			}
			if good := findingsOf(t, &r.Good); hasCode(good, r.Code) {
				t.Errorf("the good example has the finding: %v", good)
			}
		})
	}
}

// reportedFinding is a finding in the JSON report.
type reportedFinding struct {
	Code, Severity, Message string
}

func hasCode(list []reportedFinding, c lint.Code) bool {
	return slices.ContainsFunc(list, func(f reportedFinding) bool { return f.Code == c.String() })
}

// findingsOf runs an example's command on its files.
func findingsOf(t *testing.T, e *lint.Example) []reportedFinding {
	t.Helper()
	dir := t.TempDir()
	for _, f := range e.List() {
		switch {
		case f.Link != "":
			testtree.Parents(t, dir, f.Name)
			if err := os.Symlink(f.Link, filepath.Join(dir, f.Name)); err != nil {
				t.Fatal(err)
			}
		case f.Size > 0:
			testtree.Write(t, dir, f.Name, make([]byte, f.Size))
		default:
			testtree.Write(t, dir, f.Name, []byte(f.Text))
		}
	}
	got := runIn(t, dir, nil, append(strings.Fields(e.Args), "--json")...)
	var a struct {
		Findings []reportedFinding
		Builds   []struct{ Findings []reportedFinding }
	}
	if err := json.Unmarshal([]byte(got.out), &a); err != nil {
		t.Fatalf("%s: %v\n%s%s", e.Command(), err, got.out, got.errors)
	}
	list := a.Findings
	for _, b := range a.Builds {
		list = append(list, b.Findings...)
	}
	return list
}

// TestExplain holds what is printed for a code, for none and for a misspelled one.
func TestExplain(t *testing.T) {
	dir := t.TempDir()
	runIn(t, dir, nil, "explain", "vcs-sent").expect(t, exitDone, "vcs-sent: Repository is sent\n", "")
	runIn(t, dir, nil, "explain").expect(t, exitDone, "copy-source-missing           error    Source does not exist\n", "")
	runIn(t, dir, nil, "explain", "vcs-snt").expect(t, exitFailed, "", "hint: did you mean vcs-sent?")
	runIn(t, dir, nil, "explain", "secret").expect(t, exitFailed, "", "hint: did you mean secret-sent?")
	runIn(t, dir, nil, "explain", "zzzzzzzzzzzz").expect(t, exitFailed, "", "hint: ctxsize explain lists all codes")
	runIn(t, dir, nil, "explain", "--json", "mount-refused").expect(t, exitDone, `"code":"mount-refused","severity":"error"`, "")
	runIn(t, dir, nil, "__complete", "explain", "secret").expect(t, exitDone, "secret-sent\tSecret in the build context\n", "")
	testtree.Write(t, dir, "Dockerfile", []byte("FROM scratch\nCOPY . /\n"))
	testtree.Write(t, dir, ".ctxsize.yaml", []byte("accept: [{code: vcs-snt, reason: known}]\n"))
	runIn(t, dir, nil, "check", "--max-files", "9").expect(t, exitFailed, "", "accept, entry 1: unknown finding code \"vcs-snt\"\nhint: did you mean vcs-sent?")
	for _, r := range lint.Rules() {
		for line := range strings.Lines(explanation(r)) {
			if !strings.Contains(line, " | ") && len(line) > explanationWidth+1 {
				t.Errorf("%s: %q has %d columns", r.Code, line, len(line))
			}
		}
	}
}
