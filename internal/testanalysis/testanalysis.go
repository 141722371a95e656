// Package testanalysis analyzes the projects of tests.
package testanalysis

import (
	"testing"

	"github.com/ctxsize/ctxsize/internal/analysis"
	"github.com/ctxsize/ctxsize/internal/build"
)

// Of returns the analysis of the plain build of a directory, with suggestions and without the transfer number.
func Of(t testing.TB, dir string) *analysis.Analysis {
	t.Helper()
	a, err := analysis.Analyze(t.Context(), analysis.Options{NoTransfer: true, Suggest: true, Request: build.Request{Context: ".", Dir: dir}})
	if err != nil {
		t.Fatal(err)
	}
	return a
}
