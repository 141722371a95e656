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

// run builds the commits, the oldest first. The roots are built before: what they have is cached.
func (t *tally) run() {
	for n := range t.steps {
		t.seen[n] = map[key]bool{}
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
		t.countChanges(n)
		if !t.builds(n) {
			t.failing = append(t.failing, n)
			continue
		}
		keys := t.evaluate(n)
		t.countReruns(n, keys)
		t.keep(keys)
	}
}

// builds reports whether all sources exist at a commit that git has at the newest one.
func (t *tally) builds(n int) bool {
	for _, s := range t.steps {
		for _, in := range s.inputs {
			if in.required && !in.content.exists(t.states[n]) && in.content.exists(t.states[0]) {
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
				at = t.step(n, i, at, ends)
				e.keys[i], e.causes[i] = at.key, at.cause
			}
		}
		ends[stage.Index] = at
	}
	return e
}

// step returns the state after a step at a commit.
func (t *tally) step(n, index int, at end, ends map[int]end) end {
	s := t.steps[index]
	text := binary.BigEndian.AppendUint32(slices.Clone(at.key[:]), uint32(index))
	cause := at.cause
	if cause < 0 && t.changed(n, s) {
		cause = index
	}
	for _, in := range s.inputs {
		if in.content != nil {
			text = in.content.append(text, t.states[n], t.name(n))
			continue
		}
		from := ends[in.stage]
		text = append(text, from.key[:]...)
		if cause < 0 {
			cause = from.cause
		}
	}
	next := end{sha256Key(text), cause}
	if t.seen[index][next.key] {
		next.cause = -1
	} else if next.cause < 0 {
		next.cause = index
	}
	return next
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
	for i, k := range e.keys {
		t.seen[i][k] = true
	}
}

// countChanges counts the steps whose files a commit changes.
func (t *tally) countChanges(n int) {
	for _, s := range t.steps {
		if t.changed(n, s) {
			s.Changes++
		}
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
		for _, p := range list {
			s.paths[p]++
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
			if !s.selections[h] {
				continue
			}
			sel := &t.selections[h]
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
func (t *tally) touches(n int, names []string) bool {
	return slices.ContainsFunc(t.changes(n), func(c history.Change) bool {
		name := t.Paths.Name(c.Path)
		inside := slices.ContainsFunc(t.contexts, func(f *contextFiles) bool { return strings.HasPrefix(name, f.prefix) })
		return inside && c.Old.Mode != history.ModeDir && c.New.Mode != history.ModeDir && slices.ContainsFunc(names, func(pattern string) bool {
			match, err := path.Match(pattern, path.Base(name))
			return match && err == nil
		})
	})
}
