package main

import (
	"context"
	"io"
	"slices"
	"time"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/report"
	"github.com/ctxsize/ctxsize/internal/webreport"
)

// page returns the function that writes an analysis as a page, with more content.
func page(c webreport.Content) func(io.Writer, *ctxsize.Analysis, report.Options) error {
	return func(w io.Writer, a *ctxsize.Analysis, o report.Options) error {
		c.Analysis, c.Date = a, time.Now().Format(time.DateOnly)
		return webreport.HTML(w, c, o)
	}
}

// addDiffs adds the diffs of ignore files to pages.
func addDiffs(ctx context.Context, outputs []output, a *ctxsize.Analysis) ([]output, error) {
	outputs = slices.Clone(outputs)
	for n := range outputs {
		if outputs[n].format != "html" {
			continue
		}
		improvements, err := a.Improvements(ctx, false)
		if err != nil {
			return nil, err
		}
		outputs[n].render = page(webreport.Content{Improvements: improvements})
	}
	return outputs, nil
}
