package analysis

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/ctxsize/ctxsize/internal/edit"
	"github.com/ctxsize/ctxsize/walker"
)

var errElsewhere = errors.New("not on this machine")

// With returns the result with another text of the ignore file of one of the build's contexts, by its index in [Result.Usages]. It does not read
// the disk. The new result has no transfer number; its instructions and findings are the old ones until [Result.Examine].
func (b *Result) With(ctx context.Context, n int, text []byte) (*Result, error) {
	return b.with(ctx, n, text, func(t *walker.Tree) *walker.Tree { return t })
}

// Changed is [Result.With] for a change of the main context's ignore file, with the file in its new size.
func (b *Result) Changed(ctx context.Context, c edit.Change) (*Result, error) {
	name, inside := b.inContext(c)
	return b.with(ctx, 0, c.After, func(t *walker.Tree) *walker.Tree {
		if !inside {
			return t
		}
		return t.WithFile(name, int64(len(c.After)))
	})
}

// inContext returns the path of the changed file in the main context; ok is false if it is elsewhere.
func (b *Result) inContext(c edit.Change) (name string, ok bool) {
	name, err := filepath.Rel(b.Main.Context.Root, c.Real)
	return filepath.ToSlash(name), err == nil && filepath.IsLocal(name)
}

func (b *Result) with(ctx context.Context, n int, text []byte, edit func(*walker.Tree) *walker.Tree) (*Result, error) {
	next := *b
	next.Named = slices.Clone(b.Named)
	c := next.usage(n)
	if c.View == nil {
		return nil, fmt.Errorf("context %s: %w", c.Context.Given, errElsewhere)
	}
	tree := edit(c.View.Tree)
	context := *c.Context
	context.Ignore.Text = text
	changed, err := readLines(b.Build, &context, nil)
	if err != nil {
		return nil, err
	}
	changed.Project, changed.Suggestions = c.Project, c.Suggestions
	*c = changed
	a := analyzer{trees: map[string]*walker.Tree{c.Context.Root: tree}}
	return &next, a.context(ctx, &next, c)
}
