package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/ctxsize/ctxsize/internal/compare"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/outcome"
	"github.com/ctxsize/ctxsize/internal/projectfile"
	"github.com/ctxsize/ctxsize/internal/snapshot"
	"github.com/ctxsize/ctxsize/internal/webreport"
	"github.com/spf13/cobra"
)

const diffExamples = `  ctxsize diff --base main             what this branch changes
  ctxsize diff --base main --compose -o markdown=comment.md -o html=diff.html
  ctxsize diff before.json after.json  two reports of ctxsize --json
  ctxsize diff ../release .            two directories`

// diffFlags are the flags of diff.
type diffFlags struct {
	buildFlags
	outputFlags
	base     string
	top      int
	exitCode bool
	dirs     []string // whose symbolic links are not followed
}

func (w world) diff() *cobra.Command {
	var f diffFlags
	cmd := &cobra.Command{
		Use:   "diff [flags] A [B]",
		Short: "Compare what two reports, directories or revisions send",
		Long: `Compares what two states send, by build, instruction and path, and their
findings. A and B are contexts, snapshots of ctxsize -o snapshot, or reports of
ctxsize --json, which have the largest entries only. B is the working directory
by default.

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
	f.addOutput(flags, diffFormats())
	flags.IntVar(&f.top, "top", defaultTop, "list that many paths and instructions of a build")
	flags.BoolVar(&f.exitCode, "exit-code", false, "exit with 1 if a build sends more")
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
	outputs, err := f.parseOutputs(diffFormats())
	if err != nil {
		return usage(cmd, err)
	}
	o := outcome.DiffOptions{Options: options, Base: f.base}
	o.Top = f.top
	f.noTransfer, f.suggests = true, true
	before, after, err := f.sides(cmd, w, args, &o)
	if err != nil {
		return err
	}
	d := compare.Compare(before, after)
	for _, out := range outputs {
		err := out.send(w, append(f.dirs, w.dir), func(to io.Writer, plain bool) error {
			o := o
			o.Options = inFile(o.Options, plain)
			return f.render(to, out.format, d, o, args)
		})
		if err != nil {
			return err
		}
	}
	if f.exitCode && d.Grows() {
		return exit(exitMet)
	}
	return nil
}

// render writes a difference in a format.
func (f *diffFlags) render(to io.Writer, format string, d compare.Difference, o outcome.DiffOptions, args []string) error {
	switch format {
	case "json":
		return outcome.DiffJSON(to, d, o)
	case "markdown":
		return outcome.DiffMarkdown(to, d, o)
	case "html":
		before, after := f.names(args)
		return webreport.DiffHTML(to, webreport.Comparison{Difference: d, DiffOptions: o, Before: before, After: after, Date: time.Now().Format(time.DateOnly)})
	}
	return outcome.DiffText(to, d, o)
}

// names returns the names of the two states.
func (f *diffFlags) names(args []string) (before, after string) {
	switch {
	case f.base != "":
		return f.base, "work tree"
	case len(args) == 1:
		return args[0], "."
	}
	return args[0], args[1]
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
	if after, err = f.side(cmd, w, args[1]); err != nil {
		return before, after, err
	}
	if before.Partial() || after.Partial() {
		o.Notes = append(o.Notes, "A report of ctxsize --json has the largest entries only: smaller files count by their sum. Snapshots (-o snapshot) have all.")
	}
	return before, after, nil
}

// maxReport is the size of the largest report that is read, in bytes.
const maxReport = 256 << 20

// side returns the state of a context, or that in a report or a snapshot.
func (f *diffFlags) side(cmd *cobra.Command, w world, name string) (compare.Side, error) {
	if info, err := os.Stat(w.path(name)); err == nil && !info.IsDir() {
		text, err := projectfile.ReadNamed(w.path(name), maxReport)
		if err != nil {
			return compare.Side{}, fmt.Errorf("cannot read the report: %w", err)
		}
		return f.saved(w, name, text)
	}
	return f.measure(cmd, w, name)
}

// saved returns the state in a snapshot or a report.
func (f *diffFlags) saved(w world, name string, text []byte) (compare.Side, error) {
	if snapshot.Is(text) {
		a, err := snapshot.Read(text, programVersion())
		if err != nil {
			return compare.Side{}, fmt.Errorf("cannot read the snapshot %s: %w", name, err)
		}
		o, err := f.report(w)
		return compare.FromAnalysis(a, compare.Names{Build: o.BuildName, File: o.Place}), err
	}
	s, err := compare.FromReport(text)
	if err != nil {
		return s, hintError{fmt.Errorf("%s: %w", name, err), "write one with ctxsize --json, or a snapshot with ctxsize -o snapshot=FILE"}
	}
	return s, nil
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
	f.dirs = append(f.dirs, untrustedDirs(w, a)...)
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
