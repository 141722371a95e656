package main

import (
	"runtime/debug"
	"runtime/metrics"
	"time"

	"github.com/ctxsize/ctxsize/internal/generous"
)

const (
	frugalEvery = 50 * time.Millisecond
	// What the collector leaves lying is this much, or a share of a large tree: its work is next to nothing then, because nearly all
	// that is kept of a tree holds no pointers. On a million files the peak is 55 bytes an entry instead of 69, for 0.02 of the time; 200,000
	// files in one directory take 0.85 of the time that the share alone costs.
	frugalRoom    = 6 << 20
	frugalPercent = 20
	usualPercent  = 100
)

// frugal sees to it that a run that takes long, and so is about a large tree, takes little memory. The function that it gives ends that.
// The environment decides where it says when the collector is to run.
func frugal() func() {
	if !generous.Free() {
		return func() {}
	}
	long := make(chan bool)
	go func() {
		for changed := false; ; changed = true {
			select {
			case long <- changed:
				return
			case <-time.After(frugalEvery):
				debug.SetGCPercent(frugalShare())
			}
		}
	}()
	return func() {
		if <-long {
			debug.SetGCPercent(usualPercent)
		}
	}
}

// frugalShare is the growth, in percent, by which the collector has nothing but the room to clear away, as far as that is worth while.
func frugalShare() int {
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(live)
	return int(min(max(frugalRoom*100/max(live[0].Value.Uint64(), 1), frugalPercent), generous.Percent))
}
