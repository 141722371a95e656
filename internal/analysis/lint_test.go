package analysis_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ctxsize/ctxsize/internal/analysis"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/testtree"
)

// TestLint: what is found in ignore files, "line severity code bytes: fix", and what suggest --write makes of them, and with --all.
func TestLint(t *testing.T) {
	for _, c := range []struct{ name, tree, lines, want, written, all string }{
		{"a good file", "src/a.go node_modules/a dist/b", "# ours\nnode_modules\n/dist\n", "", "", ""},
		{"a comment behind a line", "dist/b:70", "dist # built\n", `1 warning inline-comment 70: replace-line dist`, "", "dist\n"},
		{"a comment behind a line for what is not there", "a", "dist # built\n", `1 warning inline-comment 0: replace-line dist`, "dist\n", "dist\n"},
		{"a comment behind a line for what is named", "src/b:70", "src # ours\n", `1 warning inline-comment 70: none`, "", ""},
		{"a comment after a gitignore-style pattern", "dist/b:70 web/dist/c:20", "dist # built\n", `1 warning inline-comment 70: replace-line dist` + "\n" +
			`1 info gitignore-habit 90: replace-line **/dist`, "", "**/dist\n"},
		{"comments that are none", "a", "// ours\n  # theirs\n", "1 warning inline-comment 0: replace-line # ours\n2 warning inline-comment 0: replace-line # theirs",
			"# ours\n# theirs\n", "# ours\n# theirs\n"},
		{"a backslash", "lib/dist/a:30", "lib\\dist\n", `1 warning backslash-class 30: replace-line lib/dist`, "", "lib/dist\n"},
		{"no negation", "xa xb:20", "x[!a]\n", `1 warning bracket-not-negation 10: replace-line x[^a]`, "", "x[^a]\n"},
		{"an exception without an exclusion", "a", "!a\n*.md\n", "1 warning exception-without-effect 0: edit remove the line\n2 info line-never-matches 0: none", "", "*.md\n"},
		{"a dead exception", "a b", "b\n!a\n", "2 info exception-without-effect 0: edit remove the line", "", "b\n"},
		{"a dead exception for a directory", "logs/a", "logs/*\n!logs/\n", "2 info exception-without-effect 0: edit remove the line", "", "logs/*\n"},
		{"duplicates", "a", "a\nb\n./a\n", "3 info line-duplicate 0: edit remove the line\n2 info line-never-matches 0: none", "a\nb\n", "a\nb\n"},
		{"shadowed", "d/a", "d\nd/a\n", "2 info line-shadowed 0: edit remove the line", "d\n", "d\n"},
		{"shadowed by a pattern", "a.x", "*.x\na.x\n", "2 info line-shadowed 0: edit remove the line", "*.x\n", "*.x\n"},
		{"shadowed as things are", "a.x b", "*.x\na.*\n", "2 info line-shadowed 0: none", "", ""},
		{"shadowed by one that is for less", "a.x", "a.x\n*.x\n", "2 info line-shadowed 0: none", "", ""},
		{"shadowed twice", "a.x", "*.x\nb\na.x\na.x\n", "4 info line-duplicate 0: edit remove the line\n2 info line-never-matches 0: none\n" +
			"3 info line-shadowed 0: edit remove the line", "*.x\nb\n", "*.x\nb\n"},
		{"no final newline", "a", "a", "1 info no-final-newline 0: edit end the file with a newline", "a\n", "a\n"},
		{"a gitignore-style pattern with effect", "web/package.json web/node_modules/a:500", "node_modules/\n", "1 warning gitignore-habit 500: replace-line **/node_modules",
			"**/node_modules\n", "**/node_modules\n"},
		{"a gitignore-style pattern without effect", "package.json node_modules/a:500", "node_modules/\n", "", "", ""},
		{"files that arrive empty", "d/a:5 d/b:6", "d\n!d/a\nd\n", "2 error file-arrives-empty 5: none\n3 info line-shadowed 0: edit remove the line", "", "d\n!d/a\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			testtree.Make(t, dir, c.tree)
			dockerfile := "FROM scratch\nCOPY . /\nRUN npm ci\n"
			if strings.Contains(c.tree, "src/") {
				dockerfile += "COPY src /src\n"
			}
			testtree.Write(t, dir, "Dockerfile", []byte(dockerfile))
			testtree.Write(t, dir, ".dockerignore", []byte(c.lines))
			a, err := analysis.Analyze(context.Background(), analysis.Options{NoTransfer: true, Suggest: true, Request: build.Request{Context: ".", Dir: dir}})
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
			for _, taken := range []struct {
				all     bool
				written string
			}{{false, c.written}, {true, c.all}} {
				change, edits, err := b.Improve(t.Context(), taken.all)
				if err != nil {
					t.Fatal(err)
				}
				if taken.written == "" && edits != (analysis.Edits{}) || taken.written != "" && taken.written != string(change.After) {
					t.Errorf("all %v: %+v: %q", taken.all, edits, change.After)
				}
			}
		})
	}
}
