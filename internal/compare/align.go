package compare

import (
	"strings"

	"github.com/ctxsize/ctxsize/internal/saturate"
)

// listing answers questions about what one state of a build sends.
type listing struct {
	*Build
	// below are the sums of directories, each with a slash at its end.
	below map[string]int64
	// whole: the paths are all that is sent.
	whole bool
}

// newListing returns a listing that knows the sums of directories that the other state lists.
func newListing(b, other *Build) listing {
	l := listing{b, map[string]int64{}, !b.Partial}
	sum := int64(0)
	for p, bytes := range b.Paths {
		sum = saturate.Add(sum, bytes)
		for n := range len(p) - 1 {
			if _, asked := other.Paths[p[:n+1]]; p[n] == '/' && asked {
				l.below[p[:n+1]] = saturate.Add(l.below[p[:n+1]], bytes)
			}
		}
	}
	l.whole = l.whole || sum == b.Sent
	return l
}

// bytes returns what is sent of a path; known is false where the paths do not show it.
func (l *listing) bytes(p string) (bytes int64, known bool) {
	if bytes, listed := l.Paths[p]; listed {
		return bytes, true
	}
	for n := range len(p) - 1 {
		if _, listed := l.Paths[p[:n+1]]; p[n] == '/' && listed {
			return 0, false
		}
	}
	return l.below[p], l.whole
}

// align sets the paths of a change to those whose sizes both states show, and Unlisted to what the others have together.
func (c *BuildChange) align(before, after *Build) {
	c.PathsBefore, c.PathsAfter = before.Paths, after.Paths
	if !before.Partial && !after.Partial {
		return
	}
	old, current := newListing(before, after), newListing(after, before)
	c.PathsBefore, c.PathsAfter, c.Unlisted = map[string]int64{}, map[string]int64{}, c.Change
	for _, list := range []map[string]int64{before.Paths, after.Paths} {
		for p := range list {
			was, knownBefore := old.bytes(p)
			is, knownAfter := current.bytes(p)
			if _, done := c.PathsAfter[p]; done || !knownBefore || !knownAfter {
				continue
			}
			c.PathsBefore[p], c.PathsAfter[p] = was, is
			c.Unlisted = Change{max(saturate.Sub(c.Unlisted.Before, was), 0), max(saturate.Sub(c.Unlisted.After, is), 0)}
		}
	}
}

// changes returns the paths whose sizes differ.
func (c *BuildChange) changes(partial bool) []PathChange {
	if !partial {
		return comparePaths(c.PathsBefore, c.PathsAfter)
	}
	// What one side does not list may still exist there: no directory is known to be new or gone.
	var list []PathChange
	for p, is := range c.PathsAfter {
		if was := c.PathsBefore[p]; was != is {
			list = append(list, PathChange{p, Change{was, is}})
		}
	}
	sortPaths(list)
	return list
}

// listedName returns the name of a listed entry among paths: a directory ends in a slash.
func listedName(path, kind string) string {
	if kind == "dir" && !strings.HasSuffix(path, "/") {
		return path + "/"
	}
	return path
}
