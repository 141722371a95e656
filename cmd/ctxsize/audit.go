package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/termtext"
	"github.com/ctxsize/ctxsize/report"
)

const auditExamples = `  ctxsize audit                        every build of the project in the working directory
  ctxsize audit -o markdown=AUDIT.md   as a document
  ctxsize audit --service api          one service of it
  ctxsize audit --fix --dry-run        what would be written to the ignore files
  ctxsize audit --json | jq '.builds[] | {name, sent: .totals.sent.bytes}'`

// ofOneBuild are flags that the audit refuses.
var ofOneBuild = []string{"file", "no-dockerfile", "target", "ignore-file", "ignore"}

// auditFlags are those of the audit.
type auditFlags struct {
	analyzeFlags
	fix, dryRun bool
}

func (w world) audit() *cobra.Command {
	var f auditFlags
	cmd := &cobra.Command{
		Use:   "audit [flags] [DIR]",
		Short: "Examine every build of a project at once",
		Long: `Finds the compose files, bake files and Dockerfiles of a project, says what each of their builds
sends, and what is wrong with them: ignore files that are missing or that nothing reads, lines
that miss what they mean, credentials, repositories and packages that travel, stages that
nothing builds, installs that run again at every change. --compose and --bake name the files
instead. --fix writes the lines that are safe; Dockerfiles and compose files are only read.`,
		Example: auditExamples,
		Args:    cobra.ArbitraryArgs,
		RunE:    func(cmd *cobra.Command, args []string) error { return f.run(w, cmd, args) },
	}
	f.add(cmd)
	fs := cmd.Flags()
	for _, one := range ofOneBuild {
		fs.Lookup(one).Hidden = true
	}
	fs.BoolVar(&f.json, "json", false, "short for -o json")
	fs.StringArrayVarP(&f.outputs, "output", "o", nil, "write the audit as text, json, markdown or snapshot, `FORMAT[=FILE]`; repeatable")
	fs.IntVar(&f.top, "top", usualTop, "how many large entries are listed in JSON")
	fs.BoolVar(&f.exitCode, "exit-code", false, "exit with 1 where a finding is an error")
	fs.BoolVar(&f.fix, "fix", false, "show what is safe to write to the ignore files, and write it")
	fs.BoolVar(&f.dryRun, "dry-run", false, "with --fix: only show it")
	return cmd
}

func (f *auditFlags) run(w world, cmd *cobra.Command, args []string) error {
	path, o, err := f.begin(w, cmd, args)
	if err != nil {
		return err
	}
	outputs, err := f.parseOutputs("text", "json", "markdown", "snapshot")
	if err != nil {
		return usage(cmd, err)
	}
	for _, one := range ofOneBuild {
		if cmd.Flags().Changed(one) {
			return usage(cmd, fmt.Errorf("--%s is about one build, and the audit looks at all of them", one))
		}
	}
	if f.dryRun && !f.fix {
		return usage(cmd, fmt.Errorf("--dry-run is about --fix"))
	}
	if o.Top = f.top; f.top < 0 {
		return usage(cmd, fmt.Errorf("--top %d: expected a number from 0", f.top))
	}
	f.suggests, f.audits = true, true
	a, err := f.look(cmd.Context(), w, cmd, path)
	if err != nil {
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
	return f.end(a)
}

// writeAll writes the audit in each of the forms.
func (f *auditFlags) writeAll(ctx context.Context, w world, outputs []output, a *ctxsize.Analysis, improvements []ctxsize.Improvement, o report.Options) error {
	for _, out := range outputs {
		switch out.format {
		case "text":
			out.render = func(to io.Writer, a *ctxsize.Analysis, o report.Options) error {
				return report.Audit(to, a, improvements, o)
			}
		case "markdown":
			out.render = func(to io.Writer, a *ctxsize.Analysis, o report.Options) error {
				return report.Markdown(to, a, improvements, report.Document{Date: time.Now().Format(time.DateOnly), Project: a.Root()}, o)
			}
		}
		if err := out.write(w, a, o); err != nil {
			return err
		}
	}
	return nil
}

// repair shows what is safe to write, and writes it unless that was not asked for.
func (f *auditFlags) repair(w world, improvements []ctxsize.Improvement, o report.Options) error {
	improvements = slices.DeleteFunc(improvements, func(i ctxsize.Improvement) bool { return !i.Writes() })
	if len(improvements) == 0 {
		_, err := fmt.Fprintln(w.stdout, "nothing is safe to add that would save anything of what is sent")
		return err
	}
	// All of them or none: what cannot be shown is not written.
	patches := ""
	for _, i := range improvements {
		if i.Refusal() != nil {
			continue
		}
		patch, err := i.Change.Patch(o.Place(i.Change.File()))
		if err != nil {
			return unprinted(err)
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

// writeImprovements writes each of the files, whatever became of the others, and says of each what was done. The error is of the first that could
// not be written, and says how many there were.
func (w world) writeImprovements(improvements []ctxsize.Improvement, o report.Options) error {
	var first error
	failed := 0
	for _, i := range improvements {
		said := report.Edited(i.Edits)
		if err := i.Change.Write(); err != nil {
			said = "NOT written"
			if failed++; first == nil {
				first = err
			} else {
				w.complain(err)
			}
		}
		if _, err := fmt.Fprintf(w.stderr, "%s: %s\n", termtext.Quote(o.Place(i.Change.File())), said); err != nil {
			return err
		}
	}
	if first == nil || len(improvements) == 1 {
		return first
	}
	return hinted{fmt.Errorf("%d of %d ignore files could not be written: %w", failed, len(improvements), first),
		"those that were written stay; ctxsize audit --fix again writes what is left"}
}
