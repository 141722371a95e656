package analysis_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ctxsize/ctxsize/internal/analysis"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/project"
	"github.com/ctxsize/ctxsize/internal/testtree"
)

// BenchmarkServices analyzes two hundred services of one context with 100,000 files: all of them ask for the same, or each for something else.
func BenchmarkServices(b *testing.B) {
	const services, files = 200, 100_000
	for _, same := range []bool{true, false} {
		for _, audits := range []bool{false, true} {
			b.Run(fmt.Sprintf("same=%v/audit=%v", same, audits), func(b *testing.B) {
				// The tree is that of other benchmarks, too.
				tree, dir := testtree.Large(b, files), b.TempDir()
				compose := "services:\n"
				for n := range services {
					name := "Dockerfile"
					if !same {
						name = fmt.Sprintf("Dockerfile.%d", n)
					}
					compose += fmt.Sprintf("  s%d: {build: {context: %q, dockerfile: %q}}\n", n, tree, filepath.Join(dir, name))
					source := strings.Repeat("src1 ", n+1)
					write(b, filepath.Join(dir, name), "FROM scratch\nCOPY package.json lib"+fmt.Sprint(n)+" "+source+"/d/\n")
				}
				write(b, filepath.Join(dir, "compose.yaml"), compose)
				for b.Loop() {
					a, err := analysis.Analyze(b.Context(), analysis.Options{Request: build.Request{Context: dir, Dir: dir}, Project: &project.Request{Compose: true},
						NoTransfer: true, Suggest: audits, Audit: audits})
					if err != nil {
						b.Fatal(err)
					}
					if len(a.Builds) != services {
						b.Fatalf("%d builds", len(a.Builds))
					}
				}
				b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/services, "µs/service")
			})
		}
	}
}

func write(b *testing.B, path, text string) {
	b.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		b.Fatal(err)
	}
}
