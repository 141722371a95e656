package analysis

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ctxsize/ctxsize/internal/advise"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/history"
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
	// Savings are the ignore patterns that would have saved reruns, the most first.
	Savings []RerunSaving
	// Durations are those of the steps, 0 where they are not known; nil before SetDurations.
	Durations []time.Duration
	// Err is the reason why there is no answer, nil if there is one.
	Err error
}

// Churn reports, for each build of an analysis, how often the commits of its repository make its instructions run again. The ignore files and
// Dockerfiles are those of now. The error is that of the only build; among several builds, those without an answer have one of their own.
func (a *Analysis) Churn(ctx context.Context, o ChurnOptions) ([]BuildChurn, error) {
	pasts := map[string]*rebuild.Past{}
	var list []BuildChurn
	var first error
	for n := range a.Builds {
		one := BuildChurn{Build: &a.Builds[n]}
		one.Past, one.Churn, one.Err = churn(ctx, one.Build, o, pasts)
		if one.Err == nil {
			one.Savings, one.Err = savings(one.Build, one.Past, one.Churn)
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if one.Err != nil && first == nil {
			first = one.Err
		}
		list = append(list, one)
	}
	for _, one := range list {
		if one.Err == nil {
			return list, nil
		}
	}
	return nil, first
}

// churn answers for one build. Histories that were read are stored in pasts, by their work trees.
func churn(ctx context.Context, b *Result, o ChurnOptions, pasts map[string]*rebuild.Past) (*rebuild.Past, *rebuild.Churn, error) {
	root := b.Main.Context.Root
	if root == "" || b.Build.Dockerfile == nil {
		return nil, nil, &build.Error{Err: fmt.Errorf("%s: churn needs a Dockerfile and a local context", b.Main.Context.Given)}
	}
	r, err := history.Find(ctx, root, o.Env)
	if err != nil {
		return nil, nil, explainHistory(root, err)
	}
	past := pasts[r.Worktree]
	if past == nil {
		if past, err = rebuild.Read(ctx, r, history.Options{Commits: o.Commits, Since: o.Since, FirstParent: o.FirstParent}); err != nil {
			return nil, nil, explainHistory(root, err)
		}
		pasts[r.Worktree] = past
	}
	c, err := past.Churn(rebuild.Build{Build: b.Build, Contexts: b.Usages(), Installs: advise.InstallFiles})
	return past, c, err
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
