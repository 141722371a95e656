package draft

// History is the drafts so far, the current one, and those that were undone. The zero value holds an empty draft.
type History struct {
	drafts []Draft
	at     int
}

// Now returns the current draft.
func (h *History) Now() Draft {
	if len(h.drafts) == 0 {
		return Draft{}
	}
	return h.drafts[h.at]
}

// Push makes a draft the current one; what was undone is forgotten. It reports whether anything changed.
func (h *History) Push(d Draft) bool {
	if d.Equal(h.Now()) {
		return false
	}
	if len(h.drafts) == 0 {
		h.drafts = []Draft{{}}
	}
	h.drafts = append(h.drafts[:h.at+1], d)
	h.at++
	return true
}

// Amend changes the current draft, so that one undo takes several changes back; the first of them is pushed upon before.
func (h *History) Amend(d, before Draft) bool {
	if d.Equal(h.Now()) {
		return false
	}
	if h.Now().Equal(before) {
		return h.Push(d)
	}
	h.drafts[h.at] = d
	return true
}

// Step goes back (-1) or forth (1) and reports whether there was anything to go to.
func (h *History) Step(by int) bool {
	if !h.Can(by) {
		return false
	}
	h.at += by
	return true
}

// Can reports whether there is a draft to go to.
func (h *History) Can(by int) bool { return h.at+by >= 0 && h.at+by < len(h.drafts) }
