package main

import (
	"os"
	"runtime"
)

// leastProcessors is for machines with one or two cores.
const leastProcessors = 4

// moreProcessors has Go use more threads than there are cores, unless the environment says how many: while one waits in the kernel another one
// goes on. On a million files and two cores the whole command takes 0.89 of the time (0.86 to 0.95), and 0.94 of the processors'.
func moreProcessors() {
	if os.Getenv("GOMAXPROCS") == "" {
		runtime.GOMAXPROCS(max(2*runtime.GOMAXPROCS(0), leastProcessors))
	}
}
