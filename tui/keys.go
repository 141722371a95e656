package tui

import "slices"

// binding is a key, or several, and what it does. The footer and the help are made of the bindings, so that they are never wrong.
type binding struct {
	keys []string
	hint string // in the footer, "" for none
	help string
	when func(s *screen) bool
	do   func(s *screen) []job
}

func (b binding) has(key string) bool { return slices.Contains(b.keys, key) }

// bindings are in the order of the help. Of those that have the same key, the first that works now is meant.
func bindings() []binding {
	return slices.Concat(draftKeys(), moveKeys(), lookKeys(), programKeys())
}

func moveKeys() []binding {
	return []binding{
		{[]string{"up", "k"}, "", "up: in the map to the neighbour above", hasView, arrow(up)},
		{[]string{"down", "j"}, "", "down", hasView, arrow(down)},
		{[]string{"left", "h"}, "", "in the list: out of the folder", inList, (*screen).out},
		{[]string{"left", "h"}, "", "in the map: to the left", hasView, arrow(left)},
		{[]string{"right", "l"}, "", "in the list: into the folder", inList, (*screen).in},
		{[]string{"right", "l"}, "", "in the map: to the right", hasView, arrow(right)},
		{[]string{"pgup", "ctrl+b"}, "", "a page up", hasView, page(-1)},
		{[]string{"pgdown", "ctrl+f"}, "", "a page down", hasView, page(1)},
		{[]string{"home"}, "", "to the first", hasView, page(-1 << 20)},
		{[]string{"end"}, "", "to the last", hasView, page(1 << 20)},
		{[]string{"enter"}, "in", "into the folder, or into the smaller ones", onSelection, (*screen).in},
		{[]string{"esc", "backspace"}, "out", "out of it; never quits", isInside, (*screen).out},
		{[]string{"tab"}, "", "to the next: map, list, lines, suggestions", hasView, (*screen).nextFocus},
		{[]string{"shift+tab"}, "", "to the one before", hasView, (*screen).formerFocus},
	}
}

func draftKeys() []binding {
	return []binding{
		{[]string{"x", "space"}, "exclude", "draft a line that takes the selection out, or take that back", onSelection, (*screen).exclude},
		{[]string{"x", "space"}, "toggle", "among the lines: take the line out, or leave it in again", onLine, (*screen).toggleLine},
		{[]string{"x", "space"}, "draft", "among the suggestions: draft it, or take that back", onSuggestion, (*screen).takeSuggestion},
		{[]string{"X"}, "other spellings", "exclude by another spelling: the path, **/name, **/*.ext", onSelection, (*screen).spell},
		{[]string{"S"}, "all safe lines", "draft all safe suggestions", hasAdvice, (*screen).takeSafe},
		{[]string{"w"}, "write", "review the change of the ignore file, then write it or leave it", drafting, (*screen).review},
		{[]string{"u"}, "undo", "undo", canUndo, undo(-1)},
		{[]string{"ctrl+r"}, "", "redo", canRedo, undo(1)},
		{[]string{"e"}, "edit", "edit the drafted lines by hand, and see what they do at once", hasView, (*screen).edit},
	}
}

func lookKeys() []binding {
	return []binding{
		{[]string{"y"}, "why", "why: which line decided, which instructions read it", onSelection, (*screen).why},
		{[]string{"m"}, "", "metric: eligible bytes, sent bytes, number of files", hasView, (*screen).nextMetric},
		{[]string{"g"}, "", "ghosts: show what the ignore file keeps out already", hasView, (*screen).toggleGhosts},
		{[]string{"/"}, "", "filter by a part of the name, or by a pattern with * and ?", hasView, (*screen).startFilter},
		{[]string{"n"}, "", "the next one that the filter lets through", filtering, next(1)},
		{[]string{"N"}, "", "the one before", filtering, next(-1)},
		{[]string{"s"}, "", "sort the list: size, files, name, savings", hasView, (*screen).nextOrder},
		{[]string{"c"}, "", "what colour stands for: state, category, instruction, extension", hasView, (*screen).nextColors},
		{[]string{"v"}, "", "map and list, map, list", hasView, (*screen).nextMode},
		{[]string{"t"}, "", "choose the build, the context or the target", (*screen).ready, (*screen).chooseBuild},
		{[]string{"o"}, "", "open in $EDITOR", onSelection, (*screen).open},
		{[]string{"p"}, "", "copy the path", onSelection, (*screen).copyPath},
		{[]string{"r"}, "", "read the disk again, and lay the map out afresh", (*screen).ready, (*screen).reread},
	}
}

func programKeys() []binding {
	return []binding{
		{[]string{"?", "f1"}, "help", "this help", always, (*screen).help},
		{[]string{"q"}, "quit", "quit; asks where drafts are not written", always, (*screen).leave},
		{[]string{"ctrl+z"}, "", "back to the shell; fg returns", always, (*screen).suspend},
		{[]string{"ctrl+c"}, "", "quit at once", always, (*screen).leaveAtOnce},
	}
}

func always(*screen) bool { return true }

func (s *screen) ready() bool { return s.subject() != nil }

func hasView(s *screen) bool { return s.ready() && s.subject().view() != nil }

func inList(s *screen) bool {
	return hasView(s) && (s.focus == onList || s.regions().mapBox.H == 0) && s.focus <= onList
}

func onSelection(s *screen) bool { return hasView(s) && s.item() != nil && s.focus <= onList }

func onLine(s *screen) bool { return hasView(s) && s.focus == onLines }

func onSuggestion(s *screen) bool { return hasView(s) && s.focus == onSuggestions }

func hasAdvice(s *screen) bool { return hasView(s) && len(s.safe()) > 0 }

func drafting(s *screen) bool { return hasView(s) && s.subject().drafted() }

func canUndo(s *screen) bool { return hasView(s) && s.subject().history.at > 0 }

func canRedo(s *screen) bool {
	return hasView(s) && s.subject().history.at < len(s.subject().history.drafts)-1
}

func isInside(s *screen) bool {
	return hasView(s) && (len(s.subject().crumbs) > 1 || s.filter != "" || s.focus > onList)
}

func filtering(s *screen) bool { return hasView(s) && s.filter != "" }

// whyNot says why a key that a person has read of does nothing now, "" where it needs no word.
func (s *screen) whyNot(key string) string {
	switch {
	case !hasView(s):
		return ""
	case key == "w":
		return "nothing is drafted: x takes the selection out"
	case key == "u":
		return "nothing to undo"
	case key == "ctrl+r":
		return "nothing to redo"
	case key == "S" && len(s.subject().advice) > 0:
		return "no more safe lines to draft"
	case key == "S":
		return s.noAdvice()
	}
	return ""
}

// mostHints is how many keys a person takes in at a glance.
const mostHints = 7

// hints are the keys that the footer shows, the most useful now first.
func (s *screen) hints() [][2]string {
	if h, ok := s.over.(interface{ hints() [][2]string }); ok {
		return h.hints()
	}
	var list [][2]string
	seen := map[string]bool{}
	for _, b := range s.bindings {
		if b.hint != "" && !seen[b.keys[0]] && b.when(s) {
			seen[b.keys[0]] = true
			list = append(list, [2]string{b.keys[0], b.hint})
		}
	}
	return fit(list, s.regions().footer.W)
}

// fit leaves keys out until the others have room; help and quit, the last ones, stay.
func fit(list [][2]string, room int) [][2]string {
	total := 1
	for _, hint := range list {
		total += width(hint[0]) + 1 + width(hint[1]) + 2
	}
	for len(list) > 2 && (total > room || len(list) > mostHints) {
		drop := list[len(list)-3]
		total -= width(drop[0]) + 1 + width(drop[1]) + 2
		list = slices.Delete(list, len(list)-3, len(list)-2)
	}
	return list
}
