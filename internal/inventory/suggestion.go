package inventory

import (
	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/reruns"
	"github.com/ctxsize/ctxsize/walker"
)

// Hit is a path that a rule matches.
type Hit struct {
	Path string
	Kind walker.Kind
	Size int64
}

// Safety is how certain it is that no build needs what a suggestion excludes.
type Safety uint8

const (
	// Review: useful, but it needs a decision.
	Review Safety = iota
	// Safe: a marker proves what it is, and no instruction of any build names it.
	Safe
)

// String returns the word that reports use.
func (s Safety) String() string { return [...]string{"review", "safe"}[s] }

// Suggestion is a pattern to add to an ignore file, or to replace another one.
type Suggestion struct {
	Line     string
	Category string
	Heading  string // for a comment above the lines of the category
	Safety   Safety
	Reason   string
	// Replaces is the number of the line that it replaces, 0 if it is added.
	Replaces int
	// The savings of what is sent and of what is eligible, after the suggestions before it.
	SavesBytes, SavesFiles                 int64
	SavesEligibleBytes, SavesEligibleFiles int64

	// Reruns is what the pattern alone would have saved on the commits of the history, nil where that was not measured.
	Reruns *reruns.Saving

	// Preventive: nothing that it matches exists yet, but the tools of the project create it. Hits are where.
	Preventive bool

	// Personal: it is for large files that git neither tracks nor ignores, so that no other clone has them. They are moved away; no pattern is written.
	Personal bool

	Order   int   // in which they are taken
	Hits    []Hit // what they were found for
	Guessed bool  // nothing but the line that it replaces says that it is meant
}

// Apply returns patterns with the suggestion.
func (c *Suggestion) Apply(lines *ignore.PatternList) (*ignore.PatternList, error) {
	if c.Replaces > 0 {
		return lines.Replace(c.Replaces, c.Line)
	}
	return lines.Try(c.Line)
}
