package provenance

import (
	"path"
	"slices"

	"github.com/ctxsize/ctxsize/plan"
)

// Place is where a path of a context ends up.
type Place struct {
	Stage int    // index
	Path  string // absolute, in the stage
	// Final: it is in the image that is built.
	Final bool
	// Changed is the last RUN of the stage that may have changed it or taken it away, nil for none.
	Changed *plan.Step
}

// Places lists where a path of a context ends up, in the order of the stages that the target needs.
func (m *Map) Places(context, p string) []Place {
	p = path.Clean(p)
	byStage := map[int][]string{}
	var list []Place
	for _, s := range m.build.Stages {
		if !s.Reachable {
			continue
		}
		byStage[s.Index] = m.placesIn(s, byStage, context, p)
		for _, at := range byStage[s.Index] {
			list = append(list, Place{Stage: s.Index, Path: at, Final: s.Index == m.build.TargetIndex, Changed: m.changed(s.Index, at, context, p)})
		}
	}
	return list
}

// placesIn lists where a stage has the path when its instructions were run.
func (m *Map) placesIn(s plan.Stage, byStage map[int][]string, context, p string) []string {
	var list []string
	if s.BaseStage >= 0 {
		list = slices.Clone(byStage[s.BaseStage])
	} else if s.BaseContext != "" && s.BaseContext == context {
		list = append(list, path.Join("/", p))
	}
	for n, l := range m.layers[s.Index] {
		if l.step == nil || l.step.StageIndex != s.Index || len(l.step.Sources) == 0 {
			continue
		}
		var from []string
		switch in := l.step.Input; {
		case in.Kind == plan.StageInput:
			from = byStage[in.Stage]
		case in.Kind == plan.ContextInput && in.Context == context:
			from = []string{path.Join("/", p)}
		}
		for _, at := range from {
			list = append(list, m.landings(placeKey{state{s.Index, n}, false}, at)...)
		}
	}
	slices.Sort(list)
	list = slices.Compact(list)
	return slices.DeleteFunc(list, func(at string) bool { return !m.holds(s.Index, at, context, p) })
}

// landings lists where an instruction puts a path of its input.
func (m *Map) landings(k placeKey, p string) []string {
	step, pl := m.layers[k.stage][k.n].step, m.place(k)
	var list []string
	for n := range step.Sources {
		for _, r := range m.roots(rootsKey{step, n, k.disk}) {
			rel, ok := below(p, r.path)
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
	files := m.lookup(query{m.whole(stage), at, false}).Files
	return slices.ContainsFunc(files, func(f File) bool { return f.Context == context && f.Path == p })
}

// changed returns the last RUN that may have changed a path after it came into the stage.
func (m *Map) changed(stage int, at, context, p string) *plan.Step {
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
