package tui

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/ignore"
)

// draft is a change of an ignore file that is not written: lines that are taken out of it, and lines that are put at its end.
type draft struct {
	removed []int // their numbers in the file, ascending
	added   []string
}

func (d draft) empty() bool { return len(d.removed)+len(d.added) == 0 }

func (d draft) equal(o draft) bool {
	return slices.Equal(d.removed, o.removed) && slices.Equal(d.added, o.added)
}

// with gives the draft with one line more.
func (d draft) with(line string) draft {
	return draft{d.removed, append(slices.Clone(d.added), line)}
}

// without gives the draft without one of its added lines, counted from 0.
func (d draft) without(n int) draft {
	return draft{d.removed, slices.Delete(slices.Clone(d.added), n, n+1)}
}

// toggle takes a line of the file out, or leaves it in again.
func (d draft) toggle(number int) draft {
	removed := slices.Clone(d.removed)
	if n, ok := slices.BinarySearch(removed, number); ok {
		return draft{slices.Delete(removed, n, n+1), d.added}
	} else {
		return draft{slices.Insert(removed, n, number), d.added}
	}
}

// apply gives the lines as the draft would have them. The error is an *[ignore.SyntaxError].
func (d draft) apply(file *ignore.Lines) (*ignore.Lines, error) {
	lines := file
	var err error
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
	switch {
	case len(d.removed) == 0:
		return fmt.Sprintf("%d line%s drafted", len(d.added), plural(len(d.added)))
	case len(d.added) == 0:
		return fmt.Sprintf("%d line%s removed", len(d.removed), plural(len(d.removed)))
	}
	return fmt.Sprintf("%d line%s drafted, %d removed", len(d.added), plural(len(d.added)), len(d.removed))
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
