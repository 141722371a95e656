package required

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/needs"
	"github.com/ctxsize/ctxsize/walker"
)

// Emptied returns which instruction or command uses a directory that would be empty without these files, as a sentence, "" for none. A
// directory that is used for other files does not need its logs.
func (s *Set) Emptied(hits []inventory.Hit) string {
	excluded, looked := map[string]bool{}, map[string]bool{}
	for _, h := range hits {
		excluded[h.Path] = true
	}
	for _, h := range hits {
		dir := path.Dir(h.Path)
		if dir == "." || looked[dir] {
			continue
		}
		looked[dir] = true
		if !s.empties(dir, excluded) {
			continue
		}
		if in := s.usage().names[dir]; in != "" {
			return fmt.Sprintf("%s reads %s, which would be empty.", in, dir)
		}
		if h.Kind != walker.File {
			continue
		}
		if used := s.isNamed(inventory.Hit{Path: dir, Kind: walker.Dir}); used != "" {
			return used
		}
	}
	return ""
}

// empties reports whether every eligible entry of a directory is excluded.
func (s *Set) empties(dir string, excluded map[string]bool) bool {
	for e := range s.view.Names(dir) {
		if e.Eligible && !excluded[path.Join(dir, string(e.Name))] {
			return false
		}
	}
	return true
}

// MatchedByCommand returns which command has an argument with wildcards that matches one of these files, as a sentence, "" for none. A command
// that only deletes them does not need them.
func (s *Set) MatchedByCommand(hits []inventory.Hit) string {
	for _, h := range hits {
		if h.Kind != walker.File {
			continue
		}
		if why := matchedBy(s.commandGlobs(), h.Path); why != "" {
			return why
		}
	}
	return ""
}

// matchedBy returns which word with wildcards may stand for a file, as a sentence, "" for none.
func matchedBy(globs []glob, p string) string {
	for _, g := range globs {
		if ok, err := path.Match(g.pattern, path.Base(p)); ok && err == nil {
			return fmt.Sprintf("Line %d of %s mentions %s. Keep %s if this pattern is meant for it.", g.at.line, g.at.file, g.pattern, path.Base(p))
		}
	}
	return ""
}

// commandGlobs returns the arguments with wildcards of all commands, by their last parts, without those that match every name.
func (s *Set) commandGlobs() []glob {
	u := s.usage()
	if u.argued != nil {
		return u.argued
	}
	u.argued = []glob{}
	for n := range s.shares {
		for _, one := range s.programs.Steps(&s.shares[n]) {
			if one.Trace == nil {
				continue
			}
			deletes := strings.Contains(one.Text, "-delete") || strings.Contains(one.Text, "xargs rm") || strings.Contains(one.Text, "-exec rm")
			for m := range one.Trace.Calls {
				c := &one.Trace.Calls[m]
				if c.Program() == "find" && deletes || c.Program() == "rm" && removesAnyway(c) || slices.Contains(unusing, c.Program()) {
					continue
				}
				u.argued = append(u.argued, globsOf(c, mention{c.File, max(c.Line, one.Line)})...)
			}
		}
	}
	return u.argued
}

// globsOf returns the arguments of a command that have an extension or a name with wildcards: "*" alone says nothing about a file.
func globsOf(c *needs.Call, at mention) []glob {
	var list []glob
	for n, w := range c.Args[1:] {
		base := path.Base(w.Text)
		if !strings.ContainsAny(base, "*?") || strings.Trim(base, "*?.") == "" || !w.Static && !strings.Contains(w.Text, "*.") || isExclusion(w.Text) || isExclusion(c.Args[n].Text) && c.Args[n].Text != "-path" {
			continue
		}
		list = append(list, glob{base, at})
	}
	return list
}
