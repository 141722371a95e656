package audit

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/projectfile"
	"github.com/ctxsize/ctxsize/internal/saturate"
	"github.com/ctxsize/ctxsize/walker"
)

// habit is the category of lines that were written in git's manner.
const habit = "spelling"

// certainty says how sure it is that a line in git's manner means a path that it leaves in.
type certainty uint8

const (
	// opposed: git tracks it, so that it is a source, or it pins versions.
	opposed certainty = iota
	// guessed: nothing but the line says so.
	guessed
	// likely: by its name, which is that of a made thing and no ordinary word, or by evidence for a question.
	likely
	// certain: by evidence, or because git ignores it.
	certain
)

// mostGuessed is how many paths are looked at for a guess: what it saves is measured anyway.
const mostGuessed = 1000

// reading is what a line in git's manner leaves in.
type reading struct {
	hits  []hit
	least certainty
}

// respelled finds lines that git would read as "at any depth" and docker as "in the root", where it bites: something nested is left in that
// the line means. The line with "**/" is proposed in its place, as safe where that is certain of all that it would take out.
func (s *suggester) respelled() {
	lines := inGitsManner(s.lines)
	if len(lines) == 0 {
		return
	}
	index := newByName[ignore.Pattern]()
	for _, l := range lines {
		index.add(pattern[ignore.Pattern]{owner: l, pattern: "**/" + rootOnly(*l)})
	}
	readings := map[int]*reading{}
	s.view.Search(walker.AnyDepth, func(name []byte, _ walker.Kind, _ int) uint8 {
		if index.each(name, func(*pattern[ignore.Pattern]) bool { return true }) {
			return 1
		}
		return 0
	}, func(p string, f walker.SearchResult) bool {
		return !inRepository(p) && !index.each([]byte(path.Base(p)), func(n *pattern[ignore.Pattern]) bool {
			if !n.matches(p) {
				return false
			}
			r, how := readings[n.owner.Line], s.certainty(p, f.Kind)
			if r == nil {
				r = &reading{least: certain}
				readings[n.owner.Line] = r
			}
			r.least = min(r.least, how)
			if how > opposed && (how > guessed || len(r.hits) < mostGuessed) {
				r.hits = append(r.hits, hit{p, f.Kind, f.Bytes})
			}
			return how == certain
		})
	})
	for _, l := range s.lines.All() {
		if r := readings[l.Line]; r != nil && r.least > opposed {
			s.respell(l, r)
		}
	}
}

// inGitsManner are the lines that could be meant for any depth, of those that say the same the first.
func inGitsManner(lines *ignore.PatternList) []*ignore.Pattern {
	var list []*ignore.Pattern
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
func rootOnly(l ignore.Pattern) string {
	text := strings.TrimSuffix(strings.TrimSpace(lateComment().ReplaceAllString(l.Text, "")), "/")
	if l.Exception || l.Line == 0 || text == "" || text == "*" || strings.Contains(text, "/") || strings.HasPrefix(text, "**") {
		return ""
	}
	if _, err := path.Match(text, ""); err != nil {
		return ""
	}
	return text
}

// respell proposes the spelling that takes out what the line means.
func (s *suggester) respell(l ignore.Pattern, found *reading) {
	name := rootOnly(l)
	r := &rule{ID: "gitignore-habit", Category: habit, Policy: "auto"}
	nested := slices.IndexFunc(found.hits, func(h hit) bool { return strings.Contains(h.path, "/") })
	switch commented := lateComment().MatchString(l.Text); {
	case nested >= 0 && (found.least == certain || !commented):
		r.Reason = fmt.Sprintf("%q matches only at the context root, unlike in .gitignore: %s is not excluded.", strings.TrimSpace(l.Text), found.hits[nested].path)
	case found.least == certain && commented:
		r.Reason = fmt.Sprintf("The comment in %q is part of the pattern: %s is not excluded.", strings.TrimSpace(l.Text), found.hits[0].path)
	default:
		return
	}
	switch found.least {
	case guessed:
		if !isKnownName(name) {
			// A word may well mean what lies in the root.
			if !strings.HasSuffix(l.Text, "/") && !strings.ContainsAny(name, "*?[") {
				return
			}
			r.Policy = "ask"
		}
		r.Reason += " Check whether the pattern is meant for it."
	case likely:
		r.Reason += " It is probably generated (matched by name only)."
	}
	c := candidate{rule: r, hits: found.hits}
	for _, h := range found.hits {
		c.size = saturate.Add(c.size, h.size)
	}
	c.Line, c.Category, c.Heading, c.Reason, c.Replaces = "**/"+name, r.Category, "", r.Reason, l.Line
	c.guessed = found.least == guessed
	if found.least == certain {
		c.Safety = Safe
	}
	s.found = append(s.found, c)
}

// mistaken is the category of lines that the builder reads otherwise than they were meant.
const mistaken = "mistake"

// corrected proposes what was meant by lines that are read otherwise, where it takes out more. What else reads a
// file that is a link may read it as it stands.
func (s *suggester) corrected() {
	c := s.shares[0].Context
	if projectfile.IsLink(c.Plan.Ignore.Path) {
		return
	}
	for _, m := range mistakes(c) {
		if slices.ContainsFunc(s.found, func(c candidate) bool { return c.Replaces == m.line.Line }) || !m.takesOut() {
			continue
		}
		r := &rule{ID: m.code.String(), Category: mistaken, Policy: "auto", Reason: m.why}
		s.found = append(s.found, candidate{rule: r, Suggestion: Suggestion{Line: m.text, Category: mistaken, Reason: m.why, Replaces: m.line.Line}})
	}
}

// takesOut says whether the line was meant to take something out.
func (m *mistake) takesOut() bool {
	return m.text != "" && !strings.HasPrefix(m.text, "#") && !m.line.Exception
}

// certainty says how sure it is that a path is nothing that a build needs.
func (s *suggester) certainty(p string, k walker.Kind) certainty {
	best := guessed
	switch {
	case s.project.tracked(p) || isLock(path.Base(p)):
		return opposed
	case s.project.ignored(p, k) || k == walker.File && slices.ContainsFunc(secretsNamed(p, k), func(r *secretRule) bool { return r.ByName }):
		return certain
	}
	rulesNamed(p, func(n *pattern[subject]) bool {
		switch {
		case n.holds || !n.owner.is(k):
		case n.owner.Policy == "auto" && n.matches(p) && s.evidence(n.owner.rule, p, k):
			best = certain
		case n.owner.Policy == "auto" && k == walker.Dir && n.tells(p),
			isMade(n.owner.Category) && n.owner.hasMarkers() && n.fits(p) && s.evidence(n.owner.rule, p, k):
			best = likely
		}
		return best == certain
	})
	return best
}

// hasMarkers says whether the name is not enough for the rule to speak of something.
func (r *rule) hasMarkers() bool { return len(r.Inside)+len(r.Beside)+len(r.Root)+len(r.Magic) > 0 }

// ordinary matches words that a project may call a directory of sources by.
var ordinary = expression(`^[A-Za-z]?[a-z]*[0-9]*$`)

// coined are names that look like words and are none.
var coined = []string{"htmlcov", "nimcache", "xcuserdata"}

// tells says whether a path has the name that the pattern is for, and that name is no ordinary word.
func (n *pattern[T]) tells(p string) bool {
	own := func(part string) bool { return !ordinary().MatchString(part) || slices.Contains(coined, part) }
	return n.fits(p) && slices.ContainsFunc(strings.Split(n.tail, "/"), own)
}

// fits says whether the pattern is for a path or, at another depth, for its name.
func (n *pattern[T]) fits(p string) bool {
	base, err := path.Match(n.tail, path.Base(p))
	return n.matches(p) || base && err == nil
}

// isKnownName says whether a name could be that of something that is made or kept on one machine.
func isKnownName(name string) bool {
	return rulesNamed(name, func(n *pattern[subject]) bool {
		ok, err := path.Match(n.tail, name)
		return ok && err == nil && !n.holds && (n.owner.Policy == "auto" || n.owner.Compose || n.owner.Ignored || n.owner.hasMarkers()) &&
			(isMade(n.owner.Category) || slices.Contains([]string{"test-output", "ide", "media"}, n.owner.Category))
	})
}
