// Package tui shows an analysis as a treemap in the terminal, tries lines of the ignore file in it, and writes them.
//
// Call [Run]. The package decides nothing itself: what is sent and why comes from package ctxsize, and the geometry of the map from
// package treemap. It writes to the disk nothing but an ignore file that has been reviewed.
package tui

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/report"
)

// Options says what is shown and on what kind of terminal; the zero value of each field but Analysis, Input and Output is sensible.
type Options struct {
	// Analysis is what is analyzed. Its IgnoreLines become the first draft; Progress and NoTransfer are the screen's own.
	Analysis ctxsize.Options
	Units    report.Units
	// Colors is how many the terminal has, Theme for which background they are.
	Colors Colors
	Theme  Theme
	// ASCII draws without line drawing and other characters that fonts may lack.
	ASCII bool
	// NoMouse leaves the mouse to the terminal.
	NoMouse bool
	// Env are the variables by which the terminal is known and the user's editor is found, as os.Environ gives them.
	Env    []string
	Input  io.Reader
	Output io.Writer
}

// Run shows the screen until the user leaves it, ctx ends, or the analysis fails before there is anything to show. It leaves the terminal as
// it was, after a panic, too, which it gives as an error. An analysis that fails before there is anything to show ends it with its error.
func Run(ctx context.Context, o Options) error { return newScreen(o).run(ctx) }

func (s *screen) run(ctx context.Context) error {
	p := newProgram(ctx, s)
	defer p.wait()
	_, err := tea.NewProgram(p, p.terminal(ctx)...).Run()
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case errors.Is(err, tea.ErrInterrupted):
		return context.Canceled
	case err != nil:
		return fmt.Errorf("showing the map: %w", err)
	}
	return s.failed
}

// DetectColors says how many colours the terminal has by its variables, whether or not they ask for any: that is decided elsewhere.
func DetectColors(env []string) Colors {
	if terminalProfile(env) == colorprofile.ANSI {
		return Colors16
	}
	return ColorsTrue
}

// terminalProfile is at least that of sixteen colours.
func terminalProfile(env []string) colorprofile.Profile {
	about := slices.DeleteFunc(slices.Clone(env), func(pair string) bool {
		name, _, _ := strings.Cut(pair, "=")
		return name == "NO_COLOR" || strings.HasPrefix(name, "CLICOLOR") || name == "FORCE_COLOR"
	})
	return max(colorprofile.Env(about), colorprofile.ANSI)
}

// profile tells the terminal library how many colours there are; it would resolve them otherwise itself.
func (c Colors) profile(env []string) colorprofile.Profile {
	switch c {
	case NoColors:
		return colorprofile.ASCII
	case Colors16:
		return colorprofile.ANSI
	}
	return max(terminalProfile(env), colorprofile.ANSI256)
}
