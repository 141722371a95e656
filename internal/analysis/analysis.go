// Package analysis finds out what builds send: it walks their contexts, and decides what each instruction gets.
package analysis

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/ctxsize/ctxsize/internal/attribution"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/project"
	"github.com/ctxsize/ctxsize/internal/projectfile"
	"github.com/ctxsize/ctxsize/walker"
)

// Options selects what is analyzed. The zero value of each field but Request is sensible.
type Options struct {
	// Request is the build, as the command line of docker build describes it.
	Request build.Request
	// Project selects builds of compose and bake files, nil for none. Then Request holds the flags for all of them.
	Project *project.Request
	// Audit also finds problems of the Dockerfiles of all builds together. It needs Suggest.
	Audit bool
	// IgnoreLines are patterns to append to the ignore file of the main context for this run.
	IgnoreLines []string
	// Full also measures excluded files.
	Full bool
	// NoTransfer skips the transfer number, and with it the listing of extended attributes.
	NoTransfer bool
	// Suggest suggests patterns for the contexts' ignore files, and adds the findings of [check.Inspect].
	Suggest bool
	// ScanContent also looks for secrets in files. No content is reported.
	ScanContent bool
	// Times records when files were last changed.
	Times bool
	// Workers is the number of goroutines that read directories; 0 lets the walker choose.
	Workers int
	// Progress is updated during walks, unless it is nil.
	Progress *walker.Progress
}

// Analysis is the result of [Analyze]: the builds of a project, and the findings about all of them together.
type Analysis struct {
	Builds []Result
	// Failures are the builds of a project that could not be resolved or analyzed.
	Failures []build.Failure
	// Findings concern the project and not one build, the worst first.
	Findings []lint.Finding

	project   project.Project
	ofProject bool // its builds are those of a project
	// siblings are the sibling builds, which no suggestion may break. They are searched for on first use.
	siblings func() []build.Build
}

// Result is what the analysis of one build found.
type Result struct {
	// Build is the build as its files describe it. Its instructions are measured.
	Build *build.Build
	// Main is what the build uses of its main context, and Named what it uses of the named contexts, sorted by name.
	Main  Usage
	Named []Usage
	// Traces describe what happened to the sources of the reachable instructions.
	Traces []attribution.Trace
	// Findings are sorted, the worst first.
	Findings []lint.Finding
	// Suggestions are for the main context's ignore file, if Options.Suggest is set.
	Suggestions []inventory.Suggestion
	// Churn is what commits do to the build, nil before [Analysis.Churn].
	Churn *BuildChurn

	// projectDir is the directory, without symbolic links, that a file of the project may choose contexts in; "" if the user named the context.
	projectDir string
}

// Usage is what a build uses of one of its contexts.
type Usage = inventory.Usage

// Usages returns those of the main context and of the named ones.
func (b *Result) Usages() []Usage { return append([]Usage{b.Main}, b.Named...) }

// SentBytes returns the bytes of the main context that the build sends, 0 if there is no view of it.
func (b *Result) SentBytes() int64 { return b.Main.Sent().Bytes }

// Complete reports whether everything that counts could be read.
func (a *Analysis) Complete() bool {
	if len(a.Failures) > 0 {
		return false
	}
	for _, b := range a.Builds {
		for _, c := range b.Usages() {
			if slices.ContainsFunc(c.Problems, func(p walker.Problem) bool { return p.Incomplete }) {
				return false
			}
		}
	}
	return true
}

// Analyze resolves the builds, walks each context once, and measures the files that each build sends.
//
// Errors that a user can fix are a *[build.Error] with a hint. A pattern of an ignore file or a source that the builder rejects as a syntax
// error is an *[ignore.SyntaxError]. A build that would fail for another reason is returned with findings. In a project, a build that cannot
// be resolved becomes a failure; if no build can be resolved, that is the error.
func Analyze(ctx context.Context, o Options) (*Analysis, error) {
	if o.Request.Dir == "" {
		dir, err := os.Getwd()
		if err != nil {
			return nil, fmt.Errorf("cannot find the working directory: %w", err)
		}
		o.Request.Dir = dir
	}
	a := analyzer{Options: o, trees: map[string]*walker.Tree{}, projects: map[string]*inventory.Project{}, views: map[string]*Usage{}}
	builds, err := a.resolve(ctx)
	if err != nil {
		return nil, err
	}
	if err := a.each(ctx, builds); err != nil {
		return nil, err
	}
	a.result.siblings = sync.OnceValue(func() []build.Build {
		return project.Siblings(context.WithoutCancel(ctx), a.Request, a.result.project, builds)
	})
	if o.Suggest {
		a.inspect()
	}
	if o.Project != nil {
		a.judge()
	}
	for n := range a.result.Builds {
		b := &a.result.Builds[n]
		b.hide()
		a.result.present(b.Findings, b)
	}
	a.result.present(a.result.Findings, a.result.builds()...)
	return &a.result, nil
}

// present prepares the findings about some builds for reports: it redacts the values of build arguments that are not part of the project, and makes
// the paths of a project in messages and fixes relative to it.
func (a *Analysis) present(list []lint.Finding, about ...*Result) {
	root := ""
	if f := a.project.Found; f != nil && len(f.Root) > 1 {
		root = f.Root + string(filepath.Separator)
	}
	for n := range list {
		f := &list[n]
		for _, b := range about {
			b.hideFinding(f)
		}
		if root == "" {
			continue
		}
		f.Message = strings.ReplaceAll(f.Message, root, "")
		if f.Fix != nil && strings.Contains(f.Fix.Text, root) {
			fix := *f.Fix
			fix.Text, f.Fix = strings.ReplaceAll(fix.Text, root, ""), &fix
		}
	}
}

// builds returns all builds.
func (a *Analysis) builds() []*Result {
	var list []*Result
	for n := range a.Builds {
		list = append(list, &a.Builds[n])
	}
	return list
}

// resolve resolves the builds.
func (a *analyzer) resolve(ctx context.Context) ([]build.Build, error) {
	if a.Project == nil {
		return project.Resolve(ctx, a.Request)
	}
	p, err := project.ResolveAll(ctx, a.Request, *a.Project)
	a.result.project, a.result.ofProject, a.result.Failures = p, true, p.Failures
	return p.Builds, err
}

// each parses the ignore files of all builds, so that a tree is walked once for all of them, and then makes the views.
func (a *analyzer) each(ctx context.Context, builds []build.Build) error {
	for n := range builds {
		b := &builds[n]
		target, err := a.read(b)
		target.projectDir = projectDir(b, a.result.project.Found)
		if err == nil {
			a.result.Builds = append(a.result.Builds, target)
		} else if err = a.fail(ctx, b, err); err != nil {
			return err
		}
	}
	kept := a.result.Builds[:0:0]
	for n := range a.result.Builds {
		b := &a.result.Builds[n]
		err := a.view(ctx, b)
		if err == nil {
			kept = append(kept, *b)
		} else if err = a.fail(ctx, b.Build, err); err != nil {
			return err
		}
	}
	a.result.Builds = kept
	if len(kept) == 0 && len(a.result.Failures) > 0 {
		return &a.result.Failures[0]
	}
	return nil
}

// fail records that a build of a project failed. For a single build, or if the context is done, it returns the error.
func (a *analyzer) fail(ctx context.Context, b *build.Build, err error) error {
	if a.Project == nil || ctx.Err() != nil {
		return b.HideError(err)
	}
	a.result.Failures = append(a.result.Failures, build.Failure{Name: b.Name, Origin: b.Origin, Err: b.HideError(err)})
	return nil
}

// Examine measures the instructions, and finds what is wrong with their sources.
func (b *Result) Examine() {
	e := attribution.Examine(b.Build, b.Usages())
	measured := *b.Build
	measured.Instructions = e.Instructions
	b.Build, b.Traces, b.Findings = &measured, e.Traces, e.Findings
	b.hide()
}

// hide redacts the values of build arguments that are not part of the project, but for those in findings.
func (b *Result) hide() {
	for n := range b.Traces {
		t := &b.Traces[n]
		t.Message, t.Fix = b.Build.Hide(t.Message), b.hideFix(t.Fix)
	}
	for n := range b.Build.Instructions {
		missing := b.Build.Instructions[n].Missing
		for m := range missing {
			missing[m] = b.Build.Hide(missing[m])
		}
	}
}

func (b *Result) hideFinding(f *lint.Finding) {
	f.Message = b.Build.Hide(f.Message)
	if f.Path != "" && !slices.ContainsFunc(b.Usages(), func(c Usage) bool {
		return projectfile.Exists(filepath.Join(c.Context.Root, filepath.FromSlash(f.Path)))
	}) {
		f.Path = b.Build.Hide(f.Path)
	}
	f.Fix = b.hideFix(f.Fix)
}

func (b *Result) hideFix(f *lint.Fix) *lint.Fix {
	if f == nil {
		return nil
	}
	fix := *f
	fix.Text = b.Build.Hide(fix.Text)
	return &fix
}

// usage returns the usage with that index in [Result.Usages].
func (b *Result) usage(n int) *Usage {
	if n == 0 {
		return &b.Main
	}
	return &b.Named[n-1]
}
