package walker_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/ctxsize/ctxsize/walker"
	"github.com/google/go-cmp/cmp"
)

// TestLargestOfMany holds a short list to the beginning of the whole one, in a directory with many entries.
func TestLargestOfMany(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	var list []walker.ArchiveEntry
	for n := range 3000 {
		list = append(list, walker.ArchiveEntry{Path: fmt.Sprint("f", n), Size: r.Int64N(500)})
	}
	v := viewed(t, walker.NewTree(list), walker.Query{})
	all := v.Largest(len(list))
	for _, n := range []int{0, 1, 20, 700} {
		if diff := cmp.Diff(all[:n], v.Largest(n)); diff != "" {
			t.Errorf("the largest %d:\n%s", n, diff)
		}
	}
}

// TestLargestSent: what is sent comes first, then what is eligible, and a directory is replaced by an entry with at least 95 % of it.
func TestLargestSent(t *testing.T) {
	tree := walker.NewTree([]walker.ArchiveEntry{
		{Path: "a/only", Size: 300}, {Path: "b/x", Size: 50}, {Path: "b/y", Size: 60}, {Path: "c", Size: 900}, {Path: "d/e/big", Size: 950}, {Path: "d/e/small", Size: 50}, {Path: "g/big", Size: 949}, {Path: "g/small", Size: 51}, {Path: "empty"},
		{Path: "l", Kind: walker.Symlink, Link: "a"}, {Path: "out", Size: 5000}, {Path: "f", Size: 70},
	})
	request, err := tree.FollowPaths([]string{"a", "b/x", "f", "d", "g"})
	if err != nil {
		t.Fatal(err)
	}
	v := viewed(t, tree, walker.Query{Filter: walker.Filter{Patterns: parse(t, "out\n")}, Request: request})
	var got []string
	for _, l := range v.Largest(20) {
		got = append(got, fmt.Sprintf("%s %s %d/%d of %d, %t", l.Path, l.Kind, l.SentBytes, l.Bytes, l.Files, l.Sent))
	}
	want := []string{"g dir 1000/1000 of 2, true", "d/e/big file 950/950 of 1, true", "a/only file 300/300 of 1, true", "f file 70/70 of 1, true", "b dir 50/110 of 2, false", "c file 0/900 of 1, false", "empty file 0/0 of 1, false"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if got := v.Largest(-1); len(got) > 0 {
		t.Errorf("got %v for a negative number", got)
	}
}

// TestLargestBroughtBack: the legacy builder sends a file that an exception re-includes from an excluded directory.
func TestLargestBroughtBack(t *testing.T) {
	tree := walker.NewTree([]walker.ArchiveEntry{{Path: "d/keep", Size: 100}, {Path: "d/e/f", Size: 9}, {Path: "x", Size: 7}})
	v := viewed(t, tree, walker.Query{Filter: walker.Filter{Patterns: parse(t, "d\n!d/keep\n"), Rules: walker.Tar}})
	var got []string
	for _, l := range v.Largest(9) {
		got = append(got, fmt.Sprint(l.Path, " ", l.Bytes))
	}
	if diff := cmp.Diff([]string{"d/keep 100", "x 7"}, got); diff != "" {
		t.Error(diff)
	}
}

// TestUnread asks for what is eligible and not sent.
func TestUnread(t *testing.T) {
	tree := walker.NewTree([]walker.ArchiveEntry{{Path: "d/a", Size: 10}, {Path: "d/b", Size: 5}})
	request, err := tree.FollowPaths([]string{"d/a"})
	if err != nil {
		t.Fatal(err)
	}
	v := viewed(t, tree, walker.Query{Request: request})
	for path, want := range map[string]walker.Sum{".": {Bytes: 5, Files: 1}, "d": {Bytes: 5, Files: 1}, "d/a": {}, "d/b": {Bytes: 5, Files: 1}} {
		if got, ok := v.SumBelow(path, walker.Unused); !ok || got != want {
			t.Errorf("%s: %v", path, got)
		}
	}
}
