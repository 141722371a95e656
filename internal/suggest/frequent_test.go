package suggest_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/suggest"
	"github.com/ctxsize/ctxsize/internal/testanalysis"
	"github.com/ctxsize/ctxsize/internal/testtree"
)

// frequent returns what is proposed for files that commits often change, a line each, with what it saves of the eligible bytes.
func frequent(t *testing.T, dir string, taken []inventory.Suggestion, changed ...string) []inventory.Suggestion {
	t.Helper()
	b := &testanalysis.Of(t, dir).Builds[0]
	usages := b.Usages()
	return suggest.Frequent(usages[0].Project, []inventory.Share{{Build: b.Build, Usage: usages[0], Usages: usages}}, taken, changed)
}

// TestFrequent: patterns for files that images seldom need are proposed if commits change one of them, and only where no build needs them.
func TestFrequent(t *testing.T) {
	const tree = "main.c README.md:20 CHANGELOG:3 docs/a.md:10 docs/b.txt:7 docs/sub/c.md:2 src/tests/a.c:5 tests/b.c:6 .github/x.yml:9 .vscode/s.json:8 examples/e.c:4"
	for _, c := range []struct {
		name, dockerfile, ignore string
		taken                    []string
		changed                  string
		want                     string
	}{
		{"all", "COPY . /", "", nil, "README.md docs/a.md src/tests/a.c tests/b.c .github/x.yml .vscode/s.json examples/e.c CHANGELOG",
			"**/*.md docs 32\n**/CHANGELOG* docs 3\ndocs docs 7\nexamples docs 4\n**/tests test-output 11\n.github ci 9\n.vscode ide 8"},
		{"only what is changed", "COPY . /", "", nil, "tests/b.c main.c", "**/tests test-output 11"},
		{"nothing that is changed", "COPY . /", "", nil, "main.c", ""},
		{"what a pattern excludes already", "COPY . /", "tests\n", nil, "tests/b.c docs/a.md", "**/*.md docs 32\ndocs docs 7"},
		{"what a suggestion excludes already", "COPY . /", "", []string{"**/*.md", "tests"}, "tests/b.c docs/a.md", ""},
		{"a directory that is excluded in part", "COPY . /", "", []string{"**/*.md"}, "tests/b.c docs/b.txt", "docs docs 7\n**/tests test-output 11"},
		{"an instruction needs one", "COPY . /\nCOPY README.md /doc/", "", nil, "docs/a.md README.md docs/sub/c.md", "docs/a.md docs 10\ndocs/sub/c.md docs 2\ndocs docs 7"},
		{"an instruction needs a directory", "COPY . /\nCOPY docs /doc/", "", nil, "docs/a.md README.md", "**/*.md docs 32"},
		{"git's own patterns", "COPY . /", "->.gitignore", nil, "docs/a.md", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			testtree.Make(t, dir, tree)
			testtree.Write(t, dir, "Dockerfile", []byte("FROM scratch\n"+c.dockerfile+"\n"))
			if target, linked := strings.CutPrefix(c.ignore, "->"); linked {
				testtree.Make(t, dir, target+" .dockerignore->"+target)
			} else {
				testtree.Write(t, dir, ".dockerignore", []byte(c.ignore))
			}
			var taken []inventory.Suggestion
			for _, line := range c.taken {
				taken = append(taken, inventory.Suggestion{Line: line})
			}
			var got []string
			for n, s := range frequent(t, dir, taken, strings.Fields(c.changed)...) {
				got = append(got, fmt.Sprintf("%s %s %d", s.Line, s.Category, s.SavesEligibleBytes))
				if s.Safety != inventory.Review || s.Order != len(taken)+n || s.Heading == "" || s.Reason == "" {
					t.Errorf("%+v: want a suggestion for review in place %d, with a heading and a reason", s, len(taken)+n)
				}
			}
			if diff := cmp.Diff(c.want, strings.Join(got, "\n")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestFrequentPaths: in place of a pattern that excludes too much, the three paths that change most often are proposed.
func TestFrequentPaths(t *testing.T) {
	dir := t.TempDir()
	testtree.Make(t, dir, "a.md b.md c.md d.md e.md README.md")
	testtree.Write(t, dir, "Dockerfile", []byte("FROM scratch\nCOPY . /\nCOPY README.md /\n"))
	var got []string
	for _, s := range frequent(t, dir, nil, "d.md", "README.md", "b.md", "d.md", "other.txt", "e.md", "a.md") {
		got = append(got, s.Line)
	}
	if diff := cmp.Diff([]string{"/d.md", "/b.md", "/e.md"}, got); diff != "" {
		t.Error(diff)
	}
}

// TestFrequentReason: where an exception re-includes a file, the reason is that one.
func TestFrequentReason(t *testing.T) {
	for patterns, want := range map[string]string{
		"":               "Text files that commits change. Keep those that the build or the program reads.",
		"*\n!NOTES.md\n": "Line 2 of the ignore file (!NOTES.md) re-includes it on purpose.",
	} {
		dir := t.TempDir()
		testtree.Make(t, dir, "NOTES.md")
		testtree.Write(t, dir, "Dockerfile", []byte("FROM scratch\nCOPY . /src\n"))
		testtree.Write(t, dir, ".dockerignore", []byte(patterns))
		list := frequent(t, dir, nil, "NOTES.md")
		if len(list) != 1 || list[0].Reason != want {
			t.Errorf("%q: got %+v, want the reason %q", patterns, list, want)
		}
	}
}
