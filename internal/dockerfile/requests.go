package dockerfile

import (
	"maps"
	"path"
	"slices"

	"github.com/ctxsize/ctxsize/internal/build"
)

// fileRequests collects the paths that are requested of one file system: the main context, a named context or a stage.
type fileRequests struct {
	// context is the name of the named context, where it is one.
	context string
	// client: the files are the client's.
	client bool
	// paths are absolute and clean.
	paths map[string]struct{}
	whole []build.Reason
	// from: an instruction for a stage that is built on this is recorded already.
	from bool
}

// absolutePath returns a source as an absolute path. As everywhere in BuildKit, ".." does not leave the root.
func absolutePath(given string) string { return path.Join("/", given) }

// relativePath returns an absolute path in the form in which it is requested.
func relativePath(rooted string) string { return path.Join(".", rooted) }

// pathsFor returns the paths that are requested of the client if the target depends on this file system.
func (a *fileRequests) pathsFor(target *node) Paths {
	if _, ok := target.reads[a]; !ok {
		return Paths{}
	}
	_, all := a.paths["/"]
	if all || len(a.paths) == 0 {
		return Paths{Requested: true, Whole: slices.Clone(a.whole), Loads: [][]string{nil}}
	}
	var list []string
	for _, p := range slices.Sorted(maps.Keys(a.paths)) {
		list = append(list, relativePath(p))
	}
	slices.Sort(list)
	return Paths{Requested: true, Paths: list, Loads: [][]string{list}}
}

// union returns the paths of two transfers of one context. Transfers with the same paths are one.
func (p Paths) union(q Paths) Paths {
	if !p.Requested {
		return q
	}
	whole, loads := slices.Concat(p.Whole, q.Whole), slices.Clone(p.Loads)
	for _, load := range q.Loads {
		same := func(other []string) bool { return slices.Equal(load, other) && (load == nil) == (other == nil) }
		if !slices.ContainsFunc(loads, same) {
			loads = append(loads, load)
		}
	}
	if p.Paths == nil || q.Paths == nil {
		return Paths{Requested: true, Whole: whole, Loads: loads}
	}
	list := slices.Concat(p.Paths, q.Paths)
	slices.Sort(list)
	return Paths{Requested: true, Paths: slices.Compact(list), Loads: loads}
}

// namedRequests returns the paths that are requested of the named contexts. For BuildKit each use of a name is a transfer of its own.
func (c *collector) namedRequests(target *node) map[string]Paths {
	named, seen := map[string]Paths{}, map[*fileRequests]bool{}
	for _, n := range c.nodes {
		a := n.requests
		if a == nil || a.context == "" || seen[a] {
			continue
		}
		seen[a] = true
		if p := a.pathsFor(target); p.Requested {
			named[a.context] = named[a.context].union(p)
		}
	}
	return named
}
