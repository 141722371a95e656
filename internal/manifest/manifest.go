// Package manifest reads what the manifests of a project name: members of a workspace, and files that an installation or a build takes.
//
// Each format is read by its own parser: JSON, TOML, YAML, XML, go.mod. Files that are programs in another language (setup.py, Gemfile,
// settings.gradle) are split into their string literals. A manifest that cannot be read is in doubt, and then each of its words is taken for
// a file that is needed.
package manifest

import (
	"path"
	"slices"
	"strings"
)

// MaxSize is the longest manifest that is read; of a longer one every word counts as needed.
const MaxSize = 1 << 20

const (
	// maxDepth is how deep values are followed, and maxRefs how many references one manifest may make.
	maxDepth = 100
	maxRefs  = 10_000
)

// Refs are the paths that a manifest names, relative to its directory.
type Refs struct {
	// Members are patterns for the directories of workspace members; one that begins with "!" excludes.
	Members []string
	// Marker is the name of the file that a directory has to hold to be a member, "" where none is needed.
	Marker string
	Files  []File
	// Doubt: the manifest could not be read, and Files are all its words.
	Doubt bool
}

// File is a file or a directory that a manifest names.
type File struct {
	Path string
	// Required: an installation or a build fails without it.
	Required bool
}

// reader fills in what a manifest names.
type reader func(text []byte, r *Refs) error

// format is a kind of manifest by its name.
type format struct {
	pattern string // of the base name, see path.Match
	marker  string
	read    reader
}

var formats = []format{
	{"package.json", "package.json", packageJSON},
	{"lerna.json", "package.json", lernaJSON},
	{"pnpm-workspace.yaml", "package.json", pnpmWorkspace},
	{"composer.json", "composer.json", composerJSON},
	{"Cargo.toml", "Cargo.toml", cargoTOML},
	{"pyproject.toml", "pyproject.toml", pyproject},
	{"setup.py", "", sourceFiles},
	{"setup.cfg", "", setupCfg},
	{"MANIFEST.in", "", manifestIn},
	{"*requirements*.txt", "", requirements},
	{"Gemfile", "", sourceFiles},
	{"*.gemspec", "", sourceFiles},
	{"mix.exs", "", sourceFiles},
	{"go.work", "go.mod", goWork},
	{"go.mod", "go.mod", goMod},
	{"settings.gradle", "", settingsGradle},
	{"settings.gradle.kts", "", settingsGradle},
	{"pom.xml", "pom.xml", pomXML},
	{"*.sln", "", solution},
	{"*.slnx", "", projectXML},
	{"*.csproj", "", projectXML},
	{"*.fsproj", "", projectXML},
	{"*.vbproj", "", projectXML},
	{"pubspec.yaml", "", pubspec},
	{".npmrc", "", npmrc},
	{".yarnrc", "", npmrc},
	{".yarnrc.yml", "", yarnrc},
}

// Patterns returns the names of manifests, as patterns of path.Match.
func Patterns() []string {
	var list []string
	for _, f := range formats {
		list = append(list, f.pattern)
	}
	return list
}

// Read returns what the manifest of that base name names.
func Read(name string, text []byte) Refs {
	n := slices.IndexFunc(formats, func(f format) bool { return MatchesAny([]string{f.pattern}, name) })
	if n < 0 {
		return Refs{}
	}
	r := Refs{Marker: formats[n].marker}
	if len(text) > MaxSize || formats[n].read(text, &r) != nil {
		r = Refs{Doubt: true}
		for _, w := range Words(string(text[:min(len(text), MaxSize)])) {
			r.file(w, true)
		}
	}
	return r
}

// file adds a path.
func (r *Refs) file(p string, required bool) {
	p = strings.ReplaceAll(strings.TrimSpace(p), `\`, "/")
	if p != "" && len(r.Files) < maxRefs {
		r.Files = append(r.Files, File{p, required})
	}
}

// member adds a pattern for members.
func (r *Refs) member(p string) {
	p = strings.ReplaceAll(strings.TrimSpace(p), `\`, "/")
	if p != "" && len(r.Members) < maxRefs {
		r.Members = append(r.Members, p)
	}
}

// Words splits a text into everything that could be a path in it.
func Words(text string) []string { return AppendWords(nil, text) }

// AppendWords appends everything in a text that could be a path in it.
func AppendWords(list []string, text string) []string {
	start := 0
	for n := range len(text) {
		if separators[text[n]] {
			if start < n {
				list = append(list, text[start:n])
			}
			start = n + 1
		}
	}
	if start < len(text) {
		list = append(list, text[start:])
	}
	return list
}

// separators are the bytes that end a word.
var separators = func() (table [256]bool) {
	for _, c := range []byte(" \t\r\n\"'`<>|&;(){}[],=:$") {
		table[c] = true
	}
	return table
}()

// MatchesAny reports whether the base name of a file matches one of the patterns of [path.Match]. Invalid patterns match nothing.
func MatchesAny(patterns []string, name string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { ok, err := path.Match(p, name); return ok && err == nil })
}
