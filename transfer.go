package ctxsize

import (
	"context"
	"errors"
	"slices"

	"github.com/ctxsize/ctxsize/internal/saturate"
	"github.com/ctxsize/ctxsize/plan"
	"github.com/ctxsize/ctxsize/walker"
)

// ReadTransfer computes the numbers that the builder prints, where [Options.NoTransfer] or [Build.With] have left them out.
func (b *Build) ReadTransfer(ctx context.Context) error {
	for n := range b.Contexts() {
		if c := b.context(n); c.View != nil && c.Transfer == nil {
			if err := b.transfer(ctx, c); err != nil {
				return err
			}
		}
	}
	return nil
}

// transfer computes the number that the builder prints, where it prints one.
func (b *Build) transfer(ctx context.Context, c *Context) error {
	refused := b.Builder == plan.BuildKit && (c.Refused() || len(c.Plan.Loads) > 1)
	if !c.Plan.Requested || b.Builder == plan.Podman || refused || c.Plan.Tar != nil {
		return nil
	}
	var number int64
	switch b.Builder {
	case plan.Legacy:
		if b.Dockerfile != nil && !b.Dockerfile.Inside {
			return nil
		}
		size, err := c.View.TarSize(ctx)
		if err != nil {
			return err
		}
		number = size
	default:
		problems, err := c.View.Tree.ReadAttributes(ctx, c.View)
		if err != nil {
			return err
		}
		c.Problems = append(slices.Clip(c.Problems), problems...)
		number = c.View.Transfer()
	}
	if number == saturate.Max && !slices.ContainsFunc(c.Problems, tooLarge) {
		c.Problems = append(slices.Clip(c.Problems), walker.TooLarge())
	}
	if !slices.ContainsFunc(c.Problems, func(p walker.Problem) bool { return p.Fatal }) {
		c.Transfer = &number
	}
	return nil
}

func tooLarge(p walker.Problem) bool { return errors.Is(p.Err, walker.ErrTooLarge) }
