package main

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/report"
	"github.com/ctxsize/ctxsize/internal/termtext"
)

const checkExamples = `  ctxsize check --max-size 50MB --max-files 2000
  ctxsize check --max-transfer 60MB --fail-on warning
  ctxsize --json > before.json; ctxsize check --max-growth 10% --baseline before.json
  ctxsize check                      with the limits of .ctxsize.yaml`

// checkFlags are those of the gate.
type checkFlags struct {
	buildFlags
	limits
	baseline, config string
	json             bool
	allowIncomplete  bool
}

func (w world) check() *cobra.Command {
	var f checkFlags
	cmd := &cobra.Command{
		Use:   "check [flags] [CONTEXT]",
		Short: "Check a build against limits in CI",
		Long: `Compares what a build sends with limits. Limits are flags, or are set in .ctxsize.yaml in the
working directory or in the context:

  limits: {max-size: 50MB, max-files: 2000, max-transfer: 60MB, max-growth: 10%, fail-on: warning}
  accept:
    - {code: secret-sent, path: dev/demo.key, reason: a key for the demo, until: 2031-12-31}

Findings that are accepted, with a reason, do not count; after the last day they do again.

Exit codes:
  0  every limit holds
  1  a limit is exceeded
  2  no answer: wrong flags, no Dockerfile (--no-dockerfile sizes the context alone), ...
  3  no limit is exceeded, but the answer is incomplete: a directory that cannot be read, a
     build that failed, sizes of 8 EiB and more, a transfer number that is not known, ...
     --allow-incomplete ignores what is missing`,
		Example: checkExamples,
		Args:    cobra.ArbitraryArgs,
		RunE:    func(cmd *cobra.Command, args []string) error { return f.run(w, cmd, args) },
	}
	f.add(cmd)
	fs := cmd.Flags()
	fs.StringVar(&f.MaxSize, "max-size", "", "the most that may be sent, a `size` such as 50MB or 50MiB")
	fs.StringVar(&f.MaxFiles, "max-files", "", "the most files that may be sent, a `number`")
	fs.StringVar(&f.MaxTransfer, "max-transfer", "", "the most that the transfer may come to, a `size`")
	fs.StringVar(&f.MaxGrowth, "max-growth", "", "how much more than in the baseline may be sent, a `size` or a percentage")
	fs.StringVar(&f.baseline, "baseline", "", "a report of ctxsize --json, a `file`")
	fs.StringVar(&f.FailOn, "fail-on", "", "fail where a finding is info, warning or error, or worse")
	fs.StringVar(&f.config, "config", "", "the `file` with limits (default: .ctxsize.yaml)")
	fs.BoolVar(&f.allowIncomplete, "allow-incomplete", false, "pass although something could not be read")
	fs.BoolVar(&f.json, "json", false, "the report as JSON, with the checks")
	return cmd
}

func (f *checkFlags) run(w world, cmd *cobra.Command, args []string) error {
	path, o, err := f.begin(w, cmd, args)
	if err != nil {
		return err
	}
	p, err := readPolicy(w, f.config, path)
	if err != nil {
		return err
	}
	gate, err := f.gate(w, p.Limits)
	if err != nil {
		return usage(cmd, err)
	}
	f.suggests = true
	a, err := f.look(cmd.Context(), w, cmd, path)
	if err != nil {
		return err
	}
	if err := requireDockerfile(cmd.Context(), a, o); err != nil {
		return err
	}
	return f.judge(w, a, o, &p, gate)
}

// gate reads the limits; a flag wins over the file.
func (f *checkFlags) gate(w world, file limits) (*gate, error) {
	l := f.limits
	for _, pair := range []struct{ flag, file *string }{{&l.MaxSize, &file.MaxSize}, {&l.MaxFiles, &file.MaxFiles}, {&l.MaxTransfer, &file.MaxTransfer},
		{&l.MaxGrowth, &file.MaxGrowth}, {&l.FailOn, &file.FailOn}} {
		if *pair.flag == "" {
			*pair.flag = *pair.file
		}
	}
	if l == (limits{}) {
		return nil, errors.New("no limit is given: expected --max-size, --max-files, --max-transfer, --max-growth or --fail-on, or limits in .ctxsize.yaml")
	}
	if (l.MaxGrowth != "") != (f.baseline != "") {
		return nil, errors.New("--max-growth and --baseline go together")
	}
	if l.MaxTransfer != "" && f.noTransfer {
		return nil, errors.New("--no-transfer leaves out the number that --max-transfer limits")
	}
	g, err := newGate(l)
	if err != nil {
		return nil, err
	}
	g.allowIncomplete = f.allowIncomplete
	if f.baseline != "" {
		g.before, err = readBaseline(w.path(f.baseline))
	}
	return g, err
}

// judge compares the builds with the limits and writes the result.
func (f *checkFlags) judge(w world, a *ctxsize.Analysis, o report.Options, p *policy, g *gate) error {
	now := time.Now()
	p.accept(a, o, now)
	checks, err := g.checks(a, o)
	if err != nil {
		return err
	}
	checks = append(checks, g.completeness(a)...)
	if f.json {
		err = report.CheckedJSON(w.stdout, a, checks, o)
	} else {
		err = report.Checks(w.stdout, a, checks, g.failOn, o)
	}
	if err != nil {
		return err
	}
	if !f.quiet {
		for _, hint := range p.stale(now) {
			fmt.Fprintln(w.stderr, "hint: "+termtext.Escape(hint))
		}
	}
	return verdict(checks)
}

// verdict is the exit code of a check. What is certainly wrong counts more than what is missing.
func verdict(checks []report.Check) error {
	if slices.ContainsFunc(checks, func(c report.Check) bool { return c.Violated() }) {
		return exit(exitMet)
	}
	if slices.ContainsFunc(checks, func(c report.Check) bool { return !c.Pass }) {
		return exit(exitIncomplete)
	}
	return nil
}
