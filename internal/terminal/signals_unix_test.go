//go:build unix

package terminal

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"slices"
	"syscall"
	"testing"
	"time"
)

// TestUntilSignal: a signal ends the context and is its cause; after the function none does.
func TestUntilSignal(t *testing.T) {
	ctx, stop := UntilSignal([]os.Signal{syscall.SIGUSR1})
	defer stop()
	if err := syscall.Kill(os.Getpid(), syscall.SIGUSR1); err != nil {
		t.Fatal(err)
	}
	select {
	case <-ctx.Done():
	case <-time.After(10 * time.Second):
		t.Fatal("the signal did not end the context")
	}
	var s Signaled
	if err := context.Cause(ctx); !errors.As(err, &s) || s.Signal != syscall.SIGUSR1 {
		t.Errorf("the cause is %v", err)
	}
	ctx, stop = UntilSignal([]os.Signal{syscall.SIGUSR1})
	stop()
	if err := context.Cause(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("without a signal the cause is %v", err)
	}
}

// TestEndings: a signal that is ignored, as nohup does with SIGHUP, stays ignored.
func TestEndings(t *testing.T) {
	signal.Ignore(syscall.SIGHUP)
	defer signal.Reset(syscall.SIGHUP)
	got := Endings()
	if slices.Contains(got, os.Signal(syscall.SIGHUP)) || !slices.Contains(got, os.Signal(syscall.SIGTERM)) {
		t.Errorf("got %v, want SIGTERM without SIGHUP", got)
	}
}
