package webreport

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/ctxsize/ctxsize/internal/compare"
	"github.com/ctxsize/ctxsize/internal/outcome"
	"github.com/ctxsize/ctxsize/internal/report"
)

// comparison returns the difference of one build.
func comparison(before, after compare.Build) Comparison {
	o := outcome.DiffOptions{Options: report.Options{Version: "1"}, Notes: []string{"a note"}}
	return Comparison{Difference: compare.Compare(compare.Side{Builds: []compare.Build{before}}, compare.Side{Builds: []compare.Build{after}}), DiffOptions: o, Before: "old", After: "new"}
}

// diffPaths returns the sizes of the entries of a tree without children, by their paths.
func diffPaths(d *diffTree) map[string]compare.Change {
	list, at := map[string]compare.Change{}, 0
	var walk func(dir string)
	walk = func(dir string) {
		n := at
		at++
		path := join(dir, d.Name[n])
		if n == 0 {
			path = ""
		}
		if d.Kids[n] == 0 {
			list[path] = compare.Change{Before: d.Before[n], After: d.After[n]}
		}
		for range d.Kids[n] {
			walk(path)
		}
	}
	walk("")
	return list
}

// TestDiffTree: the tree has the files of both sides, and directories that a report lists as a whole.
func TestDiffTree(t *testing.T) {
	c := comparison(compare.Build{Sent: 130, Partial: true, Paths: map[string]int64{"src/lib/": 60, "a": 40, "gone/x": 20}},
		compare.Build{Sent: 160, Paths: map[string]int64{"src/lib/x": 50, "src/lib/y/z": 40, "a": 40, "small": 30}})
	d, err := newDiffData(c, MaxEntries)
	if err != nil {
		t.Fatal(err)
	}
	got := diffPaths(&d.Trees[0])
	want := map[string]compare.Change{"src/lib": {Before: 60, After: 90}, "a": {Before: 40, After: 40}, "gone/x": {Before: 20}, unlistedName: {Before: 10, After: 30}}
	if len(got) != len(want) {
		t.Errorf("got %v, want %v", got, want)
	}
	for path, change := range want {
		if got[path] != change {
			t.Errorf("%s: got %v, want %v", path, got[path], change)
		}
	}
	if !bytes.Contains(d.Diff, []byte(`"growth_bytes": 30`)) {
		t.Errorf("%s", d.Diff)
	}
}

// TestDiffReduced: a tree has at most so many entries, which add up to the sizes of the build, and keeps what changes most.
func TestDiffReduced(t *testing.T) {
	before, after := compare.Build{Name: "b", Paths: map[string]int64{}}, compare.Build{Name: "b", Paths: map[string]int64{}}
	for n := range 3000 {
		path := fmt.Sprintf("d%d/f%d", n%17, n)
		before.Paths[path] = int64(100 + n)
		before.Sent += int64(100 + n)
		if n%2 == 0 {
			after.Paths[path] = int64(100 + n)
			after.Sent += int64(100 + n)
		}
	}
	after.Paths["tiny/changed"] = 3
	after.Sent += 3
	before.Paths["tiny/changed"] = 1
	before.Sent++
	for _, limit := range []int{2, 50, 1000, MaxEntries} {
		d, err := newDiffData(comparison(before, after), limit)
		if err != nil {
			t.Fatal(err)
		}
		tree := &d.Trees[0]
		if len(tree.Name) > limit || sum(tree.Before) != before.Sent || sum(tree.After) != after.Sent || (tree.Combined > 0) != (limit < MaxEntries) || sum(tree.Files) != 3001 {
			t.Errorf("limit %d: %d entries, %d combined, %d -> %d of %d files, want %d -> %d", limit, len(tree.Name), tree.Combined, sum(tree.Before), sum(tree.After), sum(tree.Files), before.Sent, after.Sent)
		}
	}
}

// TestDiffPage: names of the states, paths and findings do nothing in the page.
func TestDiffPage(t *testing.T) {
	c := comparison(compare.Build{Name: hostile[0], Sent: 1, Paths: map[string]int64{hostile[1]: 1}}, compare.Build{Name: hostile[0], Sent: 2, Paths: map[string]int64{hostile[2]: 2}})
	c.Before, c.After = hostile[0], hostile[5]
	var text, again bytes.Buffer
	for _, to := range []*bytes.Buffer{&text, &again} {
		if err := DiffHTML(to, c); err != nil {
			t.Fatal(err)
		}
	}
	if text.String() != again.String() {
		t.Error("two pages of one difference differ")
	}
	if n := strings.Count(text.String(), "<script"); n != 2 {
		t.Errorf("the page has %d scripts", n)
	}
	for _, bad := range slices.Concat(hostile[:3], []string{"\x1b"}) {
		if strings.Contains(text.String(), bad) {
			t.Errorf("the page has %q", bad)
		}
	}
	if err := DiffHTML(&text, Comparison{}); err == nil {
		t.Error("a page of no builds")
	}
	if !strings.Contains(text.String(), `<th scope="col">Before</th><th scope="col">After</th>`) {
		t.Error("the page has no table of the totals")
	}
}

// TestLargeDiff: a page of 130,000 files has less than 2 MB.
func TestLargeDiff(t *testing.T) {
	before, after := compare.Build{Paths: map[string]int64{}}, compare.Build{Paths: map[string]int64{}}
	for n := range 130_000 {
		path := fmt.Sprintf("dir%d/sub%d/file%d.js", n%40, n%900, n)
		before.Paths[path], after.Paths[path] = int64(n%97), int64(n%89)
	}
	var text bytes.Buffer
	c := comparison(before, after)
	if err := DiffHTML(&text, c); err != nil {
		t.Fatal(err)
	}
	if d, err := newDiffData(c, MaxEntries); err != nil || len(d.Trees[0].Name) > MaxEntries {
		t.Errorf("%d entries, %v", len(d.Trees[0].Name), err)
	}
	if text.Len() > 2<<20 {
		t.Errorf("the page has %d bytes", text.Len())
	}
}
