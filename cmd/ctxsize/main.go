// Command ctxsize reports exactly what a Docker build sends to the builder.
package main

import "os"

func main() {
	moreProcessors()
	reportBrokenPipes()
	os.Exit(run(environment()))
}
