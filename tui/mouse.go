package tui

import "time"

// doubleClick is how soon a second click makes a double one.
const doubleClick = 400 * time.Millisecond

// click is the last one.
type click struct {
	at   time.Time
	path string
}

// click selects what lies at a cell; a second one soon after enters it.
func (s *screen) click(x, y int, at time.Time) []job {
	if s.over != nil || !hasView(s) {
		return nil
	}
	path, onto := s.under(x, y)
	if path == "" {
		return nil
	}
	s.focus = onto
	s.choose(path)
	again := s.clicked.path == path && at.Sub(s.clicked.at) < doubleClick
	s.clicked = click{at, path}
	var jobs []job
	if again {
		s.clicked = click{}
		jobs = s.in()
	}
	return append(jobs, s.arrange()...)
}

// under is what lies at a cell.
func (s *screen) under(x, y int) (string, focus) {
	for n := range s.tiles {
		if t := &s.tiles[n]; t.depth == 0 && t.Contains(x, y) {
			return t.first(), onMap
		}
	}
	list := s.regions().list
	if n := s.subject().here().scroll + y - list.Y - 1; s.focus <= onList && list.Contains(x, y) && y > list.Y && n < len(s.rows) {
		return s.rows[n].path, onList
	}
	return "", onMap
}

// wheel scrolls what lies under the pointer.
func (s *screen) wheel(by int) []job {
	if s.over != nil {
		key := "down"
		if by < 0 {
			key = "up"
		}
		return s.over.key(s, key)
	}
	if !hasView(s) {
		return nil
	}
	switch s.focus {
	case onLines:
		s.lines.move(s, by)
	case onSuggestions:
		s.advice.move(s, by)
	default:
		s.scrollTo(by)
	}
	return s.arrange()
}
