package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
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
	got = regexp.MustCompile(`(?m)^\| Date \| .* \|$`).ReplaceAllString(got, "| Date | 2026-01-31 |")
	got = regexp.MustCompile(`ctxsize [^ ;]+; bytes`).ReplaceAllString(got, "ctxsize VERSION; bytes")
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

// TestAuditUnreadIgnoreFile: an ignore file in the project's root, in git's manner, is what one would write first. Nothing reads it, and moved to
// where it is read it misses what is nested.
func TestAuditUnreadIgnoreFile(t *testing.T) {
	dir := twoServices(t)
	lines := "node_modules/\n__pycache__/\n*.py[cod]\n.venv/\n.env\n!.env.example\n"
	if err := os.WriteFile(filepath.Join(dir, ".dockerignore"), []byte(lines), 0o644); err != nil {
		t.Fatal(err)
	}
	got := auditing(t, dir, "audit")
	for _, want := range []string{"ignore-file-never-read  .dockerignore", "no build has this directory as its context", "line 2 has to be **/__pycache__",
		"move it to", "ignore-file-missing  services/backend/.dockerignore"} {
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
	if again := auditing(t, dir, "audit", "--fix"); again != "nothing is safe to add that would save anything of what is sent\n" {
		t.Errorf("a second time: %s", again)
	}
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

// TestAuditFixHalfWay: what cannot be written keeps the other files from nothing, and what was written is said.
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
		"1 of 2 ignore files could not be written: cannot write " + own + ": it is read-only", "hint: those that were written stay"} {
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
	if got := strings.Join(strings.Fields(auditing(t, dir, "audit")), " "); !strings.Contains(got, "ignore-file-never-read services/backend/.dockerignore no build reads it: it is a link that leads out") {
		t.Error(got)
	}
}
