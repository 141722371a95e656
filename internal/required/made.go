package required

import (
	"path"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/needs"
	"github.com/ctxsize/ctxsize/internal/shell"
	"github.com/ctxsize/ctxsize/walker"
)

// certainlyMade returns the directories of a name that commands create whichever way a script takes.
func certainlyMade(calls []needs.Call, name string) []inventory.Made {
	var list []inventory.Made
	for n := range calls {
		for _, m := range inventory.Makes(&calls[n], name) {
			if len(calls[n].Branches) == 0 || len(calls[n].Branches) == 1 && everyWayMakes(calls, calls[n].Branches[0], name, m.Path) {
				list = append(list, m)
			}
		}
	}
	return list
}

// everyWayMakes reports whether each way that a script may take at a place creates a directory, or ends the script.
func everyWayMakes(calls []needs.Call, b shell.Branch, name, dir string) bool {
	if !b.Exhaustive {
		return false
	}
	covered := map[int]bool{}
	for n := range calls {
		c := &calls[n]
		if len(c.Branches) != 1 || c.Branches[0].Place != b.Place {
			continue
		}
		ends := slices.Contains([]string{"exit", "false", "return"}, c.Program()) && !slices.Equal(c.Words()[1:], []string{"0"})
		if ends || slices.ContainsFunc(inventory.Makes(c, name), func(m inventory.Made) bool { return m.Path == dir }) {
			covered[c.Branches[0].Way] = true
		}
	}
	return len(covered) == b.Ways
}

// reads looks whether a command reads a file in the path before it creates the path: a configuration, or what an earlier restore has made.
func (f *flow) reads(s *state, c *needs.Call, one *inventory.Step) {
	if len(s.at) == 0 || f.used != "" {
		return
	}
	if inventory.UsesFirst(c, f.name) && f.anyUnmade(s) {
		f.use(f.usedBy(c, one))
		return
	}
	if len(inventory.Makes(c, f.name)) == 0 {
		return // command looks at it.
	}
	for n, w := range c.Args[1:] {
		flag, value, joined := strings.Cut(w.Text, "=")
		if !joined {
			flag, value = c.Args[n].Text, w.Text
		}
		if !w.Static || strings.HasPrefix(value, "-") || inventory.IsOutput(flag) {
			continue
		}
		p := inventory.Absolute(c.Dir, value)
		for _, at := range s.at {
			rest, inside := strings.CutPrefix(p, at+"/")
			if !inside || f.isMade(s, at) {
				continue
			}
			view := f.share.Usage.View
			known, _ := view.Has(f.hit.Path, walker.Eligible)
			if exists, _ := view.Has(path.Join(f.hit.Path, rest), walker.Eligible); exists || !known {
				f.use(f.usedBy(c, one))
				return
			}
		}
	}
}
