package analysis_test

import (
	"testing"

	"github.com/ctxsize/ctxsize/internal/analysis"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/project"
	"github.com/ctxsize/ctxsize/internal/testtree"
)

// TestEffects: bytes that several findings are about are counted once, and all together are never more than what is sent.
func TestEffects(t *testing.T) {
	dir := t.TempDir()
	testtree.Archive(t, dir, `
-- Dockerfile --
FROM node:22
WORKDIR /app
COPY package.json ./
RUN npm install
COPY . .
-- package.json --
{}
-- node_modules/.package-lock.json --
{}
-- node_modules/a/index.js --
0123456789
-- src/a.js --
x
`)
	a, err := analysis.Analyze(t.Context(), analysis.Options{NoTransfer: true, Suggest: true, Audit: true,
		Request: build.Request{Context: ".", Dir: dir}, Project: &project.Request{}})
	if err != nil {
		t.Fatal(err)
	}
	b := &a.Builds[0]
	var sum, bytes int64
	codes := map[lint.Code]int64{}
	for _, f := range b.Findings {
		if f.Fix != nil && f.Fix.Measured {
			sum, bytes = sum+f.Fix.Saves, bytes+f.Bytes
			codes[f.Code] = f.Fix.Saves
		}
	}
	if sum > b.SentBytes() || bytes <= sum {
		t.Errorf("the effects are %d of %d bytes sent; the findings are about %d", sum, b.SentBytes(), bytes)
	}
	if codes[lint.DependenciesOverwritten] == 0 || codes[lint.DependenciesSent] != 0 {
		t.Errorf("counted twice: %v", codes)
	}
}
