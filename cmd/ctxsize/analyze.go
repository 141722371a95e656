package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/audit"
	"github.com/ctxsize/ctxsize/internal/edit"
	"github.com/ctxsize/ctxsize/internal/snapshot"
	"github.com/ctxsize/ctxsize/report"
	"github.com/ctxsize/ctxsize/tui"
	"github.com/spf13/cobra"
)

// usualTop is how many large entries are listed.
const usualTop = 20

const analyzeExamples = `  ctxsize                              the map of the current directory; ? shows its keys
  ctxsize -o text                      what building it sends, on one screen
  ctxsize --target dev services/api    another stage, another context
  ctxsize -f build/prod.Dockerfile .   a Dockerfile elsewhere
  ctxsize --ignore '**/node_modules'   what a line would change
  ctxsize --json | jq .builds[0].totals.sent.bytes`

// analyzeFlags are those of the command without a name.
type analyzeFlags struct {
	buildFlags
	json     bool
	outputs  []string
	top      int
	exitCode bool
	load     string
	screenFlags
}

func (w world) analyze() *cobra.Command {
	var f analyzeFlags
	cmd := &cobra.Command{
		Use:   "ctxsize [flags] [CONTEXT]",
		Short: "Say exactly what a Docker build sends to the builder",
		Long: `ctxsize says exactly what a Docker build sends to the builder: what is eligible after the
ignore file, what the COPY, ADD and bind mounts of the reachable stages request of it, and
the number that the builder prints while it transfers them.

On a terminal it opens a map of the context, in which lines of the ignore file can be tried
and written. Elsewhere, and with -o or --json, it writes a report.`,
		Example: analyzeExamples,
		Args:    cobra.ArbitraryArgs,
		RunE:    func(cmd *cobra.Command, args []string) error { return f.run(w, cmd, args) },
	}
	f.add(cmd)
	fs := cmd.Flags()
	fs.BoolVar(&f.json, "json", false, "short for -o json")
	fs.StringArrayVarP(&f.outputs, "output", "o", nil, "write the report as text, json or snapshot, `FORMAT[=FILE]`; repeatable")
	fs.StringVar(&f.load, "load", "", "show the snapshot in this `file` (written with -o snapshot)")
	fs.IntVar(&f.top, "top", usualTop, "how many large entries are listed")
	f.addScreen(fs)
	fs.BoolVar(&f.exitCode, "exit-code", false, "exit with 1 where a finding is an error")
	return cmd
}

func (f *analyzeFlags) run(w world, cmd *cobra.Command, args []string) error {
	path, o, err := f.begin(w, cmd, args)
	if err != nil {
		return err
	}
	outputs, err := f.parseOutputs("text", "json", "snapshot")
	if err != nil {
		return usage(cmd, err)
	}
	if o.Top = f.top; f.top < 0 {
		return usage(cmd, fmt.Errorf("--top %d: expected a number from 0", f.top))
	}
	if cmd.Flags().Changed("top") {
		o.TextTop = f.top
	}
	theme, err := f.parseTheme()
	if err != nil {
		return usage(cmd, err)
	}
	screen := tui.Options{Units: o.Units, Theme: theme}
	if f.load != "" {
		if screen.Loaded, err = loadSnapshot(w.path(f.load)); err != nil {
			return err
		}
	}
	if f.interactive(w, cmd) {
		return f.explore(cmd, w, path, screen)
	}
	f.suggests = true
	a := screen.Loaded
	if a == nil {
		if a, err = f.look(cmd.Context(), w, cmd, path); err != nil {
			return err
		}
	}
	for _, out := range outputs {
		if err := out.write(w, a, o); err != nil {
			return err
		}
	}
	return f.end(a)
}

// loadSnapshot returns the analysis in a file.
func loadSnapshot(name string) (*ctxsize.Analysis, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("cannot read the snapshot: %w", err)
	}
	defer f.Close()
	a, err := snapshot.Read(f, programVersion())
	if err != nil {
		return nil, fmt.Errorf("cannot read the snapshot %s: %w", name, err)
	}
	return a, nil
}

// end gives the exit code of a report.
func (f *analyzeFlags) end(a *ctxsize.Analysis) error {
	if f.exitCode && slices.ContainsFunc(a.AllFindings(), func(f audit.Finding) bool { return f.Severity == audit.Error }) {
		return exit(exitMet)
	}
	return f.finish(a)
}

// output is one report that is to be written.
type output struct {
	format string
	file   string // "" for stdout
	render func(io.Writer, *ctxsize.Analysis, report.Options) error
}

var formats = map[string]func(io.Writer, *ctxsize.Analysis, report.Options) error{"text": report.Text, "json": report.JSON,
	"snapshot": func(w io.Writer, a *ctxsize.Analysis, o report.Options) error { return snapshot.Write(w, a, o.Version) }}

// parseOutputs reads -o and --json; these formats may be asked for.
func (f *analyzeFlags) parseOutputs(allowed ...string) ([]output, error) {
	specs := f.outputs
	if f.json {
		specs = append(specs, "json")
	}
	if len(specs) == 0 {
		specs = []string{"text"}
	}
	var outputs []output
	onStdout := 0
	for _, spec := range specs {
		format, file, named := strings.Cut(spec, "=")
		if !slices.Contains(allowed, format) || named && file == "" {
			return nil, fmt.Errorf("-o %s: expected %s, or one of them with =FILE", spec, strings.Join(allowed, " or "))
		}
		if file == "-" || !named {
			file = ""
			onStdout++
		}
		outputs = append(outputs, output{format, file, formats[format]})
	}
	if onStdout > 1 {
		return nil, fmt.Errorf("-o: only one report can go to stdout; give the others a file, as in -o json=report.json")
	}
	return outputs, nil
}

// write puts a report on stdout, or into a file, where sizes depend on no terminal.
func (out output) write(w world, a *ctxsize.Analysis, o report.Options) error {
	if out.file == "" {
		return out.render(w.stdout, a, o)
	}
	o.Color, o.Width = false, 0
	var text bytes.Buffer
	if err := out.render(&text, a, o); err != nil {
		return fmt.Errorf("cannot render the report %s: %w", out.file, err)
	}
	return edit.WriteReport(filepath.Clean(w.path(out.file)), untrusted(w, a), text.Bytes())
}

// untrusted returns the directories in which a symbolic link may be anybody's: the working directory, the project and its contexts.
func untrusted(w world, a *ctxsize.Analysis) []string {
	dirs := []string{w.dir, a.Root()}
	for n := range a.Builds {
		for _, c := range a.Builds[n].Contexts() {
			dirs = append(dirs, c.Plan.Root)
		}
	}
	return slices.DeleteFunc(dirs, func(dir string) bool { return !filepath.IsAbs(dir) || dir == filepath.Dir(dir) })
}
