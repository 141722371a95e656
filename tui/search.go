package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"github.com/ctxsize/ctxsize/tui/internal/cells"
	"github.com/ctxsize/ctxsize/tui/internal/textfield"
	"github.com/ctxsize/ctxsize/tui/treemap"
)

// searchField reads what is searched for below the directory that is shown; matches are lit while it is typed.
type searchField struct {
	*screen
	input  textfield.Field
	chosen string // the selection before
}

func newSearchField(s *screen) *searchField {
	query := ""
	if m := s.doc().matches; m != nil {
		query = m.Query
	}
	return &searchField{screen: s, input: textfield.New(query, false), chosen: s.doc().here().chosen}
}

func (f *searchField) typing() {}

// Hints implements overlay: the field is in the place of the footer.
func (f *searchField) Hints() []hint { return nil }

// Update implements overlay.
func (f *searchField) Update(msg any) []job {
	key, _ := msg.(keyMsg)
	if k, ok := msg.(tea.KeyPressMsg); ok {
		key = keyMsg(k.String())
	}
	switch key {
	case "enter", "tab":
		f.over = nil
		if f.doc().matches != nil {
			f.focus = onList
		}
		return nil
	case "down", "up":
		return f.list.nextMatch(map[keyMsg]int{"down": 1, "up": -1}[key])
	case "esc":
		f.over, f.doc().matches = nil, nil
		f.choose(f.chosen)
		return nil
	}
	m, ok := msg.(tea.Msg)
	if _, typed := msg.(keyMsg); !ok || typed {
		return nil
	}
	f.input.Update(m)
	return f.find()
}

// maxQuery is how much of a text is searched for: no name is longer.
const maxQuery = 4096

// find searches; an answer that comes when something else was typed is dropped.
func (f *searchField) find() []job {
	d, query := f.doc(), f.input.Value()
	if query == "" || len(query) > maxQuery {
		d.matches = nil
		return nil
	}
	d.wantedSearch.Store(&query)
	reader, dir, r := f.reader(d), d.here().path, searchedMsg{doc: d, gen: d.gen, dir: d.here().path}
	wanted := &d.wantedSearch
	return []job{func(ctx context.Context) any {
		if *wanted.Load() != query {
			return r
		}
		matches, err := reader.Search(ctx, dir, query)
		if err == nil {
			r.matches = matches
		}
		return r
	}}
}

// Draw implements overlay.
func (f *searchField) Draw(g *cells.Grid, _ treemap.Rect) {
	r := f.regions.footer
	if r.H == 0 {
		return
	}
	g.Fill(r, ' ', cells.Style{Fg: cells.Text})
	x := g.Text(r.X, r.Y, r.W, " search: ", cells.Style{Fg: cells.Accent, Attrs: cells.Bold})
	line := f.input.Lines()[0]
	_, col := f.input.Cursor()
	drawInput(g, r.Inset(x, 0, 0, 0), line, col)
	if hint := "part of a name, or *.map"; len(line) == 0 {
		g.Text(r.X+x+2, r.Y, r.W-x-2, cells.CutEnd(hint, r.W-x-2, f.theme.Glyphs.Ellipsis), cells.Style{Fg: cells.Dim})
	}
}
