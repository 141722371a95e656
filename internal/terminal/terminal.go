// Package terminal handles the standard streams, colors and signals of a command.
package terminal

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/ctxsize/ctxsize/internal/report"
	"github.com/ctxsize/ctxsize/internal/similar"
	"github.com/ctxsize/ctxsize/internal/termtext"
	"github.com/ctxsize/ctxsize/walker"
	"golang.org/x/term"
)

const (
	// A short scan shows no progress.
	progressAfter = 500 * time.Millisecond
	progressEvery = 100 * time.Millisecond
)

// Variable returns the value of an environment variable, "" if it is not set.
func Variable(env []string, name string) string {
	value := ""
	for _, pair := range env {
		if v, ok := strings.CutPrefix(pair, name+"="); ok {
			value = v
		}
	}
	return value
}

// IsTerminal reports whether a stream is a terminal.
func IsTerminal(stream any) bool {
	f, ok := FileOf(stream)
	return ok && term.IsTerminal(int(f.Fd()))
}

// Color resolves --color. With auto, NO_COLOR comes first, then CLICOLOR_FORCE and FORCE_COLOR, then the terminal.
func Color(flag string, env []string, stdout io.Writer) (bool, error) {
	switch flag {
	case "always":
		return true, nil
	case "never":
		return false, nil
	case "auto":
	default:
		return false, &similar.UnknownError{Kind: "--color value", Name: flag, Known: []string{"auto", "always", "never"}}
	}
	if Variable(env, "NO_COLOR") != "" {
		return false, nil
	}
	for _, name := range []string{"CLICOLOR_FORCE", "FORCE_COLOR"} {
		if v := Variable(env, name); v != "" && v != "0" {
			return true, nil
		}
	}
	return IsTerminal(stdout) && Variable(env, "TERM") != "dumb", nil
}

// Width returns the number of columns of the terminal, 0 for none.
func Width(stdout io.Writer) int {
	if f, ok := FileOf(stdout); ok {
		if width, _, err := term.GetSize(int(f.Fd())); err == nil {
			return width
		}
	}
	return 0
}

// Progress shows the progress of a long scan on a terminal. The returned function stops it and clears the line.
func Progress(stderr io.Writer, env []string, p *walker.Progress) func() {
	if !IsTerminal(stderr) || Variable(env, "TERM") == "dumb" {
		return func() {}
	}
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		show(stderr, p, stop)
	}()
	return func() {
		close(stop)
		<-stopped
	}
}

func show(stderr io.Writer, p *walker.Progress, stop <-chan struct{}) {
	terminal := termtext.Unwrap(stderr)
	wait := time.NewTimer(progressAfter)
	defer wait.Stop()
	shown := false
	for {
		select {
		case <-stop:
			if shown {
				fmt.Fprint(terminal, "\r\x1b[K")
			}
			return
		case <-wait.C:
			fmt.Fprintf(terminal, "\r\x1b[K%s", report.Progress(p.Entries.Load(), p.Bytes.Load()))
			shown = true
			wait.Reset(progressEvery)
		}
	}
}
