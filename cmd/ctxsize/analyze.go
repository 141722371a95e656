package main

import (
	"bytes"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/edit"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/projectfile"
	"github.com/ctxsize/ctxsize/internal/report"
	"github.com/ctxsize/ctxsize/internal/snapshot"
	"github.com/ctxsize/ctxsize/tui"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// defaultTop is the number of largest entries in a report.
const defaultTop = 20

const analyzeExamples = `  ctxsize                              open the treemap; ? shows its keys
  ctxsize -o text                      show a report of one screen
  ctxsize --target dev services/api    another stage, another context
  ctxsize -f build/prod.Dockerfile .   another Dockerfile
  ctxsize --ignore '**/node_modules'   try a pattern
  ctxsize docker build -t app .        a pasted docker command line
  ctxsize --json | jq .builds[0].totals.sent.bytes`

// analyzeFlags are the flags of the root command.
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
		Short: "Report what a Docker build sends to the builder",
		Long: `ctxsize reports exactly what a Docker build sends to the builder, which
instruction copies it, which pattern of the ignore file excludes the rest, and
the number that the builder prints as "transferring context".

On a terminal it opens a treemap in which ignore patterns can be tried and
saved. In a pipe, and with -o or --json, it writes a report.

The command line of docker build, docker compose build or docker buildx bake can
be pasted after ctxsize and after its commands ls, suggest, check and audit.
Flags that do not change what is sent are ignored.`,
		Example: analyzeExamples,
		Args:    cobra.ArbitraryArgs,
		RunE:    func(cmd *cobra.Command, args []string) error { return f.run(w, cmd, args) },
	}
	f.add(cmd)
	fs := cmd.Flags()
	fs.StringArrayVarP(&f.outputs, "output", "o", nil, "write a report: text, json or snapshot (repeatable)")
	fs.StringVar(&f.load, "load", "", "show the snapshot in a file (see -o snapshot)")
	fs.IntVar(&f.top, "top", defaultTop, "list that many of the largest entries")
	f.addShared(fs)
	f.addScreen(fs)
	addIgnored(fs)
	f.addCompletions(w, cmd)
	return cmd
}

// addShared adds the flags that the root command and audit share.
func (f *analyzeFlags) addShared(fs *pflag.FlagSet) {
	fs.BoolVar(&f.json, "json", false, "write JSON, as -o json does")
	fs.BoolVar(&f.exitCode, "exit-code", false, "exit with 1 if a finding is an error")
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
		if a, err = f.analyzeBuilds(cmd.Context(), w, cmd, path); err != nil {
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

// maxSnapshot is the size of a snapshot with some millions of paths.
const maxSnapshot = 1 << 30

// loadSnapshot returns the analysis in a file.
func loadSnapshot(name string) (*ctxsize.Analysis, error) {
	text, err := projectfile.ReadNamed(name, maxSnapshot)
	if err != nil {
		return nil, fmt.Errorf("cannot read the snapshot: %w", err)
	}
	a, err := snapshot.Read(bytes.NewReader(text), programVersion())
	if err != nil {
		return nil, fmt.Errorf("cannot read the snapshot %s: %w", name, err)
	}
	return a, nil
}

// end returns the exit code of a report as an error.
func (f *analyzeFlags) end(a *ctxsize.Analysis) error {
	if f.exitCode && failsOn(a, lint.Error) {
		return exit(exitMet)
	}
	return f.finish(a)
}

// output is a report to write.
type output struct {
	format string
	file   string // "" for stdout
	render func(io.Writer, *ctxsize.Analysis, report.Options) error
}

var formats = map[string]func(io.Writer, *ctxsize.Analysis, report.Options) error{"text": report.Text, "json": report.JSON,
	"snapshot": func(w io.Writer, a *ctxsize.Analysis, o report.Options) error { return snapshot.Write(w, a, o.Version) }}

// parseOutputs returns the reports that -o and --json request, of the allowed formats.
func (f *analyzeFlags) parseOutputs(allowed ...string) ([]output, error) {
	specs := slices.Clone(f.outputs)
	if f.json {
		specs = append(specs, "json")
	}
	if specs = slices.DeleteFunc(specs, isBuildOutput); len(specs) == 0 {
		specs = []string{"text"}
	}
	var outputs []output
	onStdout := 0
	for _, spec := range specs {
		format, file, named := strings.Cut(spec, "=")
		if !slices.Contains(allowed, format) || named && file == "" {
			return nil, fmt.Errorf("-o %s: expected %s, alone or with =FILE", spec, strings.Join(allowed, " or "))
		}
		if file == "-" || !named {
			file = ""
			onStdout++
		}
		outputs = append(outputs, output{format, file, formats[format]})
	}
	if onStdout > 1 {
		return nil, fmt.Errorf("-o: only one report can go to stdout; write the others to files, as in -o json=report.json")
	}
	return outputs, nil
}

// write writes a report to stdout, or to a file, without colors and unwrapped.
func (out output) write(w world, a *ctxsize.Analysis, o report.Options) error {
	if out.file == "" {
		return out.render(w.stdout, a, o)
	}
	o.Color, o.Width = false, 0
	var text bytes.Buffer
	if err := out.render(&text, a, o); err != nil {
		return fmt.Errorf("cannot render the report %s: %w", out.file, err)
	}
	return edit.WriteReport(filepath.Clean(w.path(out.file)), untrustedDirs(w, a), text.Bytes())
}

// untrustedDirs returns the directories whose symbolic links are not followed: the working directory, the project and its contexts.
func untrustedDirs(w world, a *ctxsize.Analysis) []string {
	dirs := []string{w.dir, a.Root()}
	for n := range a.Builds {
		for _, c := range a.Builds[n].Usages() {
			dirs = append(dirs, c.Context.Root)
		}
	}
	return slices.DeleteFunc(dirs, func(dir string) bool { return !filepath.IsAbs(dir) || dir == filepath.Dir(dir) })
}
