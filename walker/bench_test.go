package walker_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/ctxsize/ctxsize/internal/testtree"
	"github.com/ctxsize/ctxsize/walker"
)

// benchLines are of the kind that docker init writes.
const benchLines = "**/.DS_Store\n**/__pycache__\n**/.venv\n**/.classpath\n**/.dockerignore\n**/.env\n**/.git\n**/.gitignore\n**/.project\n" +
	"**/.settings\n**/.toolstarget\n**/.vs\n**/.vscode\n**/*.*proj.user\n**/*.dbmdl\n**/*.jfm\n**/bin\n**/charts\n**/docker-compose*\n" +
	"**/compose*\n**/Dockerfile*\n**/node_modules\n**/npm-debug.log\n**/obj\n**/secrets.dev.yaml\n**/values.dev.yaml\nLICENSE\nREADME.md\n"

// sizes runs a benchmark on trees of 100,000 and, without -short, 1,000,000 files.
func sizes(b *testing.B, run func(b *testing.B, dir string)) {
	for _, n := range []int{100_000, 1_000_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			if testing.Short() && n > 100_000 {
				b.Skip("a million files take long to make")
			}
			run(b, testtree.Large(b, n))
		})
	}
}

// perEntry reports the time of one entry.
func perEntry(b *testing.B, entries int) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(entries), "ns/entry")
}

func BenchmarkWalk(b *testing.B) {
	sizes(b, func(b *testing.B, dir string) {
		filters := []walker.Filter{{Patterns: parse(b, benchLines)}}
		b.ReportAllocs()
		entries := 0
		walk := func() {
			tree, err := walker.Walk(b.Context(), dir, walker.Options{Filters: filters, Full: true})
			if err != nil {
				b.Fatal(err)
			}
			entries = tree.Entries()
		}
		// The tree may be cold.
		walk()
		for b.Loop() {
			walk()
		}
		perEntry(b, entries)
	})
}

func BenchmarkView(b *testing.B) { benchView(b, benchLines) }

// BenchmarkViewRequested decides about requested paths, too.
func BenchmarkViewRequested(b *testing.B) { benchView(b, benchLines, "src1", "lib2", "index3") }

// BenchmarkViewExceptions has patterns that exclude everything and exceptions that re-include some paths.
func BenchmarkViewExceptions(b *testing.B) { benchView(b, "*\n!src*\n!lib*\n**/*.map\n") }

// BenchmarkViewOut has a pattern that excludes much of the tree.
func BenchmarkViewOut(b *testing.B) { benchView(b, benchLines+"**/node_modules?\n") }

func benchView(b *testing.B, text string, paths ...string) {
	sizes(b, func(b *testing.B, dir string) {
		tree, lines := walked(b, dir, text, walker.Options{Full: true})
		a := walker.Query{Filter: walker.Filter{Patterns: lines}}
		if paths != nil {
			a.Request = requested(b, tree, paths...)
		}
		b.ReportAllocs()
		for b.Loop() {
			viewed(b, tree, a)
		}
		perEntry(b, tree.Entries())
	})
}

func requested(b *testing.B, tree *walker.Tree, paths ...string) walker.Request {
	b.Helper()
	r, err := tree.FollowPaths(paths)
	if err != nil {
		b.Fatal(err)
	}
	return r
}

// BenchmarkWhatIf appends a line and decides again, without the disk.
func BenchmarkWhatIf(b *testing.B) {
	sizes(b, func(b *testing.B, dir string) {
		tree, lines := walked(b, dir, benchLines, walker.Options{Full: true})
		b.ReportAllocs()
		for b.Loop() {
			edited, err := lines.Try("**/*.map")
			if err != nil {
				b.Fatal(err)
			}
			viewed(b, tree, walker.Query{Filter: walker.Filter{Patterns: edited}})
		}
		perEntry(b, tree.Entries())
	})
}

// BenchmarkReads asks what instructions are given, each of one path.
func BenchmarkReads(b *testing.B) {
	for _, paths := range [][]string{{"."}, {"src1"}, {".", "src1"}, {"*", "src1/*", "**/*.go"}} {
		b.Run(strings.Join(paths, ","), func(b *testing.B) {
			sizes(b, func(b *testing.B, dir string) {
				tree, lines := walked(b, dir, benchLines, walker.Options{Full: true})
				v := viewed(b, tree, walker.Query{Filter: walker.Filter{Patterns: lines}})
				var readers []walker.Source
				for owner, path := range paths {
					readers = append(readers, walker.Source{Request: requested(b, tree, path), Owner: owner})
				}
				b.ReportAllocs()
				for b.Loop() {
					v.TotalsByOwner(readers, len(readers))
				}
				perEntry(b, tree.Entries())
			})
		})
	}
}

func BenchmarkTransfer(b *testing.B) {
	sizes(b, func(b *testing.B, dir string) {
		tree, lines := walked(b, dir, "", walker.Options{})
		v := viewed(b, tree, walker.Query{Filter: walker.Filter{Patterns: lines}})
		if _, err := tree.ReadAttributes(b.Context(), v); err != nil {
			b.Fatal(err)
		}
		b.ReportAllocs()
		for b.Loop() {
			v.Transfer()
		}
		perEntry(b, tree.Entries())
	})
}
