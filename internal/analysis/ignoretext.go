package analysis

import (
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/inventory"
)

// IgnoreGroup is patterns of an ignore file under a heading.
type IgnoreGroup struct {
	Heading string // "" for none
	Lines   []string
}

// newIgnoreHead is the first line of a new ignore file.
const newIgnoreHead = "# What docker build leaves out of the context.\n"

// NewIgnoreText returns the text of a new ignore file with patterns under their headings; those without a heading come first.
func NewIgnoreText(groups []IgnoreGroup) []byte {
	var b strings.Builder
	b.WriteString(newIgnoreHead)
	for _, headed := range []bool{false, true} {
		for _, g := range groups {
			if len(g.Lines) == 0 || headed != (g.Heading != "") {
				continue
			}
			b.WriteByte('\n')
			if headed {
				b.WriteString("# " + g.Heading + "\n")
			}
			b.WriteString(strings.Join(g.Lines, "\n") + "\n")
		}
	}
	return []byte(b.String())
}

// Grouped puts patterns under headings: suggested ones under that of their category, the others under none.
func Grouped(lines []string, suggestions []inventory.Suggestion) []IgnoreGroup {
	groups := []IgnoreGroup{{}}
	for _, line := range lines {
		heading := ""
		for _, s := range suggestions {
			if s.Line == line {
				heading = s.Heading
			}
		}
		n := slices.IndexFunc(groups, func(g IgnoreGroup) bool { return g.Heading == heading })
		if n < 0 {
			n, groups = len(groups), append(groups, IgnoreGroup{Heading: heading})
		}
		groups[n].Lines = append(groups[n].Lines, line)
	}
	return groups
}
