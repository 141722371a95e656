// Package rebuild finds out which instructions of a build run again on the commits of a history.
//
// The builder is one that builds every commit, the oldest first, and never loses its cache; the ignore file and the Dockerfile are those of now. An
// instruction runs again where its cache key is new. As in BuildKit (github.com/moby/buildkit solver/llbsolver/ops and cache/contenthash), the key of
// a COPY, of an ADD and of a mount holds the names, modes and contents of the selected files, whatever else changes in the context, and the key of
// the instruction before. Files copied from a stage count by their contents where the stage has copied them after its last RUN; a RUN that runs
// again is assumed to change all files that its stage has by then.
//
// [Read] reads a history once, and [Past.Churn] answers for one build. Neither needs a checkout.
package rebuild

import (
	"cmp"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/inventory"
)

// Churn is what the commits of a history do to a build.
type Churn struct {
	// Commits is the number of commits that are compared: those that have a parent.
	Commits int
	// Failing are those whose build fails because a source is missing, by their numbers in the log. They are not built.
	Failing []int
	// First is the number of the commit that fills the cache, where none before it can be built; otherwise -1. It is built, and not counted.
	First int
	// Steps are the COPY, ADD, RUN and WORKDIR instructions that the target depends on, in the order of [build.Build.Steps].
	Steps []Step
	// Untracked are the sources of instructions that git does not track. They are assumed to stay as they are.
	Untracked []string
	// Outside are the names of the contexts that are not in the repository, "" for the main context. They are assumed to stay as they are.
	Outside []string
	// Submodules: a context has submodules, whose changes count as changes of all that is copied from them.
	Submodules bool
	// DockerfileChanges and IgnoreFileChanges are the numbers of commits that change the file.
	DockerfileChanges, IgnoreFileChanges int
}

// Built returns the number of commits that are built with the cache of those before. The numbers of a [Step] are parts of it.
func (c *Churn) Built() int {
	built := c.Commits - len(c.Failing)
	if c.First >= 0 {
		built--
	}
	return built
}

// Step is one instruction.
type Step struct {
	*build.Step
	// Changes is the number of commits that change what it copies.
	Changes int
	// Reruns is the number of commits on which it runs again.
	Reruns int
	// Causes are the instructions whose changed files make it run again, itself among them, by their numbers of commits.
	Causes []Cause
	// Paths are the changed files that it copies, and directories with a slash at their ends, by their numbers of commits. For a RUN, and for a COPY
	// from a stage, they are those that make it run again.
	Paths []PathCount
	// Manifests are base names and patterns of the files that a RUN installs dependencies by, nil for one that installs none, or by files that the
	// newest commit does not have.
	Manifests []string
	// Program is the call that installs them.
	Program string
	// Needless is the number of reruns on commits that change no manifest.
	Needless int
	// Commits are the numbers of the commits on which it runs again, in the order of the log.
	Commits []int
}

// Command returns what a RUN does: its call of a package manager, else its script without flags and without the settings of the shell before it.
func (s *Step) Command() string {
	if s.Program != "" {
		return s.Program
	}
	text := strings.TrimPrefix(s.Text, "RUN ")
	for strings.HasPrefix(text, "--") {
		_, text, _ = strings.Cut(text, " ")
	}
	if rest, ok := strings.CutPrefix(text, "set -"); ok {
		if _, command, more := strings.Cut(rest, "&& "); more {
			return command
		}
	}
	return text
}

// ReadsContext reports whether it reads files of a context, so that commits can change what it reads.
func (s *Step) ReadsContext() bool {
	return len(s.Sources) > 0 && s.Input.Kind == build.ContextInput || slices.ContainsFunc(s.Mounts, func(m build.Mount) bool { return m.Input.Kind == build.ContextInput })
}

// Cause is an instruction that makes another one run again.
type Cause struct {
	// Step is an index in [Churn.Steps].
	Step    int
	Commits int
}

// PathCount is the number of commits that change a path.
type PathCount struct {
	// Path is relative to the context.
	Path    string
	Commits int
}

// Build is a build whose history is read.
type Build struct {
	*build.Build
	Contexts []inventory.Usage
	// Installs returns the files by which a RUN installs dependencies, and its call of a package manager; nil and "" for none.
	Installs func(*build.Run) (manifests []string, program string)
}

// Churn replays the commits with one build.
func (p *Past) Churn(b Build) (*Churn, error) {
	r := newReplay(p, b.Build, b.Contexts)
	t := &tally{replay: r, seen: map[int]map[key]bool{}, first: -1}
	for _, s := range r.reachable {
		inputs, err := r.inputs(s)
		if err != nil {
			return nil, err
		}
		t.steps = append(t.steps, newStepTally(b, s, inputs))
	}
	r.compute()
	t.run()
	c := t.result()
	c.DockerfileChanges, c.IgnoreFileChanges = r.changesOf(dockerfilePath(b.Build)), r.changesOf(ignoreFilePath(b.Contexts))
	for _, context := range b.Contexts {
		if _, inside := r.names[context.Context.Name]; !inside && context.Context.Requested {
			c.Outside = append(c.Outside, context.Context.Name)
		}
	}
	return c, nil
}

// byCommits sorts counts, the largest first, and those of equal size by their paths.
func byCommits(list []PathCount) {
	slices.SortFunc(list, func(a, b PathCount) int {
		return cmp.Or(cmp.Compare(b.Commits, a.Commits), cmp.Compare(a.Path, b.Path))
	})
}
