// Package draft is a change of an ignore file that is not written yet, and the steps by which it was made.
package draft

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/inventory"
)

// Draft is a change of an ignore file: lines that are removed, lines that are replaced, and patterns that are appended. It is a value: methods
// return another one.
type Draft struct {
	Removed  []int // line numbers in the file, ascending
	Replaced []Replacement
	Added    []string
}

// Replacement is a pattern in the place of a line of the file.
type Replacement struct {
	Number  int
	Pattern string
}

// Size returns the number of changes.
func (d Draft) Size() int { return len(d.Removed) + len(d.Replaced) + len(d.Added) }

// Empty reports whether the draft changes nothing.
func (d Draft) Empty() bool { return d.Size() == 0 }

// Equal reports whether two drafts make the same changes.
func (d Draft) Equal(o Draft) bool {
	return slices.Equal(d.Removed, o.Removed) && slices.Equal(d.Replaced, o.Replaced) && slices.Equal(d.Added, o.Added)
}

// With returns the draft with one more pattern.
func (d Draft) With(pattern string) Draft {
	d.Added = append(slices.Clone(d.Added), pattern)
	return d
}

// Without returns the draft without one of its added patterns, counted from 0.
func (d Draft) Without(n int) Draft {
	d.Added = slices.Delete(slices.Clone(d.Added), n, n+1)
	return d
}

// Apply returns the draft with a suggestion: one more pattern, or one in the place of another.
func (d Draft) Apply(a inventory.Suggestion) Draft {
	if a.Replaces == 0 {
		return d.With(a.Line)
	}
	return d.Replace(a.Replaces, a.Line)
}

// Replace returns the draft with another pattern in the place of a line of the file.
func (d Draft) Replace(number int, pattern string) Draft {
	d.Removed = slices.DeleteFunc(slices.Clone(d.Removed), func(n int) bool { return n == number })
	d.Replaced = append(slices.Clone(d.withoutReplacement(number).Replaced), Replacement{number, pattern})
	return d
}

// withoutReplacement leaves a line of the file as it is.
func (d Draft) withoutReplacement(number int) Draft {
	d.Replaced = slices.DeleteFunc(slices.Clone(d.Replaced), func(r Replacement) bool { return r.Number == number })
	return d
}

// Replacement returns the pattern in the place of a line of the file, ok where there is one.
func (d Draft) Replacement(number int) (pattern string, ok bool) {
	n := slices.IndexFunc(d.Replaced, func(r Replacement) bool { return r.Number == number })
	if n < 0 {
		return "", false
	}
	return d.Replaced[n].Pattern, true
}

// Has reports whether a pattern is drafted, added or in the place of another.
func (d Draft) Has(pattern string) bool {
	return slices.Contains(d.Added, pattern) || slices.ContainsFunc(d.Replaced, func(r Replacement) bool { return r.Pattern == pattern })
}

// Undo returns the draft without a pattern that it has.
func (d Draft) Undo(pattern string) Draft {
	if n := slices.Index(d.Added, pattern); n >= 0 {
		return d.Without(n)
	}
	d.Replaced = slices.DeleteFunc(slices.Clone(d.Replaced), func(r Replacement) bool { return r.Pattern == pattern })
	return d
}

// Toggle removes a line of the file or restores it; where another pattern takes its place, that is undone.
func (d Draft) Toggle(number int) Draft {
	if _, ok := d.Replacement(number); ok {
		return d.withoutReplacement(number)
	}
	removed := slices.Clone(d.Removed)
	if n, ok := slices.BinarySearch(removed, number); ok {
		d.Removed = slices.Delete(removed, n, n+1)
	} else {
		d.Removed = slices.Insert(removed, n, number)
	}
	return d
}

// Edit returns the lines of a file as the draft changes them. The error is an *[ignore.SyntaxError].
func (d Draft) Edit(file *ignore.PatternList) (*ignore.PatternList, error) {
	lines := file
	var err error
	for _, r := range d.Replaced {
		if lines, err = lines.Replace(r.Number, r.Pattern); err != nil {
			return nil, err
		}
	}
	for _, number := range slices.Backward(d.Removed) {
		if lines, err = lines.Remove(number); err != nil {
			return nil, err
		}
	}
	if len(d.Added) == 0 {
		return lines, nil
	}
	return lines.Append(strings.Join(d.Added, "\n"))
}

// String returns the size of the draft in words.
func (d Draft) String() string {
	patterns := len(d.Added) + len(d.Replaced)
	switch {
	case len(d.Removed) == 0:
		return fmt.Sprintf("%d pattern%s drafted", patterns, plural(patterns))
	case patterns == 0:
		return fmt.Sprintf("%d line%s removed", len(d.Removed), plural(len(d.Removed)))
	}
	return fmt.Sprintf("%d pattern%s drafted, %d removed", patterns, plural(patterns), len(d.Removed))
}

func plural(n int) string {
	if n == 1 {
		return ""
	}
	return "s"
}
