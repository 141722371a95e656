package provenance

import (
	"path"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/build"
)

// Place is where a path of a context ends up.
type Place struct {
	Stage int    // index
	Path  string // absolute, in the stage
	// Final: it is in the image that is built.
	Final bool
	// Replaced: a later instruction puts something else there, and only the layers below it have it.
	Replaced bool
	// Changed is the last RUN, of the stage or of one that it was copied from, that may have changed it or taken it away, nil for none.
	Changed *build.Step
}

// Places lists where a path of a context ends up, in the order of the stages that the target needs.
func (m *Map) Places(context, p string) []Place {
	p = path.Clean(p)
	byStage := map[int][]Place{}
	var list []Place
	for _, s := range m.build.Stages {
		if s.Reachable {
			byStage[s.Index] = m.placesIn(s, byStage, context, p)
			list = append(list, byStage[s.Index]...)
		}
	}
	return list
}

// placesIn lists where layers of a stage have the path, each place once.
func (m *Map) placesIn(s build.Stage, byStage map[int][]Place, context, p string) []Place {
	list := slices.Clone(byStage[s.BaseStage])
	if s.BaseStage < 0 && s.BaseContext != "" && s.BaseContext == context {
		list = append(list, Place{Path: path.Join("/", p)})
	}
	for n, l := range m.layers[s.Index] {
		if l.step == nil || l.step.StageIndex != s.Index {
			continue
		}
		var from []Place
		switch in := l.step.Input; {
		case in.Kind == build.StageInput:
			from = slices.DeleteFunc(slices.Clone(byStage[in.Stage]), func(at Place) bool { return at.Replaced })
		case in.Kind == build.ContextInput && in.Context == context:
			from = []Place{{Path: path.Join("/", p)}}
		}
		for _, at := range from {
			for _, landing := range m.landings(placeKey{state{s.Index, n}, false}, at.Path) {
				list = append(list, Place{Path: landing, Changed: at.Changed})
			}
		}
	}
	slices.SortStableFunc(list, func(a, b Place) int { return strings.Compare(a.Path, b.Path) })
	list = slices.CompactFunc(list, func(a, b Place) bool { return a.Path == b.Path })
	for n := range list {
		m.judge(&list[n], s.Index, context, p)
	}
	return list
}

// judge says of a place in a stage what becomes of it there.
func (m *Map) judge(at *Place, stage int, context, p string) {
	at.Stage, at.Final, at.Replaced = stage, stage == m.build.TargetIndex, !m.holds(stage, at.Path, context, p)
	if changed := m.lastChange(stage, at.Path, context, p); changed != nil {
		at.Changed = changed
	}
}

// CopiedBy lists the reachable instructions that copy a path of a context into a stage, in the order of the stages.
func (m *Map) CopiedBy(context, p string) []*build.Step {
	var list []*build.Step
	for _, s := range m.build.Stages {
		for n, l := range m.layers[s.Index] {
			if !s.Reachable || l.step == nil || l.step.StageIndex != s.Index || l.step.Input.Kind != build.ContextInput || l.step.Input.Context != context {
				continue
			}
			if len(m.landings(placeKey{state{s.Index, n}, false}, path.Join("/", p))) > 0 {
				list = append(list, l.step)
			}
		}
	}
	return list
}

// landings lists where an instruction puts a path of its input.
func (m *Map) landings(k placeKey, p string) []string {
	step, pl := m.layers[k.stage][k.n].step, m.place(k)
	var list []string
	for n := range step.Sources {
		for _, r := range m.roots(rootsKey{step, n, k.disk}) {
			rel, ok := relativeTo(p, r.path)
			switch {
			case !ok:
			case r.pattern != "":
				list = append(list, path.Join(pl.dest, rel))
			case r.parents != nil:
				if len(r.origins(step, n, pl, rel)) > 0 {
					list = append(list, path.Join(pl.dest, rel))
				}
			case r.isDir || r.unknown && rel != "":
				if len(r.origins(step, n, pl, rel)) > 0 {
					list = append(list, path.Join(pl.dest, rel))
				}
			case rel != "":
			case pl.isDir:
				list = append(list, path.Join(pl.dest, r.name))
			default:
				list = append(list, pl.dest)
			}
		}
	}
	return list
}

// holds reports whether a stage has a path of a context at another one: nothing has been put in its place.
func (m *Map) holds(stage int, at, context, p string) bool {
	files := m.lookup(query{m.finalState(stage), at, false}).Files
	return slices.ContainsFunc(files, func(f File) bool { return f.Context == context && f.Path == p })
}

// lastChange returns the last RUN that may have changed a path after it came into the stage.
func (m *Map) lastChange(stage int, at, context, p string) *build.Step {
	layers := m.layers[stage]
	for n := len(layers) - 1; n >= 0; n-- {
		if step := layers[n].step; step == nil || step.Keyword != "RUN" {
			continue
		}
		before := m.lookup(query{state{stage, n}, at, false}).Files
		if slices.ContainsFunc(before, func(f File) bool { return f.Context == context && f.Path == p }) {
			return layers[n].step
		}
		return nil
	}
	return nil
}
