package analysis

import (
	"context"
	"errors"
	"slices"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/saturate"
	"github.com/ctxsize/ctxsize/walker"
)

// ReadTransfer computes the numbers that the builder prints, where [Options.NoTransfer] or [Result.With] have left them out.
func (b *Result) ReadTransfer(ctx context.Context) error {
	for n := range b.Usages() {
		if c := b.usage(n); c.View != nil && c.Transfer == nil {
			if err := b.transfer(ctx, c); err != nil {
				return err
			}
		}
	}
	return nil
}

// transfer computes the number that the builder prints, where it prints one.
func (b *Result) transfer(ctx context.Context, c *Usage) error {
	refused := b.Build.Builder == build.BuildKit && c.Refused()
	if !c.Context.Requested || b.Build.Builder == build.Podman || refused || c.Context.Tar != nil {
		return nil
	}
	if b.Build.Builder == build.Legacy && b.Build.Dockerfile != nil && !b.Build.Dockerfile.Inside {
		return nil
	}
	loads, err := b.loadSizes(ctx, c)
	if err != nil {
		return err
	}
	var sum int64
	for _, n := range loads {
		sum = saturate.Add(sum, n)
	}
	if sum == saturate.Max && !slices.ContainsFunc(c.Problems, tooLarge) {
		c.Problems = append(slices.Clip(c.Problems), walker.TooLargeProblem())
	}
	if !slices.ContainsFunc(c.Problems, func(p walker.Problem) bool { return p.Fatal }) {
		c.Transfer, c.LoadBytes = &sum, loads
	}
	return nil
}

// loadSizes returns the number of each load of a context. BuildKit loads a named context once for each set of paths that is requested of
// it, because the requests are different sources to its solver (github.com/moby/buildkit source/local, CacheKey); each is taken to find
// nothing of the others there.
func (b *Result) loadSizes(ctx context.Context, c *Usage) ([]int64, error) {
	if b.Build.Builder == build.Legacy {
		size, err := c.View.TarSize(ctx)
		return []int64{size}, err
	}
	views := c.LoadViews
	if len(c.Context.Loads) < 2 {
		views = []*walker.View{c.View}
	}
	var loads []int64
	for _, v := range views {
		problems, err := v.Tree.ReadAttributes(ctx, v)
		if err != nil {
			return nil, err
		}
		for _, p := range problems {
			if !slices.ContainsFunc(c.Problems, func(o walker.Problem) bool { return o.Path == p.Path && o.Op == p.Op }) {
				c.Problems = append(slices.Clip(c.Problems), p)
			}
		}
		loads = append(loads, v.Transfer())
	}
	return loads, nil
}

func tooLarge(p walker.Problem) bool { return errors.Is(p.Err, walker.ErrTooLarge) }
