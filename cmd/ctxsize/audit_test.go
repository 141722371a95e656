package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ctxsize/ctxsize/internal/testtree"
)

// twoServices makes the project of scripts/twoservices.sh.
func twoServices(t *testing.T) string {
	t.Helper()
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip("the project is made by a shell script")
	}
	dir := filepath.Join(t.TempDir(), "shop")
	if out, err := exec.Command("sh", "../../scripts/twoservices.sh", dir).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return dir
}

// auditing runs the program in a directory and gives what it writes on stdout.
func auditing(t *testing.T, dir string, args ...string) string {
	t.Helper()
	var out, problems bytes.Buffer
	if code := run(world{args: args, stdin: strings.NewReader(""), stdout: &out, stderr: &problems, dir: dir}); code != exitDone {
		t.Fatalf("exit code %d\n%s", code, &problems)
	}
	return out.String()
}

// TestAuditDocument keeps the audit of a project of two services, with all that is wrong in it.
func TestAuditDocument(t *testing.T) {
	got := auditing(t, twoServices(t), "audit", "-o", "markdown")
	got = regexp.MustCompile(`(?m)^\d{4}-\d\d-\d\d · (.*) · ctxsize .*$`).ReplaceAllString(got, "2026-01-31 · $1 · ctxsize VERSION")
	const golden = "testdata/twoservices.md"
	if os.Getenv("UPDATE_SCRIPTS") != "" {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("the document has changed (-want +got):\n%s", diff)
	}
}

// TestAuditOfManyBuilds: the audit of 70 builds with findings fits a screen and a half, and lists each of them.
func TestAuditOfManyBuilds(t *testing.T) {
	dir := t.TempDir()
	compose := "services:\n"
	for n := range 70 {
		service := fmt.Sprintf("service-%02d", n)
		compose += fmt.Sprintf("  %s:\n    build: services/%s\n", service, service)
		for name, text := range map[string]string{"package.json": "{}", "package-lock.json": "{}", "index.js": "x", "node_modules/a/index.js": strings.Repeat("x", 1000*(n+1)),
			"Dockerfile": "FROM node:20\nWORKDIR /app\nCOPY . .\nRUN npm ci\n"} {
			testtree.Write(t, dir, "services/"+service+"/"+name, []byte(text))
		}
	}
	testtree.Write(t, dir, "compose.yaml", []byte(compose))
	got := auditing(t, dir, "audit")
	if lines := strings.Count(got, "\n"); lines > 75 {
		t.Errorf("%d lines, want at most 75:\n%s", lines, got)
	}
	for n := range 70 {
		if name := fmt.Sprintf("service-%02d", n); !strings.Contains(got, name) {
			t.Errorf("%s is missing in\n%s", name, got)
		}
	}
	all := auditing(t, dir, "audit", "--all")
	for n := range 70 {
		if place := fmt.Sprintf("services/service-%02d/Dockerfile:4", n); !strings.Contains(all, place) {
			t.Errorf("--all does not list %s", place)
		}
	}
}

// TestAuditUnreadIgnoreFile: a gitignore-style ignore file in the project root is used by no build, and would miss nested directories where
// it is used.
func TestAuditUnreadIgnoreFile(t *testing.T) {
	dir := twoServices(t)
	lines := "node_modules/\n__pycache__/\n*.py[cod]\n.venv/\n.env\n!.env.example\n"
	if err := os.WriteFile(filepath.Join(dir, ".dockerignore"), []byte(lines), 0o644); err != nil {
		t.Fatal(err)
	}
	got := auditing(t, dir, "audit")
	for _, want := range []string{"ignore-file-never-read  .dockerignore", ".dockerignore is never used: no build has the project root as its context.", "use **/__pycache__ in line 2",
		"move it to services/backend/.dockerignore and services/frontend/.dockerignore", "ignore-file-missing  services/backend/.dockerignore"} {
		if !strings.Contains(strings.Join(strings.Fields(got), " "), strings.Join(strings.Fields(want), " ")) {
			t.Errorf("%q is missing in\n%s", want, got)
		}
	}
}

// TestAuditFix: what is shown is what is written, each file once, nothing else is touched, and a second time there is nothing to do.
func TestAuditFix(t *testing.T) {
	dir := twoServices(t)
	before := fileTexts(t, dir)
	shown := auditing(t, dir, "audit", "--fix", "--dry-run")
	if diff := cmp.Diff(before, fileTexts(t, dir)); diff != "" {
		t.Fatalf("--dry-run has changed the project:\n%s", diff)
	}
	if got := proposedDiffs(t, auditing(t, dir, "audit", "--json")); got != shown {
		t.Errorf("audit --json proposes\n%s\nwant\n%s", got, shown)
	}
	if done := auditing(t, dir, "audit", "--fix"); done != shown {
		t.Errorf("shown:\n%s\ndone:\n%s", shown, done)
	}
	after := fileTexts(t, dir)
	for _, path := range []string{"services/backend/.dockerignore", "services/frontend/.dockerignore"} {
		if after[path] == "" {
			t.Errorf("%s was not written", path)
		}
		delete(after, path)
	}
	if diff := cmp.Diff(before, after); diff != "" {
		t.Errorf("something else has changed:\n%s", diff)
	}
	if again := auditing(t, dir, "audit", "--fix"); again != "nothing to fix: no safe pattern would reduce what is sent\n" {
		t.Errorf("a second time: %s", again)
	}
}

// proposedDiffs returns the diffs of the files that an audit in JSON proposes.
func proposedDiffs(t *testing.T, text string) string {
	t.Helper()
	var report struct {
		Project struct {
			Before, After struct{ Bytes int64 }
			Files         []struct{ Diff string } `json:"proposed_files"`
		}
	}
	if err := json.Unmarshal([]byte(text), &report); err != nil {
		t.Fatal(err)
	}
	if p := report.Project; p.After.Bytes >= p.Before.Bytes {
		t.Errorf("%d bytes before, %d after", p.Before.Bytes, p.After.Bytes)
	}
	var diffs strings.Builder
	for _, f := range report.Project.Files {
		diffs.WriteString(f.Diff)
	}
	return diffs.String()
}

// fileTexts is what the small files of a directory hold, and that the others are there.
func fileTexts(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		files[filepath.ToSlash(name)] = "large"
		if info, err := d.Info(); err != nil || info.Size() > 1<<20 {
			return err
		}
		text, err := os.ReadFile(path)
		files[filepath.ToSlash(name)] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// TestAuditFixHalfWay: if one file cannot be written, the others are, and each is reported.
func TestAuditFixHalfWay(t *testing.T) {
	dir := twoServices(t)
	// A file that is read-only is left alone, whoever asks.
	own := filepath.Join(dir, "services/backend/Dockerfile.dockerignore")
	if err := os.WriteFile(own, []byte("*.log\n"), 0o444); err != nil {
		t.Fatal(err)
	}
	var out, problems bytes.Buffer
	if code := run(world{args: []string{"audit", "--fix"}, stdin: strings.NewReader(""), stdout: &out, stderr: &problems, dir: dir}); code != exitFailed {
		t.Errorf("exit code %d", code)
	}
	for _, want := range []string{"services/backend/Dockerfile.dockerignore: NOT written\nservices/frontend/.dockerignore: 2 lines added\n",
		"cannot write 1 of 2 ignore files: cannot write " + own + ": it is read-only", "hint: the other files are written"} {
		if !strings.Contains(problems.String(), want) {
			t.Errorf("%q is missing in\n%s", want, &problems)
		}
	}
	if text, err := os.ReadFile(own); err != nil || string(text) != "*.log\n" {
		t.Errorf("%s holds %q, %v", own, text, err)
	}
}

// TestAuditLinkedIgnoreFile: the builder does not follow a link out of the context, and no build reads what it leads to.
func TestAuditLinkedIgnoreFile(t *testing.T) {
	dir := twoServices(t)
	if err := os.Symlink("../../shared.ignore", filepath.Join(dir, "services/backend/.dockerignore")); err != nil {
		t.Skip(err)
	}
	if got := strings.Join(strings.Fields(auditing(t, dir, "audit")), " "); !strings.Contains(got, "ignore-file-never-read services/backend/.dockerignore services/backend/.dockerignore is never used: it is a symbolic link that is broken or leaves the context") {
		t.Error(got)
	}
}
