// Package ctxsize says what a Docker build sends to the builder: what is eligible after the ignore file, what the instructions of the
// reachable stages request of it, and the number of bytes that the builder prints while it transfers them.
//
// Call [Analyze]. The parts can be used by themselves: package ignore reads ignore files, package plan reads Dockerfiles and finds the
// contexts, package walker reads a tree and decides what of it is sent, package audit says what is wrong.
// Package report puts an [Analysis] into words.
package ctxsize

import (
	"archive/tar"
	"context"
	"errors"
	"fmt"
	"path"
	"slices"

	"github.com/ctxsize/ctxsize/audit"
	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/plan"
	"github.com/ctxsize/ctxsize/walker"
)

// Options says what is analyzed and how; the zero value of each field but Request is sensible.
type Options struct {
	// Request is the build, as the command line of docker build says it.
	Request plan.Request
	// Project, where given, says that the builds are those of a project; Request holds what the command line says of all of them.
	Project *plan.ProjectRequest
	// Audit asks for what an expert would find in the Dockerfiles of all builds together, too. It needs Suggest.
	Audit bool
	// IgnoreLines are taken as if they stood at the end of the ignore file of the main context.
	IgnoreLines []string
	// Full sizes what the ignore file takes out, too.
	Full bool
	// NoTransfer leaves out the transfer number, and with it the listing of extended attributes.
	NoTransfer bool
	// Suggest asks for lines that are worth adding to the contexts' ignore files, and for the findings of [audit.Inspect].
	Suggest bool
	// ScanContent looks for credentials in files, too. Nothing of what they hold is ever shown.
	ScanContent bool
	// Workers is the number of goroutines that read directories; 0 lets the walker choose.
	Workers int
	// Progress, where given, is kept up to date during walks.
	Progress *walker.Progress
}

// Analysis is what there is to know about a project's builds.
type Analysis struct {
	Builds []Build
	// Failures are the builds of a project for which there is no answer.
	Failures []plan.Failure
	// Findings concern the project and not one build, the worst first.
	Findings []audit.Finding

	project plan.Project
}

// Build is one build with its contexts.
type Build struct {
	plan.Build
	// Main is the build's context, and Named are the other contexts that it reads, by name.
	Main  Context
	Named []Context
	// Instructions read a context, in file order; the unreachable ones read nothing.
	Instructions []audit.Instruction
	// Findings are sorted, the worst first.
	Findings []audit.Finding
	// Suggestions are for the main context's ignore file, where they were asked for.
	Suggestions []audit.Suggestion
}

// Context is one context of a build as this machine has it.
type Context struct {
	audit.Context
	// Transfer is the number that the builder prints, nil where there is none.
	Transfer *int64
}

// Contexts are the main context and the named ones.
func (b *Build) Contexts() []Context { return append([]Context{b.Main}, b.Named...) }

// Complete says whether everything that counts could be read.
func (a *Analysis) Complete() bool {
	if len(a.Failures) > 0 {
		return false
	}
	for _, b := range a.Builds {
		for _, c := range b.Contexts() {
			if slices.ContainsFunc(c.Problems, func(p walker.Problem) bool { return p.Counts }) {
				return false
			}
		}
	}
	return true
}

// Analyze resolves the builds, walks each context once, and says what each build sends.
//
// Errors that a person can mend are a *[plan.Error] with a hint; a line of an ignore file or a source that the builder calls a syntax
// error is an *[ignore.SyntaxError]. A build that would fail for other reasons is an answer, with findings. In a project a build that cannot be
// answered is a failure beside the others; where none can, that is the error.
func Analyze(ctx context.Context, o Options) (*Analysis, error) {
	a := analyzer{Options: o, trees: map[string]*walker.Tree{}, projects: map[string]*audit.Project{}, views: map[string]*Context{}}
	builds, err := a.resolve(ctx)
	if err != nil {
		return nil, err
	}
	if err := a.each(ctx, builds); err != nil {
		return nil, err
	}
	if o.Suggest {
		a.inspect()
	}
	if o.Project != nil {
		a.judge()
	}
	return &a.result, nil
}

// resolve plans the builds.
func (a *analyzer) resolve(ctx context.Context) ([]plan.Build, error) {
	if a.Project == nil {
		return plan.Resolve(ctx, a.Request)
	}
	project, err := plan.ResolveProject(ctx, a.Request, *a.Project)
	a.result.project, a.result.Failures = project, project.Failures
	return project.Builds, err
}

// each reads the lines of all builds, so that a tree is walked once for all of them, and then decides what they send.
func (a *analyzer) each(ctx context.Context, builds []plan.Build) error {
	for _, b := range builds {
		build, err := a.read(b)
		if err == nil {
			a.result.Builds = append(a.result.Builds, build)
		} else if err = a.fail(ctx, &b, err); err != nil {
			return err
		}
	}
	kept := a.result.Builds[:0:0]
	for n := range a.result.Builds {
		b := &a.result.Builds[n]
		err := a.view(ctx, b)
		if err == nil {
			kept = append(kept, *b)
		} else if err = a.fail(ctx, &b.Build, err); err != nil {
			return err
		}
	}
	a.result.Builds = kept
	if len(kept) == 0 && len(a.result.Failures) > 0 {
		return &a.result.Failures[0]
	}
	return nil
}

// fail notes that there is no answer for one build of a project. Elsewhere, and where everything is to end, that is the error.
func (a *analyzer) fail(ctx context.Context, b *plan.Build, err error) error {
	if a.Project == nil || ctx.Err() != nil {
		return err
	}
	a.result.Failures = append(a.result.Failures, plan.Failure{Name: b.Name, Origin: b.Origin, Err: err})
	return nil
}

// Examine says what each instruction is given and what is wrong.
func (b *Build) Examine() {
	contexts := []audit.Context{}
	for _, c := range b.Contexts() {
		contexts = append(contexts, c.Context)
	}
	e := audit.Examine(&b.Build, contexts)
	b.Instructions, b.Findings = e.Instructions, e.Findings
}

// context is the one with that number in [Build.Contexts].
func (b *Build) context(n int) *Context {
	if n == 0 {
		return &b.Main
	}
	return &b.Named[n-1]
}

type analyzer struct {
	Options
	result   Analysis
	trees    map[string]*walker.Tree   // by root
	projects map[string]*audit.Project // by root
	views    map[string]*Context       // by what decides about them
}

func (a *analyzer) project(root string) *audit.Project {
	p := a.projects[root]
	if p == nil {
		p = audit.OpenProject(root)
		a.projects[root] = p
	}
	return p
}

// read parses the ignore files of a build.
func (a *analyzer) read(b plan.Build) (Build, error) {
	build := Build{Build: b}
	main, err := readLines(b, b.Context, a.IgnoreLines)
	if err != nil {
		return Build{}, err
	}
	build.Main.Context, build.Main.Project = main, a.project(b.Context.Root)
	for _, c := range b.Named {
		named, err := readLines(b, c, nil)
		if err != nil {
			return Build{}, err
		}
		named.Project = a.project(c.Root)
		build.Named = append(build.Named, Context{Context: named})
	}
	return build, nil
}

// ParseIgnore reads the text of an ignore file as the build's builder does. The error is an *[ignore.SyntaxError].
func (b *Build) ParseIgnore(text []byte) (*ignore.Lines, error) {
	rules := ignore.Moby
	if b.Builder == plan.Podman {
		rules = ignore.Podman
	}
	return ignore.Parse(text, ignore.Options{Rules: rules, UTF8: b.Builder == plan.BuildKit})
}

// readLines reads the lines of one context as the builder does.
func readLines(b plan.Build, c plan.Context, more []string) (audit.Context, error) {
	lines, err := (&Build{Build: b}).ParseIgnore(c.Ignore.Text)
	if err != nil {
		return audit.Context{}, fmt.Errorf("%s: %w", c.Ignore.Path, err)
	}
	for _, text := range more {
		if lines, err = lines.With(text); err != nil {
			return audit.Context{}, fmt.Errorf("--ignore: %w", err)
		}
	}
	if b.Builder == plan.Legacy && c.Tar == nil {
		if lines, err = forceIn(lines, b.Dockerfile); err != nil {
			return audit.Context{}, fmt.Errorf("%s: %w", c.Ignore.Path, err)
		}
	}
	return audit.Context{Plan: c, Lines: lines}, nil
}

// forceIn brings back the files that the legacy builder's daemon needs (github.com/docker/cli TrimBuildFilesFromExcludes).
func forceIn(lines *ignore.Lines, d *plan.Dockerfile) (*ignore.Lines, error) {
	files := []string{".dockerignore"}
	if d != nil && d.Inside {
		files = append(files, d.ContextPath)
	}
	for _, file := range files {
		// A line that is no pattern goes unnoticed here, as in the client.
		if out, err := lines.OneParentExcluded(file); err != nil || !out {
			continue
		}
		var err error
		if lines, err = lines.With("!" + file); err != nil {
			return nil, err
		}
	}
	return lines, nil
}

// view walks what a build reads and decides what of it is sent.
func (a *analyzer) view(ctx context.Context, b *Build) error {
	for n := range b.Contexts() {
		if err := a.share(ctx, b, b.context(n)); err != nil {
			return err
		}
	}
	b.Examine()
	return nil
}

// context makes the view of one context.
func (a *analyzer) context(ctx context.Context, b *Build, c *Context) error {
	if c.Plan.Remote {
		return nil
	}
	if err := b.checkSources(c.Plan); err != nil {
		return err
	}
	tree, err := a.tree(ctx, c.Plan)
	if err != nil {
		return err
	}
	ask := walker.Ask{Filter: filter(b, c), Nothing: !c.Plan.Requested}
	if c.Plan.Requested && c.Plan.Paths != nil {
		if ask.Request, err = tree.Follow(c.Plan.Paths); err != nil {
			// The builder fails before it sends anything.
			ask.Nothing = true
			c.Problems = append(c.Problems, walker.Problem{Path: ".", Op: "open", Err: err, Fatal: true, Counts: true})
		}
	}
	if c.View, err = tree.View(ask); err == nil {
		err = c.loads(ask)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", c.Plan.Ignore.Path, err)
	}
	c.Problems = append(c.Problems, c.View.Problems...)
	if t := c.Plan.Tar; t != nil && t.Problem != nil {
		c.Problems = append(c.Problems, walker.Problem{Path: ".", Op: "read", Err: t.Problem, Counts: true})
		if len(t.Entries) == 0 {
			c.View = nil
		}
	}
	return nil
}

// checkSources finds sources that BuildKit calls syntax errors, in its request or when it looks for what they match.
func (b *Build) checkSources(c plan.Context) error {
	if b.Builder != plan.BuildKit {
		return nil
	}
	for _, in := range b.Build.Instructions {
		if !in.Reachable || in.Context != c.Name {
			continue
		}
		for _, s := range in.Sources {
			if text, err := malformed(s, c.Paths != nil); err != nil {
				return fmt.Errorf("%s: %w", b.Dockerfile.Path, &ignore.SyntaxError{Number: in.Line, Text: text, Err: err})
			}
		}
	}
	return nil
}

// malformed gives what of a source is no pattern where it has to be one: in a request that is filtered, to find what it matches, and
// what is dropped of that.
func malformed(s plan.Source, filtered bool) (text string, err error) {
	if filtered || s.Parents {
		if _, err := ignore.Compile([]string{s.Path}); err != nil {
			return s.Given, path.ErrBadPattern
		}
	}
	if s.Wildcard && !s.Parents {
		if _, err := path.Match(s.Path, ""); err != nil {
			return s.Given, err
		}
	}
	if s.Bogus {
		return "", nil
	}
	for _, pattern := range s.Exclude {
		if _, err := ignore.Compile([]string{pattern}); err != nil {
			return "--exclude=" + pattern, errors.Unwrap(err)
		}
	}
	return "", nil
}

// loads finds lines and sources that turn out bad in one of several requests for a context, and not in all of them together.
func (c *Context) loads(ask walker.Ask) error {
	if len(c.Plan.Loads) < 2 {
		return nil
	}
	for _, paths := range c.Plan.Loads {
		ask.Request = walker.Request{}
		if paths != nil {
			request, err := c.View.Tree.Follow(paths)
			if err != nil {
				// It has been noted for all paths together.
				continue
			}
			ask.Request = request
		}
		if _, err := c.View.Tree.View(ask); err != nil {
			return err
		}
	}
	return nil
}

func filter(b *Build, c *Context) walker.Filter {
	f := walker.Filter{Lines: c.Lines}
	if b.Builder == plan.Legacy {
		f.Rules = walker.Tar
	}
	return f
}

// tree walks a directory once for all the builds that use it. What lies on no disk is listed.
func (a *analyzer) tree(ctx context.Context, c plan.Context) (*walker.Tree, error) {
	root := c.Root
	if root == "" {
		return walker.FromList(listed(c.Tar)), nil
	}
	if t, ok := a.trees[root]; ok {
		return t, nil
	}
	var filters []walker.Filter
	attributes := false
	for n := range a.result.Builds {
		b := &a.result.Builds[n]
		for _, c := range b.Contexts() {
			if c.Plan.Root == root {
				filters = append(filters, filter(b, &c))
				// Of a narrow request little is sent, and only that is listed when the walk is over.
				attributes = attributes || !a.NoTransfer && b.Builder == plan.BuildKit && c.Plan.Requested && c.Plan.Paths == nil
			}
		}
	}
	t, err := walker.Walk(ctx, root, walker.Options{Filters: filters, Full: a.Full, Attributes: attributes, Workers: a.Workers, Progress: a.Progress})
	if err != nil {
		return nil, err
	}
	a.trees[root] = t
	return t, nil
}

// listed turns the headers of an archive into entries.
func listed(t *plan.Tar) []walker.Listed {
	if t == nil {
		return nil
	}
	kinds := map[byte]walker.Kind{tar.TypeDir: walker.Dir, tar.TypeSymlink: walker.Symlink, tar.TypeFifo: walker.FIFO,
		tar.TypeChar: walker.Device, tar.TypeBlock: walker.Device}
	var list []walker.Listed
	for _, e := range t.Entries {
		l := walker.Listed{Path: e.Path, Kind: kinds[e.Type], Size: e.Size, Link: e.Linkname}
		if e.Type == tar.TypeLink {
			l.Link, l.Same = "", e.Linkname
		}
		list = append(list, l)
	}
	return list
}
