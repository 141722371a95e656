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
  ctxsize check --max-growth 10% --baseline before.json
  ctxsize check                   check the limits of .ctxsize.yaml`

// checkFlags are the flags of check.
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
		Short: "Check a build against limits, for CI",
		Long: `Compares what a build sends with limits. Limits are flags, or come from
.ctxsize.yaml in the working directory or in the context:

  limits: {max-size: 50MB, max-files: 2000, fail-on: warning}
  accept:
    - code: secret-sent
      path: dev/demo.key
      reason: a key for the demo
      until: 2031-12-31

An accepted finding does not count, up to and including its last day.

Exit codes:
  0  no limit is exceeded
  1  a limit is exceeded
  2  usage error, unreadable input, or no Dockerfile (see --no-dockerfile)
  3  no limit is exceeded, but something could not be read
     (see --allow-incomplete)`,
		Example: checkExamples,
		Args:    cobra.ArbitraryArgs,
		RunE:    func(cmd *cobra.Command, args []string) error { return f.run(w, cmd, args) },
	}
	f.add(cmd)
	fs := cmd.Flags()
	fs.StringVar(&f.MaxSize, "max-size", "", "fail if more is sent, as in 50MB or 50MiB")
	fs.StringVar(&f.MaxFiles, "max-files", "", "fail if more files are sent")
	fs.StringVar(&f.MaxTransfer, "max-transfer", "", "fail if the transfer is larger")
	fs.StringVar(&f.MaxGrowth, "max-growth", "", "fail if that much more is sent, as in 5MB or 10%")
	fs.StringVar(&f.baseline, "baseline", "", "compare with this report of ctxsize --json")
	fs.StringVar(&f.FailOn, "fail-on", "", "fail on findings: info, warning, error (or worse)")
	fs.StringVar(&f.config, "config", "", "read the limits here (default: .ctxsize.yaml)")
	fs.BoolVar(&f.allowIncomplete, "allow-incomplete", false, "pass even if something could not be read")
	fs.BoolVar(&f.json, "json", false, "write the report and the checks as JSON")
	addIgnored(cmd.Flags())
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

// gate returns the limits. A flag overrides the file.
func (f *checkFlags) gate(w world, file limits) (*gate, error) {
	l := f.limits
	for _, pair := range []struct{ flag, file *string }{{&l.MaxSize, &file.MaxSize}, {&l.MaxFiles, &file.MaxFiles}, {&l.MaxTransfer, &file.MaxTransfer},
		{&l.MaxGrowth, &file.MaxGrowth}, {&l.FailOn, &file.FailOn}} {
		if *pair.flag == "" {
			*pair.flag = *pair.file
		}
	}
	if l == (limits{}) {
		return nil, errors.New("no limit: give --max-size, --max-files, --max-transfer, --max-growth or --fail-on, or set limits in .ctxsize.yaml")
	}
	if (l.MaxGrowth != "") != (f.baseline != "") {
		return nil, errors.New("--max-growth and --baseline need each other")
	}
	if l.MaxTransfer != "" && f.noTransfer {
		return nil, errors.New("--max-transfer cannot be combined with --no-transfer")
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

// verdict returns the exit code of a check as an error. An exceeded limit outweighs an incomplete answer.
func verdict(checks []report.Check) error {
	if slices.ContainsFunc(checks, func(c report.Check) bool { return c.Violated() }) {
		return exit(exitMet)
	}
	if slices.ContainsFunc(checks, func(c report.Check) bool { return !c.Pass }) {
		return exit(exitIncomplete)
	}
	return nil
}
