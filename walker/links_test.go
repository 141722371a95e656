package walker_test

import (
	"testing"

	"github.com/ctxsize/ctxsize/internal/testtree"
	"github.com/ctxsize/ctxsize/walker"
	"github.com/google/go-cmp/cmp"
)

func TestFollow(t *testing.T) {
	dir := t.TempDir()
	testtree.Make(t, dir, "real/x real/y in->real/x dir->real out->/etc/passwd up->../../real self->. loop->loop d/a d/b->../real/y e/f s/t->/ chain->dir")
	tree, err := walker.Walk(t.Context(), dir, walker.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		paths []string
		want  []string // nil for the whole context
	}{
		{[]string{"real"}, []string{"real"}},
		{[]string{"in"}, []string{"in", "real/x"}},
		{[]string{"dir/x"}, []string{"dir", "real/x"}},
		{[]string{"chain/x"}, []string{"chain", "dir", "real/x"}},
		{[]string{"out"}, []string{"etc/passwd", "out"}},
		{[]string{"up/x"}, []string{"real/x", "up"}},
		{[]string{"self/real"}, []string{"real", "self"}},
		{[]string{"self"}, nil},
		{[]string{"s/t"}, nil},
		{[]string{"loop"}, []string{"loop"}},
		{[]string{"d/*"}, []string{"d/*", "real/y"}},
		{[]string{"d/*/z"}, []string{"d/*", "real/y/z"}},
		{[]string{"e/*"}, []string{"e/*"}},
		{[]string{"none/x"}, []string{"none/x"}},
		{[]string{"real", "real/x"}, []string{"real"}},
		{[]string{"real/x/below"}, []string{"real/x/below"}},
	} {
		got, err := tree.FollowPaths(c.paths)
		if err != nil {
			t.Errorf("%q: %v", c.paths, err)
		}
		if diff := cmp.Diff(c.want, got.Patterns); diff != "" {
			t.Errorf("%q (-want +got):\n%s", c.paths, diff)
		}
	}
}

func TestFromList(t *testing.T) {
	tree := walker.NewTree([]walker.ArchiveEntry{
		{Path: "./d/a", Size: 5}, {Path: "d", Kind: walker.Dir}, {Path: "/l", Kind: walker.Symlink, Link: "d"}, {Path: "x/../../y", Size: 1},
		{Path: "d/b", SameAs: "d/a"}, {Path: "y", Size: 3},
	})
	v := viewed(t, tree, walker.Query{})
	if got := listed(v, walker.Sent); got != "d/ d/a d/b l y" {
		t.Errorf("entries: %s", got)
	}
	if diff := cmp.Diff(walker.Counts{Bytes: 8, Files: 3, Dirs: 1, Symlinks: 1}, v.Totals(walker.Sent)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if empty := viewed(t, walker.NewTree(nil), walker.Query{}); empty.Transfer() != 2 {
		t.Errorf("nothing transfers %d bytes", empty.Transfer())
	}
}

// TestNamesOfNames: an archive may say of a name that it is another one of a name that is that itself.
func TestNamesOfNames(t *testing.T) {
	tree := walker.NewTree([]walker.ArchiveEntry{{Path: "c", Size: 10}, {Path: "b", SameAs: "c"}, {Path: "a", SameAs: "b"}})
	for text, want := range map[string]walker.Counts{"": {Bytes: 10, Files: 3}, "a\n": {Bytes: 10, Files: 2}, "a\nb\n": {Bytes: 10, Files: 1}} {
		if got := viewed(t, tree, walker.Query{Filter: walker.Filter{Patterns: parse(t, text)}}).Totals(walker.Eligible); got != want {
			t.Errorf("%q: %+v", text, got)
		}
	}
}

// TestExcludedNames: what lies in a directory adds up to what is said of it, several names of one file among it.
func TestExcludedNames(t *testing.T) {
	tree := walker.NewTree([]walker.ArchiveEntry{{Path: "d/a", Size: 10}, {Path: "d/b", SameAs: "d/a"}, {Path: "e", SameAs: "d/a"}})
	v := viewed(t, tree, walker.Query{Filter: walker.Filter{Patterns: parse(t, "d\n")}})
	children, _ := v.Children("d")
	var sum walker.Sum
	for _, c := range children {
		below, _ := v.SumBelow("d/"+c.Name, walker.Excluded)
		if below != c.Excluded {
			t.Errorf("%s: %v and %v", c.Name, below, c.Excluded)
		}
		sum.Bytes, sum.Files = sum.Bytes+below.Bytes, sum.Files+below.Files
	}
	if whole, _ := v.SumBelow("d", walker.Excluded); whole != sum || sum != (walker.Sum{Bytes: 10, Files: 2}) {
		t.Errorf("%v is in it, %v together", sum, whole)
	}
}
