package main

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/ctxsize/ctxsize/internal/export"
	"github.com/ctxsize/ctxsize/internal/gate"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/policy"
	"github.com/ctxsize/ctxsize/internal/report"
)

const checkExamples = `  ctxsize check --max-size 50MB --max-files 2000
  ctxsize check --max-transfer 60MB --fail-on warning
  ctxsize check --max-growth 10% --baseline before.json
  ctxsize check --max-growth 5MB --base origin/main
  ctxsize check                   check the limits of .ctxsize.yaml`

// checkFlags are the flags of check.
type checkFlags struct {
	buildFlags
	policy.Limits
	outputFlags
	baseline, config string
	base             string
	allowIncomplete  bool
}

func (w world) check() *cobra.Command {
	var f checkFlags
	cmd := &cobra.Command{
		Use:   "check [flags] [CONTEXT]",
		Short: "Check a build against limits, for CI",
		Long: `Compares what a build sends with limits. Limits are flags, or come from
.ctxsize.yaml in the working directory or in the context. Without a limit, the
check fails if a finding is an error.

  limits:
    max-size: 50MB
    max-files: 2000
    min-files: 1
    fail-on: warning
    must-exclude: ["**/.env", "**/node_modules/"]
  builds:
    api: {max-size: 5MB}
  accept:
    - code: secret-sent
      path: dev/demo.key
      reason: a key for the demo
      until: 2031-12-31

must-exclude fails if a file of this name is sent, or would be if it existed. A
slash at the end stands for the files below a directory. builds has limits by
the name of a service, a target or a Dockerfile; they replace the general ones.

An accepted finding does not count, up to and including its last day. A comment
above a line of a Dockerfile or ignore file accepts findings about this line:

  # ctxsize ignore=secret-sent the key of the demo

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
	fs.StringVar(&f.MinSize, "min-size", "", "fail if less is sent")
	fs.StringVar(&f.MinFiles, "min-files", "", "fail if fewer files are sent")
	fs.StringArrayVar(&f.MustExclude, "must-exclude", nil, "fail if a file of this name would be sent (repeatable)")
	fs.StringVar(&f.MaxTransfer, "max-transfer", "", "fail if the transfer is larger")
	fs.StringVar(&f.MaxGrowth, "max-growth", "", "fail if that much more is sent, as in 5MB or 10%")
	fs.StringVar(&f.baseline, "baseline", "", "compare with this report of ctxsize --json")
	fs.StringVar(&f.base, "base", "", "compare the tracked files with those of a git revision")
	cmd.MarkFlagsMutuallyExclusive("base", "baseline")
	fs.StringVar(&f.FailOn, "fail-on", "", "fail on findings: info, warning, error (or worse)")
	fs.StringVar(&f.config, "config", "", "read the limits here (default: .ctxsize.yaml)")
	fs.BoolVar(&f.allowIncomplete, "allow-incomplete", false, "pass even if something could not be read")
	f.addOutput(fs, reportFormats())
	addIgnored(cmd.Flags())
	f.addCompletions(w, cmd)
	return cmd
}

func (f *checkFlags) run(w world, cmd *cobra.Command, args []string) error {
	path, o, err := f.begin(w, cmd, args)
	if err != nil {
		return err
	}
	outputs, err := f.parseOutputs(reportFormats())
	if err != nil {
		return usage(cmd, err)
	}
	p, err := w.readPolicy(f.config, path)
	if err != nil {
		return err
	}
	g, err := f.gate(w, p)
	if err != nil {
		return usage(cmd, err)
	}
	if f.base != "" {
		if err := f.readBase(w, cmd, path, g); err != nil {
			return err
		}
	}
	f.suggests = true
	a, err := f.analyzeBuilds(cmd.Context(), w, cmd, path)
	if err != nil {
		return err
	}
	if err := w.requireDockerfile(cmd, a, o); err != nil {
		return err
	}
	r := export.Report{Analysis: a, Options: o, Checked: true}
	if r.Improvements, err = improvements(cmd.Context(), outputs, a); err != nil {
		return err
	}
	return f.judge(w, r, outputs, p, g)
}

// readBase measures the revision of --base, and the tracked files of the work tree. A context that the revision does not have sent nothing.
func (f *checkFlags) readBase(w world, cmd *cobra.Command, path string, g *gate.Gate) error {
	b, err := w.openRevision(cmd.Context(), path, f.base)
	if err != nil {
		return err
	}
	var side gate.Baseline
	measure := func(w world, context string) error {
		a, err := f.analyzeBuilds(cmd.Context(), w, cmd, context)
		if err != nil {
			return err
		}
		o, err := f.report(w)
		if err != nil {
			return err
		}
		var text bytes.Buffer
		if err := report.JSON(&text, a, o); err != nil {
			return err
		}
		side, err = gate.ParseBaseline(f.base, text.Bytes())
		return err
	}
	if err := b.before(cmd.Context(), measure); err != nil && !isAbsent(err) {
		return err
	}
	g.Baseline = side
	g.Baseline.AllowNew = true
	if err := b.after(cmd.Context(), measure); err != nil {
		return err
	}
	current := side
	g.Current = &current
	return nil
}

// gate returns the limits. A flag replaces the limits of the file.
func (f *checkFlags) gate(w world, p *policy.Policy) (*gate.Gate, error) {
	g := &gate.Gate{AllowIncomplete: f.allowIncomplete, Builds: map[string]*policy.Gate{}}
	base := f.Limits.Over(p.Limits)
	if base.None() && len(p.Builds) == 0 {
		base.FailOn = lint.Error.String()
	}
	growth, transfer := base.MaxGrowth != "", base.MaxTransfer != ""
	var err error
	if g.All, err = base.Parse(); err != nil {
		return nil, err
	}
	for name, l := range p.Builds {
		l = f.Limits.Over(l.Over(p.Limits))
		growth, transfer = growth || l.MaxGrowth != "", transfer || l.MaxTransfer != ""
		if g.Builds[name], err = l.Parse(); err != nil {
			return nil, err
		}
	}
	if growth != (f.baseline != "" || f.base != "") {
		return nil, errors.New("--max-growth needs --baseline or --base, and they need it")
	}
	if transfer && f.noTransfer {
		return nil, errors.New("--max-transfer cannot be combined with --no-transfer")
	}
	if f.baseline != "" {
		g.Baseline, err = gate.ReadBaseline(w.path(f.baseline))
	}
	return g, err
}

// judge compares the builds with the limits and writes the reports.
func (f *checkFlags) judge(w world, r export.Report, outputs []output, p *policy.Policy, g *gate.Gate) error {
	if err := g.CheckNames(r.Analysis, r.Options, len(f.services) > 0); err != nil {
		return err
	}
	now := time.Now()
	if err := gate.Accept(p, r.Analysis, r.Options, now); err != nil {
		return err
	}
	var err error
	if r.Checks, err = g.Checks(r.Analysis, r.Options); err != nil {
		return err
	}
	r.Checks = append(r.Checks, g.Completeness(r.Analysis, r.Options)...)
	for _, out := range outputs {
		switch out.format {
		case "text":
			out.render = func(to io.Writer, r *export.Report) error { return report.Checks(to, r.Analysis, r.Checks, r.Options) }
		case "json":
			out.render = func(to io.Writer, r *export.Report) error {
				return report.CheckedJSON(to, r.Analysis, r.Checks, r.Options)
			}
		}
		if err := out.write(w, r); err != nil {
			return err
		}
	}
	if !f.quiet {
		w.hints(p.Stale(now))
	}
	return verdict(r.Checks)
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

// readPolicy reads the limits and accepted findings of a project.
func (w world) readPolicy(named, context string) (*policy.Policy, error) {
	if named != "" {
		named = w.path(named)
	}
	return policy.Read(policy.Source{Named: named, Dir: w.dir, Context: w.path(context), Env: w.env})
}
