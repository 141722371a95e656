package analysis_test

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/ctxsize/ctxsize/internal/analysis"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/testtree"
)

// TestUnreadableAsNobody runs TestUnreadableExcluded as a user for whom permissions hold.
func TestUnreadableAsNobody(t *testing.T) {
	if runtime.GOOS != "linux" || os.Geteuid() != 0 {
		t.Skip("TestUnreadableExcluded itself runs where it does not run as root")
	}
	out, err := commandAsNobody(t, "-test.run=^TestUnreadableExcluded$", "-test.v").CombinedOutput()
	if err != nil || !strings.Contains(string(out), "--- PASS: TestUnreadableExcluded") {
		t.Fatalf("%v\n%s", err, out)
	}
}

// TestUnreadableExcluded holds what is said of a directory that may not be read, is excluded, and is entered for a wildcard exception.
func TestUnreadableExcluded(t *testing.T) {
	if runtime.GOOS != "linux" || os.Geteuid() == 0 {
		t.Skip("permissions do not hold for root: TestUnreadableAsNobody runs this")
	}
	for _, c := range []struct{ name, tree, ignored, message, fix string }{
		{"an exception that matches one file", "app/.env.example app/docker-data/x", "# c\n\n**/docker-data/\n\n\n!**/.env.example\n",
			"Line 3 excludes it, but the exception in line 6 (!**/.env.example) makes Docker enter every directory.", "!app/.env.example"},
		{"an exception that matches two files", "app/.env.example b/.env.example", "**/docker-data/\n!**/.env.example\n",
			"Line 1 excludes it, but the exception in line 2 (!**/.env.example) makes Docker enter every directory.", "!app/.env.example\n!b/.env.example"},
		{"an exception that matches nothing", "a", "app\n!*/none.*\n",
			"Line 1 excludes it, but the exception in line 2 (!*/none.*) makes Docker enter every directory.", "remove line 2: it re-includes nothing"},
		{"an exception in the directory", "a", "app\n!app/docker-data/pg/x\n",
			"Line 1 excludes it, but the exception in line 2 (!app/docker-data/pg/x) makes Docker enter it.", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			shut := filepath.Join(dir, "app/docker-data/pg")
			testtree.Make(t, dir, "app/docker-data/pg/ "+c.tree)
			testtree.Write(t, dir, ".dockerignore", []byte(c.ignored))
			testtree.Write(t, dir, "Dockerfile", []byte("FROM scratch\nCOPY . /\n"))
			if err := os.Chmod(shut, 0); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = os.Chmod(shut, 0o700) })
			f := unreadableFinding(t, dir)
			if fix := f.Fix; !strings.HasSuffix(f.Message, c.message) || (fix == nil) != (c.fix == "") || fix != nil && fix.Text != c.fix {
				t.Errorf("%q, fix %+v", f.Message, fix)
			}
			if f.Fix == nil {
				return
			}
			fixed := strings.Split(c.ignored, "\n")
			fixed[f.Line-1] = c.fix
			if f.Fix.Kind == "edit" {
				fixed[f.Line-1] = ""
			}
			testtree.Write(t, dir, ".dockerignore", []byte(strings.Join(fixed, "\n")))
			if f := unreadableFinding(t, dir); f.Code != 0 {
				t.Errorf("with %q: %s", c.fix, f.Message)
			}
		})
	}
}

// unreadableFinding is the finding about the directory. The answer about its path says the same.
func unreadableFinding(t *testing.T, dir string) lint.Finding {
	t.Helper()
	a, err := analysis.Analyze(t.Context(), analysis.Options{Request: build.Request{Context: dir}})
	if err != nil {
		t.Fatal(err)
	}
	b := &a.Builds[0]
	for _, f := range b.Findings {
		if f.Code == lint.Unreadable {
			if why := b.Why(f.Path); len(why.Notes) != 1 || why.Notes[0] != f.Message {
				t.Errorf("why %s: %q", f.Path, why.Notes)
			}
			return f
		}
	}
	return lint.Finding{}
}
