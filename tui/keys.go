package tui

import (
	"slices"

	"github.com/ctxsize/ctxsize/tui/internal/listing"
	"github.com/ctxsize/ctxsize/tui/treemap"
)

// binding is a key, or several, and what it does. Footer and help are made from the bindings, so that they are never wrong.
type binding struct {
	keys []string
	hint func() string // in the footer, "" for none
	help string        // "" for a variant of the binding before
	when func() bool
	do   func() []job
}

func (b *binding) has(key string) bool { return slices.Contains(b.keys, key) }

// group is bindings under a heading of the help.
type group struct {
	title string
	keys  []binding
}

// keyMap has all bindings of a screen, and what they need to know of it.
type keyMap struct{ *screen }

// groups are the bindings in the order of the help. Of those that have the same key, the first that works now is meant.
func (s keyMap) groups() []group {
	return []group{{"draft", s.draftKeys()}, {"program", s.programKeys()}, {"look", s.lookKeys()}, {"move", s.moveKeys()}, {"show", s.showKeys()}}
}

func (s keyMap) bindings() []binding {
	var list []binding
	for _, g := range s.groups() {
		list = append(list, g.keys...)
	}
	return list
}

func fixed(text string) func() string { return func() string { return text } }

func none() string { return "" }

func always() bool { return true }

func (s keyMap) draftKeys() []binding {
	c := drafter(s)
	on := func(f focus) func() bool { return func() bool { return s.ready() && s.focus == f } }
	return []binding{
		{[]string{"x", "space"}, fixed("draft"), "", on(onSuggestions), s.suggestions.toggle},
		{[]string{"x", "space"}, s.findings.fixHint, "", on(onFindings), s.findings.draftFix},
		{[]string{"x", "space"}, fixed("remove"), "", on(onPatterns), s.patterns.toggle},
		{[]string{"x", "space"}, s.excludeHint, "draft a pattern that excludes the selection, or undo that", s.onSelection, c.exclude},
		{[]string{"u"}, fixed("undo"), "undo", s.can(-1), c.undo(-1)},
		{[]string{"ctrl+r"}, none, "redo", s.can(1), c.undo(1)},
		{[]string{"w"}, fixed("write"), "review the change of the ignore file and write it", s.isDrafted, c.review},
		{[]string{"e"}, s.whileDrafting("edit"), "edit the drafted patterns, with the effect at once", s.ready, c.edit},
		{[]string{"S"}, fixed("all safe"), "draft all safe suggestions", s.hasSafe, c.draftSafe},
		{[]string{"X"}, none, "choose the pattern: path, **/name, **/*.ext", s.onSelection, c.offer},
	}
}

func (s keyMap) lookKeys() []binding {
	b := browser(s)
	onFinding := func() bool { return s.ready() && s.focus == onFindings && len(s.findings.list()) > 0 }
	return []binding{
		{[]string{"enter"}, fixed("show"), "", onFinding, s.findings.jump},
		{[]string{"i"}, fixed("details"), "", onFinding, s.findings.showAll},
		{[]string{"enter"}, s.enterHint, "go into a directory; of a file, why it is sent", s.onSelection, b.in},
		{[]string{"esc", "backspace"}, fixed("back"), "back: leave search, pane, directory", s.isInside, b.out},
		{[]string{"y"}, s.whyHint, "why: the pattern that decides and the instructions that copy", s.onSelection, b.why},
		{[]string{"/"}, fixed("search"), "search names below here: part of a name, or *.map", s.ready, b.search},
		{[]string{"n"}, fixed("next"), "next match", s.isSearching, b.nextMatch(1)},
		{[]string{"N"}, none, "previous match", s.isSearching, b.nextMatch(-1)},
		{[]string{"tab"}, fixed("pane"), "next pane: map, list, suggestions, findings, patterns", s.ready, b.nextPane(1)},
		{[]string{"shift+tab"}, none, "previous pane", s.ready, b.nextPane(-1)},
		{[]string{"f"}, fixed("findings"), "findings of this build", s.ready, b.showFindings},
		{[]string{"t"}, s.buildsHint, "builds, contexts and targets", s.hasDocument, b.builds},
	}
}

func (s keyMap) moveKeys() []binding {
	b := browser(s)
	move := func(dx, dy int) func() []job {
		return func() []job { return s.focused().Update(moveMsg(treemap.Direction{DX: dx, DY: dy})) }
	}
	page := func(by int) func() []job {
		return func() []job { return s.focused().Update(pageMsg(by)) }
	}
	inList := func() bool { return s.ready() && s.focused() == component(&s.list) }
	return []binding{
		{[]string{"up", "k"}, none, "up", s.ready, move(0, -1)},
		{[]string{"down", "j"}, none, "down", s.ready, move(0, 1)},
		{[]string{"left", "h"}, none, "", inList, b.out},
		{[]string{"left", "h"}, none, "left; in the list: out of the directory", s.ready, move(-1, 0)},
		{[]string{"right", "l"}, none, "", inList, b.in},
		{[]string{"right", "l"}, none, "right; in the list: into the directory", s.ready, move(1, 0)},
		{[]string{"pgup", "ctrl+b"}, none, "page up", s.ready, page(-1)},
		{[]string{"pgdown", "ctrl+f"}, none, "page down", s.ready, page(1)},
		{[]string{"home", "g"}, none, "first", s.ready, page(-maxPages)},
		{[]string{"end", "G"}, none, "last", s.ready, page(maxPages)},
	}
}

// maxPages is more pages than anything has.
const maxPages = 1 << 20

func (s keyMap) showKeys() []binding {
	b := browser(s)
	return []binding{
		{[]string{"m"}, none, "metric: sent, eligible, files, commits of git", s.ready, historian{s.model}.nextMetric},
		{[]string{"."}, none, "show what the ignore file excludes", s.ready, b.toggleExcluded},
		{[]string{"s"}, none, "sort: size, files, name, savings, change; each reversed", s.ready, b.nextOrder},
		{[]string{"c"}, none, "colors: state, suggestion, instruction, extension", s.ready, s.nextColors},
		{[]string{"v"}, none, "map and list, map, list", s.ready, b.nextMode},
		{[]string{"i"}, none, "all details of the selection or the finding", s.onSelection, b.showDetails},
	}
}

func (s keyMap) programKeys() []binding {
	b := browser(s)
	onFindings := func() bool { return s.ready() && s.focus == onFindings }
	return []binding{
		{[]string{"o"}, none, "", onFindings, s.findings.openFile},
		{[]string{"o"}, none, "open in $EDITOR", s.onSelection, b.openEditor},
		{[]string{"p"}, none, "copy the path", s.onSelection, b.copyPath},
		{[]string{"r"}, none, "scan the disk again, and lay the map out afresh", s.hasDocument, b.reread},
		{[]string{"ctrl+z"}, none, "suspend; fg returns", always, b.suspend},
		{[]string{"?", "f1"}, fixed("help"), "help", always, b.help},
		{[]string{"q"}, fixed("quit"), "quit", always, b.leave},
		{[]string{"ctrl+c"}, none, "quit at once", always, b.leaveAtOnce},
	}
}

// isLast reports whether a key stays in the footer, at its end, whatever else has room there.
func (b *binding) isLast() bool { return b.has("?") || b.has("q") }

func (s keyMap) hasDocument() bool { return s.doc() != nil }

func (s keyMap) onSelection() bool { return s.ready() && s.focus <= onList && s.selected() != nil }

func (s keyMap) isDrafted() bool { return s.ready() && s.doc().drafted() }

func (s keyMap) hasSafe() bool { return s.ready() && len(s.doc().remaining()) > 0 }

func (s keyMap) isSearching() bool { return s.ready() && s.doc().matches != nil }

func (s keyMap) isInside() bool {
	return s.ready() && (len(s.doc().crumbs) > 1 || s.isSearching() || s.focus > onList)
}

func (s keyMap) can(step int) func() bool {
	return func() bool { return s.ready() && s.doc().history.Can(step) }
}

func (s keyMap) whileDrafting(text string) func() string {
	return func() string {
		if s.isDrafted() {
			return text
		}
		return ""
	}
}

func (s keyMap) excludeHint() string {
	switch i := s.selected(); {
	case i == nil || i.State == listing.Excluded:
		return ""
	case i.State == listing.Drafted:
		return "undo this"
	}
	return "exclude"
}

func (s keyMap) enterHint() string {
	if i := s.selected(); i != nil && i.IsDir() {
		return "into"
	}
	return "why"
}

func (s keyMap) whyHint() string {
	switch i := s.selected(); {
	case i == nil || !i.IsDir() && !i.IsGone():
		return ""
	case i.State == listing.Excluded:
		return "which pattern"
	}
	return "why"
}

func (s keyMap) buildsHint() string {
	if len(s.docs) > 1 {
		return "builds"
	}
	return ""
}

// whyNot returns why a key does nothing now, "" where that needs no word.
func (s keyMap) whyNot(key string) string {
	switch {
	case s.doc() == nil || !s.isKey(key):
		return ""
	case !s.ready():
		return "this context is not sent from this machine"
	case key == "w":
		return "nothing is drafted: x excludes the selection"
	case key == "u":
		return "nothing to undo"
	case key == "ctrl+r":
		return "nothing to redo"
	case key == "n" || key == "N":
		return "nothing is searched for: / searches"
	case key == "esc" || key == "backspace":
		return "this is the top directory: q quits"
	case key == "S" && len(s.doc().suggestions) > 0:
		return "no more safe suggestions"
	case key == "S":
		return s.suggestions.none(s.doc())
	case s.focus > onList:
		return "esc goes back to the map, where " + key + " works"
	}
	return "nothing is selected"
}

// isKey reports whether a key does anything at some time.
func (s keyMap) isKey(key string) bool {
	return slices.ContainsFunc(s.screen.keys, func(b binding) bool { return b.has(key) })
}
