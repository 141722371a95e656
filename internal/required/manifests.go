package required

import (
	"fmt"
	"path"
	"strings"
	"sync"

	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/knowledge"
	"github.com/ctxsize/ctxsize/internal/manifest"
	"github.com/ctxsize/ctxsize/walker"
)

// need is a path that a manifest of the project names.
type need struct {
	path string
	hard bool // without it an install fails
	why  string
}

const (
	// manifestDepth is the maximum depth of manifests, and of directories that a wildcard of a workspace matches; mostManifests is the maximum
	// number of manifests.
	manifestDepth = 3
	mostManifests = 200
	// mostNeeded is the maximum number of needed paths: each pattern that is tried is matched with each of them.
	mostNeeded = 5000
)

// AddManifests adds the paths that eligible manifests refer to. Manifests in directories that may be excluded do not count.
func (s *Set) AddManifests(excluded []inventory.Hit) {
	dirs := map[string]bool{}
	for _, h := range excluded {
		if h.Kind == walker.Dir {
			dirs[h.Path] = true
		}
	}
	searched := func(p string) bool {
		for dir := path.Dir(p); dir != "."; dir = path.Dir(dir) {
			if dirs[dir] || path.Base(dir) == "node_modules" || path.Base(dir) == ".git" {
				return false
			}
		}
		return true
	}
	read := 0
	index := manifestIndex()
	s.view.Search(manifestDepth-1, func(name []byte, k walker.Kind, _ int) uint8 {
		if k != walker.Dir && index.Each(name, func(*knowledge.Pattern[string]) bool { return true }) {
			return 1
		}
		return 0
	}, func(p string, _ walker.SearchResult) bool {
		if read < mostManifests && searched(p) {
			read++
			s.needsOf(p)
		}
		return false
	})
}

var manifestIndex = sync.OnceValue(func() *knowledge.NameIndex[string] { return knowledge.IndexNames(manifest.Patterns()) })

// needsOf records the paths that a manifest names.
func (s *Set) needsOf(p string) {
	r := s.project.Refs(p)
	dir := path.Dir(p)
	for _, f := range r.Files {
		at := path.Join(dir, f.Path)
		if f.Path == "" || at == "." || strings.HasPrefix(at, "..") || path.IsAbs(f.Path) {
			continue
		}
		if strings.ContainsAny(at, "*?[") {
			s.requireMatches(at, fmt.Sprintf("%s refers to %s.", p, f.Path))
			continue
		}
		if exists, in := s.view.Has(at, walker.Eligible); exists && in {
			s.require(need{at, f.Required, fmt.Sprintf("%s refers to %s.", p, f.Path)})
		}
	}
	for _, pattern := range r.Members {
		if !strings.HasPrefix(pattern, "!") {
			m := membership{s, r, dir, fmt.Sprintf("%s lists %s as a workspace.", p, pattern), strings.ContainsAny(pattern, "*?[")}
			m.find(dir, strings.Split(path.Clean(pattern), "/"))
		}
	}
}

// require records a needed path, once. The reason that an install fails replaces a weaker one.
func (s *Set) require(n need) {
	if at, known := s.neededAt[n.path]; known {
		if old := &s.needed[at]; n.hard && !old.hard {
			*old = n
		}
		return
	}
	if len(s.needed) == mostNeeded {
		return
	}
	s.neededAt[n.path] = len(s.needed)
	s.needed = append(s.needed, n)
}

// wide is a pattern of a manifest or a source for files in a directory, by their base names.
type wide struct{ dir, pattern, why string }

// requireMatches records what a pattern matches: everything below the directory before its first wildcard whose name fits.
func (s *Set) requireMatches(pattern, why string) {
	if len(s.wide) == mostManifests {
		return
	}
	base := path.Base(pattern)
	if strings.Trim(base, "*") == "" {
		base = "*"
	}
	s.wide = append(s.wide, wide{path.Dir(pattern[:strings.IndexAny(pattern, "*?[")] + "x"), base, why})
}

// contains reports whether a path fits. Hidden files are for no program.
func (w *wide) contains(p string) bool {
	if isWithin(p, w.dir) {
		return true
	}
	base := path.Base(p)
	if strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_") || w.dir != "." && !strings.HasPrefix(p, w.dir+"/") || w.dir == "." && w.pattern == "*" {
		return false
	}
	ok, err := path.Match(w.pattern, base)
	return ok && err == nil
}

// membership finds the members that a pattern of a manifest matches.
type membership struct {
	*Set
	refs manifest.Refs
	dir  string // of the manifest
	why  string
	// wild: the pattern has wildcards, so only directories with a manifest are members.
	wild bool
}

// find follows the parts of a pattern to existing directories.
func (m *membership) find(dir string, parts []string) {
	switch {
	case len(parts) == 0:
		m.member(dir)
		return
	case !strings.ContainsAny(parts[0], "*?["):
		next := path.Join(dir, parts[0])
		if exists, in := m.view.Has(next, walker.Eligible); exists && in {
			m.find(next, parts[1:])
		}
		return
	case parts[0] == "**":
		m.find(dir, parts[1:])
	}
	for c := range m.view.Names(dir) {
		if c.Kind != walker.Dir || !c.Eligible {
			continue
		}
		name := string(c.Name)
		ok, err := path.Match(parts[0], name)
		if !ok || err != nil || name == "node_modules" || strings.HasPrefix(name, ".") {
			continue
		}
		if parts[0] != "**" {
			m.find(path.Join(dir, name), parts[1:])
		} else if strings.Count(dir, "/") < manifestDepth {
			m.find(path.Join(dir, name), parts)
		}
	}
}

// member records a directory that has a member's manifest and that no other pattern excludes.
func (m *membership) member(dir string) {
	if dir == "." || m.wild && m.refs.Marker != "" && !m.view.HasAnyBelow(dir, m.refs.Marker) {
		return
	}
	rest := strings.TrimPrefix(strings.TrimPrefix(dir, m.dir), "/")
	for _, p := range m.refs.Members {
		if excluded, is := strings.CutPrefix(p, "!"); is && matchesMember([]string{excluded}, rest) {
			return
		}
	}
	m.require(need{dir, true, m.why})
}

// AddEmbedded adds the paths that sources embed in programs. Only sources in the directories around paths that may be excluded are read.
func (s *Set) AddEmbedded(excluded []inventory.Hit) {
	seen := map[string]bool{}
	for _, h := range excluded {
		for dir := path.Dir(h.Path); !seen[dir]; dir = path.Dir(dir) {
			seen[dir] = true
			s.embedsIn(dir)
		}
	}
}

// Referrer returns why a path, or something in it, is required by a manifest or a source, as a sentence, "" for no reason.
func (s *Set) Referrer(p string) string {
	for _, n := range s.needed {
		if isWithin(p, n.path) {
			return n.why
		}
	}
	for n := range s.wide {
		if s.wide[n].contains(p) {
			return s.wide[n].why
		}
	}
	return ""
}

func (s *Set) embedsIn(dir string) {
	left := mostManifests * 10
	for c := range s.view.Names(dir) {
		if left--; left < 0 {
			return
		}
		switch p := path.Join(dir, string(c.Name)); {
		case c.Kind == walker.File && !strings.HasSuffix(p, "_test.go"):
			s.embedsOf(p)
		case c.Kind == walker.Dir && path.Base(p) == "src":
			s.embedsIn(p)
		}
	}
}

func (s *Set) embedsOf(p string) {
	dir := path.Dir(p)
	for _, text := range s.project.Embeds(p) {
		if path.Ext(p) == ".go" {
			for name := range strings.FieldsSeq(text) {
				s.embedded(p, dir, strings.TrimPrefix(strings.Trim(name, "\"`"), "all:"))
			}
			continue
		}
		name := strings.TrimPrefix(text, "$CARGO_MANIFEST_DIR/")
		s.embedded(p, dir, name)
		s.embedded(p, path.Dir(dir), name)
	}
}

// embedded records a path that a source embeds, up to its first wildcard.
func (s *Set) embedded(file, dir, name string) {
	why := fmt.Sprintf("%s embeds %s. Keep it unless the build generates it.", file, name)
	if wild := strings.ContainsAny(name, "*?["); wild || path.Ext(name) == "" && path.Ext(file) == ".go" {
		pattern := path.Join(dir, name)
		if !wild {
			pattern = path.Join(pattern, "*")
		}
		s.requireMatches(pattern, why)
	}
	if at := strings.IndexAny(name, "*?["); at >= 0 {
		name = path.Dir(name[:at] + "x")
	}
	if p := path.Join(dir, name); p != "." && !strings.HasPrefix(p, "..") {
		s.require(need{p, false, why})
	}
}
