package provenance

import (
	"path"
	"slices"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/walker"
)

// Use is an instruction that names, by path, what came from a context into a stage.
type Use struct {
	Step *build.Step
	// Given is the path that it names, as it is written.
	Given string
	// Stage is the index of the stage in which it is looked up, Path what it is there, with links followed.
	Stage int
	Path  string
	// Files are the paths of contexts that it comes from, links on the way included. Whole contexts are none.
	Files []File
	// Makers are the instructions that may have made it instead.
	Makers []Maker
	// Wildcard: it is one of several that a pattern matches, and the build does not fail without it.
	Wildcard bool
	// Dest: the instruction does not read it, but it decides where the instruction puts what it copies.
	Dest bool
	// Made: the Dockerfile makes a directory or a here-document there, whatever a context has.
	Made bool
	// Image: it lies where the base image of the stage may have it.
	Image bool
}

// Uses lists what instructions name in stages: the sources of COPY --from and of mounts, and the destinations that a directory or a link of a
// context decides about. What is a whole context, or holds one, is not named.
func (m *Map) Uses() []Use {
	var list []Use
	for _, stage := range m.build.Stages {
		for n, l := range m.layers[stage.Index] {
			if l.step == nil || l.step.StageIndex != stage.Index {
				continue
			}
			if u, ok := m.destination(placeKey{state{stage.Index, n}, false}); ok {
				list = append(list, u)
			}
			list = append(list, m.sources(l.step, false)...)
		}
	}
	return list
}

// destination is the use that an instruction makes of what decides about its destination. A directory that is copied goes into a directory whether
// that is there or not.
func (m *Map) destination(k placeKey) (Use, bool) {
	step := m.layers[k.stage][k.n].step
	if step.Keyword != "COPY" && step.Keyword != "ADD" {
		return Use{}, false
	}
	pl := m.place(k)
	u := Use{Step: step, Given: step.Dest, Stage: k.stage, Path: pl.dest, Dest: true, Makers: pl.decides.Makers}
	for _, f := range pl.decides.Files {
		if f.Path != "." && (f.Kind != dirKind || m.copiesFile(step, k.disk)) {
			u.Files = append(u.Files, f)
		}
	}
	return u, len(u.Files) > 0
}

// copiesFile reports whether a source is, or may be, a file.
func (m *Map) copiesFile(step *build.Step, disk bool) bool {
	if step.Remote || len(step.Documents) > 0 {
		return true
	}
	for n := range step.Sources {
		for _, r := range m.roots(rootsKey{step, n, disk}) {
			if !r.isDir {
				return true
			}
		}
	}
	return false
}

// sources are the uses that an instruction makes of stages by its sources and mounts.
func (m *Map) sources(step *build.Step, disk bool) []Use {
	var list []Use
	if step.Input.Kind == build.StageInput {
		for _, s := range step.Sources {
			list = append(list, m.sourceUses(step, step.Input, s, disk)...)
		}
	}
	for _, mount := range step.Mounts {
		if mount.Input.Kind == build.StageInput {
			list = append(list, m.sourceUses(step, mount.Input, mount.Source, disk)...)
		}
	}
	return list
}

// sourceUses are the uses of what a source stands for in a stage. What is not there for sure is there, too, with what could make it.
func (m *Map) sourceUses(step *build.Step, in build.Input, s build.Source, disk bool) []Use {
	var list []Use
	for _, r := range m.expand(in, s, disk) {
		for _, p := range m.namedIn(in, s, r, disk) {
			p.links = append(slices.Clone(r.links), p.links...)
			u := newUse(step, in, s, p)
			u.Wildcard = s.Wildcard || s.Parents && walker.HasWildcard(s.Given)
			list = append(list, u)
		}
	}
	return append(list, m.linkUses(step, in, s, disk)...)
}

// newUse returns the use of what is at a path.
func newUse(step *build.Step, in build.Input, s build.Source, at linkedPath) Use {
	u := Use{Step: step, Given: s.Given, Stage: in.Stage, Path: at.path, Makers: at.found.Makers, Made: at.found.Made, Image: at.found.Image}
	for _, f := range slices.Concat(at.links, at.found.Files) {
		if f.Path != "." {
			u.Files = append(u.Files, f)
		}
	}
	return u
}

// namedIn are the paths that a root names: itself, or what --parents takes below it.
func (m *Map) namedIn(in build.Input, s build.Source, r root, disk bool) []linkedPath {
	if r.parents == nil {
		return []linkedPath{{path: r.path, found: r.found}}
	}
	_, pattern := s.SplitParents()
	at := reader{input: &in, disk: disk}
	if !walker.HasWildcard(pattern) {
		return []linkedPath{m.follow(at, path.Join(r.path, pattern), false)}
	}
	var list []linkedPath
	for _, one := range m.matches(at, path.Join(r.path, pattern)) {
		list = append(list, linkedPath{path: one.path, found: one.found, links: one.links})
	}
	return list
}
