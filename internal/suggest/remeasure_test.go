package suggest

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/knowledge"
	"github.com/ctxsize/ctxsize/walker"
	"github.com/google/go-cmp/cmp"
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
	suggestions := []inventory.Suggestion{
		{Line: "**/x", Order: 0, Hits: []inventory.Hit{{Path: "a/x"}, {Path: "b/x"}}},
		{Line: "/a", Order: 1, Hits: []inventory.Hit{{Path: "a"}}},
		{Line: "b/x/4", Order: 2, Hits: []inventory.Hit{{Path: "b/x/4"}}},
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
			if diff := cmp.Diff(want, Remeasure(suggestions, c), cmp.AllowUnexported(inventory.Suggestion{}, inventory.Hit{}), cmp.Comparer(eligibleAside)); diff != "" {
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
	auto := &knowledge.Rule{Policy: "auto"}
	all := []candidate{
		{rule: auto, Suggestion: inventory.Suggestion{Line: "**/x"}, hits: []inventory.Hit{{Path: "a/x"}, {Path: "b/x"}}},
		{rule: auto, Suggestion: inventory.Suggestion{Line: "*/x"}, hits: []inventory.Hit{{Path: "a/x"}}},
		{rule: auto, Suggestion: inventory.Suggestion{Line: "/a"}, hits: []inventory.Hit{{Path: "a"}}},
		{rule: auto, Suggestion: inventory.Suggestion{Line: "b/x/4"}, hits: []inventory.Hit{{Path: "b/x/4"}}},
		{rule: auto, Suggestion: inventory.Suggestion{Line: "/c"}, hits: []inventory.Hit{{Path: "c"}}},
		{rule: auto, Suggestion: inventory.Suggestion{Line: "b/z"}, hits: []inventory.Hit{{Path: "b/z"}}},
		{rule: auto, Suggestion: inventory.Suggestion{Line: "none"}, hits: []inventory.Hit{{Path: "none"}}},
	}
	random := rand.New(rand.NewPCG(1, 2))
	summed := 0
	for range 500 {
		s := Suggester{}
		for _, n := range random.Perm(len(all))[:2+random.IntN(4)] {
			s.found = append(s.found, all[n])
		}
		c := contextOf(t, dir, [][]string{nil, {"a"}, {"b", "c"}}[random.IntN(3)])
		s.View, s.lines = c.View, c.Patterns
		got, ok := s.summed()
		if !ok {
			continue
		}
		summed++
		if diff := cmp.Diff(s.oneByOne(), got, cmp.AllowUnexported(inventory.Suggestion{}, inventory.Hit{})); diff != "" {
			t.Errorf("%v: views (-) and sums (+) differ\n%s", s.found, diff)
		}
	}
	if summed < 50 {
		t.Errorf("%d of 500 were summed up", summed)
	}
}

// eligibleAside compares what is said of this build; what is eligible is the same for all.
func eligibleAside(a, b inventory.Suggestion) bool {
	return a.Line == b.Line && a.SavesBytes == b.SavesBytes && a.SavesFiles == b.SavesFiles
}

func cloneSuggestions(list []inventory.Suggestion) []inventory.Suggestion {
	return append([]inventory.Suggestion(nil), list...)
}

func contextOf(t *testing.T, dir string, paths []string) inventory.Usage {
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
	return inventory.Usage{Patterns: lines, View: view}
}
