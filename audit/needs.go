package audit

import (
	"bytes"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/ctxsize/ctxsize/internal/manifest"
	"github.com/ctxsize/ctxsize/walker"
)

// need is a path that a manifest of the project names.
type need struct {
	path string
	hard bool // without it an install fails
	why  string
}

// locks are the files that pin versions.
var locks = []string{"package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock", "bun.lockb", "Cargo.lock", "go.sum",
	"composer.lock", "Gemfile.lock", "poetry.lock", "uv.lock", "pdm.lock", "Pipfile.lock", "mix.lock", "pubspec.lock", "packages.lock.json",
	".terraform.lock.hcl", "gradle.lockfile", "flake.lock", "deno.lock"}

func expression(s string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(s) })
}

func isLock(name string) bool { return slices.Contains(locks, name) }

const (
	// manifestDepth is the maximum depth of manifests, and of directories that a wildcard of a workspace matches; mostManifests is the maximum
	// number of manifests.
	manifestDepth = 3
	mostManifests = 200
	// mostNeeded is the maximum number of needed paths: each pattern that is tried is matched with each of them.
	mostNeeded = 5000
)

// needs collects the paths that eligible manifests name, and the files that sources embed.
func (s *suggester) needs() {
	hits := map[string]bool{}
	for _, c := range s.found {
		for _, h := range c.hits {
			if h.kind == walker.Dir {
				hits[h.path] = true
			}
		}
	}
	searched := func(p string) bool {
		for dir := path.Dir(p); dir != "."; dir = path.Dir(dir) {
			if hits[dir] || path.Base(dir) == "node_modules" || path.Base(dir) == ".git" {
				return false
			}
		}
		return true
	}
	read := 0
	index := manifestIndex()
	s.view.Search(manifestDepth-1, func(name []byte, k walker.Kind, _ int) uint8 {
		if k != walker.Dir && index.each(name, func(*pattern[string]) bool { return true }) {
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
	s.embeddings()
}

var manifestIndex = sync.OnceValue(func() *byName[string] {
	ix := newByName[string]()
	for _, name := range manifest.Patterns() {
		ix.add(pattern[string]{owner: &name, pattern: "**/" + name})
	}
	return ix
})

// needsOf records the paths that a manifest names.
func (s *suggester) needsOf(p string) {
	r := s.project.refs(p)
	dir := path.Dir(p)
	for _, f := range r.Files {
		at := path.Join(dir, f.Path)
		if f.Path == "" || at == "." || strings.HasPrefix(at, "..") || path.IsAbs(f.Path) {
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
func (s *suggester) require(n need) {
	if at, known := s.neededAt[n.path]; known {
		if old := &s.needed[at]; n.hard && !old.hard {
			*old = n
		}
		return
	}
	if len(s.needed) == mostNeeded {
		return
	}
	if s.neededAt == nil {
		s.neededAt = map[string]int{}
	}
	s.neededAt[n.path] = len(s.needed)
	s.needed = append(s.needed, n)
}

// membership finds the members that a pattern of a manifest matches.
type membership struct {
	*suggester
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

// embedding is the syntax by which the sources of a language embed files in a program.
type embedding struct {
	marks   []string // such a source has at least one of them
	pattern func() *regexp.Regexp
}

// embeddings are those of languages, by the suffix of their sources.
var embeddings = map[string]embedding{
	".go": {[]string{"//go:embed"}, expression(`(?m)^//go:embed\s+(.*)$`)},
	".rs": {[]string{"include_", "#[folder"}, expression(`include_(?:str|bytes|dir)!\(\s*"([^"]*)"|#\[folder\s*=\s*"([^"]*)"`)},
}

func (e embedding) in(text []byte) []string {
	if !slices.ContainsFunc(e.marks, func(mark string) bool { return bytes.Contains(text, []byte(mark)) }) {
		return nil
	}
	var list []string
	for _, m := range e.pattern().FindAllSubmatch(text, -1) {
		list = append(list, string(bytes.Join(m[1:], nil)))
	}
	return list
}

// embeddings searches, for each directory that may be excluded, the sources around it that could embed it in a program.
func (s *suggester) embeddings() {
	seen := map[string]bool{}
	for _, c := range s.found {
		if !slices.Contains([]string{"build-output", "docs", "data", "media", "cache"}, c.Category) {
			continue
		}
		for _, h := range c.hits {
			for dir := path.Dir(h.path); !seen[dir]; dir = path.Dir(dir) {
				seen[dir] = true
				s.embedsIn(dir)
			}
		}
	}
}

func (s *suggester) embedsIn(dir string) {
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

func (s *suggester) embedsOf(p string) {
	dir := path.Dir(p)
	for _, text := range s.project.embeds(p) {
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

// embedded notes a path that a source takes in, up to its first wildcard.
func (s *suggester) embedded(file, dir, name string) {
	if at := strings.IndexAny(name, "*?["); at >= 0 {
		name = path.Dir(name[:at] + "x")
	}
	if p := path.Join(dir, name); p != "." && !strings.HasPrefix(p, "..") {
		s.require(need{p, false, fmt.Sprintf("%s embeds %s. Keep it unless the build generates it.", file, p)})
	}
}
