package remedy

import (
	"path"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/manifest"
	"github.com/ctxsize/ctxsize/walker"
)

// tree is the main context as an install sees it: the files that are sent.
type tree struct {
	view    *walker.View
	project *inventory.Project
}

// text returns the content of a file, nil where it is not known.
func (t tree) text(p string) []byte {
	if t.project == nil || !t.isFile(p) {
		return nil
	}
	return t.project.Text(p)
}

func (t tree) isFile(p string) bool { return t.is(p, walker.File) }
func (t tree) isDir(p string) bool  { return t.is(p, walker.Dir) }

// is reports whether a path is sent and of that kind, and no symbolic link leads to it.
func (t tree) is(p string, k walker.Kind) bool {
	if p == "." {
		return k == walker.Dir
	}
	if _, sent := t.view.Has(p, walker.Sent); !sent {
		return false
	}
	info, ok := t.view.Lookup(p)
	return ok && info.Kind == k
}

// exists reports whether a path is sent, whatever it is.
func (t tree) exists(p string) bool {
	if p == "." {
		return true
	}
	_, sent := t.view.Has(p, walker.Sent)
	return sent
}

// matching returns the files of a directory whose name matches one of some patterns.
func (t tree) matching(dir string, patterns ...string) []string {
	var list []string
	for c := range t.view.Names(dir) {
		name := string(c.Name)
		if manifest.MatchesAny(patterns, name) && t.isFile(path.Join(dir, name)) {
			list = append(list, path.Join(dir, name))
		}
	}
	return list
}

// maxDepth is the number of directories below which members and project files are looked for.
const maxDepth = 8

// below returns the files below a directory whose name matches one of some patterns, outside of directories of installed packages.
func (t tree) below(dir string, patterns ...string) []string {
	return t.belowTo(dir, maxDepth, patterns)
}

func (t tree) belowTo(dir string, depth int, patterns []string) []string {
	list := t.matching(dir, patterns...)
	for c := range t.view.Names(dir) {
		name := string(c.Name)
		if sub := path.Join(dir, name); depth > 0 && c.Kind == walker.Dir && !slices.Contains(skipped, name) && t.exists(sub) {
			list = append(list, t.belowTo(sub, depth-1, patterns)...)
		}
	}
	return list
}

// skipped are directories that hold nothing that an install starts from.
var skipped = []string{"node_modules", ".git", ".venv", "venv", "vendor", "target", "bin", "obj", "build", "dist"}

// members returns the directories of the members of a workspace that have its marker: a manifest.
func (t tree) members(dir string, patterns []string, marker string) []string {
	var list []string
	for _, pattern := range patterns {
		if !strings.HasPrefix(pattern, "!") {
			list = append(list, t.expand(dir, strings.Split(path.Clean(pattern), "/"), marker, maxDepth)...)
		}
	}
	excluded := func(member string) bool {
		rel := strings.TrimPrefix(strings.TrimPrefix(member, dir), "/")
		return slices.ContainsFunc(patterns, func(p string) bool {
			out, is := strings.CutPrefix(p, "!")
			return is && matchesPath(strings.Split(path.Clean(out), "/"), strings.Split(rel, "/"))
		})
	}
	list = slices.DeleteFunc(list, func(member string) bool { return member == dir || excluded(member) })
	slices.Sort(list)
	return slices.Compact(list)
}

// expand follows the parts of a pattern to directories with a marker.
func (t tree) expand(dir string, parts []string, marker string, depth int) []string {
	switch {
	case len(parts) == 0:
		if t.isFile(path.Join(dir, marker)) {
			return []string{dir}
		}
		return nil
	case !strings.ContainsAny(parts[0], "*?["):
		if next := path.Join(dir, parts[0]); t.isDir(next) {
			return t.expand(next, parts[1:], marker, depth)
		}
		return nil
	}
	var list []string
	if parts[0] == "**" {
		list = t.expand(dir, parts[1:], marker, depth)
	}
	for c := range t.view.Names(dir) {
		name, next := string(c.Name), path.Join(dir, string(c.Name))
		if ok, err := path.Match(parts[0], name); !ok || err != nil || depth == 0 || slices.Contains(skipped, name) || !t.isDir(next) {
			continue
		}
		rest := parts[1:]
		if parts[0] == "**" {
			rest = parts
		}
		list = append(list, t.expand(next, rest, marker, depth-1)...)
	}
	return list
}

// matchesPath reports whether a path matches a pattern, in which "**" is any number of directories.
func matchesPath(pattern, parts []string) bool {
	if len(pattern) == 0 {
		return len(parts) == 0
	}
	if pattern[0] == "**" {
		return matchesPath(pattern[1:], parts) || len(parts) > 0 && matchesPath(pattern, parts[1:])
	}
	if len(parts) == 0 {
		return false
	}
	ok, err := path.Match(pattern[0], parts[0])
	return ok && err == nil && matchesPath(pattern[1:], parts[1:])
}

// refs returns what a manifest refers to.
func (t tree) refs(p string) manifest.Refs {
	if t.project == nil || !t.isFile(p) {
		return manifest.Refs{}
	}
	return t.project.Refs(p)
}
