package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/ctxsize/ctxsize/report"
	"github.com/ctxsize/ctxsize/tui"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// screenFlags say how the map looks.
type screenFlags struct {
	ascii   bool
	noMouse bool
	theme   string
}

func (f *screenFlags) addScreen(fs *pflag.FlagSet) {
	fs.BoolVar(&f.ascii, "ascii", false, "draw the map without line drawing characters")
	fs.BoolVar(&f.noMouse, "no-mouse", false, "leave the mouse to the terminal")
	fs.StringVar(&f.theme, "theme", "auto", "colours for a background that is auto, dark or light")
}

// interactive says whether the map is shown: on a terminal, unless a report is asked for.
func (f *analyzeFlags) interactive(w world, cmd *cobra.Command) bool {
	for _, name := range []string{"output", "json", "top", "exit-code", "strict", "quiet"} {
		if cmd.Flags().Changed(name) {
			return false
		}
	}
	return isTerminal(w.stdin) && isTerminal(w.stdout) && w.variable("TERM") != "dumb"
}

// explore shows the map.
func (f *analyzeFlags) explore(cmd *cobra.Command, w world, path string, units report.Units) error {
	theme, err := f.parseTheme()
	if err != nil {
		return usage(cmd, err)
	}
	o, err := f.options(w, path)
	if err != nil {
		return usage(cmd, err)
	}
	colors := tui.NoColors
	if colored, err := w.color(f.color); err != nil {
		return usage(cmd, err)
	} else if colored {
		colors = tui.DetectColors(w.env)
	}
	return tui.Run(cmd.Context(), tui.Options{Analysis: o, Units: units, Colors: colors, Theme: theme, ASCII: f.ascii || w.asciiOnly(),
		NoMouse: f.noMouse, Env: w.env, Input: w.stdin, Output: w.stdout})
}

func (f *screenFlags) parseTheme() (tui.Theme, error) {
	for theme, name := range map[tui.Theme]string{tui.Auto: "auto", tui.Dark: "dark", tui.Light: "light"} {
		if f.theme == name {
			return theme, nil
		}
	}
	return 0, fmt.Errorf("unknown theme %q: %w", f.theme, errTheme)
}

var errTheme = errors.New("expected auto, dark or light")

// asciiOnly says whether the locale rules out other characters; a locale that is not set says nothing.
func (w world) asciiOnly() bool {
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if v := w.variable(name); v != "" {
			return v == "C" || v == "POSIX" || strings.HasSuffix(v, "ASCII")
		}
	}
	return false
}
