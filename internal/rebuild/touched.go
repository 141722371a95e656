package rebuild

import (
	"fmt"
	"path"
	"strings"

	"github.com/ctxsize/ctxsize/internal/history"
)

// Touched is in how many commits something changes that a build copies of one of its contexts.
type Touched struct {
	// Commits is the number of commits that are compared: those that have a parent.
	Commits int
	counts  map[string]int
}

// Of returns the number of commits that change a path of the context, or something below it.
func (t *Touched) Of(p string) int { return t.counts[p] }

// Touched reports how many commits change each path of a context that the build copies, and each directory above one. Context is its name, "" for the
// main context.
func (p *Past) Touched(b Build, context string) (*Touched, error) {
	r := newReplay(p, b.Build, b.Contexts)
	at, inside := r.names[context]
	if !inside {
		return nil, fmt.Errorf("the context is not in the repository %s", p.repository.Worktree)
	}
	c := &touchCounter{replay: r, prefix: r.contexts[at].prefix, byContext: make([][]int, len(r.contexts)), known: map[int32][]hit{}, last: map[string]int{},
		counts: map[string]int{}}
	repository, err := c.selectCopied(b, at)
	if err != nil {
		return nil, err
	}
	commits := 0
	for n := range p.Commits {
		if p.parents[n] < 0 {
			continue
		}
		commits++
		for _, change := range p.Commits[n].Changes {
			c.count(n, change)
		}
	}
	if repository {
		c.counts["."], c.counts[".git"] = commits, commits
	}
	return &Touched{commits, c.counts}, nil
}

// touchCounter counts the commits that change paths of one context.
type touchCounter struct {
	*replay
	prefix    string
	byContext [][]int // the selections of instructions, by context
	known     map[int32][]hit
	// last is one more than the number of the commit that was last counted for a path.
	last   map[string]int
	counts map[string]int
}

// selectCopied finds the selections of the instructions, and reports whether one of them copies .git.
func (c *touchCounter) selectCopied(b Build, context int) (repository bool, err error) {
	seen := map[int]bool{}
	for _, s := range c.reachable {
		inputs, err := c.inputs(s)
		if err != nil {
			return false, err
		}
		for n := range newStepTally(b, s, inputs).selections {
			if c.selections[n].context == context && !seen[n] {
				seen[n] = true
				c.byContext[context] = append(c.byContext[context], n)
			}
		}
		for _, in := range inputs {
			repository = repository || in.content != nil && in.content.repository && c.selections[in.content.selection].context == context
		}
	}
	return repository, nil
}

// count counts a change of a commit for its path and for the directories above, each once a commit.
func (c *touchCounter) count(commit int, change history.Change) {
	if change.Old.Mode == history.ModeDir || change.New.Mode == history.ModeDir {
		return
	}
	hits, known := c.known[change.Path]
	if !known {
		hits = c.matchPath(change.Path, c.byContext)
		c.known[change.Path] = hits
	}
	for n := range hits {
		if !hits[n].counts(change.Old) && !hits[n].counts(change.New) {
			continue
		}
		for at := strings.TrimPrefix(c.Paths.Name(change.Path), c.prefix); c.last[at] != commit+1; at = path.Dir(at) {
			c.last[at] = commit + 1
			c.counts[at]++
			if at == "." {
				break
			}
		}
		return
	}
}
