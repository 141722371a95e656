package walker_test

import (
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/testtree"
	"github.com/ctxsize/ctxsize/walker"
)

// viewOf returns the view of a tree with an ignore file.
func viewOf(t *testing.T, spec, text string, rules walker.Rules) *walker.View {
	t.Helper()
	dir := t.TempDir()
	testtree.Make(t, dir, spec)
	filter := walker.Filter{Patterns: parse(t, text), Rules: rules}
	tree, err := walker.Walk(t.Context(), dir, walker.Options{Filters: []walker.Filter{filter}})
	if err != nil {
		t.Fatal(err)
	}
	return viewed(t, tree, walker.Query{Filter: filter})
}

// TestGlobOnDisk: a source with wildcards is looked up on disk, also where the ignore file excludes what it matches.
func TestGlobOnDisk(t *testing.T) {
	tree := viewOf(t, "d/a.go d/b.go d/s/c.go out/x out/y.go l->d r->/", "out\n", walker.FileSync).Tree
	for pattern, want := range map[string]string{
		"d/*.go": "d/a.go d/b.go", "[do]*/*.go": "d/a.go d/b.go out/y.go", "l/*.go": "d/a.go d/b.go", "out/x": "out/x", "d/*/c.go": "d/s/c.go", "none/*": "", "/d/s/*": "d/s/c.go",
		"r/o*": "out", "../d/a*": "d/a.go", "d/a.go/*": "", "x*": "",
	} {
		got := tree.GlobOnDisk(pattern)
		slices.Sort(got)
		if strings.Join(got, " ") != want {
			t.Errorf("%s: got %q, want %s", pattern, got, want)
		}
	}
	if got := walker.NewTree([]walker.ArchiveEntry{{Path: "a"}}).GlobOnDisk("*"); len(got) > 0 {
		t.Errorf("a tree that is not on disk: got %q", got)
	}
	var many strings.Builder
	for n := range 101 {
		fmt.Fprintf(&many, "n%d ", n)
	}
	if got := viewOf(t, many.String(), "", walker.FileSync).Tree.GlobOnDisk("n*"); len(got) != 100 {
		t.Errorf("got %d paths of 101, want 100", len(got))
	}
}

// TestResolveParents: the sources of COPY --parents. What is before "/./" is resolved with links, the rest is not.
func TestResolveParents(t *testing.T) {
	v := viewOf(t, "d/a.go d/s/c.go out/x l->d d/in->s e/only !bang", "out\n", walker.FileSync)
	for _, c := range []struct {
		source, exclude string
		found           walker.Presence
		at              string
		matches         bool
	}{
		{"d/a.go", "", walker.Present, "d/a.go", true},
		{"/d/a.go", "", walker.Present, "d/a.go", true},
		{"d/./a.go", "", walker.Present, "d/a.go", true},
		{"l/./a.go", "", walker.Present, "d/a.go", true},
		{"l", "", walker.Present, "l", true},
		{"out/x", "", walker.NotSent, "out/x", true},
		{"out/./x", "", walker.NotSent, "out", false},
		{"none/./x", "", walker.Missing, "none", false},
		{"none", "", walker.Missing, "none", false},
		{"/", "", walker.Missing, ".", false},
		{"d/./.", "", walker.Missing, "d", false},
		{"!bang", "", walker.Missing, "!bang", false},
		{"d/*.go", "", walker.Present, ".", true},
		{"d/*.c", "", walker.Present, ".", false},
		{"d/**/c.go", "", walker.Present, ".", true},
		{"d/./*.go", "", walker.Present, "d", true},
		{"d/./x*", "", walker.Present, "d", false},
		{"out*", "", walker.Present, ".", false},
		{"*/./a.go", "", walker.Present, "", true},
		{"*/./x*", "", walker.Present, "", false},
		{"x*/./a.go", "", walker.Present, "", false},
		{"d/a.go", "d/a.go", walker.ExcludedByCopy, "d/a.go", true},
		{"d/a.go", "d/b.go", walker.Present, "d/a.go", true},
		{"d", "d", walker.ExcludedByCopy, "d", true},
		{"d", "d !d/s/c.go", walker.Present, "d", true},
		{"d", "d !d/s/x.go", walker.ExcludedByCopy, "d", true},
		{"d/s", "d !d/s", walker.Present, "d/s", true},
		{"d/a.go", "d/a.go !d/x", walker.ExcludedByCopy, "d/a.go", true},
	} {
		found, at, matches := v.ResolveParents(c.source, strings.Fields(c.exclude))
		if found != c.found || c.at != "" && at != c.at || matches != c.matches {
			t.Errorf("%s without %q: got %d at %s, matches %t; want %d at %s, %t", c.source, c.exclude, found, at, matches, c.found, c.at, c.matches)
		}
	}
}

// TestResolveParentsBehindLinks: a link in the context's root that the pattern matches must resolve.
func TestResolveParentsBehindLinks(t *testing.T) {
	v := viewOf(t, "d/a.go dangling->nowhere out/x hidden->out", "out\n", walker.FileSync)
	for _, c := range []struct {
		include, exclude string
		found            walker.Presence
		at               string
	}{
		{"", "", walker.Missing, "nowhere"},
		{"", "dangling", walker.NotSent, "out"},
		{"", "dangling hidden", walker.Present, ""},
		{"hidden", "", walker.NotSent, "out"},
		{"d*", "", walker.Missing, "nowhere"},
		{"d", "", walker.Present, ""},
		{"[", "", walker.Present, ""},
		{"", "[", walker.Present, ""},
	} {
		if found, at := v.ResolveRootLinks(strings.Fields(c.include), strings.Fields(c.exclude)); found != c.found || at != c.at {
			t.Errorf("%q without %q: got %d at %q, want %d at %q", c.include, c.exclude, found, at, c.found, c.at)
		}
	}
	if found, at, matches := v.ResolveParents("d*", nil); found != walker.Missing || at != "nowhere" || !matches {
		t.Errorf("d*: got %d at %s, matches %t", found, at, matches)
	}
}

// TestFilterMatch: an exception below a directory that the client does not enter has no effect.
func TestFilterMatch(t *testing.T) {
	for _, c := range []struct {
		text  string
		rules walker.Rules
		path  string
		want  walker.Verdict
	}{
		{"d\n", walker.FileSync, "d/a", walker.Verdict{Excluded: true, Index: 0, Path: "d/a", Ineffective: -1}},
		{"d\n", walker.FileSync, "./e/../a", walker.Verdict{Index: -1, Path: "a", Ineffective: -1}},
		{"d\n!d/a\n", walker.FileSync, "d/a", walker.Verdict{Index: 1, Path: "d/a", Ineffective: -1}},
		{"d\n!d/a\n", walker.Tar, "d/a", walker.Verdict{Index: 1, Path: "d/a", Ineffective: -1}},
		{"d\n!**/a\n", walker.FileSync, "d/a", walker.Verdict{Index: 1, Path: "d/a", Ineffective: -1}},
		{"d\n!**/a\n", walker.Tar, "d/a", walker.Verdict{Excluded: true, Index: 0, Path: "d", Ineffective: 1}},
		{"d/e\n!d/*/a\n", walker.Tar, "d/e/a", walker.Verdict{Excluded: true, Index: 0, Path: "d/e", Ineffective: 1}},
		{"d\n!x\n", walker.Tar, "x", walker.Verdict{Index: -1, Path: "x", Ineffective: -1}},
	} {
		if got := (walker.Filter{Patterns: parse(t, c.text), Rules: c.rules}).Match(c.path); got != c.want {
			t.Errorf("%q, rules %d, %s: got %+v, want %+v", c.text, c.rules, c.path, got, c.want)
		}
	}
}

// TestExceptionBelow is the exception that makes the client enter an excluded directory.
func TestExceptionBelow(t *testing.T) {
	for _, c := range []struct {
		text  string
		rules walker.Rules
		dir   string
		want  string
	}{
		{"d\n", walker.FileSync, "d", ""},
		{"d\n!d/a\n", walker.FileSync, "d", "!d/a"},
		{"d\n!e/a\n!d/a\n!d/b\n", walker.FileSync, "d", "!d/a"},
		{"d\n!d/a\n", walker.FileSync, "e", ""},
		{"d\n!e\n", walker.FileSync, "d", ""},
		{"x\n!d/a\n", walker.FileSync, "d", ""},
		{"d\n!**/a\n", walker.FileSync, "d", "!**/a"},
		{"d\n!**/a\n", walker.Tar, "d", ""},
		{"d\n!**/a\n!d/b\n", walker.FileSync, "d", "!d/b"},
	} {
		got, ok := walker.Filter{Patterns: parse(t, c.text), Rules: c.rules}.ExceptionBelow(c.dir)
		if got.Text != c.want || ok != (c.want != "") {
			t.Errorf("%q, rules %d, %s: got %q, %t, want %q", c.text, c.rules, c.dir, got.Text, ok, c.want)
		}
	}
}

// TestNames lists the entries of directories.
func TestNames(t *testing.T) {
	v := viewOf(t, "b a/x a/y.log c->b", "**/*.log\n", walker.FileSync)
	for dir, want := range map[string]string{".": "a dir true, b file true, c symlink true", "a": "x file true, y.log file false", "b": "", "none": ""} {
		var got []string
		for e := range v.Names(dir) {
			got = append(got, fmt.Sprintf("%s %s %t", e.Name, e.Kind, e.Eligible))
		}
		if diff := cmp.Diff(want, strings.Join(got, ", ")); diff != "" {
			t.Errorf("%s: %s", dir, diff)
		}
	}
	for range v.Names(".") {
		break
	}
}

// TestLookup: what is in the tree, and what is on disk in a directory that was skipped.
func TestLookup(t *testing.T) {
	const spec = "a d/b.log l->a out/x out/l->x out/d/ out/p|fifo out/s|sock part/in part/out"
	const text = "out\n**/*.log\npart\n!part/in\n"
	for _, c := range []struct {
		rules walker.Rules
		path  string
		want  walker.PathInfo
		ok    bool
	}{
		{walker.FileSync, ".", walker.PathInfo{Kind: walker.Dir, Eligible: true}, true},
		{walker.FileSync, "", walker.PathInfo{Kind: walker.Dir, Eligible: true}, true},
		{walker.FileSync, "a", walker.PathInfo{Kind: walker.File, Eligible: true}, true},
		{walker.FileSync, "l", walker.PathInfo{Kind: walker.Symlink, Target: "a", Eligible: true}, true},
		{walker.FileSync, "d/b.log", walker.PathInfo{Kind: walker.File}, true},
		{walker.FileSync, "out", walker.PathInfo{Kind: walker.Dir}, true},
		{walker.FileSync, "out/x", walker.PathInfo{Kind: walker.File}, true},
		{walker.FileSync, "out/l", walker.PathInfo{Kind: walker.Symlink, Target: "x"}, true},
		{walker.FileSync, "out/d", walker.PathInfo{Kind: walker.Dir}, true},
		{walker.FileSync, "out/p", walker.PathInfo{Kind: walker.FIFO}, true},
		{walker.FileSync, "out/s", walker.PathInfo{Kind: walker.Socket}, true},
		{walker.FileSync, "none", walker.PathInfo{}, false},
		{walker.FileSync, "out/none", walker.PathInfo{}, false},
		{walker.Tar, "part", walker.PathInfo{Kind: walker.Dir, Eligible: true}, true},
		{walker.Tar, "part/out", walker.PathInfo{Kind: walker.File}, true},
		{walker.Tar, "out", walker.PathInfo{Kind: walker.Dir}, true},
	} {
		got, ok := viewOf(t, spec, text, c.rules).Lookup(c.path)
		if got != c.want || ok != c.ok {
			t.Errorf("rules %d, %s: got %+v, %t, want %+v, %t", c.rules, c.path, got, ok, c.want, c.ok)
		}
	}
	if got, ok := viewed(t, walker.NewTree([]walker.ArchiveEntry{{Path: "a"}}), walker.Query{}).Lookup("b"); ok {
		t.Errorf("a tree that is not on disk: got %+v", got)
	}
}

// TestEachBelow lists a part of a set.
func TestEachBelow(t *testing.T) {
	v := viewOf(t, "a d/b d/e/f d/x.log g", "**/*.log\n", walker.FileSync)
	for _, c := range []struct {
		path string
		set  walker.Set
		want string
	}{
		{".", walker.Eligible, "a d d/b d/e d/e/f g"}, {"", walker.Excluded, "d/x.log"}, {"d", walker.Eligible, "d d/b d/e d/e/f"}, {"a", walker.Eligible, "a"},
		{"d", walker.Excluded, "d/x.log"}, {"none", walker.Eligible, ""}, {"d/x.log", walker.Eligible, ""},
	} {
		var got []string
		v.EachBelow(c.path, c.set, func(e walker.Entry) bool { got = append(got, e.Path); return true })
		if strings.Join(got, " ") != c.want {
			t.Errorf("%q, set %d: got %q, want %s", c.path, c.set, got, c.want)
		}
	}
	count := 0
	v.EachBelow("d", walker.Eligible, func(walker.Entry) bool { count++; return count < 2 })
	if count != 2 {
		t.Errorf("got %d entries, want to stop at 2", count)
	}
}

// TestHas: which entries the tree has, in which set, and where a set has any.
func TestHas(t *testing.T) {
	tree, lines := made(t, "a d/b d/x.log e/f empty/", "**/*.log\n", walker.Options{})
	requested, err := tree.FollowPaths([]string{"d"})
	if err != nil {
		t.Fatal(err)
	}
	v := viewed(t, tree, walker.Query{Filter: walker.Filter{Patterns: lines}, Request: requested})
	for _, c := range []struct {
		path       string
		set        walker.Set
		exists, in bool
	}{
		{".", walker.Eligible, true, true}, {"", walker.Sent, true, true}, {".", walker.Excluded, true, false}, {"d", walker.Sent, true, true},
		{"e", walker.Sent, true, false}, {"e", walker.Eligible, true, true}, {"d/x.log", walker.Excluded, true, true}, {"d/x.log", walker.Eligible, true, false},
		{"none", walker.Eligible, false, false},
	} {
		exists, in := v.Has(c.path, c.set)
		if exists != c.exists || in != c.in {
			t.Errorf("%q in set %d: got %t, %t, want %t, %t", c.path, c.set, exists, in, c.exists, c.in)
		}
	}
	none := viewed(t, tree, walker.Query{Filter: walker.Filter{Patterns: lines}, NoContext: true})
	if _, in := none.Has(".", walker.Sent); in {
		t.Error("the root of a context that is not read is sent")
	}
}

// TestBelow: what a directory has, and the sums of what is below it.
func TestBelow(t *testing.T) {
	tree, lines := made(t, "a:5 d/b:7 d/x.log:9 d/e/f:11 l->a p/c:1", "**/*.log\n", walker.Options{})
	requested, err := tree.FollowPaths([]string{"d/e"})
	if err != nil {
		t.Fatal(err)
	}
	v := viewed(t, tree, walker.Query{Filter: walker.Filter{Patterns: lines}, Request: requested})
	for _, c := range []struct {
		path string
		set  walker.Set
		want walker.Sum
		ok   bool
	}{
		{".", walker.Eligible, walker.Sum{Bytes: 24, Files: 4}, true}, {"", walker.Sent, walker.Sum{Bytes: 11, Files: 1}, true}, {".", walker.Unused, walker.Sum{Bytes: 13, Files: 3}, true},
		{"d", walker.Unused, walker.Sum{Bytes: 7, Files: 1}, true}, {"d", walker.Excluded, walker.Sum{Bytes: 9, Files: 1}, true}, {"a", walker.Eligible, walker.Sum{Bytes: 5, Files: 1}, true},
		{"a", walker.Sent, walker.Sum{}, true}, {"d/x.log", walker.Excluded, walker.Sum{Bytes: 9, Files: 1}, true}, {"d/x.log", walker.Eligible, walker.Sum{}, true}, {"l", walker.Eligible, walker.Sum{}, true},
		{"none", walker.Eligible, walker.Sum{}, false}, {"none", walker.Unused, walker.Sum{}, false},
	} {
		if got, ok := v.SumBelow(c.path, c.set); got != c.want || ok != c.ok {
			t.Errorf("%q, set %d: got %+v, %t, want %+v, %t", c.path, c.set, got, ok, c.want, c.ok)
		}
	}
	for _, c := range []struct {
		dir, paths string
		want       bool
	}{{".", "a", true}, {"d", "none e/f", true}, {"d", "x.log", true}, {"d", "a", false}, {"d", "", false}, {"none", "a", false}, {"a", "a", false}} {
		if got := v.HasAnyBelow(c.dir, strings.Fields(c.paths)...); got != c.want {
			t.Errorf("%s has %q: got %t, want %t", c.dir, c.paths, got, c.want)
		}
	}
}

// TestMatchedPatterns: the patterns that match anything that was scanned, also where another pattern decides.
func TestMatchedPatterns(t *testing.T) {
	for _, c := range []struct {
		text, want string
		full       bool
	}{
		{"a\nd\nd/b\n!d/b\nnone\n**/*.log", "true true true true false true", false},
		{"out\nout/x\n*.zip", "true false false", false},
		{"out\nout/x\n*.zip\n**/x\n**/y", "true true false true false", true},
		{"[a-c]*\n[^x-z]\nq|r*", "true true false", false},
		{"d\n**/b\n[^a-z]*\n!none/x", "true false false false", false},
		{"d\n**/b\n[^a-z]*\n!none/x", "true true false false", true},
		{"", "", false},
	} {
		tree, lines := made(t, "a d/b d/c.log d/e/f out/x", c.text, walker.Options{Full: c.full})
		v := viewed(t, tree, walker.Query{Filter: walker.Filter{Patterns: lines}})
		if got := strings.Trim(fmt.Sprint(v.MatchedPatterns()), "[]"); got != c.want {
			t.Errorf("%q, full %t: got %s, want %s", c.text, c.full, got, c.want)
		}
	}
}

// TestHasWildcard has characters with and without a backslash before them.
func TestHasWildcard(t *testing.T) {
	for name, want := range map[string]bool{"a": false, "": false, "a*": true, "?": true, "[a": true, `\*`: false, `\\*`: true, `a\`: false, `\a?`: true, "]": false} {
		if got := walker.HasWildcard(name); got != want {
			t.Errorf("%s: got %t, want %t", name, got, want)
		}
	}
}

// TestFollowLinks has the links on the way to a path, and those that lead out of the root for the system.
func TestFollowLinks(t *testing.T) {
	tree := viewOf(t, "d/a l->d abs->/d up->../x in/up->../d in/out->../../d chain->l dangling->none/deep out->.. dot->.", "", walker.FileSync).Tree
	for path, want := range map[string]walker.Resolution{
		"d/a":         {End: "d/a", FirstMissing: "d/a", Found: true},
		"":            {End: ".", FirstMissing: ".", Found: true},
		"l/a":         {Links: []string{"l"}, End: "d/a", FirstMissing: "d/a", Found: true},
		"chain/a":     {Links: []string{"chain", "l"}, End: "d/a", FirstMissing: "d/a", Found: true},
		"abs/a":       {Links: []string{"abs"}, End: "d/a", FirstMissing: "d/a", Found: true, EscapingLink: "abs", EscapingTarget: "/d"},
		"up":          {Links: []string{"up"}, End: "x", FirstMissing: "x", EscapingLink: "up", EscapingTarget: "../x"},
		"in/up/a":     {Links: []string{"in/up"}, End: "d/a", FirstMissing: "d/a", Found: true},
		"in/out/a":    {Links: []string{"in/out"}, End: "d/a", FirstMissing: "d/a", Found: true, EscapingLink: "in/out", EscapingTarget: "../../d"},
		"out":         {Links: []string{"out"}, End: ".", FirstMissing: ".", Found: true, EscapingLink: "out", EscapingTarget: ".."},
		"dot/d":       {Links: []string{"dot"}, End: "d", FirstMissing: "d", Found: true},
		"dangling/x":  {Links: []string{"dangling"}, End: "none/deep/x", FirstMissing: "none"},
		"none/../d/a": {End: "d/a", FirstMissing: "d/a", Found: true},
		"none/x":      {End: "none/x", FirstMissing: "none"},
	} {
		if diff := cmp.Diff(want, tree.FollowLinks(path)); diff != "" {
			t.Errorf("%s: %s", path, diff)
		}
	}
}

// TestTooManyLinks: the builder follows 255 links.
func TestTooManyLinks(t *testing.T) {
	chain := func(links int) *walker.View {
		list := []walker.ArchiveEntry{{Path: fmt.Sprintf("l%d", links)}}
		for n := range links {
			list = append(list, walker.ArchiveEntry{Path: fmt.Sprintf("l%d", n), Kind: walker.Symlink, Link: fmt.Sprintf("l%d", n+1)})
		}
		return viewed(t, walker.NewTree(list), walker.Query{})
	}
	for links, want := range map[int]walker.Presence{255: walker.Present, 256: walker.TooManyLinks} {
		if got, at := chain(links).Resolve("l0"); got != want {
			t.Errorf("%d links: got %d at %s, want %d", links, got, at, want)
		}
	}
}

// TestModes: the modes of entries, as BuildKit sends them.
func TestModes(t *testing.T) {
	v := viewOf(t, "f@640 d/x@755 s@4755 g@2755 t/@1777 l->f p|fifo k|sock", "", walker.FileSync)
	got := map[string]fs.FileMode{}
	v.Each(walker.Eligible, func(e walker.Entry) bool { got[e.Path] = e.Mode; return true })
	want := map[string]fs.FileMode{"f": 0o640, "d": 0o755 | fs.ModeDir, "d/x": 0o755, "l": 0o777 | fs.ModeSymlink}
	maps.DeleteFunc(got, func(p string, _ fs.FileMode) bool { _, ok := want[p]; return !ok })
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestRequestPatternList is the list of the requested paths, nil for the whole context.
func TestRequestPatternList(t *testing.T) {
	tree, _ := made(t, "a d/b", "", walker.Options{})
	request, err := tree.FollowPaths([]string{"a", "d"})
	if err != nil {
		t.Fatal(err)
	}
	if l := request.PatternList(); request.WholeContext() || !l.Match("d/b").Excluded || l.Match("e").Excluded {
		t.Errorf("got %+v", request)
	}
	whole, err := tree.FollowPaths([]string{"a", "/"})
	if err != nil || !whole.WholeContext() || whole.PatternList() != nil {
		t.Errorf("got %+v, %v, want the whole context", whole, err)
	}
	if _, err := tree.FollowPaths([]string{"a["}); err == nil {
		t.Error("a path that is no pattern is accepted")
	}
	var none *ignore.PatternList
	if whole.PatternList() != none {
		t.Error("the whole context has a list")
	}
}
