package analysis

import (
	"archive/tar"
	"bytes"
	"context"
	"errors"
	"fmt"
	"path"
	"strings"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/budget"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/walker"
)

type analyzer struct {
	Options
	result   Analysis
	trees    map[string]*walker.Tree       // by root
	projects map[string]*inventory.Project // by root
	views    map[string]*Usage             // by what decides about them
}

func (a *analyzer) project(root string) *inventory.Project {
	p := a.projects[root]
	if p == nil {
		p = inventory.OpenProject(root, a.Request.Env)
		a.projects[root] = p
	}
	return p
}

// read parses the ignore files of a build.
func (a *analyzer) read(b *build.Build) (Result, error) {
	target := Result{Build: b}
	main, err := readLines(b, &b.Context, a.IgnoreLines)
	if err != nil {
		return Result{}, err
	}
	main.Project = a.project(b.Context.Root)
	target.Main = main
	for n := range b.Named {
		c := &b.Named[n]
		named, err := readLines(b, c, nil)
		if err != nil {
			return Result{}, err
		}
		named.Project = a.project(c.Root)
		target.Named = append(target.Named, named)
	}
	return target, nil
}

// ParseIgnore reads the text of an ignore file as the build's builder does. The error is an *[ignore.SyntaxError].
func (b *Result) ParseIgnore(text []byte) (*ignore.PatternList, error) {
	return parseIgnore(b.Build.Builder, text)
}

func parseIgnore(builder build.Builder, text []byte) (*ignore.PatternList, error) {
	rules := ignore.Moby
	if builder == build.Podman {
		rules = ignore.Podman
	}
	return ignore.Parse(text, ignore.Options{Rules: rules, ReplaceInvalidUTF8: builder == build.BuildKit})
}

// The limits of an ignore file: suggestions are tried against all of its patterns.
const (
	maxPatterns  = 5000
	maxWildcards = 50_000 // or runs of them
)

// readLines parses the ignore file of one context as the builder does.
func readLines(b *build.Build, c *build.Context, more []string) (Usage, error) {
	if n := bytes.Count(c.Ignore.Text, []byte("\n")); n > maxPatterns {
		return Usage{}, budget.Exceeded(c.Ignore.Path, maxPatterns+1, "more than %d lines", maxPatterns)
	}
	wildcards := func(r rune) bool { return strings.ContainsRune("*?[", r) }
	if n := len(bytes.FieldsFunc(c.Ignore.Text, func(r rune) bool { return !wildcards(r) })); n > maxWildcards {
		return Usage{}, budget.Exceeded(c.Ignore.Path, 0, "more than %d wildcards", maxWildcards)
	}
	lines, err := parseIgnore(b.Builder, c.Ignore.Text)
	if err != nil {
		return Usage{}, fmt.Errorf("%s: %w", c.Ignore.Path, err)
	}
	for _, text := range more {
		if lines, err = lines.Try(text); err != nil {
			return Usage{}, fmt.Errorf("--ignore: %w", err)
		}
	}
	if b.Builder == build.Legacy && c.Tar == nil {
		if lines, err = forceIn(lines, b.Dockerfile); err != nil {
			return Usage{}, fmt.Errorf("%s: %w", c.Ignore.Path, err)
		}
	}
	return Usage{Context: c, Patterns: lines}, nil
}

// forceIn re-includes the files that the legacy builder's daemon needs (github.com/docker/cli TrimBuildFilesFromExcludes).
func forceIn(lines *ignore.PatternList, d *build.Dockerfile) (*ignore.PatternList, error) {
	files := []string{".dockerignore"}
	if d != nil && d.Inside {
		files = append(files, d.ContextPath)
	}
	for _, file := range files {
		// An invalid pattern is ignored here, as in the client.
		if out, err := lines.ExcludedByOneParent(file); err != nil || !out {
			continue
		}
		var err error
		if lines, err = lines.Try("!" + file); err != nil {
			return nil, err
		}
	}
	return lines, nil
}

// view makes the views of the contexts of a build, and examines it.
func (a *analyzer) view(ctx context.Context, b *Result) error {
	for n := range b.Usages() {
		if err := a.share(ctx, b, b.usage(n)); err != nil {
			return err
		}
	}
	b.Examine()
	return nil
}

// context makes the view of one context.
func (a *analyzer) context(ctx context.Context, b *Result, c *Usage) error {
	if c.Context.Remote {
		return nil
	}
	if err := b.checkSources(c.Context); err != nil {
		return err
	}
	tree, err := a.tree(ctx, c.Context)
	if err != nil {
		return err
	}
	ask := walker.Query{Filter: filter(b, c), NoContext: !c.Context.Requested}
	if c.Context.Requested && c.Context.Paths != nil {
		ask.Request, err = tree.FollowPaths(c.Context.Paths)
		if _, bad := errors.AsType[*ignore.SyntaxError](err); bad && b.Build.Builder == build.BuildKit {
			return b.badLink(c, tree, err)
		}
		if err != nil {
			// The builder fails before it sends anything.
			ask.NoContext = true
			c.Problems = append(c.Problems, walker.Problem{Path: ".", Op: "open", Err: err, Fatal: true, Incomplete: true})
		}
	}
	if c.View, err = tree.View(ask); err == nil {
		err = viewLoads(c, ask)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", c.Context.Ignore.Path, err)
	}
	c.Problems = append(c.Problems, c.View.Problems...)
	if t := c.Context.Tar; t != nil && t.Problem != nil {
		c.Problems = append(c.Problems, walker.Problem{Path: ".", Op: "read", Err: t.Problem, Incomplete: true})
		if len(t.Entries) == 0 {
			c.View = nil
		}
	}
	return nil
}

// checkSources returns an error for a source that BuildKit's client rejects as a pattern, so that it sends nothing, and for an invalid --exclude.
func (b *Result) checkSources(c *build.Context) error {
	if b.Build.Builder != build.BuildKit {
		return nil
	}
	for _, in := range b.Build.Instructions {
		if !in.Reachable || in.Context != c.Name {
			continue
		}
		for _, s := range in.Sources {
			if text, err := malformed(s, c.Paths != nil); err != nil {
				return fmt.Errorf("%s: %w", b.Build.Dockerfile.Path, &ignore.SyntaxError{Line: in.Line, Text: text, Err: err})
			}
		}
	}
	return nil
}

// malformed returns the part of a source that is an invalid pattern: in a request of paths, or in --exclude.
func malformed(s build.Source, filtered bool) (text string, err error) {
	if filtered {
		if _, err := ignore.Compile([]string{s.Path}); err != nil {
			return s.Given, path.ErrBadPattern
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

// badLink returns the error about a link to a path that BuildKit's client rejects as a pattern.
func (b *Result) badLink(c *Usage, tree *walker.Tree, err error) error {
	bad, _ := errors.AsType[*ignore.SyntaxError](err)
	for _, in := range b.Build.Instructions {
		for _, s := range in.Sources {
			if _, err := tree.FollowPaths([]string{s.Path}); err == nil || in.Context != c.Context.Name || !in.Reachable {
				continue
			}
			found := &ignore.SyntaxError{Line: in.Line, Text: bad.Text, Err: bad.Err}
			return &build.Error{Err: fmt.Errorf("%s: %s links to a path that BuildKit reads as a pattern: %w", b.Build.Dockerfile.Path, s.Given, found),
				Hint: "rename the target of the link, or use its path without the link"}
		}
	}
	return fmt.Errorf("%s: %w", b.Build.Dockerfile.Path, err)
}

// viewLoads makes a view for each of several loads of a named context. Some patterns and sources turn out bad in one of them, and not in
// all of them together.
func viewLoads(c *Usage, ask walker.Query) error {
	c.LoadViews = nil
	if len(c.Context.Loads) < 2 {
		return nil
	}
	for _, paths := range c.Context.Loads {
		ask.Request = walker.Request{}
		if paths != nil {
			request, err := c.View.Tree.FollowPaths(paths)
			if err != nil {
				// It has been noted for all paths together.
				continue
			}
			ask.Request = request
		}
		view, err := c.View.Tree.View(ask)
		if err != nil {
			return err
		}
		c.LoadViews = append(c.LoadViews, view)
	}
	return nil
}

func filter(b *Result, c *Usage) walker.Filter {
	f := walker.Filter{Patterns: c.Patterns}
	if b.Build.Builder == build.Legacy {
		f.Rules = walker.Tar
	}
	return f
}

// tree walks a directory once for all the builds that use it. The entries of an archive are listed.
func (a *analyzer) tree(ctx context.Context, c *build.Context) (*walker.Tree, error) {
	root := c.Root
	if root == "" {
		return walker.NewTree(archiveEntries(c.Tar)), nil
	}
	if t, ok := a.trees[root]; ok {
		return t, nil
	}
	var filters []walker.Filter
	attributes := false
	for n := range a.result.Builds {
		b := &a.result.Builds[n]
		for _, c := range b.Usages() {
			if c.Context.Root == root {
				filters = append(filters, filter(b, &c))
				// Of a narrow request little is sent, and only that is listed when the walk is over.
				attributes = attributes || !a.NoTransfer && b.Build.Builder == build.BuildKit && c.Context.Requested && c.Context.Paths == nil
			}
		}
	}
	t, err := walker.Walk(ctx, root, walker.Options{Filters: filters, Full: a.Full, Attributes: attributes, Times: a.Times, Workers: a.Workers, Progress: a.Progress})
	if err != nil {
		return nil, err
	}
	a.trees[root] = t
	return t, nil
}

// archiveEntries turns the headers of an archive into entries.
func archiveEntries(t *build.Tar) []walker.ArchiveEntry {
	if t == nil {
		return nil
	}
	kinds := map[byte]walker.Kind{tar.TypeDir: walker.Dir, tar.TypeSymlink: walker.Symlink, tar.TypeFifo: walker.FIFO,
		tar.TypeChar: walker.Device, tar.TypeBlock: walker.Device}
	var list []walker.ArchiveEntry
	for _, e := range t.Entries {
		l := walker.ArchiveEntry{Path: e.Path, Kind: kinds[e.Type], Size: e.Size, Link: e.Linkname}
		if e.Type == tar.TypeLink {
			l.Link, l.SameAs = "", e.Linkname
		}
		list = append(list, l)
	}
	return list
}
