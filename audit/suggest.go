package audit

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/plan"
	"github.com/ctxsize/ctxsize/walker"
)

// Safety says how sure a suggestion is.
type Safety uint8

const (
	// Review: useful, but a person must say.
	Review Safety = iota
	// Safe: there is evidence for what it is, and nothing that an instruction of any build names is lost.
	Safe
)

// String gives the word that reports use.
func (s Safety) String() string { return [...]string{"review", "safe"}[s] }

// Suggestion is a line worth adding to an ignore file.
type Suggestion struct {
	Line     string
	Category string
	Heading  string // for a comment above the lines of the category
	Safety   Safety
	Reason   string
	// What it saves of what is sent and of what is eligible, when the suggestions before it are taken.
	SavesBytes, SavesFiles                 int64
	SavesEligibleBytes, SavesEligibleFiles int64
}

// Share is one of the builds that read the same ignore file, with the context that it is for.
type Share struct {
	Build   *plan.Build
	Context Context
}

// Suggest proposes lines for the ignore file that the builds share, the largest savings of the first build first. No line takes a path out
// that an instruction of any of the builds names, reachable or not. Nothing is read from disk.
func Suggest(shares []Share) []Suggestion {
	s := suggester{shares: shares, view: shares[0].Context.View, lines: shares[0].Context.Lines}
	if s.view == nil {
		return nil
	}
	s.collect()
	s.prove()
	return s.measure()
}

type suggester struct {
	shares []Share
	view   *walker.View
	lines  *ignore.Lines
	found  []candidate
	named  [][]string // by share, what its instructions name
}

// candidate is a line before it is proved.
type candidate struct {
	Suggestion
	rule *rule
	size int64 // eligible bytes that it was found for
}

// collect finds what the rules know among what is eligible. What lies in something that is found is not looked at.
func (s *suggester) collect() {
	known := index()
	match := func(name []byte, k walker.Kind) bool { return known.find(name, k == walker.Dir) != nil }
	s.view.Find(match, func(p string, k walker.Kind) bool {
		for _, r := range known.find([]byte(path.Base(p)), k == walker.Dir) {
			if r.Dir == (k == walker.Dir) && s.evidence(r, p) && s.propose(r, p) {
				return false
			}
		}
		return true
	})
}

// propose adds the line for a path that a rule knows, and says whether there is one.
func (s *suggester) propose(r *rule, p string) bool {
	line := r.Line
	if line == "" {
		var err error
		if line, err = ignore.Literal(p); err != nil {
			return false
		}
	}
	s.add(r, line, p)
	return true
}

func (s *suggester) add(r *rule, line, p string) {
	sum, _ := s.view.Below(p, walker.Eligible)
	for n := range s.found {
		if s.found[n].Line == line {
			s.found[n].size += sum.Bytes
			return
		}
	}
	c := candidate{rule: r, size: sum.Bytes}
	c.Line, c.Category, c.Heading, c.Reason = line, r.Category, heading(r.Category), r.Reason
	if r.Policy == "auto" {
		c.Safety = Safe
	}
	s.found = append(s.found, c)
}

// evidence says whether something is what its name says.
func (s *suggester) evidence(r *rule, p string) bool {
	return r.Certain || s.holds(p, r.Inside) || s.holds(path.Dir(p), r.Beside)
}

// holds says whether a directory has an entry of one of these names, excluded ones included.
func (s *suggester) holds(dir string, names []string) bool {
	for _, name := range names {
		if !strings.Contains(name, "*") {
			if exists, _ := s.view.Has(path.Join(dir, name), walker.Eligible); exists {
				return true
			}
			continue
		}
		children, _ := s.view.Children(dir)
		if slices.ContainsFunc(children, func(c walker.Child) bool {
			ok, err := path.Match(name, c.Name)
			return ok && err == nil
		}) {
			return true
		}
	}
	return false
}

// measure applies the lines one after another and says what each of them still saves. Those that save nothing are left out.
func (s *suggester) measure() []Suggestion {
	slices.SortStableFunc(s.found, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.size, a.size), cmp.Compare(a.Line, b.Line))
	})
	var list []Suggestion
	lines, before := s.lines, s.view
	for _, c := range s.found {
		next, err := lines.With(c.Line)
		if err != nil {
			continue
		}
		ask := before.Ask
		ask.Lines = next
		after, err := s.view.Tree.View(ask)
		if err != nil {
			continue
		}
		c.saves(before, after)
		if c.SavesEligibleFiles > 0 {
			lines, before = next, after
			list = append(list, c.Suggestion)
		}
	}
	slices.SortStableFunc(list, func(a, b Suggestion) int {
		return cmp.Or(cmp.Compare(b.SavesBytes, a.SavesBytes), cmp.Compare(b.SavesEligibleBytes, a.SavesEligibleBytes), cmp.Compare(a.Line, b.Line))
	})
	return list
}

func (c *candidate) saves(before, after *walker.View) {
	sent := before.Totals(walker.Sent).Sub(after.Totals(walker.Sent))
	eligible := before.Totals(walker.Eligible).Sub(after.Totals(walker.Eligible))
	c.SavesBytes, c.SavesFiles = sent.Bytes, sent.Files
	c.SavesEligibleBytes, c.SavesEligibleFiles = eligible.Bytes, eligible.Files
}
