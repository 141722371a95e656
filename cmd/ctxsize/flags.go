package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/memory"
	"github.com/ctxsize/ctxsize/internal/report"
	"github.com/ctxsize/ctxsize/internal/similar"
	"github.com/ctxsize/ctxsize/internal/terminal"
	"github.com/ctxsize/ctxsize/internal/termtext"
	"github.com/ctxsize/ctxsize/walker"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// buildFlags are the flags that select and measure a build, with Docker's names where Docker has one.
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
	suggests      bool // request suggestions
	audits        bool // examine every build of the project
	remedies      bool // examine the Dockerfiles of the builds
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
	fs.StringVarP(&f.file, "file", "f", "", "Dockerfile, - for stdin (default: CONTEXT/Dockerfile)")
	fs.BoolVar(&f.noDockerfile, "no-dockerfile", false, "measure the context without a Dockerfile")
	fs.StringVar(&f.target, "target", "", "stage to build")
	fs.StringArrayVar(&f.buildArgs, "build-arg", nil, "set a build argument (repeatable)")
	fs.StringArrayVar(&f.buildContexts, "build-context", nil, "add a named context (repeatable)")
	fs.StringArrayVar(&f.platforms, "platform", nil, "platform to build for (repeatable)")
	fs.StringVar(&f.builder, "builder", "", "builder to emulate: buildkit, legacy or podman (default: buildkit, or legacy with DOCKER_BUILDKIT=0)")
	fs.StringVar(&f.ignoreFile, "ignore-file", "", "use another ignore file")
	fs.StringArrayVar(&f.ignoreLines, "ignore", nil, "try an extra ignore pattern (repeatable)")
	fs.BoolVar(&f.full, "full", false, "scan excluded directories, too")
	fs.BoolVar(&f.scanContent, "scan-content", false, "search the contents of files for secrets, too")
	fs.BoolVar(&f.noTransfer, "no-transfer", false, "skip the transfer number and extended attributes")
	fs.IntVar(&f.workers, "workers", 0, "read that many directories at once (default: by CPU)")
	fs.BoolVar(&f.strict, "strict", false, "exit with 3 if something could not be read")
	f.addDisplay(fs)
	f.projectFlags.add(cmd)
}

// addDisplay adds the flags for what is shown.
func (f *buildFlags) addDisplay(fs *pflag.FlagSet) {
	fs.BoolVarP(&f.quiet, "quiet", "q", false, "write no progress, warnings or hints to stderr")
	fs.StringVar(&f.units, "units", "si", "show sizes in si, iec or bytes")
	fs.StringVar(&f.color, "color", "auto", "use colors: auto, always or never")
}

// must panics on an error that only a bug can cause.
func must(err error) {
	if err != nil {
		panic(err)
	}
}

// options returns the options of an analysis.
func (f *buildFlags) options(w world, path string) (ctxsize.Options, error) {
	if w.dirErr != nil {
		return ctxsize.Options{}, fmt.Errorf("cannot find the working directory: %w", w.dirErr)
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
			return ctxsize.Options{}, fmt.Errorf("--ignore %q: expected one pattern; repeat the flag for more", line)
		}
	}
	return ctxsize.Options{
		Project: project,
		Request: build.Request{Context: path, Dockerfile: f.file, NoDockerfile: f.noDockerfile, Target: f.target, BuildArgs: f.buildArgs, BuildContexts: f.buildContexts,
			Platforms: f.platforms, Builder: builder, BuilderReason: reason, IgnoreFile: f.ignoreFile, Dir: w.dir, Env: w.env, Stdin: w.stdin},
		IgnoreLines: f.ignoreLines, Full: f.full, NoTransfer: f.noTransfer, Suggest: f.suggests, Audit: f.audits || f.remedies, ScanContent: f.scanContent, Workers: f.workers, Progress: new(walker.Progress),
	}, nil
}

// chooseBuilder returns the builder to emulate, and why where the environment chooses it.
func (f *buildFlags) chooseBuilder(w world) (b build.Builder, reason string, err error) {
	if f.builder == "" {
		return build.DefaultBuilder(w.env)
	}
	b, err = parseBuilder(f.builder)
	return b, "", err
}

// parseBuilder returns the builder to emulate. Another name is that of a builder instance of buildx, which is BuildKit, unless it is probably a
// misspelled one.
func parseBuilder(name string) (build.Builder, error) {
	b, err := build.ParseBuilder(name)
	if err == nil {
		return b, nil
	}
	if hint := similar.Hint(name, []string{build.Legacy.String(), build.Podman.String()}); hint != "" {
		return 0, hintError{err, hint}
	}
	return build.BuildKit, nil
}

// analyzeBuilds analyzes the builds, with progress on a terminal.
func (f *buildFlags) analyzeBuilds(ctx context.Context, w world, cmd *cobra.Command, path string) (*ctxsize.Analysis, error) {
	o, err := f.options(w, path)
	if err != nil {
		return nil, usage(cmd, err)
	}
	defer memory.Limit()()
	if !f.quiet {
		defer terminal.Progress(w.stderr, w.env, o.Progress)()
	}
	return ctxsize.Analyze(ctx, o)
}

// begin returns the context and the report options of a command.
func (f *buildFlags) begin(w world, cmd *cobra.Command, args []string) (path string, o report.Options, err error) {
	if path, err = f.oneContext(args); err != nil {
		return "", o, usage(cmd, err)
	}
	if o, err = f.report(w); err != nil {
		return "", o, usage(cmd, err)
	}
	return path, o, nil
}

// report returns the options of a report.
func (f *buildFlags) report(w world) (report.Options, error) {
	units, err := report.ParseUnits(f.units)
	if err != nil {
		return report.Options{}, err
	}
	color, err := terminal.Color(f.color, w.env, w.stdout)
	if err != nil {
		return report.Options{}, err
	}
	return report.Options{Dir: w.dir, Version: programVersion(), Top: defaultTop, Units: units, Color: color, Width: terminal.Width(w.stdout)}, nil
}

// warn reports on stderr that an answer is incomplete.
func (f *buildFlags) warn(w world, a *ctxsize.Analysis) {
	if f.quiet {
		return
	}
	for n := range a.Failures {
		fmt.Fprintln(w.stderr, "ctxsize: cannot analyze "+termtext.Escape(a.Failures[n].Error()))
	}
	if len(a.Failures) == 0 && !a.Complete() {
		fmt.Fprintln(w.stderr, "ctxsize: the answer is incomplete: not everything could be read\nhint: ctxsize --json lists the errors")
	}
}

// finish returns the exit code of an answer as an error.
func (f *buildFlags) finish(a *ctxsize.Analysis) error {
	if f.strict && (!a.Complete() || hasUnreadableIgnoreFile(a)) {
		return exit(exitIncomplete)
	}
	return nil
}

// hasUnreadableIgnoreFile reports whether an ignore file could not be read. The answer is still right, because the builder ignores the file, too.
func hasUnreadableIgnoreFile(a *ctxsize.Analysis) bool {
	return slices.ContainsFunc(a.Builds, func(b ctxsize.Result) bool {
		return slices.ContainsFunc(b.Usages(), func(c ctxsize.Usage) bool { return c.Context.Ignore.Problem != nil })
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
	return "", fmt.Errorf("%w, got %d: %s", errOneContext, len(args), strings.Join(args, " "))
}
