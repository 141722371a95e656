package analysis

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/ctxsize/ctxsize/internal/advise"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/history"
	"github.com/ctxsize/ctxsize/internal/manifest"
	"github.com/ctxsize/ctxsize/internal/rebuild"
)

// ChurnOptions selects the commits of [Analysis.Churn].
type ChurnOptions struct {
	// Commits is the maximum number of commits, 0 for no limit.
	Commits int
	// Since is a revision, whose descendants are selected, or a date as git reads it; "" for no limit.
	Since string
	// FirstParent follows only the first parent of merges.
	FirstParent bool
	// Env is the environment of git, as KEY=VALUE.
	Env []string
}

// BuildChurn is what the commits of a repository do to one build.
type BuildChurn struct {
	*rebuild.Churn
	Build *Result
	// Past is the history; builds of one repository share it.
	Past *rebuild.Past
	// Savings are the suggested patterns, and the fixes of findings, that would have saved reruns, the most first.
	Savings []RerunSaving
	// Durations are those of the steps, 0 where they are not known; nil before SetDurations.
	Durations []time.Duration
	// Err is the reason why there is no answer, nil if there is one.
	Err error
}

// Churn reports, for each build of an analysis, how often the commits of its repository make its instructions run again. The ignore files and
// Dockerfiles are those of now. The error is that of the only build; among several builds, those without an answer have one of their own.
//
// It also fills in what the suggestions and the fixes would have saved, and adds suggestions for review: patterns for files that commits often change,
// even if they save few bytes. The fixes of Dockerfiles need Options.Audit.
func (a *Analysis) Churn(ctx context.Context, o ChurnOptions) ([]BuildChurn, error) {
	r := newReplays(o)
	var list []BuildChurn
	var first error
	for n := range a.Builds {
		one := a.churn(ctx, r, &a.Builds[n])
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if one.Err != nil && first == nil {
			first = one.Err
		}
		list = append(list, one)
	}
	answered := false
	for n := range list {
		list[n].Build.Churn = &list[n]
		answered = answered || list[n].Err == nil
	}
	if !answered {
		return nil, first
	}
	return list, nil
}

// ChurnOf does for one build of the analysis what [Analysis.Churn] does for all. The build may be a copy: nothing else changes.
func (a *Analysis) ChurnOf(ctx context.Context, b *Result, o ChurnOptions) (*BuildChurn, error) {
	one := a.churn(ctx, newReplays(o), b)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return &one, one.Err
}

// churn replays a history with one build.
func (a *Analysis) churn(ctx context.Context, r *replays, b *Result) BuildChurn {
	one := BuildChurn{Build: b}
	if one.Past, one.Err = r.read(ctx, b); one.Err != nil {
		return one
	}
	if one.Churn, one.Err = r.churn(one.Past, b, b.Build, b.Usages()); one.Err != nil {
		return one
	}
	one.Err = a.measureReruns(b, one.Churn, func(variant *build.Build, contexts []Usage) (*rebuild.Churn, error) {
		return r.churn(one.Past, b, variant, contexts)
	})
	one.Savings = savingsOf(b)
	return one
}

// Touched returns in how many of the commits something changes that is copied of one of the contexts, by path. The build may be a variant with other
// patterns.
func (c *BuildChurn) Touched(b *Result, context int) (*rebuild.Touched, error) {
	return c.Past.Touched(rebuild.Build{Build: b.Build, Contexts: b.Usages()}, b.usage(context).Context.Name)
}

// replays are replays of histories. Builds of a project often share a Dockerfile and a context.
type replays struct {
	options ChurnOptions
	// pasts are the histories by their work trees.
	pasts map[string]*rebuild.Past
	// known are the answers by what decides about them.
	known map[string]*rebuild.Churn
}

func newReplays(o ChurnOptions) *replays {
	return &replays{options: o, pasts: map[string]*rebuild.Past{}, known: map[string]*rebuild.Churn{}}
}

// read returns the history of the repository that a build's context is in.
func (r *replays) read(ctx context.Context, b *Result) (*rebuild.Past, error) {
	root := b.Main.Context.Root
	if root == "" || b.Build.Dockerfile == nil {
		return nil, &build.Error{Err: fmt.Errorf("%s: churn needs a Dockerfile and a local context", b.Main.Context.Given)}
	}
	repository, err := history.Find(ctx, root, r.options.Env)
	if err != nil {
		return nil, explainHistory(root, err)
	}
	past := r.pasts[repository.Worktree]
	if past == nil {
		o := history.Options{Commits: r.options.Commits, Since: r.options.Since, FirstParent: r.options.FirstParent}
		if past, err = rebuild.Read(ctx, repository, o); err != nil {
			return nil, explainHistory(root, err)
		}
		r.pasts[repository.Worktree] = past
	}
	return past, nil
}

// churn replays a history with a build, or a variant of it.
func (r *replays) churn(past *rebuild.Past, of *Result, b *build.Build, contexts []Usage) (*rebuild.Churn, error) {
	key := replayKey(b, contexts)
	if known := r.known[key]; known != nil {
		return known, nil
	}
	c, err := past.Churn(rebuild.Build{Build: b, Contexts: contexts, Installs: of.installFiles})
	if err == nil {
		r.known[key] = c
	}
	return c, err
}

// replayKey identifies what decides about a replay: the instructions and the patterns.
func replayKey(b *build.Build, contexts []Usage) string {
	var key strings.Builder
	fmt.Fprintf(&key, "%s\x00%d\x00%s", b.Dockerfile.Path, b.TargetIndex, b.Dockerfile.Text)
	for n := range b.Steps {
		s := &b.Steps[n]
		fmt.Fprintf(&key, "\x00%d %t %s %v %v %v %s", s.Line, s.Reachable, s.Text, s.Input, s.Sources, s.Mounts, s.Dest)
	}
	for _, c := range contexts {
		fmt.Fprintf(&key, "\x00%s\x00%s\x00%s\x00%t", c.Context.Name, c.Context.Root, c.Context.Ignore.Path, c.Context.Requested)
		for _, p := range c.Patterns.All() {
			key.WriteString("\n" + p.Text)
		}
	}
	return key.String()
}

// maxIncluded is the number of requirements files that are followed.
const maxIncluded = 100

// installFiles returns what [advise.InstallFiles] does, with the files that requirements files of pip include.
func (b *Result) installFiles(run *build.Run) (names []string, program string) {
	names, program = advise.InstallFiles(run)
	if b.Main.Project == nil {
		return names, program
	}
	dirs := []string{"."}
	for _, in := range b.Build.Instructions {
		for _, s := range in.Sources {
			if dir := path.Dir(s.Path); in.Context == "" && !slices.Contains(dirs, dir) {
				dirs = append(dirs, dir)
			}
		}
	}
	var files []string
	for _, name := range names {
		for _, dir := range dirs {
			if path.Ext(name) == ".txt" && !strings.ContainsAny(name, "*?[") {
				files = append(files, path.Join(dir, name))
			}
		}
	}
	for n := 0; n < min(len(files), maxIncluded); n++ {
		for _, f := range manifest.Read("requirements.txt", b.Main.Project.Text(files[n])).Files {
			if name := path.Base(f.Path); path.Ext(name) == ".txt" && !slices.Contains(names, name) {
				names, files = append(names, name), append(files, path.Join(path.Dir(files[n]), f.Path))
			}
		}
	}
	return names, program
}

// explainHistory adds what to do to the error of a history.
func explainHistory(root string, err error) error {
	hint := ""
	switch {
	case errors.Is(err, history.ErrNoGit):
		hint = "install git, which reads the history"
	case errors.Is(err, history.ErrNoRepository):
		hint = "run it in a clone that git itself accepts (try: git -C " + root + " status)"
	case errors.Is(err, history.ErrNoCommits):
		hint = "commit something, or select other commits with --since"
	}
	return &build.Error{Err: fmt.Errorf("cannot read the history of %s: %w", root, err), Hint: hint}
}
