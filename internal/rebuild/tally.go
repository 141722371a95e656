package rebuild

import (
	"crypto/sha256"
	"encoding/binary"
	"path"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/history"
)

// key is the cache key of an instruction.
type key [16]byte

// tally counts what runs again.
type tally struct {
	*replay
	steps []*stepTally
	// seen are the keys of the commits before, by the index of the step.
	seen    map[int]map[key]bool
	commits int
	failing []int
	// filled: a commit was built. first is its number if it is one of the compared commits, else -1.
	filled bool
	first  int
}

// stepTally counts what one instruction does.
type stepTally struct {
	Step
	inputs []input
	// selections are those of its own inputs, by context.
	selections map[int]bool
	causes     map[int]int
	paths      map[string]int
}

// newStepTally prepares the counts of an instruction.
func newStepTally(b Build, s *build.Step, inputs []input) *stepTally {
	t := &stepTally{Step: Step{Step: s}, inputs: inputs, selections: map[int]bool{}, causes: map[int]int{}, paths: map[string]int{}}
	for _, in := range inputs {
		for _, n := range in.content.all() {
			t.selections[n] = true
		}
	}
	for n := range b.Runs {
		run := &b.Runs[n]
		if s.Keyword == "RUN" && run.Line == s.Line && run.StageIndex == s.StageIndex && run.Trigger == s.Trigger && b.Installs != nil {
			t.Manifests, t.Program = b.Installs(run)
		}
	}
	return t
}

// end is the state of the cache at the end of a stage.
type end struct {
	key key
	// cause is the index of the first step whose key is new, -1 for none.
	cause int
}

// run builds the commits, the oldest first. The roots are built before: what they have is cached. Where none of them can be built, the first commit
// that can fills the cache.
func (t *tally) run() {
	for n, s := range t.steps {
		t.seen[n] = map[key]bool{}
		if !t.has(s.Manifests) {
			s.Manifests = nil
		}
	}
	for _, root := range t.roots {
		if t.builds(root) {
			t.keep(t.evaluate(root))
		}
	}
	for n := len(t.Commits) - 1; n >= 0; n-- {
		if t.parents[n] < 0 {
			continue
		}
		t.commits++
		if !t.builds(n) {
			t.failing = append(t.failing, n)
			continue
		}
		if !t.filled {
			t.first = n
			t.keep(t.evaluate(n))
			continue
		}
		t.countChanges(n)
		keys := t.evaluate(n)
		t.countReruns(n, keys)
		t.keep(keys)
	}
}

// builds reports whether all sources exist at a commit that git has at the newest one.
func (t *tally) builds(n int) bool {
	for _, s := range t.steps {
		for _, in := range s.inputs {
			if in.content == nil {
				continue
			}
			now, head := t.states[n], t.states[0]
			if in.required && !in.content.exists(now) && in.content.exists(head) || len(in.content.dangling(now)) > len(in.content.dangling(head)) {
				return false
			}
			if exists := func(at state) bool {
				return slices.ContainsFunc(in.around, func(c *content) bool { return c.exists(at) })
			}; exists(head) && !exists(now) {
				return false
			}
		}
	}
	return true
}

// evaluation is the keys of all steps at a commit, with the causes for which they are new.
type evaluation struct {
	keys   []key
	causes []int
}

// at returns the key of a RUN.
func (e evaluation) at(step int) end { return end{e.keys[step], e.causes[step]} }

// evaluate returns the keys of the steps at a commit.
func (t *tally) evaluate(n int) evaluation {
	e := evaluation{keys: make([]key, len(t.steps)), causes: make([]int, len(t.steps))}
	ends := map[int]end{}
	for _, stage := range t.build.Stages {
		at := end{cause: -1}
		if stage.BaseStage >= 0 {
			at = ends[stage.BaseStage]
		} else if c, known := t.names[stage.BaseContext]; known && stage.BaseContext != "" {
			at.key = sha256Key(t.states[n][t.contexts[c].whole].append(nil))
		}
		for i, s := range t.steps {
			if s.StageIndex == stage.Index {
				own := t.step(n, i, at, e)
				e.keys[i], e.causes[i] = own.key, own.cause
				at = after(s, at, own)
			}
		}
		ends[stage.Index] = at
	}
	return e
}

// step returns the key of a step at a commit. e has those of the steps before.
func (t *tally) step(n, index int, at end, e evaluation) end {
	s := t.steps[index]
	text := binary.BigEndian.AppendUint32(nil, uint32(index))
	if !s.Link {
		text = append(text, at.key[:]...)
	}
	cause := at.cause
	if s.Link {
		cause = -1
	}
	if cause < 0 && t.changed(n, s) {
		cause = index
	}
	for _, in := range s.inputs {
		if in.content != nil {
			text = in.content.append(text, t.states[n], t.name(n))
			continue
		}
		from := e.at(in.step)
		text = append(text, from.key[:]...)
		if cause < 0 {
			cause = from.cause
		}
	}
	own := end{sha256Key(text), cause}
	if t.seen[index][own.key] {
		own.cause = -1
	} else if own.cause < 0 {
		own.cause = index
	}
	return own
}

// after returns the state of a stage after a step. The layer of COPY --link is independent of those before, and merged with them.
func after(s *stepTally, before, own end) end {
	if !s.Link {
		return own
	}
	merged := end{sha256Key(append(before.key[:], own.key[:]...)), own.cause}
	if before.cause >= 0 {
		merged.cause = before.cause
	}
	return merged
}

// name returns the name of a commit, "" for a root outside of the log.
func (t *tally) name(n int) string {
	if n < len(t.Commits) {
		return t.Commits[n].ID
	}
	return ""
}

// sha256Key returns the key of a text.
func sha256Key(text []byte) (k key) {
	hash := sha256.Sum256(text)
	copy(k[:], hash[:])
	return k
}

// changed reports whether a commit changes what a step reads of contexts.
func (t *tally) changed(n int, s *stepTally) bool {
	parent := t.parents[n]
	if parent < 0 {
		return false
	}
	for _, in := range s.inputs {
		if in.content == nil {
			continue
		}
		if string(in.content.append(nil, t.states[n], t.name(n))) != string(in.content.append(nil, t.states[parent], t.name(parent))) {
			return true
		}
	}
	return false
}

// keep notes the keys of a commit that was built.
func (t *tally) keep(e evaluation) {
	t.filled = true
	for i, k := range e.keys {
		t.seen[i][k] = true
	}
}

// countChanges counts the steps whose files a commit changes.
func (t *tally) countChanges(n int) {
	for _, s := range t.steps {
		if !t.changed(n, s) {
			continue
		}
		s.Changes++
		if s.countsOwn() {
			s.count(t.changedPaths(n, s))
		}
	}
}

// countsOwn reports whether the paths of a step are those that it copies itself. Those of a RUN, and of a COPY from a stage, are those of the causes.
func (s *stepTally) countsOwn() bool { return s.Keyword != "RUN" && len(s.selections) > 0 }

// count adds one commit to paths.
func (s *stepTally) count(paths []string) {
	for _, p := range paths {
		s.paths[p]++
	}
}

// countReruns counts the steps that run again on a commit, with their causes.
func (t *tally) countReruns(n int, e evaluation) {
	var paths map[int][]string
	for i, s := range t.steps {
		if t.seen[i][e.keys[i]] {
			continue
		}
		cause := e.causes[i]
		s.Reruns++
		s.Step.Commits = append(s.Step.Commits, n)
		s.causes[cause]++
		if paths == nil {
			paths = map[int][]string{}
		}
		list, known := paths[cause]
		if !known {
			list = t.changedPaths(n, t.steps[cause])
			paths[cause] = list
		}
		if !s.countsOwn() {
			s.count(list)
		}
		if len(s.Manifests) > 0 && !t.touches(n, s.Manifests) {
			s.Needless++
		}
	}
}

// changedPaths returns the changed files of a commit that a step reads, and the topmost directories that they are in, each once.
func (t *tally) changedPaths(n int, s *stepTally) []string {
	var list []string
	for _, c := range t.changes(n) {
		if c.Old.Mode == history.ModeDir || c.New.Mode == history.ModeDir {
			continue
		}
		for _, h := range t.hits[c.Path] {
			if !s.selections[h.selection] {
				continue
			}
			sel := &t.selections[h.selection]
			p := strings.TrimPrefix(t.Paths.Name(c.Path), t.contexts[sel.context].prefix)
			list = append(list, p)
			if dir := sel.topmost(p); dir != "" {
				list = append(list, dir)
			}
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// topmost returns the directory right below the root of a selection that a path is in, with a slash at its end, "" for none.
func (s *selection) topmost(p string) string {
	depth := 1
	if s.root != "." {
		depth += strings.Count(s.root, "/") + 1
	}
	if head, rest := firstNames(p, depth); rest != "" {
		return head + "/"
	}
	return ""
}

// touches reports whether a commit changes a file with one of the base names, in any context.
func (t *tally) touches(n int, names []string) bool { return t.anyNamed(t.changes(n), names) }

// has reports whether the newest commit has a file with one of the base names, in any context.
func (t *tally) has(names []string) bool { return t.anyNamed(t.head, names) }

// anyNamed reports whether one of the changes is about a file with one of the base names, in any context.
func (t *tally) anyNamed(list []history.Change, names []string) bool {
	return len(names) > 0 && slices.ContainsFunc(list, func(c history.Change) bool {
		name := t.Paths.Name(c.Path)
		inside := slices.ContainsFunc(t.contexts, func(f *contextFiles) bool { return strings.HasPrefix(name, f.prefix) })
		return inside && c.Old.Mode != history.ModeDir && c.New.Mode != history.ModeDir && slices.ContainsFunc(names, func(pattern string) bool {
			match, err := path.Match(pattern, path.Base(name))
			return match && err == nil
		})
	})
}
