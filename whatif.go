package ctxsize

import (
	"context"
	"slices"

	"github.com/ctxsize/ctxsize/walker"
)

// With decides again as if the ignore file of one of the build's contexts, counted as [Build.Contexts] does, had that text. The disk is not read.
// The new Build has no transfer number, and what it says of instructions and findings is as before until [Build.Examine].
func (b *Build) With(ctx context.Context, n int, text []byte) (*Build, error) {
	next := *b
	next.Named = slices.Clone(b.Named)
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
