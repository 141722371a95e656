package provenance

import (
	"path"
	"strings"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/walker"
)

const dirKind = walker.Dir

// rootsKey is one source of an instruction.
type rootsKey struct {
	step   *build.Step
	source int
	disk   bool
}

// root is one path that a source stands for.
type root struct {
	name string // by which a file is put into a directory
	path string // absolute in the input, links followed
	// isDir: what it holds is copied. unknown: what it is is not known.
	isDir, unknown bool
	found          *Found
	links          []File // that were followed to it
	// parents are the patterns of --parents below path; nil for other sources.
	parents *ignore.PatternList
	// pattern is the last name of a source with wildcards, where what it matches is not known.
	pattern string
}

// roots lists what a source of a COPY or ADD stands for.
func (m *Map) roots(k rootsKey) []root {
	if list, ok := m.expanded[k]; ok {
		return list
	}
	m.expanded[k] = nil
	list := m.expand(k.step.Input, k.step.Sources[k.source], k.disk)
	m.expanded[k] = list
	return list
}

// expand lists what a source stands for in an input.
func (m *Map) expand(in build.Input, s build.Source, disk bool) []root {
	r := reader{input: &in, disk: disk}
	switch {
	case s.Parents:
		return m.parents(r, s)
	case s.Wildcard:
		return m.matches(r, s.Path)
	}
	return m.literal(r, "/"+s.Path)
}

// literal is the root of a path without wildcards, none where nothing is there.
func (m *Map) literal(r reader, p string) []root {
	p = path.Clean(p)
	at := m.follow(r, p, true)
	if at.missing || !at.found.Exists() && !at.found.Unknown() {
		return nil
	}
	return []root{{name: path.Base(p), path: at.path, isDir: at.found.isDir(), unknown: !at.found.Exists(), found: at.found, links: at.links}}
}

// parents is the root of a COPY --parents: what stands before "/./", with the rest as a pattern below it.
func (m *Map) parents(r reader, s build.Source) []root {
	base, pattern := s.SplitParents()
	lines, err := ignore.Compile([]string{pattern})
	if err != nil {
		return nil
	}
	bases := m.literal(r, base)
	if walker.HasWildcard(base) {
		bases = m.matches(r, base)
	}
	for n := range bases {
		bases[n].parents = lines
	}
	return bases
}

// matches lists what a pattern matches; links before the first wildcard are followed, and links that match.
func (m *Map) matches(r reader, pattern string) []root {
	paths, at, rest := m.matching(r, pattern)
	var list []root
	for _, p := range paths {
		for _, one := range m.literal(r, p) {
			one.links = append(one.links, at.links...)
			list = append(list, one)
		}
	}
	if !at.missing && at.found.Unknown() && !strings.Contains(rest, "/") {
		list = append(list, root{path: at.path, unknown: true, pattern: rest, found: at.found, links: at.links})
	}
	return list
}

// matching lists the paths that a pattern matches, a name at a time: below the directory that stands before its first wildcard, with the links on
// the way to it followed. rest is the pattern from that wildcard on.
func (m *Map) matching(r reader, pattern string) (paths []string, at linkedPath, rest string) {
	names := strings.Split(strings.TrimPrefix(path.Join("/", pattern), "/"), "/")
	literal := 0
	for literal < len(names) && !walker.HasWildcard(names[literal]) {
		literal++
	}
	rest = strings.Join(names[literal:], "/")
	if at = m.follow(r, "/"+strings.Join(names[:literal], "/"), true); at.missing {
		return nil, at, rest
	}
	paths = []string{at.path}
	for _, name := range names[literal:] {
		var next []string
		for _, dir := range paths {
			for _, entry := range m.names(r, dir) {
				if ok, err := path.Match(name, entry); ok && err == nil {
					next = append(next, path.Join(dir, entry))
				}
			}
		}
		paths = next
	}
	return paths, at, rest
}

// names lists the entries of a directory, each once.
func (m *Map) names(r reader, dir string) []string {
	var list []string
	seen := map[string]bool{}
	note := func(name string) {
		if name != "" && !seen[name] {
			seen[name] = true
			list = append(list, name)
		}
	}
	if r.input.Kind == build.ContextInput {
		m.contextNames(r.input.Context, dir, r.disk, note)
	} else if r.input.Kind == build.StageInput {
		m.stageNames(m.finalState(r.input.Stage), dir, r.disk, note)
	}
	return list
}

func (m *Map) contextNames(context, dir string, disk bool, note func(string)) {
	v := m.views[context]
	if v == nil {
		return
	}
	for c := range v.Names(strings.TrimPrefix(path.Join("/", dir), "/")) {
		if c.Eligible || disk {
			note(string(c.Name))
		}
	}
}

// stageNames lists what is put into a directory of a stage.
func (m *Map) stageNames(s state, dir string, disk bool, note func(string)) {
	for n, l := range m.layers[s.stage][:s.n] {
		switch {
		case l.isContext:
			m.contextNames(l.base, dir, disk, note)
		case l.step == nil || l.step.Keyword == "RUN":
		case l.step.Keyword == "WORKDIR":
			noteChild(l.step.Dest, dir, note)
		default:
			m.copiedNames(placeKey{state{s.stage, n}, disk}, l.step, dir, note)
		}
	}
}

// noteChild notes the child of dir on the way to a path below it.
func noteChild(p, dir string, note func(string)) {
	if rel, ok := relativeTo(p, dir); ok {
		name, _, _ := strings.Cut(rel, "/")
		note(name)
	}
}

// copiedNames notes what a COPY or ADD puts into a directory.
func (m *Map) copiedNames(k placeKey, step *build.Step, dir string, note func(string)) {
	pl := m.place(k)
	if pl.dest != dir {
		noteChild(pl.dest, dir, note)
	}
	rel, ok := relativeTo(dir, pl.dest)
	if !ok {
		return
	}
	for _, d := range step.Documents {
		if rel == "" && pl.mayBeDir() {
			note(d.Name)
		}
	}
	for n := range step.Sources {
		for _, r := range m.roots(rootsKey{step, n, k.disk}) {
			if !r.isDir {
				if rel == "" && pl.mayBeDir() {
					note(r.name)
				}
				continue
			}
			for _, name := range m.names(reader{input: &step.Input, disk: k.disk}, path.Join(r.path, rel)) {
				if len(r.origins(step, n, pl, path.Join(rel, name))) > 0 {
					note(name)
				}
			}
		}
	}
}

// origins returns the paths in the input from which the root brings something to a path relative to the destination.
func (r *root) origins(step *build.Step, source int, pl *place, rel string) []string {
	s := step.Sources[source]
	switch {
	case r.parents != nil:
		if rel != "" && !r.matchesParents(rel) || excludes(s, rel) {
			return nil
		}
		return []string{path.Join(r.path, rel)}
	case r.pattern != "":
		if ok, err := path.Match(r.pattern, rel); ok && err == nil && pl.mayBeDir() {
			return []string{path.Join(r.path, rel)}
		}
		return nil
	}
	var list []string
	if r.isDir || r.unknown {
		if !excludes(s, rel) {
			list = append(list, path.Join(r.path, rel))
		}
	}
	if !r.isDir && (rel == "" && !pl.isDir || rel == r.name && pl.mayBeDir()) {
		list = append(list, r.path)
	}
	return list
}

// matchesParents reports whether the patterns of --parents match a path, or may match something below it.
func (r *root) matchesParents(rel string) bool {
	return r.parents.Match(rel).Excluded || r.parents.MayMatchBelow(rel)
}

// excludes reports whether --exclude leaves out a path relative to the directory that is copied.
func excludes(s build.Source, rel string) bool {
	if len(s.Exclude) == 0 || rel == "" {
		return false
	}
	lines, err := ignore.Compile(s.Exclude)
	return err == nil && lines.Match(rel).Excluded
}
