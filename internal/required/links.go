package required

import (
	"path"
	"strings"

	"github.com/ctxsize/ctxsize/walker"
)

// maxLinks bounds how many links of a context are followed for aliases.
const maxLinks = 10_000

// link is a symbolic link of a context, and the path that it leads to.
type link struct{ path, end string }

// links returns the eligible links of the context that lead somewhere inside it, those in directories that rules are about apart: they are
// excluded with these.
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
			if r := s.view.Tree.FollowLinks(p); r.Found && r.End != "." && r.End != p {
				list = append(list, link{p, r.End})
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
		case strings.HasPrefix(l.path, p+"/"):
			// Without the path the link is gone, too.
		case l.end == p || strings.HasPrefix(l.end, p+"/"):
			list = append(list, l.path)
		case strings.HasPrefix(p, l.end+"/"):
			list = append(list, path.Join(l.path, strings.TrimPrefix(p, l.end)))
		}
	}
	return list
}
