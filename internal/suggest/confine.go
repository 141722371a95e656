package suggest

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/knowledge"
	"github.com/ctxsize/ctxsize/internal/phrase"
	"github.com/ctxsize/ctxsize/internal/saturate"
	"github.com/ctxsize/ctxsize/walker"
)

// confine restricts every safe pattern to paths that are verified as safe. A pattern may match more than it was found for: an entry of another
// kind, a match of another rule that a build needs, or a path in a directory that a build needs and that no rule searches. If it does, the
// paths that it was found for are proposed in its place.
func (s *suggester) confine() {
	for range maxConfined {
		excess := s.excess()
		if len(excess) == 0 {
			return
		}
		all := s.found
		s.found = nil
		for n := range all {
			if e := excess[n]; e != nil {
				s.narrow(all[n], e)
			} else {
				s.found = append(s.found, all[n])
			}
		}
	}
	// Without a fixed point nothing is safe.
	for n := range s.excess() {
		s.found[n].Safety = inventory.Review
	}
}

// maxConfined bounds how often the paths of one pattern can make another too wide.
const maxConfined = 5

// excess lists the paths that a safe candidate would exclude besides those that are verified.
type excess struct {
	first string          // a path
	junk  []inventory.Hit // that the rule says the same of as of its own hits
	needs string          // the directory that a build needs, in which the first path lies; "" for none
	own   bool            // some of its own hits lie in such a directory
}

// excess returns the excess of the safe candidates, by their numbers.
func (s *suggester) excess() map[int]*excess {
	found := map[int]*excess{}
	safe := map[string]bool{}
	index := knowledge.NewNameIndex[int]()
	patterns := 0
	for n := range s.found {
		c := &s.found[n]
		if c.Safety != inventory.Safe {
			continue
		}
		for _, h := range c.hits {
			safe[h.Path] = true
		}
		if !c.isLiteral() {
			owner := n
			index.Add(knowledge.Pattern[int]{Owner: &owner, Text: strings.TrimPrefix(c.Line, "/")})
			patterns++
		}
	}
	s.inNeeded(safe, found)
	if patterns == 0 {
		return found
	}
	s.view.Search(walker.AnyDepth, func(name []byte, _ walker.Kind, _ int) uint8 {
		if index.Each(name, func(*knowledge.Pattern[int]) bool { return true }) {
			return 1
		}
		return 0
	}, func(p string, f walker.SearchResult) bool {
		if safe[p] {
			return false
		}
		index.Each([]byte(path.Base(p)), func(n *knowledge.Pattern[int]) bool {
			if n.Matches(p) {
				s.exceeds(found, *n.Owner, inventory.Hit{Path: p, Kind: f.Kind, Size: f.Bytes}, safe)
			}
			return false
		})
		return true
	})
	return found
}

// exceeds records a path that a candidate would exclude, too.
func (s *suggester) exceeds(found map[int]*excess, n int, h inventory.Hit, safe map[string]bool) {
	e := found[n]
	if e == nil {
		e = &excess{}
		found[n] = e
	}
	if s.isJunk(&s.found[n], h) {
		e.junk = append(e.junk, h)
	} else if e.first == "" {
		e.first, e.needs = h.Path, s.neededAbove(h.Path, safe)
	}
}

// inNeeded records the candidates with hits in directories that a build needs.
func (s *suggester) inNeeded(safe map[string]bool, found map[int]*excess) {
	for n := range s.found {
		c := &s.found[n]
		if c.Safety != inventory.Safe {
			continue
		}
		for _, h := range c.hits {
			if dir := s.neededAbove(h.Path, safe); dir != "" && !s.isJunk(c, h) {
				found[n] = &excess{first: h.Path, needs: dir, own: true}
				break
			}
		}
	}
}

// neededAbove returns the directory around a path that rules match and that is not safe to exclude, "" for none.
func (s *suggester) neededAbove(p string, safe map[string]bool) string {
	for dir := path.Dir(p); dir != "."; dir = path.Dir(dir) {
		if s.required.IsSettled(dir) && !safe[dir] {
			return dir
		}
	}
	return ""
}

// isJunk reports whether the rule of a candidate matches a path like the paths that it was found for, wherever it is.
func (s *suggester) isJunk(c *candidate, h inventory.Hit) bool {
	r := c.rule
	return slices.Contains([]string{"os", "cache", "ide", "test-output"}, r.Category) && !r.Made && r.IsAbout(h.Kind) &&
		s.evidence(r, h.Path, h.Kind) && !s.project.Tracked(h.Path) && s.required.IsUsed(h, isData(r, h)) == ""
}

// isLiteral reports whether the pattern matches one path only.
func (c *candidate) isLiteral() bool {
	return len(c.hits) == 1 && c.Line == phrase.LiteralPattern(c.hits[0].Path)
}

// narrow proposes the safe part of a candidate.
func (s *suggester) narrow(c candidate, e *excess) {
	if e.first == "" {
		c.hits = append(slices.Clone(c.hits), e.junk...)
		for _, h := range e.junk {
			c.size = saturate.Add(c.size, h.Size)
		}
		s.found = append(s.found, c)
		return
	}
	if c.Replaces == 0 && !e.own && !c.isLiteral() && len(c.hits) <= mostLiteral {
		s.spell(c)
		return
	}
	c.Safety = inventory.Review
	why := fmt.Sprintf("The pattern also matches %s, and a build may need it.", e.first)
	if e.needs != "" {
		why = fmt.Sprintf("The pattern matches %s, and a build may need %s.", e.first, e.needs)
	}
	if c.Replaces > 0 {
		why = c.Reason + " " + why
	}
	c.Reason = why
	s.found = append(s.found, c)
}

// settle records the directories that rules match and that no other rule searches. A build may need them by themselves or because instructions
// name them.
func (s *suggester) settle(list []candidate) {
	for n := range list {
		for _, h := range list[n].hits {
			if h.Kind == walker.Dir && list[n].rule.Policy == "auto" && list[n].Replaces == 0 {
				s.required.Settle(h.Path)
			}
		}
	}
}
