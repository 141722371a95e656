package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/export"
	"github.com/ctxsize/ctxsize/internal/gate"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/policy"
	"github.com/ctxsize/ctxsize/internal/report"
	"github.com/ctxsize/ctxsize/internal/termtext"
)

const auditExamples = `  ctxsize audit                        examine the project in this directory
  ctxsize audit -o markdown=AUDIT.md   write a document
  ctxsize audit --service api          examine one service
  ctxsize audit --churn                with the reruns that each fix saves
  ctxsize audit --fix --dry-run        show what --fix would write
  ctxsize audit --json | jq .project.before.bytes`

// singleBuildFlags are flags that select one build, which audit refuses.
var singleBuildFlags = []string{"file", "no-dockerfile", "target", "ignore-file", "ignore"}

// auditFlags are the flags of audit.
type auditFlags struct {
	analyzeFlags
	fix, dryRun    bool
	all            bool
	failOn, config string
}

func (w world) audit() *cobra.Command {
	var f auditFlags
	cmd := &cobra.Command{
		Use:   "audit [flags] [DIR]",
		Short: "Examine every build of a project",
		Long: `Finds the compose files, bake files and Dockerfiles of a project, and reports
what each build sends and what is wrong: ignore files that are missing or never
used, patterns that do not match what they should, secrets, repositories and
dependencies that are sent, stages that are never built, and instructions that
reinstall dependencies after every change.

--fix adds the safe patterns to the ignore files. Dockerfiles and compose files
are not changed.`,
		Example: auditExamples,
		Args:    cobra.ArbitraryArgs,
		RunE:    func(cmd *cobra.Command, args []string) error { return f.run(w, cmd, args) },
	}
	f.add(cmd)
	fs := cmd.Flags()
	for _, one := range singleBuildFlags {
		fs.Lookup(one).Hidden = true
	}
	f.addOutput(fs, rootFormats())
	fs.IntVar(&f.top, "top", defaultTop, "list that many of the largest entries in JSON")
	f.addShared(fs)
	fs.BoolVar(&f.all, "all", false, "list each info in text and markdown")
	fs.BoolVar(&f.fix, "fix", false, "add the safe patterns to the ignore files")
	fs.BoolVar(&f.dryRun, "dry-run", false, "with --fix: show the changes, write nothing")
	fs.StringVar(&f.failOn, "fail-on", "", "fail on findings: info, warning, error (or worse)")
	fs.StringVar(&f.config, "config", "", "read accepted findings here (default: .ctxsize.yaml)")
	addIgnored(cmd.Flags())
	f.addCompletions(w, cmd)
	return cmd
}

func (f *auditFlags) run(w world, cmd *cobra.Command, args []string) error {
	path, o, err := f.begin(w, cmd, args)
	if err != nil {
		return err
	}
	outputs, err := f.parseOutputs(rootFormats())
	if err != nil {
		return usage(cmd, err)
	}
	if err := f.checkTree(outputs); err != nil {
		return usage(cmd, err)
	}
	for _, one := range singleBuildFlags {
		if cmd.Flags().Changed(one) {
			return usage(cmd, fmt.Errorf("--%s selects one build; audit examines all builds", one))
		}
	}
	if f.dryRun && !f.fix {
		return usage(cmd, fmt.Errorf("--dry-run needs --fix"))
	}
	if o.Top = f.top; f.top < 0 {
		return usage(cmd, fmt.Errorf("--top %d: expected a number from 0", f.top))
	}
	o.All = f.all
	limits := policy.Limits{FailOn: f.failOn}
	parsed, err := limits.Parse()
	if err != nil {
		return usage(cmd, err)
	}
	accepted, err := w.readPolicy(f.config, path)
	if err != nil {
		return err
	}
	if err := f.reruns.check(cmd); err != nil {
		return err
	}
	f.suggests, f.audits = true, true
	a, err := f.analyzeBuilds(cmd.Context(), w, cmd, path)
	if err != nil {
		return err
	}
	if err := f.reruns.measure(cmd.Context(), w, a); err != nil {
		return err
	}
	if err := gate.Accept(accepted, a, o, time.Now()); err != nil {
		return err
	}
	improvements, err := a.Improvements(cmd.Context(), false)
	if err != nil {
		return err
	}
	if f.fix && !f.dryRun {
		removeLeftovers(byIgnoreFile(a))
	}
	if f.fix {
		err = f.repair(w, improvements, o)
	} else {
		err = f.writeAll(cmd.Context(), w, outputs, a, improvements, o)
	}
	if err != nil {
		return err
	}
	if parsed.FailOn != nil && failsOn(a, *parsed.FailOn) {
		return exit(exitMet)
	}
	return f.end(a)
}

// failsOn reports whether a build or the project has a finding of a severity or worse that is not accepted.
func failsOn(a *ctxsize.Analysis, least lint.Severity) bool {
	return slices.ContainsFunc(a.AllFindings(), func(f lint.Finding) bool { return f.Severity >= least && f.Accepted == "" })
}

// hideAccepted removes the accepted findings from an analysis. It returns how many these are, and a function that puts them back. Improvements
// refer to the builds of the analysis, which therefore is not copied.
func hideAccepted(a *ctxsize.Analysis) (accepted int, restore func()) {
	lists := []*[]lint.Finding{&a.Findings}
	for n := range a.Builds {
		lists = append(lists, &a.Builds[n].Findings)
	}
	var before [][]lint.Finding
	for _, list := range lists {
		before = append(before, *list)
		rest, hidden := gate.Counting(*list)
		*list = rest
		accepted += hidden
	}
	return accepted, func() {
		for n, list := range lists {
			*list = before[n]
		}
	}
}

// writeAll writes the audit in each requested format.
func (f *auditFlags) writeAll(ctx context.Context, w world, outputs []output, a *ctxsize.Analysis, improvements []ctxsize.Improvement, o report.Options) error {
	var err error
	if o.Tree, err = f.tree(a); err != nil {
		return err
	}
	accepted, restore := hideAccepted(a)
	restore()
	if accepted > 0 && !f.quiet {
		w.hints([]string{report.Count(int64(accepted), "accepted finding") + " not listed; --json lists all"})
	}
	for _, out := range outputs {
		switch out.format {
		case "json":
			out.render = func(to io.Writer, r *export.Report) error { return report.AuditJSON(to, a, improvements, r.Options) }
		case "text":
			out.render = func(to io.Writer, r *export.Report) error {
				_, restore := hideAccepted(a)
				defer restore()
				return report.Audit(to, a, improvements, r.Options)
			}
		case "markdown":
			out.render = func(to io.Writer, r *export.Report) error {
				_, restore := hideAccepted(a)
				defer restore()
				return report.Markdown(to, a, improvements, report.Document{Date: time.Now().Format(time.DateOnly), Project: a.Root()}, r.Options)
			}
		}
		if err := out.write(w, export.Report{Analysis: a, Options: o, Improvements: improvements}); err != nil {
			return err
		}
	}
	return nil
}

// repair shows the safe changes, and makes them unless this is a dry run.
func (f *auditFlags) repair(w world, improvements []ctxsize.Improvement, o report.Options) error {
	improvements = slices.DeleteFunc(improvements, func(i ctxsize.Improvement) bool { return !i.Writes() })
	if len(improvements) == 0 {
		_, err := fmt.Fprintln(w.stdout, "nothing to fix: no safe pattern would reduce what is sent")
		return err
	}
	// Nothing is written unless all of it can be shown.
	patches := ""
	for _, i := range improvements {
		if i.Refusal() != nil {
			continue
		}
		patch, err := i.Change.Patch(o.Place(i.Change.File()))
		if err != nil {
			return printError(err)
		}
		patches += patch
	}
	if _, err := io.WriteString(termtext.Unwrap(w.stdout), patches); err != nil {
		return err
	}
	if f.dryRun {
		return w.reportRefusals(improvements)
	}
	return w.writeImprovements(improvements, o)
}

// reportRefusals reports the files that would not be written.
func (w world) reportRefusals(improvements []ctxsize.Improvement) error {
	refused := false
	for _, i := range improvements {
		if err := i.Refusal(); err != nil {
			w.complain(err)
			refused = true
		}
	}
	if refused {
		return exit(exitFailed)
	}
	return nil
}

// writeImprovements writes each file, even if another one cannot be written, and reports each. The error is the first one, with the number of
// files that could not be written.
func (w world) writeImprovements(improvements []ctxsize.Improvement, o report.Options) error {
	var first error
	failed := 0
	for _, i := range improvements {
		result := report.Edited(i.Edits)
		if err := i.Change.Write(); err != nil {
			result = "NOT written"
			if failed++; first == nil {
				first = err
			} else {
				w.complain(err)
			}
		}
		if _, err := fmt.Fprintf(w.stderr, "%s: %s\n", termtext.Quote(o.Place(i.Change.File())), result); err != nil {
			return err
		}
	}
	if first == nil || len(improvements) == 1 {
		return first
	}
	return hintError{fmt.Errorf("cannot write %d of %d ignore files: %w", failed, len(improvements), first),
		"the other files are written; run ctxsize audit --fix again for the rest"}
}
