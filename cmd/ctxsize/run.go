package main

import (
	"context"
	"errors"
	"io"
	"os"
	"os/signal"
	"regexp"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/ctxsize/ctxsize/internal/termtext"
	"github.com/ctxsize/ctxsize/tui"
	"github.com/sirupsen/logrus"
	"github.com/spf13/cobra"
)

// Exit codes, which scripts depend on.
const (
	exitDone        = 0
	exitMet         = 1   // a limit is exceeded, or a finding has the severity that was asked for
	exitFailed      = 2   // there is no answer
	exitIncomplete  = 3   // there is an answer, but something could not be read: with check, and elsewhere with --strict
	exitSignaled    = 128 // and the number of the signal
	exitInterrupted = 130
	exitHungUp      = 129 // the terminal is gone
)

// interruptGrace is how long an interrupted walk may take to wipe its progress away.
const interruptGrace = 500 * time.Millisecond

// version is set by the linker in releases.
var version string

// world is everything that the program gets from outside.
type world struct {
	args   []string // without the program's name
	stdin  io.Reader
	stdout io.Writer
	stderr io.Writer
	env    []string
	dir    string // working directory
	dirErr error
}

func environment() world {
	dir, err := os.Getwd()
	return world{args: os.Args[1:], stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, env: os.Environ(), dir: dir, dirErr: err}
}

// exit is an answer that was given in full and still ends with another code than 0.
type exit int

func (e exit) Error() string { return "" }

// run does what the arguments say and gives the exit code.
func run(w world) int {
	// compose-go logs what findings say.
	logrus.SetOutput(io.Discard)
	ctx, stop := untilSignal(endings())
	defer stop()
	out := &stdout{Writer: w.stdout}
	// Whatever is printed passes through these, but for what says that it has to be raw.
	w.stdout, w.stderr = termtext.NewWriter(out), termtext.NewWriter(w.stderr)
	if w.completesUnsafe() {
		return exitDone
	}
	root := w.command()
	root.SetArgs(w.args)
	root.SetOut(w.stdout)
	done := make(chan error, 1)
	go func() {
		err := root.ExecuteContext(ctx)
		if out.err != nil {
			err = out.failure()
		}
		done <- err
	}()
	select {
	case err := <-done:
		if ctx.Err() == nil {
			return w.end(err)
		}
	case <-ctx.Done():
		// What reads from a terminal or a pipe cannot be told to stop; it ends with the program.
		select {
		case <-done:
		case <-time.After(interruptGrace):
		}
	}
	if s, ok := errors.AsType[signaled](context.Cause(ctx)); ok {
		return s.exitCode()
	}
	return exitInterrupted
}

// signaled is the signal that ended the program.
type signaled struct{ os.Signal }

func (s signaled) Error() string { return "signal: " + s.String() }

// exitCode is that of a shell for a command that a signal ended.
func (s signaled) exitCode() int {
	if number, ok := s.Signal.(syscall.Signal); ok {
		return exitSignaled + int(number)
	}
	return exitInterrupted
}

// untilSignal returns a context that a signal ends, which is its cause then. The function stops waiting for one.
func untilSignal(signals []os.Signal) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(context.Background())
	arrived := make(chan os.Signal, 1)
	signal.Notify(arrived, signals...)
	go func() {
		select {
		case s := <-arrived:
			cancel(signaled{s})
		case <-ctx.Done():
		}
	}()
	return ctx, func() {
		signal.Stop(arrived)
		cancel(nil)
	}
}

// completesUnsafe reports whether a shell asks to complete a command line that must not be printed. Cobra complains about one to the
// process's own stderr, past every writer.
func (w world) completesUnsafe() bool {
	return len(w.args) > 0 && strings.HasPrefix(w.args[0], cobra.ShellCompRequestCmd) && slices.ContainsFunc(w.args, func(arg string) bool { return !termtext.IsPlain(arg) })
}

// endings are the signals that ask the program to end, which leaves the terminal as it was. What nohup or a shell has it ignore stays ignored.
func endings() []os.Signal {
	return slices.DeleteFunc([]os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT}, signal.Ignored)
}

// end reports an error and returns its exit code.
func (w world) end(err error) int {
	var code exit
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &code):
		return int(code)
	case errors.Is(err, tui.ErrTerminalLost):
		return exitHungUp
	}
	w.complain(err)
	return exitFailed
}

func (w world) command() *cobra.Command {
	root := w.analyze()
	root.SetIn(w.stdin)
	root.SetErr(w.stderr)
	root.SilenceErrors, root.SilenceUsage = true, true
	root.Version = programVersion()
	root.SetVersionTemplate("ctxsize {{.Version}}\n")
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error { return usage(cmd, plainly(err)) })
	root.AddCommand(w.list(), w.why(), w.suggest(), w.check(), w.audit(), schema())
	return root
}

// conversion is what the standard library says of a number that is none.
var conversion = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`strconv\.\w+: parsing "[^"]*": .*$`) })

// plainly says what was expected in the place of that.
func plainly(err error) error {
	if text := err.Error(); conversion().MatchString(text) {
		return errors.New(conversion().ReplaceAllString(text, "expected a number"))
	}
	return err
}

// programVersion is the release's, or what the module's build information says.
func programVersion() string {
	if version != "" {
		return version
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	return "devel"
}
