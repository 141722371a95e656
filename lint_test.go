package ctxsize_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/testtree"
	"github.com/ctxsize/ctxsize/plan"
)

// TestLint: what is found in ignore files, "line severity code bytes: fix", and what suggest --write makes of them.
func TestLint(t *testing.T) {
	for _, c := range []struct{ name, tree, lines, want, written string }{
		{"a good file", "src/a.go node_modules/a dist/b", "# ours\nnode_modules\n/dist\n", "", ""},
		{"a comment behind a line", "dist/b:70", "dist # built\n", `1 warning inline-comment 70: replace-line dist`, ""},
		{"a comment behind a line for what is not there", "a", "dist # built\n", `1 warning inline-comment 0: replace-line dist`, "dist\n"},
		{"comments that are none", "a", "// ours\n  # theirs\n", "1 warning inline-comment 0: replace-line # ours\n2 warning inline-comment 0: replace-line # theirs", "# ours\n# theirs\n"},
		{"a backslash", "src/dist/a:30", "src\\dist\n", `1 warning backslash-class 30: replace-line src/dist`, ""},
		{"no negation", "xa xb:20", "x[!a]\n", `1 warning bracket-not-negation 10: replace-line x[^a]`, ""},
		{"an exception without an exclusion", "a", "!a\n*.md\n", "1 warning exception-without-effect 0: edit remove the line\n2 info line-never-matches 0: none", ""},
		{"a dead exception", "a b", "b\n!a\n", "2 info exception-without-effect 0: edit remove the line", ""},
		{"duplicates", "a", "a\nb\n./a\n", "3 info line-duplicate 0: edit remove the line\n2 info line-never-matches 0: none", "a\nb\n"},
		{"shadowed", "d/a", "d\nd/a\n", "2 info line-shadowed 0: edit remove the line", ""},
		{"no final newline", "a", "a", "1 info no-final-newline 0: edit end the file with a newline", "a\n"},
		{"a habit that bites", "web/package.json web/node_modules/a:500", "node_modules/\n", "1 warning gitignore-habit 500: replace-line **/node_modules", "**/node_modules\n"},
		{"a habit that does not", "package.json node_modules/a:500", "node_modules/\n", "", ""},
		{"files that arrive empty", "d/a:5 d/b:6", "d\n!d/a\nd\n", "2 error file-arrives-empty 5: none\n3 info line-shadowed 0: edit remove the line", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			testtree.Make(t, dir, c.tree)
			testtree.Write(t, dir, "Dockerfile", []byte("FROM scratch\nCOPY . /\nRUN npm ci\n"))
			testtree.Write(t, dir, ".dockerignore", []byte(c.lines))
			a, err := ctxsize.Analyze(context.Background(), ctxsize.Options{NoTransfer: true, Suggest: true, Request: plan.Request{Context: ".", Dir: dir}})
			if err != nil {
				t.Fatal(err)
			}
			b := &a.Builds[0]
			var got []string
			for _, f := range b.Findings {
				fix := "none"
				if f.Fix != nil {
					fix = f.Fix.Kind + " " + f.Fix.Text
				}
				got = append(got, fmt.Sprintf("%d %s %s %d: %s", f.Line, f.Severity, f.Code, f.Bytes, fix))
			}
			if diff := cmp.Diff(c.want, strings.Join(got, "\n")); diff != "" {
				t.Error(diff)
			}
			change, edits, err := b.Improve(t.Context(), false)
			if err != nil {
				t.Fatal(err)
			}
			if c.written == "" && edits != (ctxsize.Edits{}) || c.written != "" && c.written != string(change.After) {
				t.Errorf("%+v: %q", edits, change.After)
			}
		})
	}
}
