package suggest_test

import (
	"os"
	"path"
	"strings"
	"testing"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/testtree"
)

// TestNeeded: no pattern that is suggested as safe excludes a path that a build of the project needs. Each case of testdata/needed.txt is a
// project with the paths that are needed, and those that a safe pattern excludes. PAD in a file is as long as a file worth a suggestion.
func TestNeeded(t *testing.T) {
	text, err := os.ReadFile("testdata/needed.txt")
	if err != nil {
		t.Fatal(err)
	}
	cases := strings.Split("\n"+string(text), "\n==== ")[1:]
	if len(cases) < 100 {
		t.Fatalf("%d cases", len(cases))
	}
	for _, c := range cases {
		header, files, _ := strings.Cut(c, "\n-- ")
		name, expectations, _ := strings.Cut(header, "\n")
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			testtree.Archive(t, dir, "-- "+strings.ReplaceAll(files, "PAD", strings.Repeat("x", 3000))+"\n")
			suggested := suggestionsFor(t, dir)
			var patterns strings.Builder
			for _, s := range suggested {
				if pattern, safe := strings.CutPrefix(s, "safe "); safe {
					patterns.WriteString(pattern + "\n")
				}
			}
			list, err := ignore.Parse([]byte(patterns.String()), ignore.Options{})
			if err != nil {
				t.Fatal(err)
			}
			for line := range strings.Lines(expectations) {
				verb, p, _ := strings.Cut(strings.TrimSpace(line), " ")
				if want := verb == "excludes"; excludes(list, p) != want {
					t.Errorf("safe patterns exclude %s: %v, want %v; suggestions: %q", p, !want, want, suggested)
				}
			}
		})
	}
}

// excludes reports whether patterns exclude a path or a directory around it.
func excludes(list *ignore.PatternList, p string) bool {
	for ; p != "."; p = path.Dir(p) {
		if list.Match(p).Excluded {
			return true
		}
	}
	return false
}
