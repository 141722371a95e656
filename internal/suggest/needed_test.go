package suggest_test

import (
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/testtree"
)

// neededCase is a project with paths that builds need, and paths that safe patterns exclude.
type neededCase struct {
	name, files     string
	needs, excludes []string
	later           []string // what tools make before the build, where that is not [madeDirectory] of what is needed
}

// neededFiles hold the cases: needed.txt those of commands of builds, used.txt those of programs in images, their settings and what starts them.
var neededFiles = []string{"testdata/needed.txt", "testdata/used.txt"}

// neededCases reads the files of cases. PAD in a file is as long as a file worth a suggestion.
func neededCases(t *testing.T) []neededCase {
	t.Helper()
	var text []byte
	for _, name := range neededFiles {
		cases, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		text = append(text, cases...)
	}
	var list []neededCase
	for _, c := range strings.Split("\n"+string(text), "\n==== ")[1:] {
		header, files, _ := strings.Cut(c, "\n-- ")
		name, expectations, _ := strings.Cut(header, "\n")
		one := neededCase{name: name, files: "-- " + strings.ReplaceAll(files, "PAD", strings.Repeat("x", 3000)) + "\n"}
		for line := range strings.Lines(expectations) {
			switch verb, p, _ := strings.Cut(strings.TrimSpace(line), " "); verb {
			case "needs":
				one.needs = append(one.needs, p)
			case "later":
				one.later = append(one.later, p)
			case "excludes":
				one.excludes = append(one.excludes, p)
			default:
				t.Fatalf("%s: unknown expectation %q", name, line)
			}
		}
		list = append(list, one)
	}
	if len(list) < 100 {
		t.Fatalf("got %d cases, want all", len(list))
	}
	return list
}

// TestNeeded: no pattern that is suggested as safe excludes a path that a build of the project needs.
func TestNeeded(t *testing.T) {
	for _, c := range neededCases(t) {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			testtree.Archive(t, dir, c.files)
			suggested := suggestionsFor(t, dir)
			for _, s := range preventiveFor(t, dir) {
				suggested = append(suggested, "safe "+s.Line)
			}
			safe := safePatterns(t, suggested)
			for _, p := range c.needs {
				if excludes(safe, p) {
					t.Errorf("a safe pattern excludes %s; suggestions: %q", p, suggested)
				}
			}
			for _, p := range c.excludes {
				if !excludes(safe, p) {
					t.Errorf("no safe pattern excludes %s; suggestions: %q", p, suggested)
				}
			}
		})
	}
}

// TestNeededLater: nor does one in a clean clone, where a tool makes that path before the build.
func TestNeededLater(t *testing.T) {
	for _, c := range neededCases(t) {
		if len(c.needs) == 0 {
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			testtree.Archive(t, dir, c.files)
			made := c.later
			for _, p := range c.needs {
				if len(c.later) == 0 {
					made = append(made, madeDirectory(p))
				}
			}
			for _, p := range made {
				if err := os.RemoveAll(filepath.Join(dir, p)); err != nil {
					t.Fatal(err)
				}
			}
			suggested := suggestionsFor(t, dir)
			for _, s := range preventiveFor(t, dir) {
				suggested = append(suggested, "safe "+s.Line)
			}
			safe := safePatterns(t, suggested)
			for _, p := range c.needs {
				if excludes(safe, p) {
					t.Errorf("a safe pattern excludes %s once it exists; suggestions: %q", p, suggested)
				}
			}
		})
	}
}

// madeDirectory returns the directory that a tool makes: the first one of a path, or the second one in a package of the project.
func madeDirectory(p string) string {
	parts := strings.Split(p, "/")
	if len(parts) > 2 && slices.Contains([]string{"api", "client", "legacy", "web"}, parts[0]) {
		return path.Join(parts[0], parts[1])
	}
	return parts[0]
}

// safePatterns returns the patterns of safe suggestions.
func safePatterns(t *testing.T, suggested []string) *ignore.PatternList {
	t.Helper()
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
	return list
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
