// Command ctxsize reports exactly what a Docker build sends to the builder.
package main

import (
	"os"
	"runtime"

	"github.com/ctxsize/ctxsize/internal/terminal"
)

func main() {
	moreProcessors()
	terminal.ReportBrokenPipes()
	os.Exit(run(environment()))
}

// minProcessors is for machines with one or two cores.
const minProcessors = 4

// moreProcessors makes Go use more threads than cores, unless GOMAXPROCS is set, because threads wait in the kernel. On two cores
// 200,000 files take 25 % less time with a cold cache, and the same time with a warm one.
func moreProcessors() {
	if os.Getenv("GOMAXPROCS") == "" {
		runtime.GOMAXPROCS(max(2*runtime.GOMAXPROCS(0), minProcessors))
	}
}
