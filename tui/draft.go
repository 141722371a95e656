package tui

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/audit"
	"github.com/ctxsize/ctxsize/ignore"
)

// draft is a change of an ignore file that is not written: lines that are taken out of it, lines that others take the place of, and lines that
// are put at its end.
type draft struct {
	removed  []int // their numbers in the file, ascending
	replaced []replacement
	added    []string
}

// replacement is a line that takes the place of one of the file.
type replacement struct {
	number int
	line   string
}

func (d draft) size() int { return len(d.removed) + len(d.replaced) + len(d.added) }

func (d draft) empty() bool { return d.size() == 0 }

func (d draft) equal(o draft) bool {
	return slices.Equal(d.removed, o.removed) && slices.Equal(d.replaced, o.replaced) && slices.Equal(d.added, o.added)
}

// with gives the draft with one line more.
func (d draft) with(line string) draft {
	d.added = append(slices.Clone(d.added), line)
	return d
}

// without gives the draft without one of its added lines, counted from 0.
func (d draft) without(n int) draft {
	d.added = slices.Delete(slices.Clone(d.added), n, n+1)
	return d
}

// taking gives the draft with what is suggested: a line more, or one in the place of another.
func (d draft) taking(a audit.Suggestion) draft {
	if a.Replaces == 0 {
		return d.with(a.Line)
	}
	d.removed = slices.DeleteFunc(slices.Clone(d.removed), func(number int) bool { return number == a.Replaces })
	d.replaced = append(slices.Clone(d.withoutReplacement(a.Replaces).replaced), replacement{a.Replaces, a.Line})
	return d
}

// withoutReplacement leaves a line of the file as it is.
func (d draft) withoutReplacement(number int) draft {
	d.replaced = slices.DeleteFunc(slices.Clone(d.replaced), func(r replacement) bool { return r.number == number })
	return d
}

// instead is the line that takes the place of one of the file, ok where there is one.
func (d draft) instead(number int) (line string, ok bool) {
	n := slices.IndexFunc(d.replaced, func(r replacement) bool { return r.number == number })
	if n < 0 {
		return "", false
	}
	return d.replaced[n].line, true
}

// has says whether a line is drafted, wherever.
func (d draft) has(line string) bool {
	return slices.Contains(d.added, line) || slices.ContainsFunc(d.replaced, func(r replacement) bool { return r.line == line })
}

// undo gives the draft without a line that it has.
func (d draft) undo(line string) draft {
	if n := slices.Index(d.added, line); n >= 0 {
		return d.without(n)
	}
	d.replaced = slices.DeleteFunc(slices.Clone(d.replaced), func(r replacement) bool { return r.line == line })
	return d
}

// toggle takes a line of the file out, or leaves it in again; where another takes its place that is taken back.
func (d draft) toggle(number int) draft {
	if _, ok := d.instead(number); ok {
		return d.withoutReplacement(number)
	}
	removed := slices.Clone(d.removed)
	if n, ok := slices.BinarySearch(removed, number); ok {
		d.removed = slices.Delete(removed, n, n+1)
	} else {
		d.removed = slices.Insert(removed, n, number)
	}
	return d
}

// apply gives the lines as the draft would have them. The error is an *[ignore.SyntaxError].
func (d draft) apply(file *ignore.PatternList) (*ignore.PatternList, error) {
	lines := file
	var err error
	for _, r := range d.replaced {
		if lines, err = lines.Replace(r.number, r.line); err != nil {
			return nil, err
		}
	}
	for _, number := range slices.Backward(d.removed) {
		if lines, err = lines.Remove(number); err != nil {
			return nil, err
		}
	}
	if len(d.added) == 0 {
		return lines, nil
	}
	return lines.Append(strings.Join(d.added, "\n"))
}

// String says in words how large the draft is.
func (d draft) String() string {
	lines := len(d.added) + len(d.replaced)
	switch {
	case len(d.removed) == 0:
		return fmt.Sprintf("%d line%s drafted", lines, plural(lines))
	case lines == 0:
		return fmt.Sprintf("%d line%s removed", len(d.removed), plural(len(d.removed)))
	}
	return fmt.Sprintf("%d line%s drafted, %d removed", lines, plural(lines), len(d.removed))
}

func plural(n int) string {
	if n == 1 {
		return ""
	}
	return "s"
}

// history is the drafts that were, the one that is, and those that were undone.
type history struct {
	drafts []draft
	at     int
}

func (h *history) now() draft {
	if len(h.drafts) == 0 {
		return draft{}
	}
	return h.drafts[h.at]
}

// push makes a draft the present one; what was undone is forgotten. It says whether anything changed.
func (h *history) push(d draft) bool {
	if d.equal(h.now()) {
		return false
	}
	if len(h.drafts) == 0 {
		h.drafts = []draft{{}}
	}
	h.drafts = append(h.drafts[:h.at+1], d)
	h.at++
	return true
}

// step goes back (-1) or forth (1) and says whether there was anything to go to.
func (h *history) step(by int) bool {
	if to := h.at + by; to < 0 || to >= len(h.drafts) {
		return false
	}
	h.at += by
	return true
}
