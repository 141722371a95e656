package compare

import (
	"cmp"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/saturate"
)

// comparePaths returns the paths whose sizes change. Files of a directory that is new or gone are one change of the topmost such directory.
func comparePaths(before, after map[string]int64) []PathChange {
	old, current := dirsOf(before), dirsOf(after)
	sums := map[string]Change{}
	for p, bytes := range after {
		was, existed := before[p]
		switch {
		case !existed:
			addTo(sums, topmost(p, old), Change{0, bytes})
		case was != bytes:
			addTo(sums, p, Change{was, bytes})
		}
	}
	for p, bytes := range before {
		if _, exists := after[p]; !exists {
			addTo(sums, topmost(p, current), Change{bytes, 0})
		}
	}
	var list []PathChange
	for p, c := range sums {
		if c.Growth() != 0 {
			list = append(list, PathChange{p, c})
		}
	}
	sortPaths(list)
	return list
}

// sortPaths sorts changes, the largest first.
func sortPaths(list []PathChange) {
	slices.SortFunc(list, func(a, b PathChange) int { return cmp.Or(bySize(a.Change, b.Change), strings.Compare(a.Path, b.Path)) })
}

// addTo adds a change to that of a path.
func addTo(sums map[string]Change, p string, c Change) {
	sum := sums[p]
	sums[p] = Change{saturate.Add(sum.Before, c.Before), saturate.Add(sum.After, c.After)}
}

// dirsOf returns the directories of files, each with a slash at its end.
func dirsOf(paths map[string]int64) map[string]bool {
	dirs := map[string]bool{}
	for p := range paths {
		for n := len(p) - 1; n > 0; n-- {
			if p[n] != '/' {
				continue
			}
			if dirs[p[:n+1]] {
				break
			}
			dirs[p[:n+1]] = true
		}
	}
	return dirs
}

// topmost returns the topmost directory of a file that the other side does not have, else the file.
func topmost(p string, other map[string]bool) string {
	for n := range len(p) {
		if p[n] == '/' && !other[p[:n+1]] {
			return p[:n+1]
		}
	}
	return p
}
