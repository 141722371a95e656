// Package tui shows an analysis as a treemap in the terminal, tries patterns of the ignore file in it, and writes them.
//
// Call [Run]. The package decides nothing itself: what is sent and why comes from package ctxsize, and the geometry of the map from package
// treemap. It writes nothing to the disk but an ignore file whose change was on the screen.
//
// A screen has a component for each region (header, map, list, suggestions, findings, patterns, details, footer) with the methods Arrange, Draw and
// Update, and at most one overlay that gets all keys. Work that takes time is done by jobs, whose results come back as messages.
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
	"github.com/ctxsize/ctxsize/tui/internal/cells"
)

// Options is what is shown and on what kind of terminal; the zero value of each field but Analysis, Input and Output is sensible.
type Options struct {
	// Analysis is what is analyzed. Its IgnoreLines become the first draft; Progress, NoTransfer, Times, Suggest and Audit are the screen's own.
	Analysis ctxsize.Options
	// Discover shows all builds of the project in the context's directory, if there are any, instead of the one that Analysis asks for.
	Discover bool
	// Loaded, where given, is shown instead of an analysis of the disk. Nothing can be written then.
	Loaded *ctxsize.Analysis
	Units  report.Units
	// Colors is how many the terminal has, Theme for which background they are.
	Colors Colors
	Theme  Theme
	// ASCII draws without line drawing and other characters that fonts may lack.
	ASCII bool
	// NoMouse leaves the mouse to the terminal.
	NoMouse bool
	// Env are the variables by which the terminal is known and the user's editor is found, as os.Environ returns them.
	Env    []string
	Input  io.Reader
	Output io.Writer
}

// Colors is how many colors the terminal has.
type Colors = cells.Colors

// What a terminal can show.
const (
	NoColors   = cells.NoColors
	Colors16   = cells.Colors16
	Colors256  = cells.Colors256
	ColorsTrue = cells.ColorsTrue
)

// Theme is the background that colors are for.
type Theme uint8

// The themes.
const (
	Auto Theme = iota // as the terminal reports, dark where it does not
	Dark
	Light
)

// ErrTerminalLost is the error of [Run] when its terminal is gone.
var ErrTerminalLost = errors.New("the terminal is gone")

// Run shows the screen until the user leaves it, ctx ends, the terminal is gone, or the analysis fails before there is anything to show. It restores
// the terminal, after a panic, too, which it returns as an error. What was written is printed once more to Output at the end.
func Run(ctx context.Context, o Options) error { return newScreen(o).run(ctx) }

func (s *screen) run(ctx context.Context) error {
	p := newProgram(ctx, s)
	defer p.wait()
	_, err := tea.NewProgram(p, p.terminal()...).Run()
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case errors.Is(err, tea.ErrInterrupted):
		return context.Canceled
	case p.gone.Load():
		return ErrTerminalLost
	case err != nil:
		return fmt.Errorf("cannot show the map: %w", err)
	}
	for _, line := range s.farewell {
		if _, err := fmt.Fprintln(s.options.Output, cells.CleanText(line)); err != nil {
			return fmt.Errorf("cannot print what was written: %w", err)
		}
	}
	return s.failed
}

// DetectColors returns how many colors the terminal has by its variables, whether or not they ask for any: that is decided elsewhere.
func DetectColors(env []string) Colors {
	switch terminalProfile(env) {
	case colorprofile.ANSI:
		return Colors16
	case colorprofile.ANSI256:
		return Colors256
	}
	return ColorsTrue
}

// terminalProfile is at least that of sixteen colors.
func terminalProfile(env []string) colorprofile.Profile {
	about := slices.DeleteFunc(slices.Clone(env), func(pair string) bool {
		name, _, _ := strings.Cut(pair, "=")
		return name == "NO_COLOR" || strings.HasPrefix(name, "CLICOLOR") || name == "FORCE_COLOR"
	})
	return max(colorprofile.Env(about), colorprofile.ANSI)
}

// profile returns what the terminal library is told, which would find out otherwise by itself.
func profile(c Colors) colorprofile.Profile {
	switch c {
	case NoColors:
		return colorprofile.ASCII
	case Colors16:
		return colorprofile.ANSI
	case Colors256:
		return colorprofile.ANSI256
	}
	return colorprofile.TrueColor
}
