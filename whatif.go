package ctxsize

import (
	"context"
	"slices"

	"github.com/ctxsize/ctxsize/walker"
)

// With decides again as if the ignore file of one of the build's contexts, counted as [Build.Contexts] does, had that text. The disk is not read.
// What the new Build says of it has no transfer number, and no instructions and findings before [Build.Examine].
func (b *Build) With(ctx context.Context, n int, text []byte) (*Build, error) {
	next := *b
	next.Named, next.Instructions, next.Findings = slices.Clone(b.Named), nil, nil
	c := next.context(n)
	tree := c.View.Tree
	c.Plan.Ignore.Text = text
	var err error
	if c.Context, err = readLines(b.Build, c.Plan, nil); err != nil {
		return nil, err
	}
	c.Transfer = nil
	a := analyzer{trees: map[string]*walker.Tree{c.Plan.Root: tree}}
	return &next, a.context(ctx, &next, c)
}
