package suggest_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ctxsize/ctxsize/internal/testanalysis"
	"github.com/ctxsize/ctxsize/internal/testtree"
)

// TestCorrected: mistaken patterns are proposed as they were meant, if that excludes more.
func TestCorrected(t *testing.T) {
	const tree = "main.c dist/a:500 web/logs/b:300 ba.txt:9 web/data/c:40"
	for patterns, want := range map[string]string{
		"dist # bundles":             "review dist for 1 saves 500",
		`web\data`:                   "review web/data for 1 saves 40",
		"[!a]*.txt":                  "review [^a]*.txt for 1 saves 9",
		"  # dist":                   "",
		"// dist":                    "",
		"!dist # bundles":            "",
		"main.c\n\ndist # bundles\n": "review dist for 3 saves 500",
		"absent # nothing":           "",
	} {
		dir := t.TempDir()
		testtree.Make(t, dir, tree)
		testtree.Write(t, dir, "Dockerfile", []byte("FROM scratch\nCOPY . /\n"))
		testtree.Write(t, dir, ".dockerignore", []byte(patterns))
		if diff := cmp.Diff(want, replacements(t, dir)); diff != "" {
			t.Errorf("%s: %s", patterns, diff)
		}
	}
}

// TestCorrectedLink: an ignore file that is a link is left as it is, because other programs may read it.
func TestCorrectedLink(t *testing.T) {
	dir := t.TempDir()
	testtree.Make(t, dir, "dist/a:500 .dockerignore->patterns")
	testtree.Write(t, dir, "Dockerfile", []byte("FROM scratch\nCOPY . /\n"))
	testtree.Write(t, dir, "patterns", []byte("dist # bundles\n"))
	if got := replacements(t, dir); got != "" {
		t.Errorf("got %s, want nothing", got)
	}
}

// replacements returns the suggestions for a directory that replace a pattern.
func replacements(t *testing.T, dir string) string {
	t.Helper()
	var got []string
	for _, s := range testanalysis.Of(t, dir).Builds[0].Suggestions {
		if s.Replaces > 0 {
			got = append(got, fmt.Sprintf("%s %s for %d saves %d", s.Safety, s.Line, s.Replaces, s.SavesBytes))
		}
	}
	return strings.Join(got, "\n")
}
