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

// missing are the uses of a source that nothing but excluded files would satisfy: what it names without wildcards, and where links lead.
func (m *Map) missing(step *build.Step, in build.Input, s build.Source) []Use {
	var list []Use
	for _, p := range m.checkedLinks(in, s, false) {
		if m.follow(reader{input: &in}, p, true).found.Exists() {
			continue
		}
		if at := m.follow(reader{input: &in, disk: true}, p, true); at.found.Exists() {
			if u := newUse(step, in, s, at); u.onlyExcluded() {
				list = append(list, u)
			}
		}
	}
	if s.Wildcard || s.Path == "." || m.isSatisfied(in, s) {
		return list
	}
	for _, u := range m.sourceUses(step, in, s, true) {
		if !u.onlyExcluded() {
			return nil
		}
		list = append(list, u)
	}
	return list
}

// onlyExcluded leaves the excluded files of a use, and reports whether there are any.
func (u *Use) onlyExcluded() bool {
	u.Files = slices.DeleteFunc(u.Files, func(f File) bool { return f.Eligible })
	u.Image = u.Image && imageHas(u.Path)
	return len(u.Files) > 0
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
