package tui

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/ctxsize/ctxsize/tui/internal/cells"
	"github.com/ctxsize/ctxsize/tui/internal/engine"
	"github.com/ctxsize/ctxsize/tui/internal/listing"
	"github.com/ctxsize/ctxsize/tui/internal/look"
)

// colorMode is what colors stand for.
type colorMode uint8

const (
	colorState colorMode = iota
	colorCategory
	colorInstruction
	colorExtension
	colorModes
)

func (c colorMode) String() string {
	return [...]string{"state", "category of suggestion", "instruction", "extension"}[c]
}

// tint returns the kind that colors an item, nil for its state.
func (m *model) tint(d *document) func(*listing.Item) int {
	switch m.colors {
	case colorCategory:
		names, suggested, list := d.categories(), d.suggested, d.suggestions
		return func(i *listing.Item) int {
			if at := suggested.Match(i.Path).Index; at >= 0 && at < len(list) {
				return min(slices.Index(names, list[at].Category), cells.Kinds-1)
			}
			return listing.Untinted
		}
	case colorInstruction:
		return engine.InstructionTint(d.now, d.context)
	case colorExtension:
		if d.extensions != nil {
			return d.extensions.Tint
		}
	}
	return nil
}

// categories are those of the suggestions, each once.
func (d *document) categories() []string {
	var names []string
	for _, s := range d.suggestions {
		if !slices.Contains(names, s.Category) {
			names = append(names, s.Category)
		}
	}
	return names
}

// nextColors lets colors stand for the next thing.
func (m *model) nextColors() []job {
	m.colors = (m.colors + 1) % colorModes
	m.notice = "colors: " + m.colors.String()
	return m.recolor(m.doc())
}

// recolor lists what is shown in the present colors; extensions are ranked first.
func (m *model) recolor(d *document) []job {
	if m.colors != colorExtension || d.extensions != nil || d.view() == nil {
		return m.relist(d)
	}
	gen, view := d.gen, d.view()
	return []job{func(context.Context) any {
		return extensionsMsg{d, gen, listing.NewExtensions(view, cells.Kinds-1)}
	}}
}

func (m *model) ranked(r extensionsMsg) []job {
	if r.gen != r.doc.gen {
		return nil
	}
	r.doc.extensions = r.extensions
	return m.relist(r.doc)
}

// legendRank is the place of a sign in the legend: sent, what the user drafted or shows, and the others.
func legendRank(s look.Sign) int {
	switch s.Text {
	case look.Sent:
		return 0
	case look.Drafted, look.Excluded:
		return 1
	}
	return 2
}

// legend returns what the signs or colors of the map stand for.
func (m *model) legend() []look.Sign {
	var names []string
	switch d := m.doc(); m.colors {
	case colorState:
		list := slices.DeleteFunc(look.States(&m.theme.Glyphs), func(s look.Sign) bool {
			return s.Text == look.Drafted && !d.drafted() || s.Text == look.Excluded && !m.excluded
		})
		// What the user has just done is explained where there is no room for all signs.
		slices.SortStableFunc(list, func(a, b look.Sign) int { return cmp.Compare(legendRank(a), legendRank(b)) })
		return list
	case colorCategory:
		names = d.categories()
	case colorInstruction:
		for _, in := range d.now.Build.Instructions {
			if in.Reachable {
				names = append(names, fmt.Sprintf("line %d", in.Line))
			}
		}
	case colorExtension:
		if d.extensions != nil {
			names = append(slices.Clone(d.extensions.Names()), "other")
		}
	}
	if len(names) > cells.Kinds {
		names = append(names[:cells.Kinds-1:cells.Kinds-1], "other")
	}
	var list []look.Sign
	for n, name := range names {
		list = append(list, look.Kind(n, name))
	}
	return list
}
