package sections

import (
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/knowledge"
)

// The ways in which a section fits a pattern, the best last.
const (
	fitsNot = iota
	fitsContent
	fitsStack
	fitsWords
	fitsHeading
)

// place returns the line after which a pattern belongs, 0 if no section fits. Exceptions depend on all patterns before them.
func place(f file, heading, pattern string) int {
	if strings.HasPrefix(strings.TrimSpace(pattern), "!") {
		return 0
	}
	best, line := fitsNot, 0
	for _, s := range f.sections {
		if fit := s.fit(heading, pattern); fit > best && f.allows(s.last, pattern) {
			best, line = fit, s.last
		}
	}
	return line
}

// fit returns how well a section fits a pattern with a heading.
func (s *section) fit(heading, pattern string) int {
	isTopic := func(word string) bool { return slices.Contains(s.words, word) }
	switch {
	case len(s.patterns) == 0 || heading == "":
		return fitsNot
	case slices.Equal(s.words, headingWords(heading)):
		return fitsHeading
	case len(s.words) > maxHeadingWords || slices.ContainsFunc(explaining(), isTopic):
		return fitsNot
	case slices.ContainsFunc(knowledge.HeadingWords(heading), isTopic):
		return fitsWords
	case slices.ContainsFunc(knowledge.StackWords(pattern), isTopic):
		return fitsStack
	case s.holdsOnly(heading):
		return fitsContent
	}
	return fitsNot
}

// explaining are words of comments that explain a decision about the patterns below them.
func explaining() []string {
	return strings.Fields("not don't keep except include required needed need needs because only all everything todo fixme allow never")
}

// holdsOnly reports whether the rules know all patterns of a section, and give them one heading.
func (s *section) holdsOnly(heading string) bool {
	return !slices.ContainsFunc(s.patterns, func(pattern string) bool { return !slices.Contains(knowledge.HeadingsOf(pattern), heading) })
}
