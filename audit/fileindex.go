package audit

import (
	"path"
	"strings"
	"sync"

	"github.com/ctxsize/ctxsize/walker"
)

// maxIndexed is how many files a fileIndex holds. Beyond that nothing is known of a project.
const maxIndexed = 100_000

// fileIndex finds the eligible files of a context by their names, those of dependencies apart.
type fileIndex struct {
	paths    []string
	byName   map[string][]string
	complete bool

	mu    sync.Mutex
	found map[string][]string // by pattern
}

func indexFiles(v *walker.View) *fileIndex {
	ix := &fileIndex{byName: map[string][]string{}, found: map[string][]string{}, complete: true}
	v.Find(func([]byte, walker.Kind) bool { return true }, func(p string, k walker.Kind) bool {
		switch {
		case len(ix.paths) == maxIndexed:
			ix.complete = false
			return false
		case k == walker.Dir:
			return !isDependencies(path.Base(p))
		case k == walker.File || k == walker.Symlink:
			ix.paths = append(ix.paths, p)
			ix.byName[path.Base(p)] = append(ix.byName[path.Base(p)], p)
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

// find returns the files whose name matches one of the patterns.
func (ix *fileIndex) find(patterns ...string) []string {
	var list []string
	for _, p := range patterns {
		if strings.ContainsAny(p, "*?[") {
			list = append(list, ix.matching(p)...)
		} else {
			list = append(list, ix.byName[p]...)
		}
	}
	return list
}

func (ix *fileIndex) matching(pattern string) []string {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	if list, known := ix.found[pattern]; known {
		return list
	}
	var list []string
	for _, p := range ix.paths {
		if ok, err := path.Match(pattern, path.Base(p)); ok && err == nil {
			list = append(list, p)
		}
	}
	ix.found[pattern] = list
	return list
}
