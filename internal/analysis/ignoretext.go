package analysis

import (
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/sections"
)

// Grouped puts patterns under headings: suggested ones under that of their category, the others under none. If one of them is an exception, they keep
// their order, under no heading.
func Grouped(lines []string, suggestions []inventory.Suggestion) []sections.Group {
	if slices.ContainsFunc(lines, func(line string) bool { return strings.HasPrefix(strings.TrimSpace(line), "!") }) {
		return []sections.Group{{Lines: lines}}
	}
	groups := []sections.Group{{}}
	for _, line := range lines {
		heading := ""
		for _, s := range suggestions {
			if s.Line == line {
				heading = s.Heading
			}
		}
		n := slices.IndexFunc(groups, func(g sections.Group) bool { return g.Heading == heading })
		if n < 0 {
			n, groups = len(groups), append(groups, sections.Group{Heading: heading})
		}
		groups[n].Lines = append(groups[n].Lines, line)
	}
	return groups
}
