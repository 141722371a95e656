package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/export"
	"github.com/ctxsize/ctxsize/internal/lint"
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

// shortDescription is what the program does.
const shortDescription = "Report what a Docker build sends to the builder"

// analyzeFlags are the flags of the root command.
type analyzeFlags struct {
	buildFlags
	outputFlags
	reruns   rerunFlags
	top      int
	exitCode bool
	load     string
	fullTree bool
	screenFlags
}

func (w world) analyze() *cobra.Command {
	var f analyzeFlags
	cmd := &cobra.Command{
		Use:   "ctxsize [flags] [CONTEXT]",
		Short: shortDescription,
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
	fs.StringVar(&f.load, "load", "", "open a saved report, as ctxsize open does")
	fs.Lookup("load").NoOptDefVal = noSnapshot
	f.addReport(fs)
	f.addScreen(fs)
	addIgnored(fs)
	f.addCompletions(w, cmd)
	return cmd
}

// addReport adds the flags that select reports.
func (f *analyzeFlags) addReport(fs *pflag.FlagSet) {
	f.addOutput(fs, rootFormats())
	fs.IntVar(&f.top, "top", defaultTop, "list that many of the largest entries")
	f.addShared(fs)
}

// addShared adds the flags that the root command and audit share.
func (f *analyzeFlags) addShared(fs *pflag.FlagSet) {
	f.reruns.add(fs)
	fs.BoolVar(&f.fullTree, "full-tree", false, "with --json: add all eligible paths, for ctxsize open")
	fs.BoolVar(&f.exitCode, "exit-code", false, "exit with 1 if a finding is an error")
}

func (f *analyzeFlags) run(w world, cmd *cobra.Command, args []string) error {
	if err := w.misspelledCommand(cmd, args); err != nil {
		return err
	}
	path, o, err := f.begin(w, cmd, args)
	if err != nil {
		return err
	}
	outputs, err := f.parseOutputs(rootFormats())
	if err != nil {
		return usage(cmd, err)
	}
	if o.Top = f.top; f.top < 0 {
		return usage(cmd, fmt.Errorf("--top %d: expected a number from 0", f.top))
	}
	if cmd.Flags().Changed("top") {
		o.TextTop = f.top
	}
	if err := f.checkTree(outputs); err != nil {
		return usage(cmd, err)
	}
	theme, err := f.parseTheme()
	if err != nil {
		return usage(cmd, err)
	}
	screen := tui.Options{Units: o.Units, Theme: theme}
	if f.load != "" && f.load != noSnapshot {
		if screen.Loaded, err = loadSnapshot(w.path(f.load)); err != nil {
			return err
		}
	}
	if err := f.reruns.check(cmd); err != nil {
		return err
	}
	if f.interactive(w, cmd) {
		return f.explore(cmd, w, path, screen)
	}
	a, err := f.analyzeOrLoad(cmd, w, path, screen.Loaded)
	if err != nil {
		return err
	}
	if o.Tree, err = f.tree(a); err != nil {
		return err
	}
	r := export.Report{Analysis: a, Options: o}
	if r.Improvements, err = improvements(cmd.Context(), outputs, a); err != nil {
		return err
	}
	for _, out := range outputs {
		if err := out.write(w, r); err != nil {
			return err
		}
	}
	return f.end(a)
}

// analyzeOrLoad returns the analysis of the builds, or that of a snapshot.
func (f *analyzeFlags) analyzeOrLoad(cmd *cobra.Command, w world, path string, loaded *ctxsize.Analysis) (*ctxsize.Analysis, error) {
	f.suggests, f.remedies = true, f.reruns.commits > 0
	if loaded != nil {
		if f.reruns.commits > 0 {
			return nil, usage(cmd, errors.New("--churn cannot be combined with --load: a snapshot has no history"))
		}
		return loaded, nil
	}
	a, err := f.analyzeBuilds(cmd.Context(), w, cmd, path)
	if err != nil {
		return nil, err
	}
	return a, f.reruns.measure(cmd.Context(), w, a)
}

// end returns the exit code of a report as an error.
func (f *analyzeFlags) end(a *ctxsize.Analysis) error {
	if f.exitCode && failsOn(a, lint.Error) {
		return exit(exitMet)
	}
	return f.finish(a)
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
