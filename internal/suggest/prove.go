package suggest

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/attribution"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/knowledge"
	"github.com/ctxsize/ctxsize/internal/manifest"
	"github.com/ctxsize/ctxsize/internal/phrase"
	"github.com/ctxsize/ctxsize/walker"
)

// prove drops every candidate that would exclude a source of an instruction, or a path that the project needs; if a pattern does, the paths
// that it was found for are tried one by one. Each is tried alone, and then all of them together.
func (s *Suggester) prove() {
	if len(s.found) == 0 {
		return
	}
	s.CollectNeeds()
	all := s.found
	s.settle(all)
	s.found = nil
	for _, c := range all {
		switch {
		case !phrase.CanPaste(c.Line):
		case s.keeps(&c):
			s.found = append(s.found, c)
		case !c.isLiteral() && c.Replaces == 0 && c.hits[0].Kind == walker.Dir:
			s.spell(c)
		}
	}
	s.divide()
	for n := range s.found {
		s.doubt(&s.found[n])
	}
	s.confine()
	for len(s.found) > 0 && !s.keepsTogether() {
		// Patterns that are harmless alone can be harmful together: the last one goes.
		s.found = s.found[:len(s.found)-1]
	}
}

// spell replaces a pattern that excludes too much by the paths that may be excluded.
func (s *Suggester) spell(c candidate) {
	from := len(s.found)
	s.literals(c.rule, c.hits)
	added := slices.Clone(s.found[from:])
	s.found = s.found[:from]
	for _, one := range added {
		if s.keeps(&one) {
			s.found = append(s.found, one)
		}
	}
}

// keeps reports whether a candidate excludes no source and no needed path.
func (s *Suggester) keeps(c *candidate) bool {
	if slices.ContainsFunc(c.hits, func(h inventory.Hit) bool { return inventory.IsLock(path.Base(h.Path)) }) {
		return false
	}
	tracked := slices.ContainsFunc(c.hits, func(h inventory.Hit) bool { return s.project.Tracked(h.Path) })
	if tracked && s.gitsOwn() {
		// A pattern in git's own file would stop git from adding new files there.
		return false
	}
	if tracked && s.GitUser() != "" {
		// Git would report the tree as dirty. Without the history the build fails already, or should not.
		return false
	}
	return s.IsSafeEdit(func(lines *ignore.PatternList) (*ignore.PatternList, error) { return c.Apply(lines) })
}

// gitsOwn reports whether the ignore file is git's own.
func (s *Suggester) gitsOwn() bool {
	if s.ofGit == nil {
		own := s.shares[0].Usage.GitsOwn() != ""
		s.ofGit = &own
	}
	return *s.ofGit
}

func (s *Suggester) keepsTogether() bool {
	return s.IsSafeEdit(func(lines *ignore.PatternList) (*ignore.PatternList, error) {
		var err error
		for n := range s.found {
			if lines, err = s.found[n].Apply(lines); err != nil {
				return nil, err
			}
		}
		return lines, nil
	})
}

// keepsWith reports whether every source of every build, and every path that manifests need, is as eligible with other patterns as before.
func (s *Suggester) IsSafeEdit(edit func(*ignore.PatternList) (*ignore.PatternList, error)) bool {
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

// divide replaces a pattern by its paths if the project contradicts some of them only.
func (s *Suggester) divide() {
	all := s.found
	s.found = nil
	for _, c := range all {
		from := len(s.found)
		if s.found = append(s.found, c); c.Safety != inventory.Safe || c.Replaces > 0 || len(c.hits) < 2 || len(c.hits) > mostLiteral || c.hits[0].Kind != walker.Dir {
			continue
		}
		doubted := 0
		for _, h := range c.hits {
			one := c
			one.hits = []inventory.Hit{h}
			if s.doubts(&one) != "" {
				doubted++
			}
		}
		if doubted == 0 || doubted == len(c.hits) {
			continue
		}
		s.found = s.found[:from]
		s.literals(c.rule, c.hits)
		kept := s.found[:from]
		for _, one := range s.found[from:] {
			if s.keeps(&one) {
				kept = append(kept, one)
			}
		}
		s.found = kept
	}
}

// doubt turns a safe candidate into one for review if the project contradicts its markers.
func (s *Suggester) doubt(c *candidate) {
	if why := s.doubts(c); why != "" {
		if c.Category == knowledge.CategorySpelling {
			why = c.Reason + " " + why
		}
		c.Safety, c.Reason = inventory.Review, why
	}
}

func (s *Suggester) doubts(c *candidate) string {
	for _, share := range s.shares {
		if share.Build.UnreadableReason != "" {
			return fmt.Sprintf("The build may need it: %s.", share.Build.UnreadableReason)
		}
	}
	for _, h := range c.hits {
		if line := s.broughtBack(h.Path); line != nil {
			return fmt.Sprintf("Line %d of the ignore file (%s) re-includes it on purpose.", line.Line, line.Text)
		}
	}
	if why := s.usedInStages(c); why != "" {
		return why
	}
	if c.rule.ID == "vcs-git" {
		if why := s.mayAskGit(); why != "" {
			return why
		}
		return ""
	}
	if c.Safety == inventory.Review {
		return ""
	}
	for _, h := range c.hits {
		if c.Category == knowledge.CategorySpelling && strings.HasPrefix(path.Base(h.Path), ".env") && s.Holds(path.Dir(h.Path), []string{"package.json"}) {
			return fmt.Sprintf("A bundler may read %s. If none does, exclude it and mount it as a secret.", h.Path)
		}
		for _, n := range s.needed {
			if n.path == h.Path || strings.HasPrefix(n.path, h.Path+"/") {
				return n.why
			}
		}
		if !expectTracked(c.Category) && s.project.Tracked(h.Path) {
			return fmt.Sprintf("Git tracks %s, so it may be a source file.", h.Path)
		}
		if why := s.isUsed(h, isData(c.rule, h)); why != "" {
			return why
		}
	}
	if c.rule.Made {
		for _, h := range c.hits {
			if why := s.isUnmade(h); why != "" {
				return why
			}
		}
	}
	return ""
}

// isUnmade returns why a build may need the installed packages of the host, "" if each build that has them installs its own.
func (s *Suggester) isUnmade(h inventory.Hit) string {
	list := s.flows(h)
	if len(list) == 0 {
		return "No Dockerfile installs it in the build."
	}
	for _, f := range list {
		if f.unmade != "" {
			return fmt.Sprintf("Stage %s of %s copies %s and does not install it itself.", f.unmade, f.share.Dockerfile(), h.Path)
		}
	}
	return ""
}

// broughtBack returns the exception that names a path itself, nil for none.
func (s *Suggester) broughtBack(p string) *ignore.Pattern {
	all := s.lines.All()
	itself := func(l ignore.Pattern) bool { return l.Exception && l.Expr == p }
	if !slices.ContainsFunc(all, itself) {
		return nil
	}
	if d := s.lines.Match(p); d.Index >= 0 && itself(all[d.Index]) {
		return &all[d.Index]
	}
	return nil
}

// expectTracked reports whether projects usually have files of a category in git although no build needs them.
func expectTracked(category string) bool {
	return slices.Contains([]string{"vcs", "ci", "ide", "docs"}, category)
}

// mounted reports whether a compose file in the root mounts a directory into a service.
func (s *Suggester) mounted(p string) bool {
	if s.mounts == nil {
		s.mounts = map[string]bool{}
		for _, name := range ComposeFiles {
			mounts, _ := manifest.Compose(s.project.Text(name))
			for _, m := range mounts {
				if rest, ok := strings.CutPrefix(m, "./"); ok {
					s.mounts[path.Clean(rest)] = true
				}
			}
		}
	}
	return s.mounts[p]
}

var ComposeFiles = []string{"compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"}
