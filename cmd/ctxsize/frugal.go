package main

import (
	"os"
	"runtime/debug"
	"time"
)

const (
	// What the libraries make when they start is nearly as much as has the collector run for the first time. A small context is answered
	// without it, in 0.85 of the processor time.
	generousPercent = 400
	// A tree that takes longer to read is large: from then on memory counts for more than the collector's work, which is next to
	// nothing, because nearly all that is kept of a tree holds no pointers. On a million files the peak falls from 65 to 51 MiB.
	frugalAfter   = 50 * time.Millisecond
	frugalPercent = 20
	usualPercent  = 100
)

// generous lets the collector wait, unless the environment says when it is to run.
func generous() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(generousPercent)
	}
}

// frugal has the collector run more often in a run that takes long. The function that it gives ends that.
func frugal() func() {
	before := make(chan int, 1)
	timer := time.AfterFunc(frugalAfter, func() { before <- debug.SetGCPercent(frugalPercent) })
	return func() {
		if timer.Stop() {
			return
		}
		percent := <-before
		if percent == generousPercent {
			percent = usualPercent
		}
		debug.SetGCPercent(percent)
	}
}
