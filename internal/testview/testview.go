// Package testview makes the views of directories that tests need.
package testview

import (
	"testing"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/walker"
)

// Query selects a view.
type Query struct {
	// Ignore is the text of the ignore file.
	Ignore []byte
	// Rules are those of the builder's client.
	Rules walker.Rules
	// Paths are the requested paths, nil for the whole context.
	Paths []string
	// NoContext: the build requests nothing.
	NoContext bool
}

// Of returns a view of a directory. Its patterns are those of its query.
func Of(t testing.TB, dir string, q Query) *walker.View {
	t.Helper()
	patterns, err := ignore.Parse(q.Ignore, ignore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	filter := walker.Filter{Patterns: patterns, Rules: q.Rules}
	tree, err := walker.Walk(t.Context(), dir, walker.Options{Filters: []walker.Filter{filter}})
	if err != nil {
		t.Fatal(err)
	}
	query := walker.Query{Filter: filter, NoContext: q.NoContext}
	if q.Paths != nil {
		if query.Request, err = tree.FollowPaths(q.Paths); err != nil {
			t.Fatal(err)
		}
	}
	view, err := tree.View(query)
	if err != nil {
		t.Fatal(err)
	}
	return view
}
