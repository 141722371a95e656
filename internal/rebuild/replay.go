package rebuild

import (
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/history"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/parallel"
	"github.com/ctxsize/ctxsize/walker"
)

// contextFiles is a context of a build as a directory of a repository.
type contextFiles struct {
	// prefix is the directory in the work tree with a slash at its end, "" for the work tree itself.
	prefix string
	judge  func(p string) walker.Verdict
	// links are the symbolic links of all commits, by their paths in the context; linkNames are these paths, sorted.
	links     map[string]symlink
	linkNames []string
	// repository: the context has a directory .git.
	repository bool
	// whole is the index of the selection of the whole context.
	whole int
}

// replay is a build that is run on each commit of a history.
type replay struct {
	*Past
	build *build.Build
	// reachable are the steps that the target depends on.
	reachable []*build.Step
	contexts  []*contextFiles
	// names are the indexes of contexts by name. Contexts that are not in the repository are missing.
	names      map[string]int
	selections []selection
	// hits are the selections that have a path, by the index of the path.
	hits [][]hit
	// states are those of the commits, by index.
	states []state
}

// hit is a selection that has a path.
type hit struct {
	selection int
	// name is the path in the sum of the selection.
	name string
	// onlyLinks: other entries than symbolic links do not count, and with noLinks they alone.
	onlyLinks, noLinks bool
}

// counts reports whether an entry at the path counts.
func (h *hit) counts(e history.Entry) bool {
	link := e.Mode == history.ModeSymlink
	return e.Exists() && !(h.onlyLinks && !link) && !(h.noLinks && link)
}

// newReplay prepares a replay.
func newReplay(p *Past, b *build.Build, contexts []inventory.Usage) *replay {
	r := &replay{Past: p, build: b, names: map[string]int{}}
	for n := range contexts {
		c := &contexts[n]
		prefix, err := filepath.Rel(p.repository.Worktree, c.Context.Root)
		if c.Context.Root == "" || err != nil || !filepath.IsLocal(prefix) {
			continue
		}
		files := &contextFiles{judge: c.Judge, links: map[string]symlink{}}
		if prefix != "." {
			files.prefix = filepath.ToSlash(prefix) + "/"
		}
		files.repository = filepath.Dir(p.repository.Dir) == c.Context.Root
		files.whole = r.add(selection{context: len(r.contexts), root: "."})
		r.names[c.Context.Name] = len(r.contexts)
		r.contexts = append(r.contexts, files)
	}
	for n := range b.Steps {
		if s := &b.Steps[n]; s.Reachable && r.stageAt(s.StageIndex) != nil {
			r.reachable = append(r.reachable, s)
		}
	}
	r.findLinks()
	return r
}

// findLinks fills in the symbolic links of the contexts.
func (r *replay) findLinks() {
	r.each(func(path int32, e history.Entry) {
		target := r.links[e.ID]
		if e.Mode != history.ModeSymlink || target == "" {
			return
		}
		for _, c := range r.contexts {
			name, inside := strings.CutPrefix(r.Paths.Name(path), c.prefix)
			if !inside {
				continue
			}
			if c.links[name] == nil {
				c.links[name] = symlink{}
			}
			c.links[name][entrySum("", e)] = target
		}
	})
	for _, c := range r.contexts {
		c.linkNames = slices.Sorted(maps.Keys(c.links))
	}
}

// add returns the index of a new selection.
func (r *replay) add(s selection) int {
	r.selections = append(r.selections, s)
	return len(r.selections) - 1
}

// chunk is how many paths are matched at once.
const chunk = 512

// match finds the selections that have each path.
func (r *replay) match() {
	r.hits = make([][]hit, r.Paths.Len())
	byContext := make([][]int, len(r.contexts))
	for n := range r.selections {
		context := r.selections[n].context
		byContext[context] = append(byContext[context], n)
	}
	parallel.Do((len(r.hits)+chunk-1)/chunk, func(n int) {
		for at := n * chunk; at < min((n+1)*chunk, len(r.hits)); at++ {
			r.hits[at] = r.matchPath(int32(at), byContext)
		}
	})
}

// matchPath returns the selections that have a path.
func (r *replay) matchPath(at int32, byContext [][]int) []hit {
	var list []hit
	name, submodule := r.Paths.Name(at), r.submodules[at]
	for n, c := range r.contexts {
		inside, ok := strings.CutPrefix(name, c.prefix)
		if !ok || inside == "" {
			continue
		}
		before := len(list)
		for _, index := range byContext[n] {
			s := &r.selections[index]
			if name, ok := s.has(inside, submodule); ok {
				list = append(list, hit{index, name, s.exact, s.follows(inside)})
			}
		}
		if len(list) > before && c.judge(inside).Excluded {
			list = list[:before]
		}
	}
	return list
}

// apply adds changes to a state, or with undo subtracts them.
func (r *replay) apply(s state, changes []history.Change, undo bool) {
	for n := range changes {
		c := &changes[n]
		hits := r.hits[c.Path]
		if len(hits) == 0 || c.Old.Mode == history.ModeDir && c.New.Mode == history.ModeDir {
			continue
		}
		before, after := c.Old, c.New
		if undo {
			before, after = after, before
		}
		for i := range hits {
			h := &hits[i]
			if h.counts(before) {
				s[h.selection].subtract(entrySum(h.name, before))
			}
			if h.counts(after) {
				s[h.selection].add(entrySum(h.name, after))
			}
		}
	}
}

// compute finds the states of all commits: that of the newest from its tree, those of its ancestors from the changes of the commits between, and
// the others from their roots on.
func (r *replay) compute() {
	r.match()
	r.states = make([]state, len(r.parents))
	at, s := 0, make(state, len(r.selections))
	r.apply(s, r.head, false)
	for {
		r.states[at] = s
		if r.parents[at] < 0 {
			break
		}
		s = slices.Clone(s)
		r.apply(s, r.changes(at), true)
		at = r.parents[at]
	}
	for n, changes := range r.between {
		s := slices.Clone(r.states[r.roots[n]])
		r.apply(s, changes, false)
		r.states[r.roots[n+1]] = s
	}
	for n := len(r.Commits) - 1; n >= 0; n-- {
		r.computeFrom(n)
	}
}

// computeFrom finds the state of a commit, after those of its ancestors.
func (r *replay) computeFrom(n int) {
	var path []int
	for ; r.states[n] == nil; n = r.parents[n] {
		path = append(path, n)
	}
	for _, next := range slices.Backward(path) {
		s := slices.Clone(r.states[r.parents[next]])
		r.apply(s, r.changes(next), false)
		r.states[next] = s
	}
}
