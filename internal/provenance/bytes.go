package provenance

import (
	"path"
	"slices"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/saturate"
	"github.com/ctxsize/ctxsize/walker"
)

// region is a file of a context, or a directory with all below it, as it lies in a stage.
type region struct {
	path string // in the context
	at   string // in the stage
	// layer is the index of the instruction that put it there, among the stage's.
	layer int
	// only are conditions on what of the directory is meant, by the path relative to it.
	only []func(rel string) bool
}

// FinalBytes returns the bytes of sent files that each instruction of the build leaves in the final image, by the index of the instruction: those
// that it copies into the final stage or a stage that this is built on, and those that later instructions copy on from its stage. What a RUN adds
// or takes away is not known, and a file that is copied to two places counts twice.
func (m *Map) FinalBytes() []int64 {
	list := make([]int64, len(m.build.Instructions))
	for n, in := range m.build.Instructions {
		v := m.views[in.Context]
		if !in.Reachable || v == nil || in.Keyword == "RUN" {
			continue
		}
		for _, r := range outermost(m.final(in)) {
			list[n] = saturate.Add(list[n], r.size(v))
		}
	}
	return list
}

// final lists the regions that an instruction leaves in the final stage.
func (m *Map) final(in build.Instruction) []region {
	byStage := map[int][]region{}
	for _, s := range m.build.Stages {
		if !s.Reachable {
			continue
		}
		list := slices.Clone(byStage[s.BaseStage])
		if in.Keyword == "FROM" && s.BaseStage < 0 && s.BaseContext == in.Context && s.BaseLine == in.Line {
			list = append(list, region{path: ".", at: "/"})
		}
		for n, l := range m.layers[s.Index] {
			if l.step == nil || l.step.StageIndex != s.Index || len(l.step.Sources) == 0 {
				continue
			}
			k := placeKey{state{s.Index, n}, false}
			switch {
			case l.step.Line == in.Line && l.step.Input.Kind == build.ContextInput && l.step.Input.Context == in.Context && s.Index == in.StageIndex:
				list = append(list, m.copyRegions(k, []region{{path: ".", at: "/"}})...)
			case l.step.Input.Kind == build.StageInput:
				list = append(list, m.copyRegions(k, m.remainingRegions(l.step.Input.Stage, byStage[l.step.Input.Stage]))...)
			}
		}
		byStage[s.Index] = list
	}
	return byStage[m.build.TargetIndex]
}

// copyRegions are the parts of regions that an instruction copies, where it puts them.
func (m *Map) copyRegions(k placeKey, from []region) []region {
	step, pl := m.layers[k.stage][k.n].step, m.place(k)
	var list []region
	for n := range step.Sources {
		for _, r := range m.roots(rootsKey{step, n, k.disk}) {
			for _, part := range from {
				if moved, ok := part.cut(&r); ok {
					moved = moved.put(&r, step.Sources[n], pl)
					moved.layer = k.n
					list = append(list, moved)
				}
			}
		}
	}
	return list
}

// cut returns what of a region lies in a root, at its place below the root.
func (r region) cut(from *root) (region, bool) {
	if rel, ok := relativeTo(r.at, from.path); ok {
		r.at = rel
		return r, true
	}
	rel, ok := relativeTo(from.path, r.at)
	if !ok {
		return region{}, false
	}
	conditions := r.only
	r.path, r.at, r.only = path.Join(r.path, rel), "", nil
	for _, only := range conditions {
		r.only = append(r.only, func(p string) bool { return only(path.Join(rel, p)) })
	}
	return r, true
}

// put moves a region that lies below a root to the destination of the instruction that copies the root.
func (r region) put(from *root, s build.Source, pl *place) region {
	inside := r.at
	r.only = slices.Clone(r.only)
	if from.parents != nil {
		r.only = append(r.only, func(p string) bool { return from.parents.Match(path.Join(inside, p)).Excluded })
	}
	if len(s.Exclude) > 0 {
		r.only = append(r.only, func(p string) bool { return !excludes(s, path.Join(inside, p)) })
	}
	if r.at = path.Join(pl.dest, inside); inside == "" {
		r.at = from.target(pl)
	}
	return r
}

// remainingRegions takes from regions of a stage what later instructions put something in the place of.
func (m *Map) remainingRegions(stage int, regions []region) []region {
	var list []region
	for _, r := range regions {
		if later := m.laterTargets(stage, r); len(later) > 0 {
			r.only = append(slices.Clone(r.only), func(p string) bool {
				at := path.Join(r.at, p)
				return !slices.ContainsFunc(later, func(target string) bool { return isWithin(at, target) }) || !m.isReplaced(stage, at, r.layer)
			})
		}
		list = append(list, r)
	}
	return list
}

// laterTargets lists where instructions after the region's own put something into it, or over all of it.
func (m *Map) laterTargets(stage int, r region) []string {
	var list []string
	layers := m.layers[stage]
	for n := r.layer + 1; n < len(layers); n++ {
		step := layers[n].step
		if step == nil || step.Keyword != "COPY" && step.Keyword != "ADD" {
			continue
		}
		pl := m.place(placeKey{state{stage, n}, false})
		for i := range step.Sources {
			for _, from := range m.roots(rootsKey{step, i, false}) {
				if target := from.target(pl); isWithin(target, r.at) || isWithin(r.at, target) {
					list = append(list, target)
				}
			}
		}
	}
	return list
}

// isReplaced reports whether a COPY or ADD after a layer puts a file at a path of a stage.
func (m *Map) isReplaced(stage int, at string, layer int) bool {
	layers := m.layers[stage]
	for n := layer + 1; n < len(layers); n++ {
		f := &Found{}
		if m.layer(f, query{state{stage, n}, at, false}, n, layers[n]) {
			return true
		}
	}
	return false
}

// target is where a root is put.
func (r *root) target(pl *place) string {
	if !r.isDir && r.parents == nil && pl.isDir {
		return path.Join(pl.dest, r.name)
	}
	return pl.dest
}

// outermost drops regions that lie in others.
func outermost(list []region) []region {
	var kept []region
	for n, r := range list {
		inside := func(i int, o region) bool {
			rel, ok := relativeTo(r.at, o.at)
			return ok && i != n && len(o.only) == 0 && path.Join(o.path, rel) == r.path && (rel != "" || i < n)
		}
		drop := false
		for i, o := range list {
			drop = drop || inside(i, o)
		}
		if !drop {
			kept = append(kept, r)
		}
	}
	return kept
}

// size sums up the sent bytes of a region.
func (r region) size(v *walker.View) int64 {
	if len(r.only) == 0 {
		sum, _ := v.SumBelow(r.path, walker.Sent)
		return sum.Bytes
	}
	var sum int64
	v.EachBelow(r.path, walker.Sent, func(e walker.Entry) bool {
		rel, _ := relativeTo(path.Join("/", e.Path), path.Join("/", r.path))
		if !slices.ContainsFunc(r.only, func(only func(string) bool) bool { return !only(rel) }) {
			sum = saturate.Add(sum, e.Bytes)
		}
		return true
	})
	return sum
}
