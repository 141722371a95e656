package provenance

import (
	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/walker"
)

// checkedLinks lists the links of an input that the builder follows for a source although the source does not name them, by their paths: those that
// wildcards match, and with --exclude or --parents those in the root that are copied. The build fails if one of them leads nowhere
// (github.com/moby/buildkit cache/contenthash, Checksum).
func (m *Map) checkedLinks(in build.Input, s build.Source, disk bool) []string {
	r := reader{input: &in, disk: disk}
	var paths []string
	switch {
	case s.Parents:
		base, pattern := s.SplitParents()
		if walker.HasWildcard(base) {
			paths, _, _ = m.matching(r, base)
		} else if m.follow(r, base, true).path == "/" {
			paths = m.rootLinks(r, s, pattern)
		}
	case s.Wildcard:
		paths, _, _ = m.matching(r, s.Path)
	case len(s.Exclude) > 0 && s.Path == ".":
		paths = m.rootLinks(r, s, "")
	}
	var list []string
	for _, p := range paths {
		if m.read(r, p).isLink() {
			list = append(list, p)
		}
	}
	return list
}

// rootLinks lists the entries of the root that a source copies: those that the pattern of --parents matches, all for "".
func (m *Map) rootLinks(r reader, s build.Source, pattern string) []string {
	var lines *ignore.PatternList
	if pattern != "" {
		var err error
		if lines, err = ignore.Compile([]string{pattern}); err != nil {
			return nil
		}
	}
	var list []string
	for _, name := range m.names(r, "/") {
		if !excludes(s, name) && (lines == nil || lines.Match(name).Excluded) {
			list = append(list, "/"+name)
		}
	}
	return list
}

// linkUses are the uses of what the links lead to that the builder follows for a source.
func (m *Map) linkUses(step *build.Step, in build.Input, s build.Source, disk bool) []Use {
	var list []Use
	for _, p := range m.checkedLinks(in, s, disk) {
		at := m.follow(reader{input: &in, disk: disk}, p, true)
		if at.found.Exists() {
			list = append(list, newUse(step, in, s, at))
		}
	}
	return list
}
