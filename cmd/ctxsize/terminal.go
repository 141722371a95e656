package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/ctxsize/ctxsize/internal/report"
	"github.com/ctxsize/ctxsize/internal/termtext"
	"github.com/ctxsize/ctxsize/walker"
	"golang.org/x/term"
)

const (
	// A short scan shows no progress.
	progressAfter = 500 * time.Millisecond
	progressEvery = 100 * time.Millisecond
)

// variable returns the value of an environment variable, "" if it is not set.
func (w world) variable(name string) string {
	value := ""
	for _, pair := range w.env {
		if v, ok := strings.CutPrefix(pair, name+"="); ok {
			value = v
		}
	}
	return value
}

func isTerminal(stream any) bool {
	f, ok := fileOf(stream)
	return ok && term.IsTerminal(int(f.Fd()))
}

// color resolves --color. With auto, NO_COLOR comes first, then CLICOLOR_FORCE and FORCE_COLOR, then the terminal.
func (w world) color(flag string) (bool, error) {
	switch flag {
	case "always":
		return true, nil
	case "never":
		return false, nil
	case "auto":
	default:
		return false, fmt.Errorf("unknown value %q of --color: expected auto, always or never", flag)
	}
	if w.variable("NO_COLOR") != "" {
		return false, nil
	}
	for _, name := range []string{"CLICOLOR_FORCE", "FORCE_COLOR"} {
		if v := w.variable(name); v != "" && v != "0" {
			return true, nil
		}
	}
	return isTerminal(w.stdout) && w.variable("TERM") != "dumb", nil
}

// width returns the number of columns of the terminal, 0 for none.
func (w world) width() int {
	if f, ok := fileOf(w.stdout); ok {
		if width, _, err := term.GetSize(int(f.Fd())); err == nil {
			return width
		}
	}
	return 0
}

// progress shows the progress of a long scan on a terminal. The returned function stops it and clears the line.
func (f *buildFlags) progress(w world, p *walker.Progress) func() {
	if f.quiet || !isTerminal(w.stderr) || w.variable("TERM") == "dumb" {
		return func() {}
	}
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		show(w, p, stop)
	}()
	return func() {
		close(stop)
		<-stopped
	}
}

func show(w world, p *walker.Progress, stop <-chan struct{}) {
	terminal := termtext.Unwrap(w.stderr)
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
