package webreport

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/report"
	"github.com/ctxsize/ctxsize/internal/testtree"
)

// project writes files and returns the analysis of their build.
func project(t *testing.T, files map[string]string) Content {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		testtree.Write(t, dir, filepath.FromSlash(name), []byte(text))
	}
	a, err := ctxsize.Analyze(context.Background(), ctxsize.Options{Request: ctxsize.Request{Context: ".", Dir: dir}, Suggest: true, Full: true})
	if err != nil {
		t.Fatal(err)
	}
	improvements, err := a.Improvements(context.Background(), false)
	if err != nil {
		t.Fatal(err)
	}
	return Content{Analysis: a, Improvements: improvements}
}

// sample is a project with every state of a file.
func sample(t *testing.T) Content {
	t.Helper()
	return project(t, map[string]string{
		"Dockerfile":    "FROM scratch AS a\nCOPY src /src\nCOPY src/lib logs /lib/\nFROM scratch\nCOPY --from=a / /\nCOPY web/node_modules /n/\n",
		".dockerignore": "*.log\nlogs\n!logs/keep.log\nsecret\n",
		"src/a.go":      "package a", "src/lib/b.go": "package lib", "src/x.log": "x", "logs/keep.log": "k", "logs/other.log": "o", "unused/c": "ccc",
		"secret/key": "12345", "top.log": "l", "web/package.json": "{}", "web/node_modules/dep/index.js": "module.exports = 1",
	})
}

func newSample(t *testing.T, limit int) data {
	t.Helper()
	d, err := newData(sample(t), report.Options{Top: 20}, limit)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// paths returns the index of each entry by its path.
func paths(d *tree) map[string]int {
	list, at := map[string]int{}, 0
	var walk func(dir string, root bool)
	walk = func(dir string, root bool) {
		n := at
		at++
		path := d.Name[n]
		if !root && dir != "" {
			path = dir + "/" + path
		}
		list[path] = n
		for range d.Kids[n] {
			walk(path, false)
		}
	}
	walk("", true)
	return list
}

func sum(column []int64) (total int64) {
	for _, value := range column {
		total += value
	}
	return total
}

// TestSums: the entries of a tree add up to the totals of the report, whole and reduced.
func TestSums(t *testing.T) {
	for _, limit := range []int{MaxEntries, 9, 5, 2, 1} {
		d := newSample(t, limit)
		var r struct {
			Builds []struct {
				Totals struct{ Sent, Eligible, Excluded struct{ Bytes, Files int64 } }
			}
		}
		if err := json.Unmarshal(d.Report, &r); err != nil {
			t.Fatal(err)
		}
		tree, totals := &d.Trees[0], r.Builds[0].Totals
		got := []int64{sum(tree.Sent), sum(tree.SentFiles), sum(tree.Eligible), sum(tree.EligibleFiles), sum(tree.Excluded), sum(tree.ExcludedFiles)}
		want := []int64{totals.Sent.Bytes, totals.Sent.Files, totals.Eligible.Bytes, totals.Eligible.Files, totals.Excluded.Bytes, totals.Excluded.Files}
		if !slices.Equal(got, want) || want[0] == 0 || want[4] == 0 {
			t.Errorf("limit %d: the entries add up to %v, the report has %v", limit, got, want)
		}
		if len(tree.Name) > max(limit, 2) {
			t.Errorf("limit %d: %d entries", limit, len(tree.Name))
		}
		if combined := tree.Combined > 0; combined != (limit < 16) {
			t.Errorf("limit %d: %d of %d entries combined", limit, tree.Combined, len(tree.Name))
		}
	}
}

// TestColumns: the columns hold what decides about each entry.
func TestColumns(t *testing.T) {
	d := newSample(t, MaxEntries)
	tree, context := &d.Trees[0], &d.Builds[0].Contexts[0]
	for _, test := range []struct {
		path       string
		pattern    string
		suggestion string
		copiedBy   []int
		flags      flag
	}{
		{"src/a.go", "", "", []int{0}, isEligible | isSent},
		{"src/lib/b.go", "", "", []int{0, 1}, isEligible | isSent},
		{"src/x.log", "", "", []int{0}, isEligible | isSent},
		{"logs", "logs", "", []int{1}, isDir | isEligible | isSent},
		{"logs/keep.log", "!logs/keep.log", "", []int{1}, isEligible | isSent},
		{"logs/other.log", "logs", "", nil, 0},
		{"secret", "secret", "", nil, isDir},
		{"secret/key", "secret", "", nil, 0},
		{"top.log", "*.log", "", nil, 0},
		{"unused/c", "", "", nil, isEligible},
		{"web/node_modules/dep/index.js", "", "", []int{2}, isEligible | isSent},
	} {
		n, ok := paths(tree)[test.path]
		if !ok {
			t.Errorf("%s is not in the tree", test.path)
			continue
		}
		pattern := ""
		if by := tree.By[n]; by >= 0 {
			pattern = tree.Patterns[by].Text
		}
		var copied []int
		if set := context.Set[n]; set >= 0 {
			copied = context.Sets[set]
		}
		if pattern != test.pattern || !slices.Equal(copied, test.copiedBy) || tree.Flag[n] != test.flags {
			t.Errorf("%s: pattern %q, copied by %v, flags %b; want %q, %v, %b", test.path, pattern, copied, tree.Flag[n], test.pattern, test.copiedBy, test.flags)
		}
	}
}

// TestSuggestion: an entry that a suggestion would exclude refers to it.
func TestSuggestion(t *testing.T) {
	c := project(t, map[string]string{
		"Dockerfile": "FROM node\nCOPY . .\nRUN npm ci\n", "package.json": "{}", "package-lock.json": "{}", "node_modules/dep/index.js": "module.exports = 1", "index.js": "1",
	})
	d, err := newData(c, report.Options{}, MaxEntries)
	if err != nil {
		t.Fatal(err)
	}
	tree, suggestions := &d.Trees[0], c.Analysis.Builds[0].Suggestions
	if n := tree.Suggestion[paths(tree)["node_modules/dep/index.js"]]; n < 0 || !strings.Contains(suggestions[n].Line, "node_modules") {
		t.Errorf("the suggestion of node_modules/dep/index.js is %d of %v", n, suggestions)
	}
	if n := tree.Suggestion[paths(tree)["index.js"]]; n != none {
		t.Errorf("the suggestion %s would exclude index.js", suggestions[n].Line)
	}
	if !bytes.Contains(d.Report, []byte(`"diff": "diff --git`)) {
		t.Error("the report has no diff")
	}
}

// TestReduce: a large directory keeps its largest files, and the others are one entry.
func TestReduce(t *testing.T) {
	files := map[string]string{"Dockerfile": "FROM scratch\nCOPY . /\n", "deep/er/big.bin": strings.Repeat("x", 50_000)}
	for n := range 300 {
		files[fmt.Sprintf("many/f%03d", n)] = strings.Repeat("y", n)
	}
	d, err := newData(project(t, files), report.Options{}, 40)
	if err != nil {
		t.Fatal(err)
	}
	tree := &d.Trees[0]
	index := paths(tree)
	for _, path := range []string{"deep/er/big.bin", "many/f299", "many/f290"} {
		if _, ok := index[path]; !ok {
			t.Errorf("%s is not in the tree of %d entries", path, len(tree.Name))
		}
	}
	rest, ok := index["many/"]
	if !ok || tree.Flag[rest]&isCombined == 0 || tree.SentFiles[rest] < 200 || len(tree.Name) > 40 || tree.Below == 0 {
		t.Errorf("%d entries, combined %d below %g; the smaller files of many: %v", len(tree.Name), tree.Combined, tree.Below, ok)
	}
}

// TestLargeTree: a page has at most MaxEntries entries, and less than 2 MB.
func TestLargeTree(t *testing.T) {
	if testing.Short() {
		t.Skip("writes 130,000 files")
	}
	c := largeProject(t, 130_000)
	var text bytes.Buffer
	if err := HTML(&text, c, report.Options{}); err != nil {
		t.Fatal(err)
	}
	d, err := newData(c, report.Options{}, MaxEntries)
	if err != nil {
		t.Fatal(err)
	}
	tree := &d.Trees[0]
	if len(tree.Name) > MaxEntries || len(tree.Name) < MaxEntries*9/10 || tree.Combined == 0 {
		t.Errorf("%d entries, %d combined", len(tree.Name), tree.Combined)
	}
	if files := sum(tree.SentFiles); files < 130_000 {
		t.Errorf("%d files", files)
	}
	if text.Len() > 2<<20 {
		t.Errorf("the page has %d bytes", text.Len())
	}
}

func largeProject(t *testing.T, files int) Content {
	t.Helper()
	var archive bytes.Buffer
	writeArchive(t, &archive, files)
	a, err := ctxsize.Analyze(context.Background(), ctxsize.Options{Request: ctxsize.Request{Context: "-", Dir: t.TempDir(), Stdin: &archive}})
	if err != nil {
		t.Fatal(err)
	}
	return Content{Analysis: a}
}
