package suggest

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/knowledge"
	"github.com/ctxsize/ctxsize/internal/testtree"
)

// TestWithArticle has nouns with "a" and "an", plurals and nouns without an article.
func TestWithArticle(t *testing.T) {
	for phrase, want := range map[string]string{
		"cache": "a cache", "environment": "an environment", "output of a compiler": "output of a compiler", "build output": "build output",
		"downloaded packages": "downloaded packages", "cache of packages": "a cache of packages", "test data": "test data",
		"index": "an index", "object file": "an object file", "archive": "an archive",
	} {
		if got := withArticle(phrase); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// TestMissing lists the markers of rules with some, one and none of each kind.
func TestMissing(t *testing.T) {
	for want, r := range map[string]knowledge.Rule{
		"":                                    {},
		"no a in it":                          {Inside: []string{"a"}},
		"no a or b in it":                     {Inside: []string{"a", "b"}},
		"no a, b or c beside it":              {Beside: []string{"a", "b", "c"}},
		"no a in it, and no d in the context": {Inside: []string{"a"}, Root: []string{"d"}},
		"no b or c beside it, and no d in the context": {Beside: []string{"b", "c"}, Root: []string{"d"}},
	} {
		if got := missing(&r); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// TestGuess takes the noun phrase that a reason begins with.
func TestGuess(t *testing.T) {
	for reason, want := range map[string]string{
		"Cache of mypy.":                       "Probably a cache of mypy (matched by name only, no x in it).",
		"Output of next: built again. Really.": "Probably output of next (matched by name only, no x in it).",
		"Index, built again":                   "Probably an index (matched by name only, no x in it).",
		"Packages (downloaded). Again":         "Probably packages (matched by name only, no x in it).",
	} {
		if got := guess(&knowledge.Rule{Reason: reason, Inside: []string{"x"}}); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if got := guess(&knowledge.Rule{Reason: "Cache."}); got != "Probably a cache (matched by name only)." {
		t.Errorf("got %q for a rule without markers", got)
	}
}

// TestHasPart: a part of a source may match a name, unless it matches every name.
func TestHasPart(t *testing.T) {
	for source, want := range map[string]bool{"target": true, "a/target/b": true, "tar*": true, "a/t?rget": true, "*": false, "a/**": false, "targets": false, "[": false, "": false} {
		if got := hasPart(source, "target"); got != want {
			t.Errorf("%s: got %t, want %t", source, got, want)
		}
	}
}

// TestMentions: a manifest that has a path in a directory with an ordinary name refers to it.
func TestMentions(t *testing.T) {
	for _, c := range []struct {
		text, dir string
		want      bool
	}{
		{"target/lib.jar", "target", true},
		{`target\lib.jar`, "target", true},
		{"the target", "target", false},
		{"node_modules/a", "node_modules", false},
		{".next/a", ".next", false},
		{"_build/a", "_build", false},
	} {
		if got := mentions([]byte(c.text), c.dir); got != c.want {
			t.Errorf("%q in %q: got %t, want %t", c.dir, c.text, got, c.want)
		}
	}
}

// TestIsForeign has directories of tests and of other projects.
func TestIsForeign(t *testing.T) {
	for dir, want := range map[string]bool{".": false, "web": false, "web/node_modules": true, "tests": true, "a/testdata/b": true, "mytests": false} {
		if got := isForeign(dir); got != want {
			t.Errorf("%s: got %t, want %t", dir, got, want)
		}
	}
}

// TestRootOnly has patterns that Docker matches at the context root only and git everywhere, and others.
func TestRootOnly(t *testing.T) {
	for text, want := range map[string]string{
		"dist": "dist", "dist/": "dist", " dist ": "dist", "*.log": "*.log", "*/dist": "dist", "dist # built": "dist",
		"*/*.log": "", "*/d?st": "", "*/[d]ist": "", "/dist": "", "a/dist": "", "**/dist": "", "**": "", "*": "", "**x": "", "!dist": "", "[": "",
	} {
		got := rootOnly(ignore.Pattern{Line: 1, Text: text, Exception: strings.HasPrefix(text, "!")})
		if got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
	if got := rootOnly(ignore.Pattern{Text: "dist"}); got != "" {
		t.Errorf("got %q for a pattern that is not in the file", got)
	}
}

// TestInGitsManner: of equal patterns, only the first is listed.
func TestInGitsManner(t *testing.T) {
	list, err := ignore.Parse([]byte("dist\n/a\ndist/\n*.log\n"), ignore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var got []int
	for _, l := range inGitsManner(list) {
		got = append(got, l.Line)
	}
	if !slices.Equal(got, []int{1, 4}) {
		t.Errorf("got lines %v, want 1 and 4", got)
	}
}

// TestSortSuggestions: the largest savings come first, of the build, then of all eligible files, then by the pattern.
func TestSortSuggestions(t *testing.T) {
	list := []inventory.Suggestion{{Line: "d"}, {Line: "c"}, {Line: "b", SavesEligibleBytes: 5}, {Line: "a", SavesBytes: 1}, {Line: "e", SavesBytes: 1, SavesEligibleBytes: 2}}
	sortSuggestions(list)
	var got []string
	for _, s := range list {
		got = append(got, s.Line)
	}
	if want := []string{"e", "a", "b", "c", "d"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestLearn: a later round adds what is new, and what has become safer, but never safer than what it was found with.
func TestLearn(t *testing.T) {
	of := func(replaces int, safety inventory.Safety, category string) candidate {
		return candidate{Suggestion: inventory.Suggestion{Replaces: replaces, Safety: safety, Category: category}}
	}
	for _, c := range []struct {
		name       string
		old, later candidate
		least      inventory.Safety
		news       bool
		count      int
		last       inventory.Safety
	}{
		{"new", of(1, inventory.Safe, ""), of(2, inventory.Safe, ""), inventory.Safe, true, 2, inventory.Safe},
		{"new, with suggestions for review", of(1, inventory.Safe, ""), of(2, inventory.Safe, ""), inventory.Review, true, 2, inventory.Review},
		{"known", of(1, inventory.Safe, ""), of(1, inventory.Safe, ""), inventory.Safe, false, 1, inventory.Safe},
		{"safer", of(1, inventory.Review, ""), of(1, inventory.Safe, ""), inventory.Safe, true, 1, inventory.Safe},
		{"less safe", of(1, inventory.Safe, ""), of(1, inventory.Review, ""), inventory.Safe, false, 1, inventory.Safe},
		{"a mistake", of(1, inventory.Review, knowledge.CategoryMistake), of(1, inventory.Review, knowledge.CategorySpelling), inventory.Safe, true, 1, inventory.Review},
		{"a mistake that stays one", of(1, inventory.Review, knowledge.CategoryMistake), of(1, inventory.Review, knowledge.CategoryMistake), inventory.Safe, false, 1, inventory.Review},
		{"a spelling that stays one", of(1, inventory.Review, knowledge.CategorySpelling), of(1, inventory.Review, knowledge.CategorySpelling), inventory.Safe, false, 1, inventory.Review},
	} {
		s := suggester{found: []candidate{c.old}}
		news := s.learn([]candidate{c.later}, c.least)
		if last := s.found[len(s.found)-1].Safety; news != c.news || len(s.found) != c.count || last != c.last {
			t.Errorf("%s: got %t, %d candidates, the last %s; want %t, %d, %s", c.name, news, len(s.found), last, c.news, c.count, c.last)
		}
	}
}

// TestAnchored: a directory with an ordinary name is excluded where its manifest is, others everywhere.
func TestAnchored(t *testing.T) {
	for _, c := range []struct{ pattern, dir, want string }{
		{"**/node_modules", "web", "**/node_modules"}, {"**/target", "web", "web/target"}, {"target", ".", "/target"}, {"**/vendor", ".", "/vendor"}, {"**/.venv", ".", "**/.venv"},
	} {
		if got := anchored(&knowledge.Product{Pattern: c.pattern}, c.dir); got != c.want {
			t.Errorf("%s in %s: got %q, want %q", c.pattern, c.dir, got, c.want)
		}
	}
}

// TestUncovered drops the paths that another pattern excludes, too, if it is always applied before them.
func TestUncovered(t *testing.T) {
	of := func(line string, safety inventory.Safety, replaces int, hits ...string) candidate {
		c := candidate{Suggestion: inventory.Suggestion{Line: line, Safety: safety, Replaces: replaces}}
		for _, h := range hits {
			c.hits = append(c.hits, inventory.Hit{Path: h})
		}
		return c
	}
	safe, review := inventory.Safe, inventory.Review
	for _, c := range []struct {
		name string
		list []candidate
		want string
	}{
		{"a path below a pattern", []candidate{of("**/a", safe, 0, "x/a", "y/a"), of("x/a", safe, 0, "x/a")}, "**/a"},
		{"a path for review below a safe pattern", []candidate{of("x/a/b", review, 0, "x/a/b"), of("**/a", safe, 0, "x/a")}, "**/a"},
		{"a safe path below a pattern for review", []candidate{of("**/a", review, 0, "x/a"), of("x/a", safe, 0, "x/a")}, "**/a x/a"},
		{"a replacement", []candidate{of("**/a", safe, 3, "x/a"), of("x/a", safe, 0, "x/a")}, "**/a x/a"},
		{"a path that replaces a pattern", []candidate{of("**/a", safe, 0, "x/a"), of("x/a", safe, 2, "x/a")}, "**/a x/a"},
		{"a pattern below another", []candidate{of("**/a", safe, 0, "x/a"), of("x/a*", safe, 0, "x/a")}, "**/a x/a*"},
		{"two paths of a pattern", []candidate{of("**/a", safe, 0, "x/a"), of("x/b", safe, 0, "x/b", "x/a")}, "**/a x/b"},
		{"another path", []candidate{of("**/a", safe, 0, "x/a"), of("x/b", safe, 0, "x/b")}, "**/a x/b"},
		{"no pattern at all", []candidate{of("[", safe, 0, "x/a"), of("x/a", safe, 0, "x/a")}, "[ x/a"},
	} {
		var got []string
		for _, c := range uncovered(c.list) {
			got = append(got, c.Line)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: got %q, want %s", c.name, got, c.want)
		}
	}
}

// TestBelowRepository: up to eight parent directories are searched for the root of a repository.
func TestBelowRepository(t *testing.T) {
	for _, c := range []struct {
		file  string
		depth int
		want  bool
	}{{".git/HEAD", 1, true}, {".gitignore", 8, true}, {".gitignore", 9, false}, {".gitlab-ci.yml", 2, true}, {"other", 2, false}} {
		root := t.TempDir()
		testtree.Make(t, root, c.file)
		dir := filepath.Join(root, strings.Repeat("d/", c.depth))
		testtree.Make(t, dir, "x")
		if got := isBelowRepository(dir); got != c.want {
			t.Errorf("%d directories below %s: got %t, want %t", c.depth, c.file, got, c.want)
		}
	}
}
