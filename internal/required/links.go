package required

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/walker"
)

// maxLinks bounds how many links of a context are followed for aliases.
const maxLinks = 10_000

// link is a symbolic link of a context.
type link struct {
	path string
	// end is the path of the context that it leads to, and via are the links on the way. missing: nothing is there.
	end     string
	via     []string
	missing bool
	// target is what an absolute link says, which may be a path of an image; "" for other links.
	target string
}

// links returns the eligible links of the context that lead somewhere, those in directories that rules are about apart: they are excluded with
// these.
func (s *Set) links() []link {
	if s.linked != nil {
		return s.linked
	}
	list := []link{}
	n := 0
	s.view.Find(func(_ []byte, k walker.Kind) bool { return k == walker.Symlink || k == walker.Dir }, func(p string, k walker.Kind) bool {
		if k == walker.Dir {
			return n < maxLinks && !s.settled[p]
		}
		if n++; n <= maxLinks {
			if r := s.view.Tree.FollowLinks(p); len(r.Links) > 0 && r.End != "." && r.End != p {
				l := link{path: p, end: r.End, via: r.Links[1:], missing: !r.Found}
				if e, ok := s.view.Lookup(p); ok && path.IsAbs(e.Target) {
					l.target = path.Clean(e.Target)
				}
				list = append(list, l)
			}
		}
		return false
	})
	s.linked = list
	return list
}

// aliases returns the other paths of the context by which links lead to a path, or into it.
func (s *Set) aliases(p string) []string {
	var list []string
	for _, l := range s.links() {
		switch {
		case l.missing || strings.HasPrefix(l.path, p+"/"):
			// Without the path the link is gone, too.
		case isWithin(p, l.end):
			list = append(list, l.path)
		case strings.HasPrefix(p, l.end+"/"):
			list = append(list, path.Join(l.path, strings.TrimPrefix(p, l.end)))
		}
	}
	return list
}

// Linked returns which link of the context leads nowhere without these paths, as a sentence, "" for none. A link among the paths goes with
// them.
func (s *Set) Linked(hits []inventory.Hit) string {
	for _, l := range s.links() {
		if slices.ContainsFunc(hits, func(h inventory.Hit) bool { return isWithin(h.Path, l.path) }) {
			continue
		}
		for _, h := range hits {
			if l.needs(h.Path) {
				return fmt.Sprintf("The symbolic link %s leads to %s.", l.path, cmp.Or(l.target, l.end))
			}
		}
	}
	return ""
}

// needs reports whether a link leads nowhere without a path, in the context or in an image that it is copied to.
func (l *link) needs(p string) bool {
	if l.target != "" && strings.Contains(l.target+"/", "/"+p+"/") {
		return true
	}
	return isWithin(p, l.end) || slices.ContainsFunc(l.via, func(via string) bool { return isWithin(p, via) })
}

// isWithin reports whether a path is dir or lies in it.
func isWithin(dir, p string) bool { return p == dir || strings.HasPrefix(p, dir+"/") }
