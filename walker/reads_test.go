package walker_test

import (
	"strings"
	"testing"

	"github.com/ctxsize/ctxsize/walker"
	"github.com/google/go-cmp/cmp"
)

func TestReads(t *testing.T) {
	tree, lines := made(t, "src/a:100 src/b:50 doc/c:7 l->src/a", "", walker.Options{})
	v := viewed(t, tree, walker.Query{Filter: walker.Filter{Patterns: lines}})
	var readers []walker.Source
	for owner, path := range []string{".", "src", "l", "nothing"} {
		request, err := tree.FollowPaths([]string{path})
		if err != nil {
			t.Fatal(err)
		}
		readers = append(readers, walker.Source{Request: request, Owner: owner})
	}
	got := v.TotalsByOwner(readers, len(readers))
	want := []walker.OwnerTotals{{Bytes: 157, Files: 3, Entries: 6, Unique: 7}, {Bytes: 150, Files: 2, Entries: 3}, {Bytes: 100, Files: 1, Entries: 2}, {}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestReadsHardLinks has one name of a file where everybody reads, and another that one owner is given by itself.
func TestReadsHardLinks(t *testing.T) {
	tree, lines := made(t, "a:100 src/b=>a src/c:50 doc/d:7", "", walker.Options{})
	v := viewed(t, tree, walker.Query{Filter: walker.Filter{Patterns: lines}})
	for paths, want := range map[string][]walker.OwnerTotals{
		". src":       {{Bytes: 157, Files: 4, Entries: 6, Unique: 107}, {Bytes: 150, Files: 2, Entries: 3}},
		". . doc":     {{Bytes: 157, Files: 4, Entries: 6}, {Bytes: 157, Files: 4, Entries: 6}, {Bytes: 7, Files: 1, Entries: 2}},
		"src doc":     {{Bytes: 150, Files: 2, Entries: 3, Unique: 150}, {Bytes: 7, Files: 1, Entries: 2, Unique: 7}},
		"* src/* src": {{Bytes: 157, Files: 4, Entries: 6, Unique: 107}, {Bytes: 150, Files: 2, Entries: 2}, {Bytes: 150, Files: 2, Entries: 3}},
	} {
		var readers []walker.Source
		for owner, path := range strings.Fields(paths) {
			request, err := tree.FollowPaths([]string{path})
			if err != nil {
				t.Fatal(err)
			}
			readers = append(readers, walker.Source{Request: request, Owner: owner})
		}
		if diff := cmp.Diff(want, v.TotalsByOwner(readers, len(readers))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", paths, diff)
		}
	}
}
