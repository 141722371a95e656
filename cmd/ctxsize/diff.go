package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/ctxsize/ctxsize/internal/compare"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/outcome"
	"github.com/ctxsize/ctxsize/internal/projectfile"
	"github.com/spf13/cobra"
)

const diffExamples = `  ctxsize diff --base main             what this branch changes
  ctxsize diff --base main --compose -o markdown
  ctxsize diff before.json after.json  two reports of ctxsize --json
  ctxsize diff ../release .            two directories`

// diffFlags are the flags of diff.
type diffFlags struct {
	buildFlags
	base     string
	json     bool
	output   string
	top      int
	exitCode bool
}

func (w world) diff() *cobra.Command {
	var f diffFlags
	cmd := &cobra.Command{
		Use:   "diff [flags] A [B]",
		Short: "Compare what two reports, directories or revisions send",
		Long: `Compares what two states send, by build, instruction and path, and their
findings. A and B are reports of ctxsize --json or contexts; B is the working
directory by default.

With --base, A is a git revision, which is read without a checkout, and the
argument is the context. On both sides only the files that git tracks count.

Exit codes:
  0  done
  1  with --exit-code: a build sends more
  2  usage error or unreadable input`,
		Example: diffExamples,
		Args:    cobra.ArbitraryArgs,
		RunE:    func(cmd *cobra.Command, args []string) error { return f.run(w, cmd, args) },
	}
	f.add(cmd)
	flags := cmd.Flags()
	flags.StringVar(&f.base, "base", "", "compare the tracked files with those of a git revision")
	flags.BoolVar(&f.json, "json", false, "write JSON, as -o json does")
	flags.StringVarP(&f.output, "output", "o", "text", "write a report: text, json or markdown")
	flags.IntVar(&f.top, "top", defaultTop, "list that many paths and instructions of a build")
	flags.BoolVar(&f.exitCode, "exit-code", false, "exit with 1 if a build sends more")
	cmd.MarkFlagsMutuallyExclusive("json", "output")
	addIgnored(flags)
	f.addCompletions(w, cmd)
	return cmd
}

func (f *diffFlags) run(w world, cmd *cobra.Command, args []string) error {
	options, err := f.report(w)
	if err != nil {
		return usage(cmd, err)
	}
	if f.top < 0 {
		return usage(cmd, fmt.Errorf("--top %d: expected a number from 0", f.top))
	}
	write := outcome.DiffText
	switch {
	case f.json || f.output == "json":
		write = outcome.DiffJSON
	case f.output == "markdown":
		write = outcome.DiffMarkdown
	case f.output != "text":
		return usage(cmd, fmt.Errorf("-o %s: expected text, json or markdown", f.output))
	}
	o := outcome.DiffOptions{Options: options, Base: f.base}
	o.Top = f.top
	f.noTransfer, f.suggests = true, true
	before, after, err := f.sides(cmd, w, args, &o)
	if err != nil {
		return err
	}
	d := compare.Compare(before, after)
	if err := write(w.stdout, d, o); err != nil {
		return err
	}
	if f.exitCode && d.Grows() {
		return exit(exitMet)
	}
	return nil
}

// sides returns the two states.
func (f *diffFlags) sides(cmd *cobra.Command, w world, args []string, o *outcome.DiffOptions) (before, after compare.Side, err error) {
	if f.base != "" {
		context, err := f.oneContext(args)
		if err != nil {
			return before, after, usage(cmd, err)
		}
		return f.revisions(cmd, w, context, o)
	}
	switch len(args) {
	case 1:
		args = append(args, ".")
	case 2:
	default:
		return before, after, usage(cmd, errors.New("expected one or two reports or directories, or --base REVISION"))
	}
	if before, err = f.side(cmd, w, args[0]); err != nil {
		return before, after, err
	}
	after, err = f.side(cmd, w, args[1])
	return before, after, err
}

// maxReport is the size of the largest report that is read, in bytes.
const maxReport = 256 << 20

// side returns the state of a context, or that in a report.
func (f *diffFlags) side(cmd *cobra.Command, w world, name string) (compare.Side, error) {
	if info, err := os.Stat(w.path(name)); err == nil && !info.IsDir() {
		text, err := projectfile.ReadNamed(w.path(name), maxReport)
		if err != nil {
			return compare.Side{}, fmt.Errorf("cannot read the report: %w", err)
		}
		s, err := compare.FromReport(text)
		if err != nil {
			return s, hintError{fmt.Errorf("%s: %w", name, err), "write one with ctxsize --json"}
		}
		return s, nil
	}
	return f.measure(cmd, w, name)
}

// measure returns the state of a context.
func (f *diffFlags) measure(cmd *cobra.Command, w world, context string) (compare.Side, error) {
	a, err := f.analyzeBuilds(cmd.Context(), w, cmd, context)
	if err != nil {
		return compare.Side{}, err
	}
	o, err := f.report(w)
	if err != nil {
		return compare.Side{}, err
	}
	f.warn(w, a)
	return compare.FromAnalysis(a, compare.Names{Build: o.BuildName, File: o.Place}), nil
}

// revisions returns the state of a revision, and that of the tracked files of the work tree.
func (f *diffFlags) revisions(cmd *cobra.Command, w world, context string, o *outcome.DiffOptions) (before, after compare.Side, err error) {
	base, err := w.openRevision(cmd.Context(), context, f.base)
	if err != nil {
		return before, after, err
	}
	o.Notes = append(o.Notes, "Only files that git tracks count, on both sides.")
	err = base.before(cmd.Context(), func(w world, context string) (err error) {
		before, err = f.measure(cmd, w, context)
		return err
	})
	if absent, ok := errors.AsType[absentError](err); ok {
		o.Notes = append(o.Notes, f.base+" "+absent.reason+".")
	} else if err != nil {
		return before, after, err
	}
	err = base.after(cmd.Context(), func(w world, context string) (err error) {
		after, err = f.measure(cmd, w, context)
		return err
	})
	// Patterns are often for files that git does not track.
	before.Omit(lint.LineNeverMatches)
	after.Omit(lint.LineNeverMatches)
	return before, after, err
}
