package listing

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/walker"
)

// tree is a small project; the size of each file is the length of its path.
func tree() *walker.Tree {
	var list []walker.ArchiveEntry
	for _, p := range []string{"Dockerfile", "a/b/c/deep.txt", "src/app.js", "src/app.js.map", "src/lib/x.js", "src/lib/x.js.map", "logs/a.log", "node_modules/m/i.js", ".env"} {
		list = append(list, walker.ArchiveEntry{Path: p, Kind: walker.File, Size: int64(len(p))})
	}
	return walker.NewTree(list)
}

// view is what is eligible with patterns, and sent of the requested paths.
func view(t *testing.T, tree *walker.Tree, patterns string, paths ...string) *walker.View {
	t.Helper()
	lines, err := ignore.Parse([]byte(patterns), ignore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	q := walker.Query{Filter: walker.Filter{Patterns: lines}}
	if len(paths) > 0 {
		if q.Request, err = tree.FollowPaths(paths); err != nil {
			t.Fatal(err)
		}
	}
	v, err := tree.View(q)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func names(f *Folder) []string {
	var list []string
	for n := range f.Items {
		list = append(list, f.Items[n].Name)
	}
	return list
}

// TestFolder: states, chains, order, and what safe suggestions would exclude.
func TestFolder(t *testing.T) {
	tr := tree()
	r := Reader{Base: view(t, tr, "logs\n", "src", "a"), Now: view(t, tr, "logs\nsrc/lib\n", "src", "a"), Safe: view(t, tr, "logs\nsrc/lib\n**/node_modules\n**/*.map\n", "src", "a"),
		Findings: []string{".env", "src/app.js"}}
	f := r.Folder(".")
	if diff := cmp.Diff([]string{"src", "a/b/c", "node_modules/m", "Dockerfile", ".env"}, names(f)); diff != "" {
		t.Errorf("items (-want +got):\n%s", diff)
	}
	src := f.Item("src")
	if src.State != Sent || src.Saved().Files != 2 || src.WasSent.Files != 4 || src.Sent.Files != 2 || !src.Finding || src.Safe.Files != 1 || src.WholeSafe() {
		t.Errorf("src: %+v", src)
	}
	if m := f.Item("node_modules/m"); m == nil || m.State != Unused || !m.WholeSafe() || m.Finding {
		t.Errorf("node_modules/m: %+v", m)
	}
	if i := f.Item(".env"); !i.Finding {
		t.Errorf(".env: %+v", i)
	}
	if lib := r.Folder("src").Item("src/lib"); lib.State != Drafted || BySent.Size(lib) != lib.WasSent.Bytes || lib.Eligible.Files != 0 {
		t.Errorf("src/lib: %+v", lib)
	}
	r.Excluded = true
	if logs := r.Folder(".").Item("logs"); logs == nil || logs.State != Excluded || logs.Excluded.Files != 1 {
		t.Errorf("logs: %+v", logs)
	}
	if i := f.Find("a/b/c/deep.txt"); i == nil || i.Path != "a/b/c" {
		t.Errorf("the chain of a file inside: %+v", i)
	}
}

// TestDraftedSizes: what a draft excludes counts by the same base as what stays: nothing by sent bytes where nothing of it was sent.
func TestDraftedSizes(t *testing.T) {
	unsent := Item{State: Drafted, WasEligible: walker.Sum{Bytes: 39, Files: 7}}
	partly := Item{State: Drafted, WasEligible: walker.Sum{Bytes: 39, Files: 7}, WasSent: walker.Sum{Bytes: 2, Files: 1}}
	for _, c := range []struct {
		metric         Metric
		unsent, partly int64
	}{{ByEligible, 39, 39}, {BySent, 0, 2}, {ByFiles, 7, 7}} {
		if got := c.metric.Size(&unsent); got != c.unsent {
			t.Errorf("%s of what was not sent: got %d, want %d", c.metric, got, c.unsent)
		}
		if got := c.metric.Size(&partly); got != c.partly {
			t.Errorf("%s of what was sent in part: got %d, want %d", c.metric, got, c.partly)
		}
	}
}

// TestOrder: every key sorts, reversed too, and the first follows the last.
func TestOrder(t *testing.T) {
	items := []Item{
		{Name: "b", Sent: walker.Sum{Bytes: 9}, Eligible: walker.Sum{Files: 1}, Changed: 2},
		{Name: "c", Sent: walker.Sum{Bytes: 5}, Eligible: walker.Sum{Files: 3}, Changed: 1},
		{Name: "a", Sent: walker.Sum{Bytes: 1}, Eligible: walker.Sum{Files: 2}, Safe: walker.Sum{Bytes: 4}, Changed: 3},
	}
	want := map[string]string{"size": "bca", "size, reversed": "acb", "files": "cab", "files, reversed": "bac", "name": "abc", "name, reversed": "cba", "savings": "abc", "savings, reversed": "bca", "change": "abc", "change, reversed": "cba"}
	o := Order{}
	for range want {
		got := ""
		for _, i := range o.Sort(items, BySent) {
			got += i.Name
		}
		if got != want[o.String()] {
			t.Errorf("by %s: got %s, want %s", o, got, want[o.String()])
		}
		o = o.Next()
	}
	if o != (Order{}) {
		t.Errorf("after all orders: %s", o)
	}
}

// TestSearch: parts of names in any case, patterns, patterns of paths; a directory that matches stands for what it holds.
func TestSearch(t *testing.T) {
	tr := tree()
	v := view(t, tr, "logs\n", "src")
	r := Reader{Base: v, Now: v}
	for _, c := range []struct{ dir, query, want string }{
		{".", "*.map", "src/lib/x.js.map src/app.js.map"},
		{"src/lib", "*.map", "x.js.map"},
		{".", "LIB", "src/lib"},
		{".", "lib/*.js", "src/lib/x.js"},
		{".", "**/lib/*.js", "src/lib/x.js"},
		{".", "log", ""},
		{".", "[", ""},
	} {
		m, err := r.Search(context.Background(), c.dir, c.query)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for n := range m.Items {
			got = append(got, m.Items[n].Name)
		}
		if strings.Join(got, " ") != c.want || m.Count != len(got) {
			t.Errorf("%q in %s: got %q (%d), want %q", c.query, c.dir, got, m.Count, c.want)
		}
	}
	m, err := r.Search(context.Background(), ".", "lib")
	if err != nil || m.Sum.Files != 2 || m.Sent.Files != 2 || !m.Lit("src") || !m.Lit("src/lib/x.js") || m.Lit("src/app.js") || m.Lit("Dockerfile") {
		t.Errorf("lib: %+v, %v", m, err)
	}
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := r.Search(ended, ".", "x"); err == nil {
		t.Error("a search goes on after its context has ended")
	}
}

// TestPatterns: the patterns for an item exclude it, and those for a search exclude its matches.
func TestPatterns(t *testing.T) {
	for _, c := range []struct {
		dir  string
		item Item
		want []string
	}{
		{".", Item{Path: "a/b.log", Kind: walker.File}, []string{"a/b.log", "a", "**/b.log", "**/*.log"}},
		{"a", Item{Path: "a/b.log", Kind: walker.File}, []string{"a/b.log", "**/b.log", "**/*.log"}},
		{".", Item{Path: "x[1]", Kind: walker.Dir}, []string{`x\[1\]`, `**/x\[1\]`}},
	} {
		got, err := Patterns(c.dir, &c.item)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.item.Path, diff)
		}
	}
	if _, err := Patterns(".", &Item{Path: "a\nb"}); err == nil {
		t.Error("a pattern for a name with a line break")
	}
	for _, c := range []struct{ dir, query, want string }{{".", "*.map", "**/*.map"}, {".", "cache", "**/*cache*"}, {"src", "*.map", "src/**/*.map"}, {".", "**", ""}, {".", "", ""}, {".", "**/lib/*.js", "**/lib/*.js"}} {
		if got, ok := SearchPattern(c.dir, c.query); got != c.want && ok {
			t.Errorf("%q in %s: got %q, want %q", c.query, c.dir, got, c.want)
		}
	}
}

// TestExtensions: extensions are ranked by bytes; a directory has the color of most of its bytes.
func TestExtensions(t *testing.T) {
	x := NewExtensions(view(t, tree(), ""), 2)
	if diff := cmp.Diff([]string{".js", ".map"}, x.Names()); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
	for path, want := range map[string]int{"src/app.js": 0, "src/lib/x.js.map": 1, "logs/a.log": 2, ".env": 2} {
		if got := x.Tint(&Item{Path: path, Kind: walker.File}); got != want {
			t.Errorf("%s: got %d, want %d", path, got, want)
		}
	}
	if got := x.Tint(&Item{Path: "src/lib", Kind: walker.Dir}); got != 1 {
		t.Errorf("src/lib: got %d, want 1", got)
	}
	if got := x.Tint(&Item{Path: "nothing", Kind: walker.Dir}); got != Untinted {
		t.Errorf("a directory without files: got %d, want none", got)
	}
}
