package rebuild

import (
	"cmp"
	"maps"
	"path/filepath"
	"slices"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/inventory"
)

// result returns the counts.
func (t *tally) result() *Churn {
	c := &Churn{Commits: t.commits, Failing: t.failing, First: t.first}
	for _, s := range t.steps {
		c.Steps = append(c.Steps, s.result())
	}
	c.Untracked = t.untracked()
	for at := range t.submodules {
		c.Submodules = c.Submodules || len(t.hits[at]) > 0
	}
	return c
}

// result returns the counts of one step.
func (s *stepTally) result() Step {
	step := s.Step
	for _, n := range slices.Sorted(maps.Keys(s.causes)) {
		step.Causes = append(step.Causes, Cause{n, s.causes[n]})
	}
	slices.SortStableFunc(step.Causes, func(a, b Cause) int { return cmp.Compare(b.Commits, a.Commits) })
	for p, n := range s.paths {
		step.Paths = append(step.Paths, PathCount{p, n})
	}
	byCommits(step.Paths)
	return step
}

// untracked returns the sources without wildcards that the newest commit does not have, and the links to nothing, sorted.
func (t *tally) untracked() []string {
	var list []string
	for _, s := range t.steps {
		for _, in := range s.inputs {
			if in.content == nil {
				continue
			}
			if in.required && !in.content.exists(t.states[0]) {
				list = append(list, t.selections[in.content.selection].root)
			}
			list = append(list, in.content.dangling(t.states[0])...)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// changesOf returns the number of commits that change a file, given by its absolute path.
func (r *replay) changesOf(file string) int {
	name, err := filepath.Rel(r.repository.Worktree, file)
	if file == "" || err != nil {
		return 0
	}
	name = filepath.ToSlash(name)
	count := 0
	for n := range r.Commits {
		for _, c := range r.changes(n) {
			if r.Paths.Name(c.Path) == name {
				count++
				break
			}
		}
	}
	return count
}

// dockerfilePath returns the absolute path of a build's Dockerfile, "" where it has none of its own.
func dockerfilePath(b *build.Build) string {
	if b.Dockerfile == nil || !filepath.IsAbs(b.Dockerfile.Path) {
		return ""
	}
	return realPath(b.Dockerfile.Path)
}

// ignoreFilePath returns the absolute path of the main context's ignore file, "" for none.
func ignoreFilePath(contexts []inventory.Usage) string {
	for n := range contexts {
		if p := contexts[n].Context; p.Name == "" && p.Ignore.Path != "" {
			return cmp.Or(p.Ignore.Real, realPath(p.Ignore.Path))
		}
	}
	return ""
}

// realPath returns a path with the symbolic links of its directory resolved.
func realPath(p string) string {
	dir, err := filepath.EvalSymlinks(filepath.Dir(p))
	if err != nil {
		return p
	}
	return filepath.Join(dir, filepath.Base(p))
}
