package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/export"
	"github.com/ctxsize/ctxsize/internal/progress"
	"github.com/ctxsize/ctxsize/internal/report"
	"github.com/ctxsize/ctxsize/internal/termtext"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// defaultCommits is the number of commits that churn reads.
const defaultCommits = 200

const churnExamples = `  ctxsize churn                        the last 200 commits
  ctxsize churn --commits 1000 services/api
  ctxsize churn --since v1.4 --first-parent
  ctxsize churn --timings build.log    with minutes, from a build's progress
  ctxsize churn --compose -o markdown  all services of a compose file`

// churnFlags are the flags of churn.
type churnFlags struct {
	buildFlags
	outputFlags
	commits     int
	since       string
	firstParent bool
	timings     string
}

// rerunFlags add the reruns that changes save to other reports.
type rerunFlags struct{ commits int }

func (f *rerunFlags) add(fs *pflag.FlagSet) {
	fs.IntVar(&f.commits, "churn", 0, "add the reruns of RUN that each change saves on that many commits")
	fs.Lookup("churn").NoOptDefVal = strconv.Itoa(defaultCommits)
}

// check returns an error for a number of commits that makes no sense.
func (f *rerunFlags) check(cmd *cobra.Command) error {
	if cmd.Flags().Changed("churn") && f.commits < 1 {
		return usage(cmd, fmt.Errorf("--churn=%d: expected a number from 1", f.commits))
	}
	return nil
}

// measure replays the history, if it is requested. Builds of a project without an answer are reported on stderr.
func (f *rerunFlags) measure(ctx context.Context, w world, a *ctxsize.Analysis) error {
	if f.commits == 0 {
		return nil
	}
	list, err := a.Churn(ctx, ctxsize.ChurnOptions{Commits: f.commits, Env: w.env})
	for _, c := range list {
		if c.Err != nil {
			fmt.Fprintf(w.stderr, "ctxsize: no reruns of %s: %s\n", termtext.Escape(c.Build.Label()), termtext.Escape(c.Err.Error()))
		}
	}
	return err
}

func (w world) churn() *cobra.Command {
	var f churnFlags
	cmd := &cobra.Command{
		Use:   "churn [flags] [CONTEXT]",
		Short: "Report which commits invalidate which instructions",
		Long: `Replays the git history with a build, without a checkout: how many commits
change what each instruction copies, by which files, and which RUN instructions
run again because of that.

It lists the ignore patterns and the changes of the Dockerfile that would have
saved reruns, too.

The builder is one that builds each commit after the one before and keeps its
cache. The Dockerfile and the ignore file are those of now.`,
		Example: churnExamples,
		Args:    cobra.ArbitraryArgs,
		RunE:    func(cmd *cobra.Command, args []string) error { return f.run(w, cmd, args) },
	}
	f.add(cmd)
	fs := cmd.Flags()
	fs.IntVar(&f.commits, "commits", defaultCommits, "read that many commits (0: all; with --since: all by default)")
	fs.StringVar(&f.since, "since", "", "read the commits after a revision or a date")
	fs.BoolVar(&f.firstParent, "first-parent", false, "follow only the first parent of merges")
	fs.StringVar(&f.timings, "timings", "", "add minutes, from the progress of a build (rawjson or plain)")
	f.addOutput(fs, diffFormats())
	addIgnored(fs)
	f.addCompletions(w, cmd)
	return cmd
}

func (f *churnFlags) run(w world, cmd *cobra.Command, args []string) error {
	path, o, err := f.begin(w, cmd, args)
	if err != nil {
		return err
	}
	if f.commits < 0 {
		return usage(cmd, fmt.Errorf("--commits %d: expected a number from 0", f.commits))
	}
	if f.since != "" && !cmd.Flags().Changed("commits") {
		f.commits = 0
	}
	outputs, err := f.parseOutputs(diffFormats())
	if err != nil {
		return usage(cmd, err)
	}
	var timings []progress.Vertex
	if f.timings != "" {
		if timings, err = w.readProgress(f.timings); err != nil {
			return err
		}
	}
	f.noTransfer, f.suggests, f.remedies = true, true, true
	a, err := f.analyzeBuilds(cmd.Context(), w, cmd, path)
	if err != nil {
		return err
	}
	list, err := a.Churn(cmd.Context(), ctxsize.ChurnOptions{Commits: f.commits, Since: f.since, FirstParent: f.firstParent, Env: w.env})
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return errors.New("no builds")
	}
	for n := range list {
		if f.timings != "" {
			list[n].SetDurations(timings)
		}
	}
	r := export.Report{Analysis: a, Options: o}
	if r.Improvements, err = improvements(cmd.Context(), outputs, a); err != nil {
		return err
	}
	for _, out := range outputs {
		out.render = churnRenderer(out.format, list)
		if err := out.write(w, r); err != nil {
			return err
		}
	}
	f.warn(w, a)
	return f.finish(a)
}

// churnRenderer returns how what commits do to builds is written in a format.
func churnRenderer(format string, list []ctxsize.BuildChurn) renderer {
	switch format {
	case "json":
		return func(to io.Writer, r *export.Report) error { return report.ChurnJSON(to, list, r.Options) }
	case "markdown":
		return func(to io.Writer, r *export.Report) error { return report.ChurnMarkdown(to, list, r.Options) }
	case "html":
		return func(to io.Writer, r *export.Report) error { return renderPage(to, r, list) }
	}
	return func(to io.Writer, r *export.Report) error { return report.Churn(to, list, r.Options) }
}
