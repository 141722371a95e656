package inventory

import (
	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/walker"
)

// Hit is a path that a rule speaks about.
type Hit struct {
	Path string
	Kind walker.Kind
	Size int64
}

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

// Suggestion is a line worth adding to an ignore file, or to be put in the place of another.
type Suggestion struct {
	Line     string
	Category string
	Heading  string // for a comment above the lines of the category
	Safety   Safety
	Reason   string
	// Replaces is the number of the line that it takes the place of, 0 where it is added.
	Replaces int
	// What it saves of what is sent and of what is eligible, when the suggestions before it are taken.
	SavesBytes, SavesFiles                 int64
	SavesEligibleBytes, SavesEligibleFiles int64

	// Preventive: nothing that it matches exists yet, but the tools of the project create it. Hits are where.
	Preventive bool

	Order   int   // in which they are taken
	Hits    []Hit // what they were found for
	Guessed bool  // nothing but the line that it replaces says that it is meant
}

// Apply gives the lines with the suggestion's, where it belongs.
func (c *Suggestion) Apply(lines *ignore.PatternList) (*ignore.PatternList, error) {
	if c.Replaces > 0 {
		return lines.Replace(c.Replaces, c.Line)
	}
	return lines.Try(c.Line)
}
