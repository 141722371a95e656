package required

import (
	"slices"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/attribution"
)

// Edit changes patterns.
type Edit func(*ignore.PatternList) (*ignore.PatternList, error)

// IsSafeEdit reports whether every source of every build, and every path that manifests need, is as eligible with other patterns as before.
func (s *Set) IsSafeEdit(edit Edit) bool {
	tried := map[*ignore.PatternList]*trial{}
	for n, share := range s.shares {
		before := share.Usage.Patterns
		t := tried[before]
		if t == nil {
			after, err := edit(before)
			if err != nil {
				return false
			}
			t = &trial{before, after, map[string]bool{}}
			tried[before] = t
		}
		if slices.ContainsFunc(s.NamedPaths()[n], func(paths []string) bool { return slices.ContainsFunc(paths, t.loses) }) {
			return false
		}
		if n == 0 && slices.ContainsFunc(s.needed, func(need need) bool { return need.hard && t.loses(need.path) }) {
			return false
		}
	}
	return true
}

// trial is an edit of patterns. A hundred builds may share them, and name the same paths.
type trial struct {
	before, after *ignore.PatternList
	kept          map[string]bool // paths that are known to stay eligible
}

// loses reports whether a path is eligible before and not after.
func (t *trial) loses(p string) bool {
	if t.kept[p] {
		return false
	}
	t.kept[p] = !attribution.IsLost(p, t.before, t.after)
	return !t.kept[p]
}
