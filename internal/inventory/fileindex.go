package inventory

import (
	"path"
	"strings"
	"sync"

	"github.com/ctxsize/ctxsize/walker"
)

// maxIndexed is the maximum number of files in a fileIndex. A project with more is not indexed.
const maxIndexed = 100_000

// wildcards are the special characters of a pattern.
const wildcards = `*?[\`

// fileIndex finds the eligible files of a context by their names, those of dependencies apart.
type fileIndex struct {
	Paths    []string
	byName   map[string][]string
	Complete bool

	mu    sync.Mutex
	found map[string][]string // by pattern
}

func indexFiles(v *walker.View) *fileIndex {
	ix := &fileIndex{byName: map[string][]string{}, found: map[string][]string{}, Complete: true}
	v.Find(func([]byte, walker.Kind) bool { return true }, func(p string, k walker.Kind) bool {
		switch {
		case len(ix.Paths) == maxIndexed:
			ix.Complete = false
			return false
		case k == walker.Dir:
			return !isDependencies(path.Base(p))
		case k == walker.File || k == walker.Symlink:
			ix.Paths = append(ix.Paths, p)
			name := path.Base(p)
			ix.byName[name] = append(ix.byName[name], p)
		}
		return false
	})
	return ix
}

// isDependencies reports whether a directory of that name holds other projects.
func isDependencies(name string) bool {
	switch name {
	case "node_modules", "vendor", ".venv", "venv", "site-packages", "third_party", ".git":
		return true
	}
	return false
}

// HasEntry reports whether a directory has an entry of one of these names, excluded ones included. Names may have wildcards.
func HasEntry(v *walker.View, dir string, names []string) bool {
	var plain []string
	for _, name := range names {
		if !strings.ContainsAny(name, "*?[") {
			plain = append(plain, name)
			continue
		}
		for c := range v.Names(dir) {
			if ok, err := path.Match(name, string(c.Name)); ok && err == nil {
				return true
			}
		}
	}
	return v.HasAnyBelow(dir, plain...)
}

// Find returns the files whose name matches one of the patterns.
func (ix *fileIndex) Find(patterns ...string) []string {
	var list []string
	for _, p := range patterns {
		if strings.ContainsAny(p, wildcards) {
			list = append(list, ix.matching(p)...)
		} else {
			list = append(list, ix.byName[p]...)
		}
	}
	return list
}

// matching returns the files whose name matches a pattern with wildcards, in the order of paths.
func (ix *fileIndex) matching(pattern string) []string {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	if list, known := ix.found[pattern]; known {
		return list
	}
	prefix, suffix := pattern[:strings.IndexAny(pattern, wildcards)], pattern[strings.LastIndexAny(pattern, wildcards+"]")+1:]
	if strings.Contains(pattern, `\`) {
		suffix = ""
	}
	var list []string
	for _, p := range ix.Paths {
		if !strings.HasSuffix(p, suffix) {
			continue
		}
		name := path.Base(p)
		if !strings.HasPrefix(name, prefix) {
			continue
		}
		if ok, err := path.Match(pattern, name); ok && err == nil {
			list = append(list, p)
		}
	}
	ix.found[pattern] = list
	return list
}
