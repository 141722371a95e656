package ctxsize

import (
	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/analysis"
	"github.com/ctxsize/ctxsize/internal/sections"
)

// NewIgnoreText returns the text of a new ignore file with patterns under their headings.
func NewIgnoreText(groups []IgnoreGroup) []byte { return sections.NewText(groups) }

// InsertPatterns returns the patterns of an ignore file with further ones, in the sections that fit or under their headings. It excludes the same files
// as with these patterns at its end.
func InsertPatterns(list *ignore.PatternList, groups []IgnoreGroup) (*ignore.PatternList, error) {
	return sections.Insert(list, groups)
}

// Grouped puts patterns under headings: suggested ones under that of their category, the others under none. If one of them is an exception, they keep
// their order, under no heading.
func Grouped(patterns []string, suggestions []Suggestion) []IgnoreGroup {
	return analysis.Grouped(patterns, suggestions)
}
