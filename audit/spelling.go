package audit

import (
	"path"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/walker"
)

// habit is the category of lines that were written in git's manner.
const habit = "spelling"

// respelled finds lines that git would read as "at any depth" and docker as "in the root", where it bites: something nested is left in that
// is certainly what the line means. The line with "**/" is proposed in its place.
func (s *suggester) respelled() {
	lines := inGitsManner(s.lines)
	if len(lines) == 0 {
		return
	}
	index := newByName[ignore.Line]()
	for _, l := range lines {
		index.add(pattern[ignore.Line]{owner: l, pattern: "**/" + rootOnly(*l)})
	}
	meant := map[int][]hit{}
	other := map[int]bool{}
	s.view.Search(func(name []byte, _ walker.Kind, _ int) bool {
		return index.each(name, func(*pattern[ignore.Line]) bool { return true })
	}, func(p string, k walker.Kind) bool {
		return !index.each([]byte(path.Base(p)), func(n *pattern[ignore.Line]) bool {
			if !n.matches(p) {
				return false
			}
			if !s.isOffender(p, k) {
				other[n.owner.Number] = true
				return false
			}
			sum, _ := s.view.Below(p, walker.Eligible)
			meant[n.owner.Number] = append(meant[n.owner.Number], hit{p, k, sum.Bytes})
			return true
		})
	})
	for _, l := range s.lines.All() {
		if hits := meant[l.Number]; len(hits) > 0 && !other[l.Number] {
			s.respell(l, hits)
		}
	}
}

// inGitsManner are the lines that could be meant for any depth, of those that say the same the first.
func inGitsManner(lines *ignore.Lines) []*ignore.Line {
	var list []*ignore.Line
	known := map[string]bool{}
	all := lines.All()
	for n := range all {
		if tail := rootOnly(all[n]); tail != "" && !known[tail] {
			known[tail] = true
			list = append(list, &all[n])
		}
	}
	return list
}

// rootOnly is what a line takes out in the root only although git would take it out everywhere, "" where it is not so. What seems to be a
// comment behind it counts as one.
func rootOnly(l ignore.Line) string {
	text := strings.TrimSuffix(strings.TrimSpace(lateComment().ReplaceAllString(l.Text, "")), "/")
	if l.Exception || l.Number == 0 || text == "" || text == "*" || strings.Contains(text, "/") || strings.HasPrefix(text, "**") {
		return ""
	}
	if _, err := path.Match(text, ""); err != nil {
		return ""
	}
	return text
}

// respell proposes the spelling that takes out what the line means.
func (s *suggester) respell(l ignore.Line, hits []hit) {
	r := &rule{ID: "gitignore-habit", Category: habit, Policy: "auto",
		Reason: "git would read it at any depth; docker reads it in the root only, and leaves " + hits[0].path + " in"}
	c := candidate{rule: r, hits: hits}
	for _, h := range hits {
		c.size += h.size
	}
	c.Line, c.Category, c.Heading, c.Reason = "**/"+rootOnly(l), r.Category, "", r.Reason
	c.Safety, c.Replaces = Safe, l.Number
	s.found = append(s.found, c)
}

// isOffender says whether a path is certainly nothing that a build needs: by a rule with evidence, or because git ignores it.
func (s *suggester) isOffender(p string, k walker.Kind) bool {
	if s.project.tracked(p) {
		return false
	}
	if s.project.ignored(p, k) {
		return true
	}
	return ruleIndex().each([]byte(path.Base(p)), func(n *pattern[rule]) bool {
		return !n.holds && n.owner.Policy == "auto" && n.owner.is(k) && n.matches(p) && s.evidence(n.owner, p, k)
	}) || k == walker.File && slices.ContainsFunc(secretsNamed(p, k), func(r *secretRule) bool { return r.ByName })
}
