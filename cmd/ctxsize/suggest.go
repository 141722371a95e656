package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"syscall"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/edit"
	"github.com/ctxsize/ctxsize/internal/export"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/report"
	"github.com/ctxsize/ctxsize/internal/saturate"
	"github.com/ctxsize/ctxsize/internal/termtext"
	"github.com/spf13/cobra"
)

const suggestExamples = `  ctxsize suggest                      list patterns with their savings
  ctxsize suggest --diff | git apply   apply the safe ones as a patch
  ctxsize suggest --write              add the safe ones to the ignore file
  ctxsize suggest --allowlist          exclude all files that are not copied
  ctxsize suggest --churn              with the reruns that each one saves
  ctxsize suggest --json | jq '.builds[0].suggestions'`

type suggestFlags struct {
	buildFlags
	outputFlags
	reruns                      rerunFlags
	diff, write, all, allowlist bool
}

func (w world) suggest() *cobra.Command {
	var f suggestFlags
	cmd := &cobra.Command{
		Use:   "suggest [flags] [CONTEXT]",
		Short: "Suggest ignore patterns, with their savings",
		Long: `Suggests patterns for the ignore file of this build, with the size of what each
one excludes. A pattern is safe if a marker proves what it excludes (such as a
package.json next to node_modules) and no instruction of any build that uses
this ignore file needs it. Review the others before you add them.`,
		Example: suggestExamples,
		Args:    cobra.ArbitraryArgs,
		RunE:    func(cmd *cobra.Command, args []string) error { return f.run(w, cmd, args) },
	}
	f.add(cmd)
	fs := cmd.Flags()
	fs.BoolVar(&f.diff, "diff", false, "show the safe patterns as a patch")
	fs.BoolVar(&f.write, "write", false, "add the safe patterns to the ignore file")
	fs.BoolVar(&f.all, "all", false, "with --diff or --write: not only the safe patterns")
	fs.BoolVar(&f.allowlist, "allowlist", false, "exclude everything except what instructions copy")
	f.reruns.add(fs)
	f.addOutput(fs, suggestFormats())
	cmd.MarkFlagsMutuallyExclusive("diff", "write", "json")
	cmd.MarkFlagsMutuallyExclusive("allowlist", "json")
	cmd.MarkFlagsMutuallyExclusive("allowlist", "all")
	addIgnored(cmd.Flags())
	f.addCompletions(w, cmd)
	return cmd
}

func (f *suggestFlags) run(w world, cmd *cobra.Command, args []string) error {
	path, o, err := f.begin(w, cmd, args)
	if err != nil {
		return err
	}
	if f.all && !f.diff && !f.write {
		return usage(cmd, errors.New("--all needs --diff or --write"))
	}
	if len(f.ignoreLines) > 0 && (f.diff || f.write) {
		return usage(cmd, errors.New("--ignore cannot be combined with --diff or --write"))
	}
	outputs, err := f.parseOutputs(suggestFormats())
	if err != nil {
		return usage(cmd, err)
	}
	reports := slices.ContainsFunc(outputs, func(out output) bool { return out.format != "text" || out.file != "" })
	if reports && (f.diff || f.write || f.allowlist) {
		return usage(cmd, errors.New("-o cannot be combined with --diff, --write or --allowlist"))
	}
	if err := f.reruns.check(cmd); err != nil {
		return err
	}
	f.suggests, f.remedies = true, f.reruns.commits > 0
	f.noTransfer = f.noTransfer || !reports
	a, err := f.analyzeBuilds(cmd.Context(), w, cmd, path)
	if err != nil {
		return err
	}
	if err := f.reruns.measure(cmd.Context(), w, a); err != nil {
		return err
	}
	if f.write {
		if err := w.requireDockerfile(cmd, a, o); err != nil {
			return err
		}
	}
	if reports {
		err = f.writeReports(cmd.Context(), w, outputs, a, o)
	} else {
		err = f.answer(cmd.Context(), w, a, o)
	}
	if err != nil {
		return err
	}
	f.warn(w, a)
	return f.finish(a)
}

// writeReports writes the suggestions in each requested format.
func (f *suggestFlags) writeReports(ctx context.Context, w world, outputs []output, a *ctxsize.Analysis, o report.Options) error {
	r := export.Report{Analysis: a, Options: o, Suggested: true}
	var err error
	if r.Improvements, err = improvements(ctx, outputs, a); err != nil {
		return err
	}
	for _, out := range outputs {
		if out.format == "text" {
			out.render = func(to io.Writer, r *export.Report) error {
				w.stdout = to
				return f.answer(ctx, w, r.Analysis, r.Options)
			}
		}
		if err := out.write(w, r); err != nil {
			return err
		}
	}
	return nil
}

func (f *suggestFlags) answer(ctx context.Context, w world, a *ctxsize.Analysis, o report.Options) error {
	builds := byIgnoreFile(a)
	if f.write {
		removeLeftovers(builds)
	}
	unwritten := false
	for n, b := range builds {
		if n > 0 && !f.diff {
			if _, err := fmt.Fprintln(w.stdout); err != nil {
				return err
			}
		}
		err := f.answerFor(ctx, w, a, b, o)
		if err != nil && (!f.write || len(builds) == 1 || ctx.Err() != nil || errors.Is(err, syscall.EPIPE)) {
			return err
		}
		if err != nil {
			// The others are still written.
			w.complain(err)
			unwritten = true
		}
	}
	if unwritten {
		return exit(exitFailed)
	}
	return nil
}

// removeLeftovers removes temporary files of killed runs next to the ignore files.
func removeLeftovers(builds []*ctxsize.Result) {
	for _, b := range builds {
		if b.Main.Context.Root != "" {
			b.NewChange(0, nil).Clean()
		}
	}
}

// byIgnoreFile returns one build for each ignore file, and for each context without one.
func byIgnoreFile(a *ctxsize.Analysis) []*ctxsize.Result {
	var list []*ctxsize.Result
	for n := range a.Builds {
		b := &a.Builds[n]
		if !slices.ContainsFunc(list, func(o *ctxsize.Result) bool {
			return o.Main.Context.Ignore.Path == b.Main.Context.Ignore.Path && o.Main.Context.Root == b.Main.Context.Root
		}) {
			list = append(list, b)
		}
	}
	return list
}

// answerFor writes the answer for one ignore file.
func (f *suggestFlags) answerFor(ctx context.Context, w world, a *ctxsize.Analysis, b *ctxsize.Result, o report.Options) error {
	if !f.diff && !f.write && !f.allowlist {
		p, err := f.promise(ctx, b)
		if err != nil {
			return err
		}
		return report.Suggestions(w.stdout, b, p, o)
	}
	if b.Main.Context.Root == "" {
		return fmt.Errorf("no ignore file applies to the context %s", b.Main.Context.Given)
	}
	if problem := b.Main.Context.Ignore.Problem; problem != nil {
		return fmt.Errorf("cannot read ignore file: %w", problem)
	}
	if f.allowlist {
		return f.answerAllowlist(ctx, w, a, b, o)
	}
	change, edits, err := b.Improve(ctx, f.all)
	if err != nil {
		return err
	}
	return f.make(ctx, w, b, change, report.Edited(edits), o)
}

// answerAllowlist writes an allowlist, which replaces the whole ignore file.
func (f *suggestFlags) answerAllowlist(ctx context.Context, w world, a *ctxsize.Analysis, b *ctxsize.Result, o report.Options) error {
	text, err := a.Allowlist(ctx, b)
	if err != nil {
		return err
	}
	change := b.NewChange(0, text)
	if change.Link && (f.write || f.diff) {
		return &edit.RefusedError{Path: change.Path, Reason: fmt.Sprintf("it is a symbolic link, and an allowlist would replace all of %s", change.Real),
			Hint: "replace the link with a file first"}
	}
	return f.make(ctx, w, b, change, "everything excluded except what instructions copy", o)
}

// promise returns what is sent with the suggestions applied.
func (f *suggestFlags) promise(ctx context.Context, b *ctxsize.Result) (report.Promise, error) {
	var p report.Promise
	for _, one := range []struct {
		all bool
		to  *int64
	}{{false, &p.Safe}, {true, &p.All}} {
		if len(f.ignoreLines) > 0 || b.Main.Context.Root == "" || b.Main.Context.Ignore.Problem != nil {
			// There is no file to add the patterns to.
			*one.to = bytesAfter(b, one.all)
			continue
		}
		change, _, err := b.Improve(ctx, one.all)
		if err != nil {
			return p, err
		}
		after, err := b.Changed(ctx, change)
		if err != nil {
			return p, err
		}
		*one.to = after.SentBytes()
	}
	return p, nil
}

// bytesAfter returns the sent bytes minus the savings.
func bytesAfter(b *ctxsize.Result, all bool) int64 {
	left := b.SentBytes()
	for _, s := range b.Suggestions {
		if !s.Personal && (all || s.Safety == inventory.Safe) {
			left = max(saturate.Sub(left, s.SavesBytes), 0)
		}
	}
	return left
}

// make shows or makes a change of the ignore file.
func (f *suggestFlags) make(ctx context.Context, w world, b *ctxsize.Result, change edit.Change, done string, o report.Options) error {
	if f.write {
		return f.writeChange(ctx, w, b, change, done, o)
	}
	if f.diff {
		return w.patch(change, o.Place(change.File()))
	}
	return w.text(change, o.Place(change.File()))
}

// patch prints a change as a diff, byte for byte.
func (w world) patch(change edit.Change, name string) error {
	diff, err := change.Patch(name)
	if err != nil {
		return printError(err)
	}
	_, err = io.WriteString(termtext.Unwrap(w.stdout), diff)
	return err
}

// text prints the new text of a file, byte for byte.
func (w world) text(change edit.Change, name string) error {
	text, err := change.Printable(name)
	if err != nil {
		return printError(err)
	}
	_, err = termtext.Unwrap(w.stdout).Write(text)
	return err
}

func printError(err error) error {
	return hintError{err, "remove that line, or let ctxsize suggest --write change the file without printing it"}
}

// writeChange makes a change of the ignore file. It shows the target of a symbolic link first.
func (f *suggestFlags) writeChange(ctx context.Context, w world, b *ctxsize.Result, change edit.Change, done string, o report.Options) error {
	if !change.Changes() {
		_, err := fmt.Fprintln(w.stdout, "nothing to add")
		return err
	}
	if err := change.Check(); err != nil {
		return err
	}
	if change.Link {
		if _, err := fmt.Fprintf(w.stdout, "%s is a symbolic link to %s\n", termtext.Quote(o.Place(change.Path)), termtext.Quote(o.Place(change.Real))); err != nil {
			return err
		}
	}
	after, err := b.Changed(ctx, change)
	if err != nil {
		return err
	}
	if err := change.Write(); err != nil {
		return err
	}
	_, err = fmt.Fprintf(w.stdout, "%s: %s\nsent: %s, before: %s\n", termtext.Quote(o.Place(change.File())), done,
		o.Units.Size(after.SentBytes()), o.Units.Size(b.SentBytes()))
	return err
}
