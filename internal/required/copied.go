package required

import (
	"path"

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
		share := &s.shares[n]
		for m := range share.Build.Instructions {
			in := &share.Build.Instructions[m]
			if in.Context != share.Usage.Context.Name {
				continue
			}
			for _, source := range in.Sources {
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
