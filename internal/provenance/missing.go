package provenance

import (
	"path"
	"slices"

	"github.com/ctxsize/ctxsize/internal/build"
)

// Missing lists what reachable instructions name in stages and do not get because an ignore file excludes it: nothing else puts it there for sure.
// Files are the excluded paths, Makers the instructions that may have made it all the same.
func (m *Map) Missing() []Use {
	var list []Use
	for n := range m.build.Steps {
		step := &m.build.Steps[n]
		if !step.Reachable {
			continue
		}
		if step.Input.Kind == build.StageInput {
			for _, s := range step.Sources {
				list = append(list, m.missing(step, step.Input, s)...)
			}
		}
		for _, mount := range step.Mounts {
			if mount.Input.Kind == build.StageInput {
				list = append(list, m.missing(step, mount.Input, mount.Source)...)
			}
		}
	}
	return list
}

// missing are the uses of a source without wildcards that nothing but excluded files would satisfy.
func (m *Map) missing(step *build.Step, in build.Input, s build.Source) []Use {
	if s.Wildcard || s.Path == "." || m.isSatisfied(in, s) {
		return nil
	}
	list := m.sourceUses(step, in, s, true)
	for n := range list {
		list[n].Files = slices.DeleteFunc(list[n].Files, func(f File) bool { return f.Eligible })
		if list[n].Image = imageHas(list[n].Path) && list[n].Image; len(list[n].Files) == 0 {
			return nil
		}
	}
	return list
}

// isSatisfied reports whether all that a source names is there for sure.
func (m *Map) isSatisfied(in build.Input, s build.Source) bool {
	for _, r := range m.expand(in, s, false) {
		for _, p := range m.namedIn(in, s, r, false) {
			if p.found.Exists() {
				return true
			}
		}
	}
	return false
}

// imageHas reports whether images often have a path of their own.
func imageHas(p string) bool { return isUsualDir(p) || path.Dir(p) != "/" && isUsualDir(path.Dir(p)) }
