package main

import (
	"context"
	"io"
	"slices"
	"time"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/export"
	"github.com/ctxsize/ctxsize/internal/webreport"
)

// renderPage writes a report as a page.
func renderPage(w io.Writer, r *export.Report) error {
	return webreport.HTML(w, webreport.Content{Analysis: r.Analysis, Improvements: r.Improvements, Checks: r.Checks, Date: time.Now().Format(time.DateOnly)}, r.Options)
}

// improvements returns the changes of ignore files that a page shows, none if no page is written.
func improvements(ctx context.Context, outputs []output, a *ctxsize.Analysis) ([]ctxsize.Improvement, error) {
	if !slices.ContainsFunc(outputs, func(o output) bool { return o.format == "html" }) {
		return nil, nil
	}
	return a.Improvements(ctx, false)
}
