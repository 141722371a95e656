package advise

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/attribution"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/edit"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/managers"
	"github.com/ctxsize/ctxsize/internal/project"
	"github.com/ctxsize/ctxsize/internal/testview"
)

// wantFile is the part of an archive with the expected findings.
const wantFile = "want"

// TestProjects examines the projects in testdata/remedies: each archive ends with the findings that are expected, and their diffs, which git
// applies. UPDATE_REMEDIES=1 updates them.
func TestProjects(t *testing.T) {
	names, err := filepath.Glob("testdata/remedies/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("no projects: %v", err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			got := projectFindings(t, archive)
			last := &archive.Files[len(archive.Files)-1]
			if os.Getenv("UPDATE_REMEDIES") != "" && string(last.Data) != got {
				last.Data = []byte(got)
				if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(string(last.Data), got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestProjectsOfManagers: there is a project for each row of the table.
func TestProjectsOfManagers(t *testing.T) {
	for _, m := range managers.Table() {
		name := filepath.Join("testdata", "remedies", strings.ReplaceAll(m.Name, " ", "-")+".txtar")
		if _, err := os.Stat(name); err != nil {
			t.Errorf("%s: no project with it: %v", m.Name, err)
		}
	}
}

// projectFindings returns the findings about the installs of a project, as text.
func projectFindings(t *testing.T, archive *txtar.Archive) string {
	t.Helper()
	dir := t.TempDir()
	for _, f := range archive.Files {
		if f.Name == wantFile {
			continue
		}
		file := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	var out strings.Builder
	for _, f := range Advise(projectAdvice(t, dir)) {
		fmt.Fprintf(&out, "%s %s, line %d: %s\n", f.Severity, f.Code, f.Line, f.Message)
		if f.Fix == nil {
			continue
		}
		fmt.Fprintf(&out, "fix: %s\n", f.Fix.Text)
		out.WriteString(applied(t, dir, f.Fix.Changes))
	}
	return out.String()
}

// projectAdvice is for the build of a directory, with its manifests.
func projectAdvice(t *testing.T, dir string) Advice {
	t.Helper()
	builds, err := project.Resolve(t.Context(), build.Request{Context: dir, Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	text := builds[0].Context.Ignore.Text
	patterns, err := ignore.Parse(text, ignore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	view := testview.Of(t, dir, testview.Query{Ignore: text, Paths: builds[0].Context.Paths})
	c := inventory.Usage{Context: &builds[0].Context, Patterns: patterns, View: view, Project: inventory.OpenProject(dir, nil)}
	return Advice{Build: &builds[0], Instructions: attribution.Examine(&builds[0], []inventory.Usage{c}).Instructions, Usages: []inventory.Usage{c}}
}

// applied returns the diff of changes, and checks that git applies it in a copy of the project, with the same result.
func applied(t *testing.T, dir string, changes []lint.FileChange) string {
	t.Helper()
	var all strings.Builder
	copied := t.TempDir()
	if err := os.CopyFS(copied, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	for _, c := range changes {
		rel, err := filepath.Rel(dir, c.Path)
		if err != nil {
			t.Fatal(err)
		}
		diff, err := edit.FileDiff(filepath.ToSlash(rel), c.Before, c.After, c.New)
		if err != nil {
			t.Fatal(err)
		}
		all.WriteString(diff)
	}
	if all.Len() == 0 {
		return ""
	}
	apply := exec.Command("git", "apply", "-")
	apply.Dir, apply.Stdin = copied, strings.NewReader(all.String())
	if out, err := apply.CombinedOutput(); err != nil {
		t.Fatalf("git apply: %v\n%s\n%s", err, out, &all)
	}
	for _, c := range changes {
		rel, _ := filepath.Rel(dir, c.Path)
		got, err := os.ReadFile(filepath.Join(copied, rel))
		if err != nil || !bytes.Equal(got, c.After) {
			t.Errorf("git applies the diff with another result: %v\n%s", err, got)
		}
	}
	return all.String()
}
