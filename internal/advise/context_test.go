package advise

import (
	"testing"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/walker"
)

// contextOf returns the context of a directory, with a view of the paths that a build requests.
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
	query := walker.Query{Filter: walker.Filter{Patterns: lines}}
	if paths != nil {
		if query.Request, err = tree.FollowPaths(paths); err != nil {
			t.Fatal(err)
		}
	}
	view, err := tree.View(query)
	if err != nil {
		t.Fatal(err)
	}
	return inventory.Usage{Patterns: lines, View: view}
}
