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

// With decides again as if the ignore file of one of the build's contexts, counted as [Result.Usages] does, had that text. The disk is not read.
// The new Build has no transfer number, and what it says of instructions and findings is as before until [Result.Examine].
func (b *Result) With(ctx context.Context, n int, text []byte) (*Result, error) {
	return b.with(ctx, n, text, func(t *walker.Tree) *walker.Tree { return t })
}

// Changed is [Result.With] once a change of the main context's ignore file is made: what the file itself takes counts where it is sent.
func (b *Result) Changed(ctx context.Context, c edit.Change) (*Result, error) {
	name, inside := b.inContext(c)
	return b.with(ctx, 0, c.After, func(t *walker.Tree) *walker.Tree {
		if !inside {
			return t
		}
		return t.WithFile(name, int64(len(c.After)))
	})
}

// inContext is where the file of a change lies in the main context; ok is false where it does not.
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
	c.Context.Ignore.Text = text
	changed, err := readLines(b.Build, c.Context, nil)
	if err != nil {
		return nil, err
	}
	changed.Project, changed.Suggestions = c.Project, c.Suggestions
	*c = changed
	a := analyzer{trees: map[string]*walker.Tree{c.Context.Root: tree}}
	return &next, a.context(ctx, &next, c)
}
