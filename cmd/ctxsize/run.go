package main

import (
	"context"
	"errors"
	"io"
	"os"
	"regexp"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/ctxsize/ctxsize/internal/dockerplugin"
	"github.com/ctxsize/ctxsize/internal/help"
	"github.com/ctxsize/ctxsize/internal/terminal"
	"github.com/ctxsize/ctxsize/internal/termtext"
	"github.com/ctxsize/ctxsize/tui"
	"github.com/sirupsen/logrus"
	"github.com/spf13/cobra"
)

// Exit codes, which scripts depend on.
const (
	exitDone       = 0
	exitMet        = 1   // a limit is exceeded, or a finding has the severity of --fail-on or --exit-code
	exitFailed     = 2   // no answer
	exitIncomplete = 3   // an incomplete answer, with check or --strict
	exitHungUp     = 129 // the terminal is gone
)

// interruptGrace is how long an interrupted scan may take to clear its progress line.
const interruptGrace = 500 * time.Millisecond

// version is set by the linker in releases.
var version string

// world is the process environment of the program.
type world struct {
	args   []string // without the program's name
	stdin  io.Reader
	stdout io.Writer
	stderr io.Writer
	env    []string
	dir    string // working directory
	dirErr error
	plugin bool // docker started it as docker ctxsize
}

func environment() world {
	dir, err := os.Getwd()
	return world{args: os.Args[1:], stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, env: os.Environ(), dir: dir, dirErr: err,
		plugin: dockerplugin.IsPlugin(os.Args[0])}
}

// exit is the exit code of a complete answer, other than 0.
type exit int

func (e exit) Error() string { return "" }

// run runs a command and returns the exit code.
func run(w world) int {
	// Findings report what compose-go logs.
	logrus.SetOutput(io.Discard)
	if w.plugin {
		if dockerplugin.AsksMetadata(w.args) {
			return w.writeMetadata()
		}
		if request, ok := dockerplugin.HookRequest(w.args); ok {
			return w.runHook(request)
		}
		w.args = dockerplugin.Arguments(w.args)
	}
	ctx, stop := terminal.UntilSignal(terminal.Endings())
	defer stop()
	out := &terminal.Stdout{Writer: w.stdout}
	// These escape control characters. Raw output unwraps them.
	w.stdout, w.stderr = termtext.NewWriter(out), termtext.NewWriter(w.stderr)
	if w.completesUnsafe() {
		return exitDone
	}
	w.args = joinLoad(w.args)
	w, err := w.paste()
	if err != nil {
		return w.end(err)
	}
	root := w.command()
	root.SetArgs(w.args)
	done := make(chan error, 1)
	go func() {
		err := root.ExecuteContext(ctx)
		if out.Err() != nil {
			err = outputError(out.Err())
		}
		done <- err
	}()
	select {
	case err := <-done:
		if ctx.Err() == nil {
			return w.end(err)
		}
	case <-ctx.Done():
		// A read from a terminal or a pipe cannot be interrupted.
		select {
		case <-done:
		case <-time.After(interruptGrace):
		}
	}
	if s, ok := errors.AsType[terminal.Signaled](context.Cause(ctx)); ok {
		return s.ExitCode()
	}
	return terminal.Interrupted
}

// completesUnsafe reports whether a shell wants to complete a command line with control characters, which cobra would print to stderr
// unescaped.
func (w world) completesUnsafe() bool {
	return len(w.args) > 0 && strings.HasPrefix(w.args[0], cobra.ShellCompRequestCmd) && slices.ContainsFunc(w.args, func(arg string) bool { return !termtext.IsPlain(arg) })
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
	w.complain(rewordError(err))
	return exitFailed
}

func (w world) command() *cobra.Command {
	root := w.analyze()
	root.SetIn(w.stdin)
	root.SetOut(w.stdout)
	root.SetErr(w.stderr)
	root.SilenceErrors, root.SilenceUsage = true, true
	root.Version = programVersion()
	root.SetVersionTemplate("ctxsize {{.Version}}\n")
	root.SetFlagErrorFunc(w.flagError)
	root.AddCommand(w.list(), w.why(), w.suggest(), w.check(), w.audit(), w.diff(), w.churn(), w.verify(), w.explain(), w.open(), w.pluginCommand(), schema())
	if w.plugin {
		root.Annotations = map[string]string{cobra.CommandDisplayNameAnnotation: "docker " + dockerplugin.Name}
	}
	root.PersistentFlags().BoolP("help", "h", false, "show help")
	root.Flags().BoolP("version", "v", false, "show the version")
	help.Install(root)
	return root
}

// conversion matches the standard library's error for an invalid number.
var conversion = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`strconv\.\w+: parsing "[^"]*": .*$`) })

// exclusiveFlags matches cobra's error for flags that exclude each other.
var exclusiveFlags = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^if any flags in the group .*; \[(.*)\] were all set$`)
})

// rewordError rewords errors of libraries about the command line.
func rewordError(err error) error {
	text := err.Error()
	if conversion().MatchString(text) {
		return errors.New(conversion().ReplaceAllString(text, "expected a number"))
	}
	if m := exclusiveFlags().FindStringSubmatch(text); m != nil {
		return errors.New("--" + strings.Join(strings.Fields(m[1]), " and --") + " cannot be combined")
	}
	return err
}

// programVersion returns the version of the release, or of the module's build information.
func programVersion() string {
	if version != "" {
		return version
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	return "devel"
}

// outputError returns the error of a command whose output could not be written. A closed pipe needs no message.
func outputError(err error) error {
	if errors.Is(err, syscall.EPIPE) {
		return exit(exitFailed)
	}
	return err
}
