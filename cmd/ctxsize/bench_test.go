package main

import (
	"fmt"
	"io"
	"testing"

	"github.com/ctxsize/ctxsize/internal/testtree"
)

// BenchmarkCommand runs the whole program but for its start.
func BenchmarkCommand(b *testing.B) {
	for _, n := range []int{100_000, 1_000_000} {
		for _, args := range [][]string{{"--json", "--full", "--no-transfer"}, {"--json"}, {"ls"}} {
			b.Run(fmt.Sprint(n, args), func(b *testing.B) {
				if testing.Short() && n > 100_000 {
					b.Skip("a million files take long to make")
				}
				dir := testtree.Large(b, n)
				b.ReportAllocs()
				for b.Loop() {
					code := run(world{args: append(args, dir), stdout: io.Discard, stderr: io.Discard, dir: dir})
					if code != exitDone {
						b.Fatalf("exit %d", code)
					}
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/file")
			})
		}
	}
}
