package suggest

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/knowledge"
	"github.com/ctxsize/ctxsize/internal/manifest"
	"github.com/ctxsize/ctxsize/internal/phrase"
	"github.com/ctxsize/ctxsize/internal/required"
	"github.com/ctxsize/ctxsize/walker"
)

// prove drops every candidate that would exclude a source of an instruction, or a path that the project needs; if a pattern does, the paths
// that it was found for are tried one by one. Each is tried alone, and then all of them together.
func (s *suggester) prove() {
	if len(s.found) == 0 {
		return
	}
	all := s.found
	s.addNeeds(all)
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

// addNeeds adds what manifests and sources around candidates require. Nothing embeds a repository.
func (s *suggester) addNeeds(list []candidate) {
	var hits, embeddable []inventory.Hit
	for _, c := range list {
		hits = append(hits, c.hits...)
		if c.Category != "vcs" {
			embeddable = append(embeddable, c.hits...)
		}
	}
	s.required.AddManifests(hits)
	s.required.AddEmbedded(embeddable)
}

// spell replaces a pattern that excludes too much by the paths that may be excluded.
func (s *suggester) spell(c candidate) {
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
func (s *suggester) keeps(c *candidate) bool {
	if slices.ContainsFunc(c.hits, func(h inventory.Hit) bool { return inventory.IsLock(path.Base(h.Path)) }) {
		return false
	}
	tracked := slices.ContainsFunc(c.hits, func(h inventory.Hit) bool { return s.project.Tracked(h.Path) })
	if tracked && s.gitsOwn() {
		// A pattern in git's own file would stop git from adding new files there.
		return false
	}
	if tracked && s.required.GitUser() != "" {
		// Git would report the tree as dirty. Without the history the build fails already, or should not.
		return false
	}
	return s.required.IsSafeEdit(c.Apply)
}

// gitsOwn reports whether the ignore file is git's own.
func (s *suggester) gitsOwn() bool {
	if s.ofGit == nil {
		own := s.required.Shares()[0].Usage.GitsOwn() != ""
		s.ofGit = &own
	}
	return *s.ofGit
}

func (s *suggester) keepsTogether() bool {
	return s.required.IsSafeEdit(func(lines *ignore.PatternList) (*ignore.PatternList, error) {
		var err error
		for n := range s.found {
			if lines, err = s.found[n].Apply(lines); err != nil {
				return nil, err
			}
		}
		return lines, nil
	})
}

// divide replaces a pattern by its paths if the project contradicts some of them only.
func (s *suggester) divide() {
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
func (s *suggester) doubt(c *candidate) {
	if why := s.doubts(c); why != "" {
		if c.Category == knowledge.CategorySpelling {
			why = c.Reason + " " + why
		}
		c.Safety, c.Reason = inventory.Review, why
	}
}

func (s *suggester) doubts(c *candidate) string {
	for _, share := range s.required.Shares() {
		if share.Build.UnreadableReason != "" {
			return fmt.Sprintf("The build may need it: %s.", share.Build.UnreadableReason)
		}
	}
	for _, h := range c.hits {
		if line := s.broughtBack(h.Path); line != nil {
			return fmt.Sprintf("Line %d of the ignore file (%s) re-includes it on purpose.", line.Line, line.Text)
		}
	}
	if why := s.required.UsedInStages(c.Apply); why != "" {
		return why
	}
	if c.rule.ID == "vcs-git" {
		if why := s.required.GitDoubt(); why != "" {
			return why
		}
		return s.required.Sign(c.rule.ID, c.hits[0])
	}
	if c.Safety == inventory.Review {
		return ""
	}
	for _, h := range c.hits {
		if c.Category == knowledge.CategorySpelling && strings.HasPrefix(path.Base(h.Path), ".env") && inventory.HasEntry(s.view, path.Dir(h.Path), []string{"package.json"}) {
			return fmt.Sprintf("A bundler may read %s. If none does, exclude it and mount it as a secret.", h.Path)
		}
		if why := s.required.Referrer(h.Path); why != "" {
			return why
		}
		if !expectTracked(c.Category) && s.project.Tracked(h.Path) {
			return fmt.Sprintf("Git tracks %s, so it may be a source file.", h.Path)
		}
		if why := s.required.IsUsed(h, isData(c.rule, h)); why != "" {
			return why
		}
		if why := s.byPlace(c.rule, h); why != "" {
			return why
		}
		if why := s.required.Sign(c.rule.ID, h); why != "" {
			return why
		}
	}
	if c.Category != "os" && c.Category != "ide" {
		if why := cmp.Or(s.required.Emptied(c.hits), s.required.MatchedByCommand(c.hits)); why != "" {
			return why
		}
	}
	if why := s.required.Linked(c.hits); why != "" {
		return why
	}
	return s.remains(c)
}

// byPlace returns why a path may be content of the project because of what is around it or in it, as a sentence, "" for no reason.
func (s *suggester) byPlace(r *knowledge.Rule, h inventory.Hit) string {
	if why := s.required.Shipped(h, r.Category); why != "" || h.Kind != walker.Dir {
		return why
	}
	switch r.Category {
	case "build-output":
		if why := s.required.HandWritten(h); why != "" {
			return why
		}
		return s.required.Served(h)
	case "test-output":
		return s.required.Served(h)
	case "vcs":
		if r.ID == "vcs-git-nested" {
			return s.required.GitUserIn(h)
		}
	}
	return ""
}

// remains returns why the image may use what stays in it and is not made in the build, as a sentence, "" for no reason.
func (s *suggester) remains(c *candidate) string {
	for _, h := range c.hits {
		if c.rule.Made {
			if why := s.required.IsUnmade(h); why != "" {
				return why
			}
		} else if c.Category != "os" && c.Category != "vcs" {
			if why := s.required.Mentioned(h, required.Mention{Log: c.Category == "logs", Absent: s.absent, Config: c.rule.Holds != "" || slices.Contains([]string{"logs", "data", "build-output", "ide", "ci"}, c.Category)}); why != "" {
				return why
			}
		}
	}
	return ""
}

// broughtBack returns the exception that names a path itself, nil for none.
func (s *suggester) broughtBack(p string) *ignore.Pattern {
	all := s.patterns.All()
	itself := func(l ignore.Pattern) bool { return l.Exception && l.Expr == p }
	if !slices.ContainsFunc(all, itself) {
		return nil
	}
	if d := s.patterns.Match(p); d.Index >= 0 && itself(all[d.Index]) {
		return &all[d.Index]
	}
	return nil
}

// expectTracked reports whether projects usually have files of a category in git although no build needs them.
func expectTracked(category string) bool {
	return slices.Contains([]string{"vcs", "ci", "ide", "docs"}, category)
}

// mounted reports whether a compose file in the root mounts a directory into a service.
func (s *suggester) mounted(p string) bool {
	if s.mounts == nil {
		s.mounts = map[string]bool{}
		for _, name := range manifest.ComposeFiles() {
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
