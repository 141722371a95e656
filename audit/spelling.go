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

// gitignoreStyle is the category of gitignore-style patterns.
const gitignoreStyle = "spelling"

// certainty is how sure it is that a gitignore-style pattern means a path that it misses.
type certainty uint8

const (
	// opposed: git tracks it, so it is a source, or it pins versions.
	opposed certainty = iota
	// guessed: only the pattern supports it.
	guessed
	// likely: by its name, which is typical of generated files and not an ordinary word, or by a marker that needs review.
	likely
	// certain: by a marker, or because git ignores it.
	certain
)

// mostGuessed is the maximum number of paths that are checked for a guess: the savings are measured anyway.
const mostGuessed = 1000

// reading lists the paths that a gitignore-style pattern misses.
type reading struct {
	hits  []hit
	least certainty
}

// respelled finds patterns that git matches at any depth and Docker only at the context root, if they miss something nested that they probably
// mean. The replacement with "**/" is safe if every path that it would exclude is certain.
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

// inGitsManner returns the patterns that could be meant for any depth; of equal ones, the first.
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

// rootOnly returns the name that a pattern excludes only at the context root although git would exclude it everywhere, "" for other patterns.
// A likely comment after the pattern counts as one.
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

// respell proposes the spelling that excludes what the pattern means.
func (s *suggester) respell(l ignore.Pattern, found *reading) {
	name := rootOnly(l)
	r := &rule{ID: "gitignore-habit", Category: gitignoreStyle, Policy: "auto"}
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
			// A plain word may well mean a path at the root.
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

// mistaken is the category of patterns that do not mean what their author intended.
const mistaken = "mistake"

// corrected proposes the intended patterns if they exclude more. Other programs may read a file that is a link as it is.
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

// takesOut reports whether the pattern was intended to exclude something.
func (m *mistake) takesOut() bool {
	return m.text != "" && !strings.HasPrefix(m.text, "#") && !m.line.Exception
}

// certainty returns how sure it is that no build needs a path.
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

// hasMarkers reports whether the rule needs a marker besides the name.
func (r *rule) hasMarkers() bool { return len(r.Inside)+len(r.Beside)+len(r.Root)+len(r.Magic) > 0 }

// ordinary matches words that are possible names of source directories.
var ordinary = expression(`^[A-Za-z]?[a-z]*[0-9]*$`)

// coined are names that look like words but are not.
var coined = []string{"htmlcov", "nimcache", "xcuserdata"}

// tells reports whether a path has the name of the pattern, and that name is not an ordinary word.
func (n *pattern[T]) tells(p string) bool {
	own := func(part string) bool { return !ordinary().MatchString(part) || slices.Contains(coined, part) }
	return n.fits(p) && slices.ContainsFunc(strings.Split(n.tail, "/"), own)
}

// fits reports whether the pattern matches a path or, at another depth, its name.
func (n *pattern[T]) fits(p string) bool {
	base, err := path.Match(n.tail, path.Base(p))
	return n.matches(p) || base && err == nil
}

// isKnownName reports whether a name is typical of generated or local files.
func isKnownName(name string) bool {
	return rulesNamed(name, func(n *pattern[subject]) bool {
		ok, err := path.Match(n.tail, name)
		return ok && err == nil && !n.holds && (n.owner.Policy == "auto" || n.owner.Compose || n.owner.Ignored || n.owner.hasMarkers()) &&
			(isMade(n.owner.Category) || slices.Contains([]string{"test-output", "ide", "media"}, n.owner.Category))
	})
}
