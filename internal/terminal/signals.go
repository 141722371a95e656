package terminal

import (
	"context"
	"os"
	"os/signal"
	"slices"
	"syscall"
)

// Interrupted is the exit code of a command that the user interrupted.
const Interrupted = 130

// signalBase is the exit code for a signal, without the signal's number.
const signalBase = 128

// Signaled is the error of a signal that ended the program.
type Signaled struct{ os.Signal }

func (s Signaled) Error() string { return "signal: " + s.String() }

// ExitCode is that of a shell for a command that a signal ended.
func (s Signaled) ExitCode() int {
	if number, ok := s.Signal.(syscall.Signal); ok {
		return signalBase + int(number)
	}
	return Interrupted
}

// UntilSignal returns a context that a signal ends, which is its cause then. The function stops waiting for one.
func UntilSignal(signals []os.Signal) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(context.Background())
	arrived := make(chan os.Signal, 1)
	signal.Notify(arrived, signals...)
	go func() {
		select {
		case s := <-arrived:
			cancel(Signaled{s})
		case <-ctx.Done():
		}
	}()
	return ctx, func() {
		signal.Stop(arrived)
		cancel(nil)
	}
}

// Endings returns the signals that end the program. Signals that were ignored at the start, as by nohup, stay ignored.
func Endings() []os.Signal {
	return slices.DeleteFunc([]os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT}, signal.Ignored)
}
