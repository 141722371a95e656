package analysis

import (
	"context"
	"strconv"
	"strings"
)

// share makes the view of a context, and computes its transfer, unless another build has asked the same of the same tree.
func (a *analyzer) share(ctx context.Context, b *Result, c *Usage) error {
	key := cacheKey(b, c)
	if known := a.views[key]; known != nil && key != "" {
		// What the build says of the context by itself stays its own.
		c.View, c.Problems, c.Transfer = known.View, known.Problems, known.Transfer
		c.LoadBytes, c.LoadViews = known.LoadBytes, known.LoadViews
		return b.checkSources(c.Context)
	}
	if err := a.context(ctx, b, c); err != nil {
		return err
	}
	if !a.NoTransfer && c.View != nil {
		if err := b.transfer(ctx, c); err != nil {
			return err
		}
	}
	if key != "" {
		a.views[key] = c
	}
	return nil
}

// cacheKey is all that decides about a view: the tree, the lines, the rules by which they are read, and what is requested. It is "" for
// what lies on no disk.
func cacheKey(b *Result, c *Usage) string {
	if c.Context.Root == "" {
		return ""
	}
	parts := []string{c.Context.Root, b.Build.Builder.String(), strconv.FormatBool(c.Context.Requested), strconv.FormatBool(b.Build.Dockerfile != nil && b.Build.Dockerfile.Inside)}
	for _, l := range c.Patterns.All() {
		parts = append(parts, l.Text)
	}
	for _, load := range append([][]string{c.Context.Paths}, c.Context.Loads...) {
		parts = append(parts, "", strconv.Itoa(len(load)))
		parts = append(parts, load...)
	}
	return strings.Join(parts, "\x00")
}
