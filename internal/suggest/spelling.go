package suggest

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/knowledge"
	"github.com/ctxsize/ctxsize/internal/phrase"
	"github.com/ctxsize/ctxsize/internal/projectfile"
	"github.com/ctxsize/ctxsize/internal/saturate"
	"github.com/ctxsize/ctxsize/walker"
)

// certainty is how sure it is that a gitignore-style pattern was meant for a path that it does not match.
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
	hits  []inventory.Hit
	least certainty
}

// respelled finds patterns that git matches at any depth and Docker only at the context root, if they miss something nested that they probably
// mean. The replacement with "**/" is safe if every path that it would exclude is certain.
func (s *suggester) respelled() {
	lines := inGitsManner(s.patterns)
	if len(lines) == 0 {
		return
	}
	index := knowledge.NewNameIndex[ignore.Pattern]()
	for _, l := range lines {
		index.Add(knowledge.Pattern[ignore.Pattern]{Owner: l, Text: "**/" + rootOnly(*l)})
	}
	readings := map[int]*reading{}
	s.view.Search(walker.AnyDepth, func(name []byte, _ walker.Kind, _ int) uint8 {
		if index.Each(name, func(*knowledge.Pattern[ignore.Pattern]) bool { return true }) {
			return 1
		}
		return 0
	}, func(p string, f walker.SearchResult) bool {
		return !knowledge.InRepository(p) && !index.Each([]byte(path.Base(p)), func(n *knowledge.Pattern[ignore.Pattern]) bool {
			if !n.Matches(p) {
				return false
			}
			r, how := readings[n.Owner.Line], s.certainty(p, f.Kind)
			if r == nil {
				r = &reading{least: certain}
				readings[n.Owner.Line] = r
			}
			r.least = min(r.least, how)
			if how > opposed && (how > guessed || len(r.hits) < mostGuessed) {
				r.hits = append(r.hits, inventory.Hit{Path: p, Kind: f.Kind, Size: f.Bytes})
			}
			return how == certain
		})
	})
	for _, l := range s.patterns.All() {
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
	text := strings.TrimSuffix(strings.TrimSpace(phrase.WithoutLateComment(l.Text)), "/")
	if below, ok := strings.CutPrefix(text, "*/"); ok && !strings.ContainsAny(below, "*?[") {
		text = below
	}
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
	r := &knowledge.Rule{ID: "gitignore-habit", Category: knowledge.CategorySpelling, Policy: "auto"}
	nested := slices.IndexFunc(found.hits, func(h inventory.Hit) bool { return strings.Contains(h.Path, "/") })
	switch commented := phrase.HasLateComment(l.Text); {
	case nested >= 0 && (found.least == certain || !commented):
		where := "at the context root, unlike in .gitignore"
		if strings.HasPrefix(l.Text, "*/") {
			where = "one directory level"
		}
		r.Reason = fmt.Sprintf("%q matches only %s: %s is not excluded.", strings.TrimSpace(l.Text), where, found.hits[nested].Path)
	case found.least == certain && commented:
		r.Reason = fmt.Sprintf("The comment in %q is part of the pattern: %s is not excluded.", strings.TrimSpace(l.Text), found.hits[0].Path)
	default:
		return
	}
	switch found.least {
	case guessed:
		if !knowledge.IsKnownName(name) {
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
		c.size = saturate.Add(c.size, h.Size)
	}
	c.Line, c.Category, c.Heading, c.Reason, c.Replaces = "**/"+name, r.Category, "", r.Reason, l.Line
	c.Guessed = found.least == guessed
	if found.least == certain {
		c.Safety = inventory.Safe
	}
	s.found = append(s.found, c)
}

// corrected proposes the intended spelling of mistaken patterns, if that excludes more. A file that is a link is left alone: other programs
// may read it as it is.
func (s *suggester) corrected() {
	c := s.required.Shares()[0].Usage
	if projectfile.IsLink(c.Context.Ignore.Path) {
		return
	}
	for _, m := range phrase.Mistakes(c.Patterns.All(), c.View.MatchedPatterns()) {
		if slices.ContainsFunc(s.found, func(c candidate) bool { return c.Replaces == m.Line.Line }) || !m.Excludes() {
			continue
		}
		r := &knowledge.Rule{ID: m.Code.String(), Category: knowledge.CategoryMistake, Policy: "auto", Reason: m.Why}
		s.found = append(s.found, candidate{rule: r, Suggestion: inventory.Suggestion{Line: m.Text, Category: knowledge.CategoryMistake, Reason: m.Why, Replaces: m.Line.Line}})
	}
}

// certainty returns how certain it is that no build needs a path.
func (s *suggester) certainty(p string, k walker.Kind) certainty {
	best := guessed
	switch {
	case s.project.Tracked(p) || inventory.IsLock(path.Base(p)):
		return opposed
	case s.project.Ignored(p, k) || k == walker.File && slices.ContainsFunc(knowledge.SecretsNamed(p, k), func(r *knowledge.SecretRule) bool { return r.ByName }):
		return certain
	}
	knowledge.RulesNamed(p, func(n *knowledge.Pattern[knowledge.Subject]) bool {
		switch {
		case n.Holds || !n.Owner.IsAbout(k):
		case n.Owner.Policy == "auto" && n.Matches(p) && s.evidence(n.Owner.Rule, p, k):
			best = certain
		case n.Owner.Policy == "auto" && k == walker.Dir && n.IsDistinctive(p),
			knowledge.IsMade(n.Owner.Category) && n.Owner.HasMarkers() && n.Fits(p) && s.evidence(n.Owner.Rule, p, k):
			best = likely
		}
		return best == certain
	})
	return best
}
