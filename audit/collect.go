package audit

import (
	"bytes"
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/saturate"
	"github.com/ctxsize/ctxsize/walker"
)

const (
	// mostLiteral is the maximum number of paths that a rule lists one by one; more of them would bury the others.
	mostLiteral = 10
	// worthAsking is the minimum size of a suggestion for review, in bytes.
	worthAsking = 16 << 10
	// largeFile is the minimum size of a file to suggest for review by its size alone.
	largeFile = 50 << 20
	// largeIgnored is the same for paths that git ignores or does not track.
	largeIgnored = 1 << 20
)

// candidate is a pattern before it is verified.
type candidate struct {
	Suggestion
	rule *rule
	hits []hit
	size int64 // eligible bytes that it was found for
}

// hit is a path that a rule matches.
type hit struct {
	path string
	kind walker.Kind
	size int64
}

// family is the set of paths that one pattern of a rule matches.
type family struct {
	owner *rule
	line  string
	hits  []hit
	// tracked are the paths that git tracks, if that contradicts the rule.
	tracked []hit
	// odd: the pattern also excludes paths without a marker of the rule.
	odd bool
	// unproved: it is matched by name only.
	unproved bool
}

// collector gathers the eligible paths that the rules match.
type collector struct {
	*suggester
	families map[familyKey]*family
	order    []*family
}

// inRepository reports whether a path is inside a git repository. Names in there belong to git and prove nothing about the project.
func inRepository(p string) bool {
	return strings.HasPrefix(p, ".git/") || strings.Contains(p, "/.git/")
}

type familyKey struct{ rule, line string }

// collect applies the rules. It does not enter a directory that a rule matches. Secrets are found in the same pass.
func (s *suggester) collect() {
	c := collector{suggester: s, families: map[familyKey]*family{}}
	var secrets []namedSecret
	s.view.Search(walker.AnyDepth, asked(1, 2), func(p string, f walker.SearchResult) bool {
		return !inRepository(p) && !rulesNamed(p, func(n *pattern[subject]) bool { return c.meets(n, hit{p, f.Kind, f.Bytes}) })
	}, secretsInto(&secrets))
	s.project.keepSecrets(s.view, secrets)
	for _, f := range c.order {
		c.propose(f)
	}
}

// meets records a path that a pattern matches, and reports whether its content needs no search.
func (c *collector) meets(n *pattern[subject], h hit) bool {
	if !n.matches(h.path) {
		return false
	}
	if n.holds {
		if dir := path.Dir(h.path); h.kind == walker.File && dir != "." && c.isHeld(n.owner.rule, h.path) {
			sum, _ := c.view.SumBelow(dir, walker.Eligible)
			c.note(n.owner.rule, "", hit{dir, walker.Dir, sum.Bytes})
		}
		return false
	}
	if !n.owner.is(h.kind) {
		return false
	}
	if !c.evidence(n.owner.rule, h.path, h.kind) {
		c.family(n.owner.rule, n.pattern).odd = true
		if h.kind == walker.Dir {
			c.unproved(n, h)
		}
		return false
	}
	c.note(n.owner.rule, n.pattern, h)
	// A suggestion for review may be rejected: its content is searched, too.
	return n.owner.Policy == "auto"
}

func (c *collector) family(r *rule, line string) *family {
	key := familyKey{r.ID, line}
	f := c.families[key]
	if f == nil {
		f = &family{owner: r, line: line}
		c.families[key] = f
		c.order = append(c.order, f)
	}
	return f
}

func (c *collector) note(r *rule, line string, h hit) {
	f := c.family(r, line)
	switch tracked := isMade(r.Category) && c.project.tracked(h.path); {
	case !tracked:
		f.hits = append(f.hits, h)
	case r.Policy == "auto":
		f.tracked = append(f.tracked, h)
	default:
		// Git has answered for review.
		f.odd = true
	}
}

// isMade reports whether paths of a category are generated or downloaded, so that git tracks none of them.
func isMade(category string) bool {
	return slices.Contains([]string{"build-output", "dependencies", "cache", "logs", "data", "os"}, category)
}

// isHeld reports whether a file is the marker that its directory is of the kind of the rule.
func (s *suggester) isHeld(r *rule, p string) bool {
	return (len(r.Inside) == 0 || s.holds(path.Dir(p), r.Inside)) && (len(r.Magic) == 0 || s.project.begins(p, r.Magic))
}

// evidence reports whether a path has a marker of its rule.
func (s *suggester) evidence(r *rule, p string, k walker.Kind) bool {
	switch {
	case r.CertainFile && k == walker.File:
		// A file without a dot in its name may be a script.
		return strings.Contains(path.Base(p), ".")
	case r.Compose:
		return s.mounted(p)
	case r.Ignored:
		return s.project.ignored(p, k)
	case len(r.Magic) > 0 && r.Holds == "":
		return k == walker.Dir || s.project.begins(p, r.Magic)
	case len(r.Inside)+len(r.Beside)+len(r.Root) == 0:
		return true
	}
	return s.holds(p, r.Inside) || s.holds(path.Dir(p), r.Beside) || s.holds(".", r.Root)
}

// holds reports whether a directory has an entry of one of these names, excluded ones included.
func (s *suggester) holds(dir string, names []string) bool {
	var plain []string
	for _, name := range names {
		if !strings.ContainsAny(name, "*?[") {
			plain = append(plain, name)
			continue
		}
		for c := range s.view.Names(dir) {
			if ok, err := path.Match(name, string(c.Name)); ok && err == nil {
				return true
			}
		}
	}
	return s.view.HasAnyBelow(dir, plain...)
}

// propose makes candidates of the matches of a pattern: the pattern itself if it excludes only what the rule means, otherwise the paths.
func (c *collector) propose(f *family) {
	switch {
	case len(f.tracked) == 0:
	case len(f.hits) > 0 && len(f.hits) <= mostLiteral:
		f.odd = true
	default:
		f.hits = append(f.hits, f.tracked...)
	}
	if len(f.hits) == 0 {
		return
	}
	if f.owner.Policy == "auto" && f.owner.ID != "vcs-git" && len(f.hits) <= mostLiteral {
		// Paths that the image may use are separate suggestions.
		f.odd = f.odd || slices.ContainsFunc(f.hits, func(h hit) bool { return c.isUsed(h, isData(f.owner, h)) != "" })
	}
	single := len(f.hits) == 1 && f.owner.Policy == "ask" && f.hits[0].kind == walker.Dir && !f.unproved
	if f.line == "" || f.owner.Literal || f.odd || single {
		c.literals(f.owner, f.hits)
		return
	}
	c.add(f.owner, f.line, f.hits)
}

// literals proposes the paths themselves, the largest first.
func (s *suggester) literals(r *rule, hits []hit) {
	hits = slices.Clone(hits)
	slices.SortStableFunc(hits, func(a, b hit) int { return cmp.Compare(b.size, a.size) })
	for _, h := range hits[:min(len(hits), mostLiteral)] {
		if line := literally(h.path); line != "" {
			s.add(r, line, []hit{h})
		}
	}
}

func (s *suggester) add(r *rule, line string, hits []hit) {
	c := candidate{rule: r, hits: hits}
	for _, h := range hits {
		c.size = saturate.Add(c.size, h.size)
	}
	if slices.ContainsFunc(s.found, func(o candidate) bool { return o.Line == line }) {
		return
	}
	c.Line, c.Category, c.Heading, c.Reason = line, r.Category, heading(r.Category), r.Reason
	if r.Own && s.project.hasGit() && !slices.ContainsFunc(hits, func(h hit) bool { return s.project.tracked(h.path) }) {
		c.Reason += " No other clone has it."
	}
	if r.Policy == "auto" {
		c.Safety = Safe
	}
	if c.size < r.Least {
		return
	}
	s.found = append(s.found, c)
}

// unknowns finds large paths that no rule matches: files by their size, and files and directories that git ignores or does not track.
func (s *suggester) unknowns() {
	settled := map[string]bool{}
	for _, c := range s.found {
		for _, h := range c.hits {
			if h.size >= largeIgnored {
				settled[h.path] = true
			}
		}
	}
	lined := s.project.linedAbove()
	s.view.FindLarge(largeIgnored, func(p []byte, child walker.Child) bool {
		if settled[string(p)] || inRepository(string(p)+"/") {
			return false
		}
		switch lacks := child.HasNoEntry(".gitignore"); {
		case lined && lacks:
			s.project.unlined(string(p))
		case child.Kind == walker.Dir && !lined && !lacks:
			lined = true
			for dir := above(string(p)); dir != "."; dir = above(dir) {
				s.project.unlined(dir)
			}
		}
		r := s.unknown(p, child, lined)
		if r != nil {
			s.literals(r, []hit{{string(p), child.Kind, child.Eligible.Bytes}})
		}
		return r == nil
	})
}

// unknown returns a rule for a path of some size that no rule matches by name, nil if it is not special. lined reports whether git has
// patterns that could ignore it. In a deep tree most paths are long, and not worth building.
func (s *suggester) unknown(p []byte, child walker.Child, lined bool) *rule {
	large := child.Eligible.Bytes >= largeFile
	switch {
	case child.Kind == walker.Dir && large && s.holds(string(p), []string{".git"}):
		return ruleNamed("misc-submodule-unneeded")
	case s.project.hasGit() && s.project.tracked(string(p)):
		return nil
	case lined && s.project.ignored(string(p), child.Kind):
		return ruleNamed("misc-gitignored")
	case child.Kind == walker.File && bytes.IndexByte(p, '/') < 0 && s.project.begins(string(p), ruleNamed("bin-own-binary").Magic):
		return ruleNamed("bin-own-binary")
	case large && (child.Kind == walker.File || s.project.hasGit()):
		return ruleNamed("bin-large-generic")
	}
	return nil
}
