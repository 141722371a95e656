package audit

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/walker"
)

// TestRemeasure: what is added up is what views say, where paths lie in others and where hard links have their other names.
func TestRemeasure(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"a/x/1", "a/x/2", "a/y/3", "b/x/4", "c/5"} {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(strings.Repeat("x", 10*len(name))), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	suggestions := []Suggestion{
		{Line: "**/x", order: 0, hits: []hit{{path: "a/x"}, {path: "b/x"}}},
		{Line: "/a", order: 1, hits: []hit{{path: "a"}}},
		{Line: "b/x/4", order: 2, hits: []hit{{path: "b/x/4"}}},
	}
	for _, linked := range []bool{false, true} {
		if linked {
			if err := os.Link(filepath.Join(dir, "a", "x", "1"), filepath.Join(dir, "c", "again")); err != nil {
				t.Skip(err)
			}
		}
		for _, paths := range [][]string{nil, {"a"}, {"b", "c"}} {
			c := contextOf(t, dir, paths)
			want := cloneSuggestions(suggestions)
			viewed(want, c)
			sortSuggestions(want)
			if diff := cmp.Diff(want, Remeasure(suggestions, c), cmp.AllowUnexported(Suggestion{}, hit{}), cmp.Comparer(eligibleAside)); diff != "" {
				t.Errorf("%v, linked %v: views (-) and sums (+) differ\n%s", paths, linked, diff)
			}
		}
	}
}

// TestSummed: the sum equals a view for each pattern. Where a pattern excludes more than the paths it was found for, nothing is summed.
func TestSummed(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"a/x/1", "a/x/2", "a/y/3", "b/x/4", "b/z", "c/5"} {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(strings.Repeat("x", 10*len(name))), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	auto := &rule{Policy: "auto"}
	all := []candidate{
		{rule: auto, Suggestion: Suggestion{Line: "**/x"}, hits: []hit{{path: "a/x"}, {path: "b/x"}}},
		{rule: auto, Suggestion: Suggestion{Line: "*/x"}, hits: []hit{{path: "a/x"}}},
		{rule: auto, Suggestion: Suggestion{Line: "/a"}, hits: []hit{{path: "a"}}},
		{rule: auto, Suggestion: Suggestion{Line: "b/x/4"}, hits: []hit{{path: "b/x/4"}}},
		{rule: auto, Suggestion: Suggestion{Line: "/c"}, hits: []hit{{path: "c"}}},
		{rule: auto, Suggestion: Suggestion{Line: "b/z"}, hits: []hit{{path: "b/z"}}},
		{rule: auto, Suggestion: Suggestion{Line: "none"}, hits: []hit{{path: "none"}}},
	}
	random := rand.New(rand.NewPCG(1, 2))
	summed := 0
	for range 500 {
		s := suggester{}
		for _, n := range random.Perm(len(all))[:2+random.IntN(4)] {
			s.found = append(s.found, all[n])
		}
		c := contextOf(t, dir, [][]string{nil, {"a"}, {"b", "c"}}[random.IntN(3)])
		s.view, s.lines = c.View, c.Lines
		got, ok := s.summed()
		if !ok {
			continue
		}
		summed++
		if diff := cmp.Diff(s.oneByOne(), got, cmp.AllowUnexported(Suggestion{}, hit{})); diff != "" {
			t.Errorf("%v: views (-) and sums (+) differ\n%s", s.found, diff)
		}
	}
	if summed < 50 {
		t.Errorf("%d of 500 were summed up", summed)
	}
}

// eligibleAside compares what is said of this build; what is eligible is the same for all.
func eligibleAside(a, b Suggestion) bool {
	return a.Line == b.Line && a.SavesBytes == b.SavesBytes && a.SavesFiles == b.SavesFiles
}

func cloneSuggestions(list []Suggestion) []Suggestion { return append([]Suggestion(nil), list...) }

func contextOf(t *testing.T, dir string, paths []string) Context {
	t.Helper()
	lines, err := ignore.Parse(nil, ignore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	tree, err := walker.Walk(t.Context(), dir, walker.Options{Filters: []walker.Filter{{Patterns: lines}}})
	if err != nil {
		t.Fatal(err)
	}
	ask := walker.Query{Filter: walker.Filter{Patterns: lines}}
	if paths != nil {
		if ask.Request, err = tree.FollowPaths(paths); err != nil {
			t.Fatal(err)
		}
	}
	view, err := tree.View(ask)
	if err != nil {
		t.Fatal(err)
	}
	return Context{Lines: lines, View: view}
}
