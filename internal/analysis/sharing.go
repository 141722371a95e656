package analysis

import (
	"context"
	"strconv"
	"strings"
)

// share makes the view of a context, and computes its transfer, or takes both from an equal request of another build.
func (a *analyzer) share(ctx context.Context, b *Result, c *Usage) error {
	key := cacheKey(b, c)
	if known := a.views[key]; known != nil && key != "" {
		// The context as this build describes it stays.
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

// cacheKey returns a key of everything that a view depends on: the tree, the patterns, the rules by which they are read, and the requested paths.
// It is "" for a context that is not on disk.
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
