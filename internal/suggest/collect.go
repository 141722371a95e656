package suggest

import (
	"bytes"
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/knowledge"
	"github.com/ctxsize/ctxsize/internal/phrase"
	"github.com/ctxsize/ctxsize/internal/saturate"
	"github.com/ctxsize/ctxsize/walker"
)

const (
	// mostLiteral is the maximum number of paths that a rule lists one by one; more of them would bury the others.
	mostLiteral = 10
	// manyHits is the number of paths from which one pattern is proposed for a rule that otherwise proposes each path.
	manyHits = 3
	// worthAsking is the minimum size of a suggestion for review, in bytes.
	worthAsking = 16 << 10
	// largeFile is the minimum size of a file to suggest for review by its size alone.
	largeFile = 50 << 20
	// largeIgnored is the same for paths that git ignores or does not track.
	largeIgnored = 1 << 20
)

// candidate is a pattern before it is verified.
type candidate struct {
	inventory.Suggestion
	rule *knowledge.Rule
	hits []inventory.Hit
	size int64 // eligible bytes that it was found for
}

// family is what one pattern of a rule found.
type family struct {
	owner *knowledge.Rule
	line  string
	hits  []inventory.Hit
	// tracked are the paths that git tracks, if that contradicts the rule.
	tracked []inventory.Hit
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

type familyKey struct{ rule, line string }

// collect finds what the rules match. The content of a match is not searched. Secrets are found in the same search.
func (s *suggester) collect() {
	c := collector{suggester: s, families: map[familyKey]*family{}}
	var secrets []inventory.NamedSecret
	s.view.Search(walker.AnyDepth, knowledge.MatchNames(1, 2), func(p string, f walker.SearchResult) bool {
		return !knowledge.InRepository(p) && !knowledge.RulesNamed(p, func(n *knowledge.Pattern[knowledge.Subject]) bool {
			return c.meets(n, inventory.Hit{Path: p, Kind: f.Kind, Size: f.Bytes})
		})
	}, inventory.CollectSecrets(&secrets))
	s.project.KeepSecrets(s.view, secrets)
	for _, f := range c.order {
		c.propose(f)
	}
}

// meets records a path that a pattern matches, and reports whether its content needs no search.
func (c *collector) meets(n *knowledge.Pattern[knowledge.Subject], h inventory.Hit) bool {
	if !n.Matches(h.Path) {
		return false
	}
	if n.Holds {
		if dir := path.Dir(h.Path); h.Kind == walker.File && dir != "." && c.isHeld(n.Owner.Rule, h.Path) {
			sum, _ := c.view.SumBelow(dir, walker.Eligible)
			c.note(n.Owner.Rule, "", inventory.Hit{Path: dir, Kind: walker.Dir, Size: sum.Bytes})
		}
		return false
	}
	if !n.Owner.IsAbout(h.Kind) {
		return false
	}
	if !c.evidence(n.Owner.Rule, h.Path, h.Kind) {
		c.family(n.Owner.Rule, n.Text).odd = true
		if h.Kind == walker.Dir {
			c.unproved(n, h)
		}
		return false
	}
	c.note(n.Owner.Rule, n.Text, h)
	// A suggestion for review may be rejected: its content is searched, too.
	return n.Owner.Policy == "auto"
}

func (c *collector) family(r *knowledge.Rule, line string) *family {
	key := familyKey{r.ID, line}
	f := c.families[key]
	if f == nil {
		f = &family{owner: r, line: line}
		c.families[key] = f
		c.order = append(c.order, f)
	}
	return f
}

func (c *collector) note(r *knowledge.Rule, line string, h inventory.Hit) {
	f := c.family(r, line)
	switch tracked := knowledge.IsMade(r.Category) && c.project.Tracked(h.Path); {
	case !tracked:
		f.hits = append(f.hits, h)
	case r.Policy == "auto":
		f.tracked = append(f.tracked, h)
	default:
		// Git has answered for review.
		f.odd = true
	}
}

// isHeld reports whether a file proves that the directory around it is what a rule describes.
func (s *suggester) isHeld(r *knowledge.Rule, p string) bool {
	return (len(r.Inside) == 0 || inventory.HasEntry(s.view, path.Dir(p), r.Inside)) && (len(r.Magic) == 0 || s.project.Begins(p, r.Magic))
}

// evidence reports whether something is what its name says.
func (s *suggester) evidence(r *knowledge.Rule, p string, k walker.Kind) bool {
	switch {
	case r.Source != "":
		return s.hasSource(p, r.Source)
	case r.CertainFile && k == walker.File:
		// A file without a dot in its name may be a script.
		return strings.Contains(path.Base(p), ".")
	case r.Compose:
		return s.mounted(p)
	case r.Ignored:
		return s.project.Ignored(p, k)
	case len(r.Magic) > 0 && r.Holds == "":
		return k == walker.Dir || s.project.Begins(p, r.Magic)
	case len(r.Inside)+len(r.Beside)+len(r.Root) == 0:
		return true
	}
	if r.Both {
		return inventory.HasEntry(s.view, p, r.Inside) && inventory.HasEntry(s.view, path.Dir(p), r.Beside)
	}
	return inventory.HasEntry(s.view, p, r.Inside) || inventory.HasEntry(s.view, path.Dir(p), r.Beside) || inventory.HasEntry(s.view, ".", r.Root)
}

// hasSource reports whether the source that a file is made of is beside it, or beside the directory of a cache.
func (s *suggester) hasSource(p, ext string) bool {
	stem, _, _ := strings.Cut(path.Base(p), ".")
	dir := path.Dir(p)
	return path.Base(dir) == "__pycache__" || inventory.HasEntry(s.view, dir, []string{strings.TrimSuffix(stem, "$py") + ext})
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
		f.odd = f.odd || slices.ContainsFunc(f.hits, func(h inventory.Hit) bool {
			return c.required.IsUsed(h, isData(f.owner, h)) != "" || c.required.Shipped(h, f.owner.Category) != ""
		})
	}
	f.odd = f.odd || f.owner.Made && c.leavesOthers(f) || c.usedElsewhere(f.line, f.hits)
	single := len(f.hits) == 1 && f.owner.Policy == "ask" && f.hits[0].Kind == walker.Dir && !f.unproved
	if f.line == "" || f.owner.Literal && len(f.hits) < manyHits || f.odd || single {
		c.literals(f.owner, f.hits)
		return
	}
	c.add(f.owner, f.line, f.hits)
}

// leavesOthers reports whether a pattern would also exclude packages that are installed later beside another manifest, and that the build does
// not install itself.
func (c *collector) leavesOthers(f *family) bool {
	name, deep := strings.CutPrefix(f.line, "**/")
	if !deep || name != "node_modules" {
		return false
	}
	return slices.ContainsFunc(c.manifests(packageIndex()), func(m string) bool {
		p := path.Join(path.Dir(m), name)
		return !slices.ContainsFunc(f.hits, func(h inventory.Hit) bool { return h.Path == p }) && c.required.IsUnmade(inventory.Hit{Path: p, Kind: walker.Dir}) != ""
	})
}

// usedElsewhere reports whether a build may use another directory that a pattern excludes once it exists.
func (s *suggester) usedElsewhere(line string, hits []inventory.Hit) bool {
	name, deep := strings.CutPrefix(line, "**/")
	return deep && !walker.HasWildcard(name) && hits[0].Kind == walker.Dir && s.required.UsedElsewhere(name, hits) != ""
}

// literals proposes the paths themselves, the largest first.
func (s *suggester) literals(r *knowledge.Rule, hits []inventory.Hit) {
	hits = slices.Clone(hits)
	slices.SortStableFunc(hits, func(a, b inventory.Hit) int { return cmp.Compare(b.Size, a.Size) })
	for _, h := range hits[:min(len(hits), mostLiteral)] {
		if line := phrase.LiteralPattern(h.Path); line != "" {
			s.add(r, line, []inventory.Hit{h})
		}
	}
}

func (s *suggester) add(r *knowledge.Rule, line string, hits []inventory.Hit) {
	c := candidate{rule: r, hits: hits}
	for _, h := range hits {
		c.size = saturate.Add(c.size, h.Size)
	}
	if slices.ContainsFunc(s.found, func(o candidate) bool { return o.Line == line }) {
		return
	}
	c.Line, c.Category, c.Heading, c.Reason = line, r.Category, knowledge.Heading(r.Category), r.Reason
	if r.Own && s.project.HasGit() && !slices.ContainsFunc(hits, func(h inventory.Hit) bool { return s.project.Tracked(h.Path) }) {
		c.Reason += " No other clone has it."
	}
	if r.Policy == "auto" {
		c.Safety = inventory.Safe
	}
	if c.size < r.Least {
		return
	}
	c.Personal = s.isPersonal(r, hits)
	s.found = append(s.found, c)
}

// isPersonal reports whether the paths of a rule are files of one person: large data or media that git neither tracks nor ignores. A pattern for them would
// be of no use in another clone.
func (s *suggester) isPersonal(r *knowledge.Rule, hits []inventory.Hit) bool {
	if !s.project.HasGit() || !(r.Own && r.Literal) && (r.Category != "media" || r.Policy != "ask") {
		return false
	}
	return !slices.ContainsFunc(hits, func(h inventory.Hit) bool { return s.project.Tracked(h.Path) || s.project.Ignored(h.Path, h.Kind) })
}

// unknowns finds large paths that no rule matches: files by their size, and files and directories that git ignores or does not track.
func (s *suggester) unknowns() {
	settled := map[string]bool{}
	for _, c := range s.found {
		for _, h := range c.hits {
			if h.Size >= largeIgnored {
				settled[h.Path] = true
			}
		}
	}
	lined := s.project.HasGitignoreAbove()
	s.view.FindLarge(largeIgnored, func(p []byte, child walker.Child) bool {
		if settled[string(p)] || knowledge.InRepository(string(p)+"/") {
			return false
		}
		switch lacks := child.HasNoEntry(".gitignore"); {
		case lined && lacks:
			s.project.SetNoGitignore(string(p))
		case child.Kind == walker.Dir && !lined && !lacks:
			lined = true
			for dir := inventory.Parent(string(p)); dir != "."; dir = inventory.Parent(dir) {
				s.project.SetNoGitignore(dir)
			}
		}
		r := s.unknown(p, child, lined)
		if r != nil {
			s.literals(r, []inventory.Hit{{Path: string(p), Kind: child.Kind, Size: child.Eligible.Bytes}})
		}
		return r == nil
	})
}

// unknown returns a rule for a path of some size that no rule matches by name, nil if it is not special. lined reports whether git has
// patterns that could ignore it. In a deep tree most paths are long, and not worth building.
func (s *suggester) unknown(p []byte, child walker.Child, lined bool) *knowledge.Rule {
	large := child.Eligible.Bytes >= largeFile
	switch {
	case child.Kind == walker.Dir && large && inventory.HasEntry(s.view, string(p), []string{".git"}):
		return knowledge.RuleNamed("misc-submodule-unneeded")
	case s.project.HasGit() && s.project.Tracked(string(p)):
		return nil
	case lined && s.project.Ignored(string(p), child.Kind):
		return knowledge.RuleNamed("misc-gitignored")
	case child.Kind == walker.File && bytes.IndexByte(p, '/') < 0 && s.project.Begins(string(p), knowledge.RuleNamed("bin-own-binary").Magic):
		return knowledge.RuleNamed("bin-own-binary")
	case large && (child.Kind == walker.File || s.project.HasGit()):
		return knowledge.RuleNamed("bin-large-generic")
	}
	return nil
}

// isData reports whether a path is data, by its rule or by its name.
func isData(r *knowledge.Rule, h inventory.Hit) bool {
	return r.Category == "data" || knowledge.RulesNamed(h.Path, func(n *knowledge.Pattern[knowledge.Subject]) bool {
		return !n.Holds && n.Owner.Category == "data" && n.Owner.IsAbout(h.Kind) && n.Matches(h.Path)
	})
}
