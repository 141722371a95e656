package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/termtext"
	"github.com/ctxsize/ctxsize/report"
	"github.com/ctxsize/ctxsize/walker"
	"github.com/spf13/cobra"
)

// buildFlags are those of every command that looks at a build; docker's spelling where docker has one.
type buildFlags struct {
	projectFlags
	file          string
	noDockerfile  bool
	target        string
	buildArgs     []string
	buildContexts []string
	platforms     []string
	builder       string
	ignoreFile    string
	ignoreLines   []string
	full          bool
	suggests      bool // suggestions are asked for
	audits        bool // every build of a project is looked at
	scanContent   bool
	noTransfer    bool
	workers       int
	strict        bool
	quiet         bool
	units         string
	color         string
}

func (f *buildFlags) add(cmd *cobra.Command) {
	fs := cmd.Flags()
	fs.StringVarP(&f.file, "file", "f", "", "name of the `Dockerfile` (default: CONTEXT/Dockerfile), - for stdin")
	fs.BoolVar(&f.noDockerfile, "no-dockerfile", false, "size the context without a Dockerfile")
	fs.StringVar(&f.target, "target", "", "the `stage` to build")
	fs.StringArrayVar(&f.buildArgs, "build-arg", nil, "a build-time variable, `NAME=VALUE`")
	fs.StringArrayVar(&f.buildContexts, "build-context", nil, "another context, `NAME=PATH`")
	fs.StringArrayVar(&f.platforms, "platform", nil, "the `platform` to build for")
	fs.StringVar(&f.builder, "builder", "", "builder to emulate: buildkit, legacy or podman (default: buildkit, or legacy with DOCKER_BUILDKIT=0)")
	fs.StringVar(&f.ignoreFile, "ignore-file", "", "use this ignore `file` instead")
	fs.StringArrayVar(&f.ignoreLines, "ignore", nil, "as if this `line` stood at the end of the ignore file")
	fs.BoolVar(&f.full, "full", false, "size what is excluded, too")
	fs.BoolVar(&f.scanContent, "scan-content", false, "look for credentials in files, too, and not by names only")
	fs.BoolVar(&f.noTransfer, "no-transfer", false, "leave the transfer number out and list no extended attributes")
	fs.IntVar(&f.workers, "workers", 0, "goroutines that read directories (default: by the processors)")
	fs.BoolVar(&f.strict, "strict", false, "exit with 3 where something could not be read")
	fs.BoolVarP(&f.quiet, "quiet", "q", false, "nothing on stderr but errors: no progress, warnings or hints")
	fs.StringVar(&f.units, "units", "iec", "sizes in iec, si or bytes")
	fs.StringVar(&f.color, "color", "auto", "auto, always or never")
	f.projectFlags.add(cmd)
	f.complete(cmd)
}

// complete offers what a flag accepts.
func (f *buildFlags) complete(cmd *cobra.Command) {
	for name, values := range map[string][]string{"builder": {"buildkit", "legacy", "podman"}, "units": {"iec", "si", "bytes"},
		"color": {"auto", "always", "never"}} {
		must(cmd.RegisterFlagCompletionFunc(name, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp)))
	}
}

// must is for calls that fail only where the program itself is wrong.
func must(err error) {
	if err != nil {
		panic(err)
	}
}

// options turns the flags into a question to the library.
func (f *buildFlags) options(w world, path string) (ctxsize.Options, error) {
	if w.dirErr != nil {
		return ctxsize.Options{}, fmt.Errorf("the working directory: %w", w.dirErr)
	}
	builder, reason, err := f.chooseBuilder(w)
	if err != nil {
		return ctxsize.Options{}, err
	}
	project, err := f.request(f.audits)
	if err != nil {
		return ctxsize.Options{}, err
	}
	if f.workers < 0 {
		return ctxsize.Options{}, fmt.Errorf("--workers %d: expected a number from 1, or 0 for the default", f.workers)
	}
	for _, line := range f.ignoreLines {
		if strings.ContainsAny(line, "\r\n") {
			return ctxsize.Options{}, fmt.Errorf("--ignore %q: expected one line; give the flag once for each", line)
		}
	}
	return ctxsize.Options{
		Project: project,
		Request: build.Request{Context: path, Dockerfile: f.file, NoDockerfile: f.noDockerfile, Target: f.target, BuildArgs: f.buildArgs, BuildContexts: f.buildContexts,
			Platforms: f.platforms, Builder: builder, BuilderReason: reason, IgnoreFile: f.ignoreFile, Dir: w.dir, Env: w.env, Stdin: w.stdin},
		IgnoreLines: f.ignoreLines, Full: f.full, NoTransfer: f.noTransfer, Suggest: f.suggests, Audit: f.audits, ScanContent: f.scanContent, Workers: f.workers, Progress: new(walker.Progress),
	}, nil
}

// chooseBuilder returns the builder to emulate, and why where the environment chooses it.
func (f *buildFlags) chooseBuilder(w world) (b build.Builder, reason string, err error) {
	if f.builder == "" {
		return build.DefaultBuilder(w.env)
	}
	b, err = build.ParseBuilder(f.builder)
	return b, "", err
}

// look analyzes a context, with progress on a terminal.
func (f *buildFlags) look(ctx context.Context, w world, cmd *cobra.Command, path string) (*ctxsize.Analysis, error) {
	o, err := f.options(w, path)
	if err != nil {
		return nil, usage(cmd, err)
	}
	defer frugal()()
	done := f.progress(w, o.Progress)
	defer done()
	return ctxsize.Analyze(ctx, o)
}

// begin reads what the commands have in common: which context is meant, and how a report looks.
func (f *buildFlags) begin(w world, cmd *cobra.Command, args []string) (path string, o report.Options, err error) {
	if path, err = f.oneContext(args); err != nil {
		return "", o, usage(cmd, err)
	}
	if o, err = f.report(w); err != nil {
		return "", o, usage(cmd, err)
	}
	return path, o, nil
}

// report turns the flags into those of a report.
func (f *buildFlags) report(w world) (report.Options, error) {
	units, err := report.ParseUnits(f.units)
	if err != nil {
		return report.Options{}, err
	}
	color, err := w.color(f.color)
	if err != nil {
		return report.Options{}, err
	}
	return report.Options{Dir: w.dir, Version: programVersion(), Top: usualTop, Units: units, Color: color, Width: w.width()}, nil
}

// warn says on stderr that an answer in lines is not whole.
func (f *buildFlags) warn(w world, a *ctxsize.Analysis) {
	if f.quiet {
		return
	}
	for n := range a.Failures {
		fmt.Fprintln(w.stderr, "ctxsize: no answer for "+termtext.Escape(a.Failures[n].Error()))
	}
	if len(a.Failures) == 0 && !a.Complete() {
		fmt.Fprintln(w.stderr, "ctxsize: some of it could not be read\nhint: ctxsize --json lists what, under errors")
	}
}

// finish gives the exit code of an answer.
func (f *buildFlags) finish(a *ctxsize.Analysis) error {
	if f.strict && (!a.Complete() || goesWithout(a)) {
		return exit(exitIncomplete)
	}
	return nil
}

// goesWithout says whether an ignore file could not be read. The answer is what is sent all the same, because the builder goes without it, too.
func goesWithout(a *ctxsize.Analysis) bool {
	return slices.ContainsFunc(a.Builds, func(b ctxsize.Build) bool {
		return slices.ContainsFunc(b.Contexts(), func(c ctxsize.Context) bool { return c.Plan.Ignore.Problem != nil })
	})
}

var errOneContext = errors.New("expected one context")

func (f *buildFlags) oneContext(args []string) (string, error) {
	if err := f.noContext(args); err != nil {
		return "", err
	}
	return oneContext(args)
}

func oneContext(args []string) (string, error) {
	switch len(args) {
	case 0:
		return ".", nil
	case 1:
		return args[0], nil
	}
	return "", fmt.Errorf("%w and not %d: %s", errOneContext, len(args), strings.Join(args, " "))
}
