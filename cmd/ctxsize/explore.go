package main

import (
	"path/filepath"
	"strings"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/projectfile"
	"github.com/ctxsize/ctxsize/internal/similar"
	"github.com/ctxsize/ctxsize/internal/terminal"
	"github.com/ctxsize/ctxsize/internal/termtext"
	"github.com/ctxsize/ctxsize/tui"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// screenFlags are the flags of the treemap.
type screenFlags struct {
	ascii   bool
	noMouse bool
	theme   string
}

func (f *screenFlags) addScreen(fs *pflag.FlagSet) {
	fs.BoolVar(&f.ascii, "ascii", false, "draw the treemap in ASCII")
	fs.BoolVar(&f.noMouse, "no-mouse", false, "leave the mouse to the terminal")
	fs.StringVar(&f.theme, "theme", "auto", "use colors for auto, dark or light")
}

// looksElsewhere reports whether the map shows all builds of a project: no file or flag names a build, and the directory has no Dockerfile.
func (f *analyzeFlags) looksElsewhere(w world, o ctxsize.Options) bool {
	r := o.Request
	if o.Project != nil || f.file != "" || f.noDockerfile || f.target != "" || f.ignoreFile != "" || len(f.ignoreLines) > 0 || len(f.buildContexts) > 0 {
		return false
	}
	dir := w.path(r.Context)
	for _, name := range []string{"Dockerfile", "dockerfile", "Containerfile"} {
		if projectfile.Exists(filepath.Join(dir, name)) {
			return false
		}
	}
	return projectfile.Exists(dir)
}

// interactive reports whether to open the treemap: on a terminal, unless a flag requests a report.
func (f *analyzeFlags) interactive(w world, cmd *cobra.Command) bool {
	for _, name := range []string{"output", "json", "top", "exit-code", "strict", "quiet", "full-tree"} {
		if cmd.Flags().Changed(name) {
			return false
		}
	}
	return terminal.IsTerminal(w.stdin) && terminal.IsTerminal(w.stdout) && terminal.Variable(w.env, "TERM") != "dumb"
}

// explore opens the treemap.
func (f *analyzeFlags) explore(cmd *cobra.Command, w world, path string, o tui.Options) error {
	var err error
	if o.Analysis, err = f.options(w, path); err != nil {
		return usage(cmd, err)
	}
	o.Analysis.NoTransfer = o.Analysis.NoTransfer || o.Loaded != nil
	colored, err := terminal.Color(f.color, w.env, w.stdout)
	if err != nil {
		return usage(cmd, err)
	}
	if colored {
		o.Colors = tui.DetectColors(w.env)
	}
	o.Discover = o.Loaded == nil && f.looksElsewhere(w, o.Analysis)
	o.ASCII, o.NoMouse = f.ascii || w.asciiOnly(), f.noMouse
	o.Env, o.Input, o.Output = w.env, w.stdin, termtext.Unwrap(w.stdout)
	if f, ok := terminal.FileOf(w.stdout); ok {
		o.Output = f
	}
	return tui.Run(cmd.Context(), o)
}

func (f *screenFlags) parseTheme() (tui.Theme, error) {
	for theme, name := range map[tui.Theme]string{tui.Auto: "auto", tui.Dark: "dark", tui.Light: "light"} {
		if f.theme == name {
			return theme, nil
		}
	}
	return 0, &similar.UnknownError{Kind: "theme", Name: f.theme, Known: []string{"auto", "dark", "light"}}
}

// asciiOnly reports whether the locale is one of ASCII. An unset locale is not.
func (w world) asciiOnly() bool {
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if v := terminal.Variable(w.env, name); v != "" {
			return v == "C" || v == "POSIX" || strings.HasSuffix(v, "ASCII")
		}
	}
	return false
}
