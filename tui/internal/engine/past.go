package engine

import (
	"context"
	"errors"
	"slices"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/tui/internal/listing"
)

// HistoryLength is the number of commits that are read, as by --churn.
const HistoryLength = 200

// Past is what the last commits of the repository do to one context of a build.
type Past struct {
	churn   *ctxsize.BuildChurn
	context int
	// Suggestions and Found have the reruns that they save. Suggestions for files that commits often change are added.
	Suggestions []inventory.Suggestion
	Found       []lint.Finding
}

// NewPast replays the history with a build. The suggestions are those of the context, found is what is wrong with it.
func NewPast(ctx context.Context, a *ctxsize.Analysis, b *ctxsize.Result, n int, suggestions []inventory.Suggestion, found []lint.Finding, env []string) (*Past, error) {
	own := *b
	own.Named, own.Findings = slices.Clone(b.Named), slices.Clone(found)
	if n == 0 {
		own.Main.Suggestions, own.Suggestions = suggestions, suggestions
	} else {
		own.Named[n-1].Suggestions = suggestions
	}
	churn, err := a.ChurnOf(ctx, &own, ctxsize.ChurnOptions{Commits: HistoryLength, Env: env})
	if err != nil {
		return nil, cause(err)
	}
	if _, err := churn.Touched(&own, n); err != nil {
		return nil, err
	}
	return &Past{churn, n, UsageOf(&own, n).Suggestions, own.Findings}, nil
}

// cause returns the innermost error: a screen has a line for it.
func cause(err error) error {
	for inner := err; inner != nil; inner = errors.Unwrap(inner) {
		err = inner
	}
	return err
}

// Commits returns the commits that change what a build copies of the context, nil without a history. The build may be one with a draft.
func (p *Past) Commits(b *ctxsize.Result) *listing.Commits {
	if p == nil {
		return nil
	}
	t, err := p.churn.Touched(b, p.context)
	if err != nil {
		// NewPast has asked the same of the build without a draft.
		return nil
	}
	return &listing.Commits{Count: int64(t.Commits), Of: t.Of}
}
