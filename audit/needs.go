package audit

import (
	"bytes"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/ctxsize/ctxsize/walker"
)

// need is a path that a manifest of the project names.
type need struct {
	path string
	hard bool // without it an installation fails
	why  string
}

// locks are the files that pin versions.
var locks = []string{"package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock", "bun.lockb", "Cargo.lock", "go.sum",
	"composer.lock", "Gemfile.lock", "poetry.lock", "uv.lock", "pdm.lock", "Pipfile.lock", "mix.lock", "pubspec.lock", "packages.lock.json",
	".terraform.lock.hcl", "gradle.lockfile", "flake.lock", "deno.lock"}

func isLock(name string) bool { return slices.Contains(locks, name) }

const (
	// manifestDepth is how deep manifests are looked for, and the directories that a wildcard of a workspace stands for; mostManifests is how many
	// are read.
	manifestDepth = 3
	mostManifests = 200
	// mostWords is how many words of a list in a manifest are looked at, and mostNeeded how many paths are kept in mind: a manifest may be long, and
	// each line that is tried is asked about each of them.
	mostWords  = 10_000
	mostNeeded = 5000
)

// manifest knows how a kind of file names other paths.
type manifest struct {
	pattern string
	members func() *regexp.Regexp // a list of members: quoted words or lines are directories
	words   func() *regexp.Regexp // of what is matched, the quoted words are files
	soft    bool
}

func expression(s string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(s) })
}

var manifests = []manifest{
	{pattern: "package.json", members: expression(`(?s)"workspaces"\s*:\s*(?:\{[^}]*?"packages"\s*:\s*)?\[[^\]]*\]`)},
	{pattern: "package.json", words: expression(`(?s)"files"\s*:\s*\[[^\]]*\]`), soft: true},
	{pattern: "lerna.json", members: expression(`(?s)"packages"\s*:\s*\[[^\]]*\]`)},
	{pattern: "pnpm-workspace.yaml", members: expression(`(?m)^packages:\s*\n(?:\s*(?:#.*|-.*)?\n)*`)},
	{pattern: "Cargo.toml", members: expression(`(?s)\bmembers\s*=\s*\[[^\]]*\]`)},
	{pattern: "Cargo.toml", words: expression(`(?m)^\s*(?:readme|license-file|build|path)\s*=.*$|\bpath\s*=\s*"[^"]*"`)},
	{pattern: "pyproject.toml", members: expression(`(?s)\bmembers\s*=\s*\[[^\]]*\]`)},
	{pattern: "pyproject.toml", words: expression(`(?ms)^\s*(?:readme|license|license-files|file)\s*=[^\n]*$|\bfile\s*=\s*"[^"]*"`)},
	{pattern: "setup.py", words: expression(`open\([^)]*\)|read_text\([^)]*\)|(?:README|LICENSE)[^"'\s]*["']`)},
	{pattern: "setup.cfg", words: expression(`file:\s*\S+|license_files?\s*=\s*\S+`)},
	{pattern: "MANIFEST.in", words: expression(`(?m)^(?:include|recursive-include|graft)\s.*$`), soft: true},
	{pattern: "go.work", members: expression(`(?s)\buse\s*(?:\([^)]*\)|\S+)`)},
	{pattern: "settings.gradle", members: expression(`(?m)^\s*include\b.*$`)},
	{pattern: "settings.gradle.kts", members: expression(`(?s)\binclude\s*\([^)]*\)`)},
	{pattern: "*.sln", members: expression(`(?m)^Project\(.*$`)},
}

var word = expression(`["']([^"'\n]+)["']|(?:^|[\s,(:=-])([\w./*@\\-]+)`)

// needs collects what the manifests that are eligible name, and what sources embed.
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
			if hits[dir] || path.Base(dir) == "node_modules" {
				return false
			}
		}
		return true
	}
	read := 0
	index := manifestIndex()
	s.view.Search(manifestDepth-1, func(name []byte, k walker.Kind, _ int) uint8 {
		if k != walker.Dir && index.each(name, func(*pattern[manifest]) bool { return true }) {
			return 1
		}
		return 0
	}, func(p string, _ walker.Found) bool {
		if read < mostManifests && searched(p) {
			read++
			s.needsOf(p)
		}
		return false
	})
	s.embeds()
}

var manifestIndex = sync.OnceValue(func() *byName[manifest] {
	ix := newByName[manifest]()
	for n := range manifests {
		ix.add(pattern[manifest]{owner: &manifests[n], pattern: "**/" + manifests[n].pattern})
	}
	return ix
})

func (m *manifest) fits(name string) bool {
	ok, err := path.Match(m.pattern, name)
	return ok && err == nil
}

func (s *suggester) needsOf(p string) {
	for n := range manifests {
		m := &manifests[n]
		if !m.fits(path.Base(p)) {
			continue
		}
		list := m.words
		if m.members != nil {
			list = m.members
		}
		words := map[string]bool{}
		for _, part := range list().FindAllString(string(s.project.text(p)), -1) {
			for _, found := range word().FindAllStringSubmatch(part, mostWords) {
				if name := found[1] + found[2]; !words[name] {
					words[name] = true
					s.need(m, p, name)
				}
			}
		}
	}
}

// require keeps a path in mind, once. An installation that fails without it is the graver reason.
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

// need notes what a word of a manifest stands for, if that is there.
func (s *suggester) need(m *manifest, file, name string) {
	name = strings.ReplaceAll(name, `\`, "/")
	why := fmt.Sprintf("%s names %s", file, name)
	if m.members == nil {
		p := path.Join(path.Dir(file), name)
		if exists, in := s.view.Has(p, walker.Eligible); exists && in && p != "." {
			s.require(need{p, !m.soft, why})
		}
		return
	}
	if strings.HasPrefix(m.pattern, "settings.gradle") {
		name = strings.ReplaceAll(strings.TrimPrefix(name, ":"), ":", "/")
	}
	if strings.HasSuffix(name, "proj") {
		name = path.Dir(name)
	}
	s.members(path.Dir(file), strings.Split(path.Clean(name), "/"), why)
}

// members follows a member's path, wildcards included, to directories that are there.
func (s *suggester) members(dir string, parts []string, why string) {
	if len(parts) == 0 {
		if dir != "." {
			s.require(need{dir, true, why})
		}
		return
	}
	if !strings.ContainsAny(parts[0], "*?[") {
		next := path.Join(dir, parts[0])
		if exists, in := s.view.Has(next, walker.Eligible); exists && in {
			s.members(next, parts[1:], why)
		}
		return
	}
	for c := range s.view.Names(dir) {
		if c.Kind != walker.Dir || !c.Announced {
			continue
		}
		name := string(c.Bytes)
		ok, err := path.Match(parts[0], name)
		if !ok || err != nil || name == "node_modules" || strings.HasPrefix(name, ".") {
			continue
		}
		s.members(path.Join(dir, name), parts[1:], why)
		if parts[0] == "**" && strings.Count(dir, "/") < manifestDepth {
			s.members(path.Join(dir, name), parts, why)
		}
	}
}

// embedding is how the sources of a language name what they take into a program.
type embedding struct {
	marks   []string // one of which such a source has
	pattern func() *regexp.Regexp
}

// embeddings are those of languages, by the ending of their sources.
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

// embeds looks, for each directory that may go, into the sources around it that could take it into a program.
func (s *suggester) embeds() {
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
		switch p := path.Join(dir, string(c.Bytes)); {
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
		s.require(need{p, false, fmt.Sprintf("%s embeds %s: a build that does not make it needs it", file, p)})
	}
}
