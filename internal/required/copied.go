package required

import (
	"path"
	"slices"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/inventory"
)

// copies are the sources that all builds take from the context.
type copies struct {
	plain map[string]bool // paths, each with everything in it; "." is the whole context
	other []build.Source  // with wildcards, or with paths that are left out
}

// copies returns the sources, which are collected on first use.
func (s *Set) copies() *copies {
	if s.taken != nil {
		return s.taken
	}
	s.taken = &copies{plain: map[string]bool{}}
	for n := range s.shares {
		share, dir := &s.shares[n], s.contextOf(n)
		for m := range share.Build.Instructions {
			in := &share.Build.Instructions[m]
			if in.Context != share.Usage.Context.Name {
				continue
			}
			for _, source := range in.Sources {
				source.Path = path.Join(dir, source.Path)
				if source.Wildcard || len(source.Exclude) > 0 {
					s.taken.other = append(s.taken.other, source)
				} else {
					s.taken.plain[source.Path] = true
				}
			}
		}
	}
	return s.taken
}

// contextOf returns the directory that a build copies from: the context or, for a standalone Dockerfile that is not known to be for the context,
// its own directory.
func (s *Set) contextOf(n int) string {
	share := &s.shares[n]
	if n < s.own || share.Build.Dockerfile == nil {
		return "."
	}
	p := share.Build.Dockerfile.ContextPath
	if isFor(s.view, p, share.Build.Instructions) || slices.Contains(s.project.NamedDockerfiles(), p) {
		return "."
	}
	return path.Dir(p)
}

// isCopied reports whether a build copies, or mounts, a path of the context.
func (s *Set) isCopied(p string) bool {
	c := s.copies()
	for at := p; ; at = path.Dir(at) {
		if c.plain[at] {
			return true
		}
		if at == "." || at == "/" {
			break
		}
	}
	for n := range c.other {
		if _, ok := inventory.Landing(c.other[n], p, "/"); ok && !inventory.ExcludedBySource(c.other[n], p) {
			return true
		}
	}
	return false
}
