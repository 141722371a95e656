package required

import (
	"path"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/needs"
	"github.com/ctxsize/ctxsize/walker"
)

// UsedElsewhere returns why a build may use a directory of the same name as these, in another place of the context, whether it exists or not; ""
// for no reason.
func (s *Set) UsedElsewhere(name string, hits []inventory.Hit) string {
	for _, p := range s.elsewhere(name) {
		if slices.ContainsFunc(hits, func(h inventory.Hit) bool { return isWithin(h.Path, p) }) {
			continue
		}
		if why := s.isNamed(inventory.Hit{Path: p, Kind: walker.Dir}); why != "" {
			return why
		}
	}
	return ""
}

// elsewhere returns the paths of the context with a last name that words of builds may mean: the end of a path in a stage, below a directory that
// the context has.
func (s *Set) elsewhere(name string) []string {
	var list []string
	for _, p := range s.allNamed() {
		if !strings.Contains(p, name) {
			continue
		}
		parts := strings.Split(strings.TrimPrefix(p, "/"), "/")
		for end, part := range parts {
			if part != name {
				continue
			}
			for start := range end + 1 {
				at := path.Join(parts[start : end+1]...)
				if e, ok := s.view.Lookup(path.Dir(at)); ok && e.Kind == walker.Dir && !slices.Contains(list, at) {
					list = append(list, at)
				}
			}
		}
	}
	return list
}

// allNamed returns the paths that commands name, and those of instructions that copy from stages.
func (s *Set) allNamed() []string {
	u := s.usage()
	if u.allNamed != nil {
		return u.allNamed
	}
	seen := map[string]bool{}
	u.allNamed = []string{}
	note := func(p string) {
		if !seen[p] {
			seen[p] = true
			u.allNamed = append(u.allNamed, p)
		}
	}
	for n := range s.shares {
		for _, c := range s.shares[n].Build.Copies {
			for _, source := range c.Sources {
				note(path.Join("/", source.Path))
			}
		}
		for _, one := range s.programs.Steps(&s.shares[n]) {
			for _, value := range one.Paths {
				for p := range strings.SplitSeq(value, ":") {
					note(inventory.Absolute(one.Dir, p))
				}
			}
			if one.Trace != nil {
				namedByCalls(one.Trace, note)
			}
		}
	}
	return u.allNamed
}

// namedByCalls notes the paths that the words of commands may be, in the directories of the commands and as they are.
func namedByCalls(t *needs.Trace, note func(string)) {
	for n := range t.Calls {
		c := &t.Calls[n]
		for _, w := range c.Args {
			for part := range strings.FieldsFuncSeq(w.Text, separatesPaths) {
				note(path.Join("/", c.Dir, part))
				note(path.Join("/", part))
			}
		}
	}
}
