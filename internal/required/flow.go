package required

import (
	"cmp"
	"fmt"
	"iter"
	"path"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/phrase"
	"github.com/ctxsize/ctxsize/walker"
)

// flow follows one path of the context through the stages of a build: where it is copied, which commands create it there, and which use it.
type flow struct {
	*Set
	share  *inventory.Share
	hit    inventory.Hit
	name   string // the last part of the path
	states map[int]*state
	// used is the first use of a path that nothing in the build creates, "" for none.
	used string
	// usedIn is the file of the project with the command, "" for an instruction.
	usedIn string
	// unmade is the first stage in which the path remains and nothing creates it; "" for none.
	unmade string
	// seen is called for each RUN that sees the path.
	seen func(s *inventory.Step)
}

// state is the content of a stage, as far as the path is concerned.
type state struct {
	at    []string // absolute paths in the stage
	links []string // paths of links that lead to it, or into it
	made  []inventory.Made
}

// follow goes through the stages in order: a stage comes after those that it uses. Where no stage gets the path, nothing uses it, and the
// commands of the build are not looked at.
func (f *flow) follow() {
	f.name, f.states = path.Base(f.hit.Path), map[int]*state{}
	if !f.isTaken() {
		return
	}
	steps := f.programs.Steps(f.share)
	based := map[int]bool{}
	for _, st := range f.share.Build.Stages {
		based[st.BaseStage] = true
	}
	for _, st := range f.share.Build.Stages {
		f.stage(st, stepsOf(steps, st.Index))
	}
	for _, st := range f.share.Build.Stages {
		f.ends(st, steps, based[st.Index])
	}
}

// isTaken reports whether an instruction copies or mounts the path.
func (f *flow) isTaken() bool {
	return slices.ContainsFunc(f.share.Build.Instructions, func(in build.Instruction) bool {
		return in.Context == f.share.Usage.Context.Name && slices.ContainsFunc(in.Sources, func(source build.Source) bool {
			_, ok := inventory.Landing(source, f.hit.Path, "/")
			return ok
		})
	})
}

// stepsOf returns the steps of a stage. Steps are sorted by their stages.
func stepsOf(steps []inventory.Step, stage int) []inventory.Step {
	start, _ := slices.BinarySearchFunc(steps, stage, func(s inventory.Step, stage int) int { return cmp.Compare(s.Stage, stage) })
	end, _ := slices.BinarySearchFunc(steps, stage+1, func(s inventory.Step, stage int) int { return cmp.Compare(s.Stage, stage) })
	return steps[start:end]
}

// event is something that happens in a stage.
type event struct {
	line int
	do   func()
}

// stage goes through the instructions of a stage.
func (f *flow) stage(st build.Stage, steps []inventory.Step) {
	s := &state{}
	if base := f.states[st.BaseStage]; base != nil && st.BaseStage >= 0 {
		s.at, s.links, s.made = slices.Clone(base.at), slices.Clone(base.links), slices.Clone(base.made)
	}
	f.states[st.Index] = s
	var events []event
	for n := range f.share.Build.Instructions {
		if in := &f.share.Build.Instructions[n]; in.StageIndex == st.Index && in.Dest != "" && in.Context == f.share.Usage.Context.Name {
			events = append(events, event{in.Line, func() { f.copied(s, in) }})
		}
	}
	for n := range f.share.Build.Copies {
		if c := &f.share.Build.Copies[n]; c.To == st.Index {
			events = append(events, event{c.Line, func() { f.copiedFrom(s, c) }})
		}
	}
	for n := range steps {
		if one := &steps[n]; one.Keyword == "RUN" {
			events = append(events, event{one.Line, func() { f.run(s, one) }})
		}
	}
	slices.SortStableFunc(events, func(a, b event) int { return cmp.Compare(a.line, b.line) })
	for _, e := range events {
		e.do()
	}
	for n := range steps {
		if steps[n].IsStart() {
			f.uses(s, &steps[n])
		}
	}
	if st.BaseStage < 0 && f.anyUnmade(s) {
		if image, _ := f.share.BaseImage(st.Index); inventory.UsedByImage(image, f.name) {
			f.use(fmt.Sprintf("The image %s (line %d of %s)", st.Base, st.BaseLine, f.share.Dockerfile()))
		}
	}
}

// copied follows an instruction that copies from the context.
func (f *flow) copied(s *state, in *build.Instruction) {
	for _, source := range in.Sources {
		if at, ok := inventory.Landing(source, f.hit.Path, in.Dest); ok && !inventory.ExcludedBySource(source, f.hit.Path) {
			s.at = append(s.at, at)
		}
		for _, p := range f.aliases(f.hit.Path) {
			if at, ok := inventory.Landing(source, p, in.Dest); ok && !inventory.ExcludedBySource(source, p) {
				s.links = append(s.links, at)
			}
		}
	}
}

// copiedFrom follows a copy from another stage: a source that is the path, or is in it, uses it.
func (f *flow) copiedFrom(s *state, c *build.Copy) {
	from := f.states[c.From]
	if from == nil {
		return
	}
	for _, source := range c.Sources {
		source.Path = strings.TrimPrefix(path.Clean("/"+source.Path), "/")
		source.Path = cmp.Or(source.Path, ".")
		for _, at := range from.at {
			if to, ok := inventory.Landing(source, strings.TrimPrefix(at, "/"), c.Dest); ok && !inventory.ExcludedBySource(source, strings.TrimPrefix(at, "/")) {
				s.at = append(s.at, to)
			}
			if named := "/" + source.Path; !f.isMade(from, at) && source.Path != "." && isWithin(at, named) {
				f.use(fmt.Sprintf("COPY --from (line %d of %s)", c.Line, f.share.Dockerfile()))
			}
		}
		for _, m := range from.made {
			if to, ok := inventory.Landing(source, strings.TrimPrefix(path.Join(m.Path, f.name), "/"), c.Dest); ok {
				s.made = append(s.made, inventory.Made{Path: path.Dir(to), Reach: m.Reach, Workspaces: m.Workspaces})
			}
		}
	}
}

// run follows a RUN: the paths that it creates and uses.
func (f *flow) run(s *state, one *inventory.Step) {
	mounted := f.mounted(one)
	if f.seen != nil && len(s.at)+len(mounted) > 0 {
		f.seen(one)
	}
	there := &state{at: slices.Concat(s.at, mounted), links: s.links, made: slices.Clone(s.made)}
	f.calls(there, one)
	f.doubtful(there, one)
	f.values(there, one)
	s.made = append(s.made, certainlyMade(one.Trace.Calls, f.name)...)
}

// calls follows the commands of a step: what each of them uses, and creates for those behind it.
func (f *flow) calls(there *state, one *inventory.Step) {
	for n := range one.Trace.Calls {
		c := &one.Trace.Calls[n]
		f.reads(there, c, one)
		there.made = append(there.made, inventory.Makes(c, f.name)...)
		f.command(there, c, one)
	}
}

// mounted returns where a RUN sees the path by its mounts.
func (f *flow) mounted(one *inventory.Step) []string {
	var list []string
	for _, in := range f.share.Build.Instructions {
		if in.Keyword != "RUN" || in.Line != one.Line || in.StageIndex != one.Stage || in.Context != f.share.Usage.Context.Name {
			continue
		}
		for _, source := range in.Sources {
			if at, ok := inventory.Landing(source, f.hit.Path, source.Target); ok && source.Target != "" {
				list = append(list, at)
			}
		}
	}
	return list
}

// uses follows what takes effect when the image is run, and the paths that it names.
func (f *flow) uses(s *state, one *inventory.Step) {
	if f.seen != nil && len(s.at) > 0 {
		f.seen(one)
	}
	if len(s.at) == 0 || f.used != "" {
		return
	}
	for _, value := range one.Paths {
		for p := range strings.SplitSeq(value, ":") {
			if at := inventory.Absolute(one.Dir, p); f.needed(s, at) {
				f.use(fmt.Sprintf("%s (line %d of %s)", phrase.Shorten(one.Text), one.Line, f.share.Dockerfile()))
			}
		}
	}
	if one.Trace == nil {
		return
	}
	there := &state{at: s.at, links: s.links, made: slices.Clone(s.made)}
	f.calls(there, one)
	f.doubtful(there, one)
	f.values(there, one)
}

// isMade reports whether a command has created a location of the path.
func (f *flow) isMade(s *state, at string) bool {
	parent := path.Dir(at)
	return slices.ContainsFunc(s.made, func(m inventory.Made) bool {
		switch {
		case m.Path == parent:
			return true
		case m.Workspaces:
			return strings.HasPrefix(parent, strings.TrimSuffix(m.Path, "/")+"/") && f.isMember(m.Path, parent)
		case m.Reach == inventory.ReachUpwards:
			return strings.HasPrefix(m.Path+"/", strings.TrimSuffix(parent, "/")+"/")
		case m.Reach == inventory.ReachAnywhere:
			return m.Path == "" || strings.HasPrefix(m.Path+"/", strings.TrimSuffix(parent, "/")+"/") || strings.HasPrefix(parent, strings.TrimSuffix(m.Path, "/")+"/")
		}
		return false
	})
}

// ends checks whether the path remains in a stage without being created there. A stage that is only a base, starts nothing and is not built
// itself does not use it.
func (f *flow) ends(st build.Stage, steps []inventory.Step, based bool) {
	s := f.states[st.Index]
	if f.unmade != "" || !f.anyUnmade(s) {
		return
	}
	starts := slices.ContainsFunc(steps, func(one inventory.Step) bool { return one.Stage == st.Index && one.Trace != nil })
	if based && !starts && st.Index != f.share.Build.TargetIndex {
		return
	}
	f.unmade = cmp.Or(st.Name, fmt.Sprint(st.Index))
}

// flows follows a path through every build of the context, one after the other.
func (s *Set) flows(h inventory.Hit) iter.Seq[*flow] {
	list := s.flowed[h.Path]
	if list == nil {
		list = &flowList{set: s, hit: h}
		s.flowed[h.Path] = list
	}
	return func(yield func(*flow) bool) {
		for n := range list.set.shares {
			if f := list.at(n); f != nil && !yield(f) {
				return
			}
		}
	}
}

// flowList follows a path through the builds of a set, as far as that was asked for.
type flowList struct {
	set  *Set
	hit  inventory.Hit
	done []*flow // by share; nil for a build without a Dockerfile
}

// at returns the flow through a build, nil for one without a Dockerfile.
func (l *flowList) at(share int) *flow {
	for n := len(l.done); n <= share; n++ {
		var f *flow
		if one := &l.set.shares[n]; one.Build.Dockerfile != nil {
			f = &flow{Set: l.set, share: one, hit: l.hit}
			f.follow()
		}
		l.done = append(l.done, f)
	}
	return l.done[share]
}

// isNamed returns why the image or a build may use a directory that an instruction names, "" for no reason.
func (s *Set) isNamed(h inventory.Hit) string {
	if h.Kind == walker.File && !inventory.IsUsedUnnamed(path.Base(h.Path)) {
		return ""
	}
	for f := range s.flows(h) {
		if f.used != "" {
			return fmt.Sprintf("%s uses %s, and no earlier command is known to create it.", f.used, h.Path)
		}
	}
	return ""
}

// IsUnmade returns why a build may need the installed packages of the host, "" if each build that has them installs its own.
func (s *Set) IsUnmade(h inventory.Hit) string {
	installs := "No Dockerfile installs it in the build."
	for f := range s.flows(h) {
		installs = ""
		if f.unmade != "" {
			return fmt.Sprintf("Stage %s of %s copies %s and does not install it itself.", f.unmade, f.share.Dockerfile(), h.Path)
		}
	}
	return installs
}
