package analysis_test

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ctxsize/ctxsize/internal/analysis"
	"github.com/ctxsize/ctxsize/internal/edit"
	"github.com/ctxsize/ctxsize/internal/testanalysis"
	"github.com/ctxsize/ctxsize/internal/testtree"
	"github.com/ctxsize/ctxsize/walker"
)

// improvable returns a project with a directory web/node_modules and a directory .venv that should be excluded.
func improvable(t *testing.T, text string) string {
	t.Helper()
	dir := t.TempDir()
	testtree.Make(t, dir, "package.json:3 web/package.json:3 web/node_modules/a:500 .venv/pyvenv.cfg:3 src/a.md:5 README.md:5")
	testtree.Write(t, dir, "Dockerfile", []byte("FROM scratch\nCOPY . /\nRUN npm ci && cd web && npm ci\n"))
	if text != "" {
		testtree.Write(t, dir, ".dockerignore", []byte(text))
	}
	return dir
}

// TestImproveKeeps: what stands in an ignore file stays as it is, and so do its line endings; a second time nothing changes, to the byte.
func TestImproveKeeps(t *testing.T) {
	const new = "# Files that docker build does not send to the builder.\n" +
		"# A pattern matches at the root of the build context only; with **/ it matches at any depth.\n\n# Dependencies\n**/node_modules\n**/.venv\n"
	for _, c := range []struct{ name, before, after string }{
		{"no file", "", new},
		{"comments and order", "# ours\n\n*.md\n!README.md\n  # not a comment\n", "# ours\n\n*.md\n!README.md\n# not a comment\n\n# Dependencies\n**/node_modules\n**/.venv\n"},
		{"a replaced line stays in its place", "# a\nnode_modules/\n# b\n*.md\n", "# a\n**/node_modules\n**/.venv\n# b\n*.md\n"},
		{"duplicates", "*.md\nsrc/x\n*.md\n", "*.md\nsrc/x\n\n# Dependencies\n**/node_modules\n**/.venv\n"},
		{"CRLF", "# ours\r\n*.md\r\nnode_modules\r\n", "# ours\r\n*.md\r\n**/node_modules\r\n\r\n# Dependencies\r\n**/.venv\r\n"},
		{"BOM", "\ufeff*.md\n", "\ufeff*.md\n\n# Dependencies\n**/node_modules\n**/.venv\n"},
		{"a byte order mark before the line that is replaced", "\ufeffnode_modules\n", "\ufeff**/node_modules\n\n# Dependencies\n**/.venv\n"},
		{"no final newline", "*.md\n!README.md", "*.md\n!README.md\n\n# Dependencies\n**/node_modules\n**/.venv\n"},
		{"CRLF and no final newline", "*.md\r\nx/y", "*.md\r\nx/y\r\n\r\n# Dependencies\r\n**/node_modules\r\n**/.venv\r\n"},
		{"a list that allows", "*\n!web\n", "*\n!web\n\n# Dependencies\n**/node_modules\n"},
		{"empty lines at the end", "*.md\n\n\n", "*.md\n\n\n# Dependencies\n**/node_modules\n**/.venv\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := improvable(t, c.before)
			for range 2 {
				b := &testanalysis.Of(t, dir).Builds[0]
				change, edits, err := b.Improve(t.Context(), false)
				if err != nil {
					t.Fatal(err)
				}
				promised := sentAfter(t, b, change)
				if edits != (analysis.Edits{}) {
					if err := change.Write(); err != nil {
						t.Fatal(err)
					}
				}
				text, err := os.ReadFile(filepath.Join(dir, ".dockerignore"))
				if diff := cmp.Diff(c.after, string(text)); diff != "" || err != nil {
					t.Error(err, diff)
				}
				if sent := measureBuild(t, &testanalysis.Of(t, dir).Builds[0]); sent != promised {
					t.Errorf("%s is sent, and %s was promised", sent, promised)
				}
			}
		})
	}
}

// TestImproveLink: a link stays one, what it leads to is edited and named in the patch, and loses no line that docker has no use for.
func TestImproveLink(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("symbolic links need a privilege there")
	}
	dir := improvable(t, "")
	testtree.Write(t, dir, "shared/.gitignore", []byte("*.md\n*.md\n*.tmp\n"))
	testtree.Make(t, dir, ".dockerignore->shared/.gitignore")
	b := &testanalysis.Of(t, dir).Builds[0]
	change, _, err := b.Improve(t.Context(), true)
	if err != nil {
		t.Fatal(err)
	}
	want := filepath.Join(dir, "shared", ".gitignore")
	if got := change.Real; got != want {
		t.Errorf("the file is %s and not %s", got, want)
	}
	promised := sentAfter(t, b, change)
	if err := change.Write(); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(want)
	if err != nil || string(text) != "*.md\n*.md\n*.tmp\n\n# Dependencies\n**/node_modules\n**/.venv\n" {
		t.Errorf("%q, %v", text, err)
	}
	if link, err := os.Readlink(filepath.Join(dir, ".dockerignore")); err != nil || link != "shared/.gitignore" {
		t.Errorf("the link leads to %q, %v", link, err)
	}
	if sent := measureBuild(t, &testanalysis.Of(t, dir).Builds[0]); sent != promised {
		t.Errorf("%s is sent, and %s was promised", sent, promised)
	}
}

// TestImproveRefusals: a file that is read-only, or that somebody else has changed meanwhile, stays as it is.
func TestImproveRefusals(t *testing.T) {
	for _, c := range []struct {
		name string
		do   func(path string) error
		says string
	}{
		{"read-only", func(path string) error { return os.Chmod(path, 0o444) }, "read-only"},
		{"changed", func(path string) error { return os.WriteFile(path, []byte("theirs\n"), 0o644) }, "has changed since"},
		{"gone", os.Remove, "has changed since"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := improvable(t, "*.md\n")
			path := filepath.Join(dir, ".dockerignore")
			change, _, err := testanalysis.Of(t, dir).Builds[0].Improve(t.Context(), false)
			if err != nil {
				t.Fatal(err)
			}
			if err := c.do(path); err != nil {
				t.Fatal(err)
			}
			before, gone := os.ReadFile(path)
			if err := change.Write(); err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("it says %v", err)
			}
			after, err := os.ReadFile(path)
			if string(before) != string(after) || (gone == nil) != (err == nil) {
				t.Errorf("%q became %q, %v", before, after, err)
			}
		})
	}
}

// sentAfter is what a build sends once a change is made.
func sentAfter(t *testing.T, b *analysis.Result, c edit.Change) string {
	t.Helper()
	after, err := b.Changed(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	return measureBuild(t, after)
}

func measureBuild(t *testing.T, b *analysis.Result) string {
	t.Helper()
	if err := b.ReadTransfer(t.Context()); err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(b.Main.View.Totals(walker.Sent), *b.Main.Transfer)
}
