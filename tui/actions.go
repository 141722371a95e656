package tui

import (
	"path/filepath"

	"github.com/ctxsize/ctxsize/internal/termtext"
)

func arrow(d direction) func(*screen) []job {
	return func(s *screen) []job {
		switch {
		case s.focus == onLines:
			s.lines.move(s, d.dy)
		case s.focus == onSuggestions:
			s.advice.move(s, d.dy)
		default:
			s.move(d)
		}
		return nil
	}
}

// page moves by so many pages; of a filter, by so many entries.
func page(by int) func(*screen) []job {
	return func(s *screen) []job {
		rows := max(listRows(s.regions().list)-1, 1)
		switch {
		case s.focus == onLines:
			s.lines.move(s, by*rows)
		case s.focus == onSuggestions:
			s.advice.move(s, by*rows)
		default:
			s.scrollTo(by * rows)
		}
		return nil
	}
}

// next goes to the next entry, or the one before; at the end it begins again.
func next(by int) func(*screen) []job {
	return func(s *screen) []job {
		if n := s.row(); n >= 0 {
			s.choose(s.rows[(n+by+len(s.rows))%len(s.rows)].path)
		}
		return nil
	}
}

// in enters the selected folder, or from the map the tile of the smaller ones.
func (s *screen) in() []job {
	sub, i := s.subject(), s.item()
	if i == nil {
		return nil
	}
	if n := s.chosenTile(); s.focus == onMap && n >= 0 && s.tiles[n].item == nil {
		folded := map[string]bool{}
		for _, f := range s.tiles[n].folded {
			folded[f.path] = true
		}
		chosen := i.path
		sub.enter(sub.here().path, folded)
		s.choose(chosen)
		return nil
	}
	switch {
	case !i.isDir():
		return s.why()
	case i.unwalked:
		s.notice = "nobody has looked into it: g does"
	default:
		s.filter = ""
		sub.enter(i.path, nil)
	}
	return nil
}

// out takes the filter away, then leaves a pane, then the folder.
func (s *screen) out() []job {
	switch sub := s.subject(); {
	case s.filter != "":
		s.filter = ""
	case s.focus > onList:
		s.focus = onMap
	default:
		sub.leave()
	}
	return nil
}

func (s *screen) nextFocus() []job { return s.turnFocus(1) }

func (s *screen) formerFocus() []job { return s.turnFocus(int(focuses) - 1) }

func (s *screen) turnFocus(by int) []job {
	for range focuses {
		s.focus = (s.focus + focus(by)) % focuses
		r := s.regions()
		if s.focus == onMap && r.mapBox.H > 0 || s.focus > onMap && r.list.H > 0 {
			break
		}
	}
	return nil
}

func (s *screen) nextMetric() []job {
	s.metric = (s.metric + 1) % metrics
	s.notice = "by " + s.metric.String()
	return s.refresh(s.subject())
}

func (s *screen) nextColors() []job {
	s.colors = (s.colors + 1) % colorModes
	s.notice = "colour stands for " + s.colors.String()
	return s.refresh(s.subject())
}

func (s *screen) nextOrder() []job {
	s.order = (s.order + 1) % orders
	s.notice = "sorted by " + s.order.String()
	return nil
}

func (s *screen) nextMode() []job {
	s.mode = (s.mode + 1) % layoutModes
	s.focus = onMap
	if s.mode == showList {
		s.focus = onList
	}
	return nil
}

// toggleGhosts shows what is kept out; it has to be sized first, once.
func (s *screen) toggleGhosts() []job {
	s.ghosts = !s.ghosts
	s.notice = "kept out already: shown"
	if !s.ghosts {
		s.notice = "kept out already: not shown"
	}
	jobs := s.refresh(s.subject())
	if s.ghosts && !s.full {
		s.full = true
		jobs = append(jobs, s.read()...)
	}
	return jobs
}

func (s *screen) reread() []job {
	for _, sub := range s.subjects {
		sub.forget()
	}
	return s.read()
}

// leave asks before drafts are lost.
func (s *screen) leave() []job {
	for _, sub := range s.subjects {
		if sub.drafted() {
			s.over = s.askToQuit()
			return nil
		}
	}
	return s.leaveAtOnce()
}

func (s *screen) leaveAtOnce() []job {
	s.end()
	return nil
}

// open hands the selection to the user's editor.
func (s *screen) open() []job {
	root := s.subject().plan().Root
	if root == "" {
		s.notice = "it lies on no disk"
		return nil
	}
	s.request.edit = filepath.Join(root, filepath.FromSlash(s.item().path))
	return nil
}

// copyPath copies a path that pastes as what it is: a line break or a control character in it would be a key press to the shell.
func (s *screen) copyPath() []job {
	path := s.item().path
	if !termtext.IsEscaped(path) {
		s.notice = "not copied: the path holds characters that a terminal obeys or does not show"
		return nil
	}
	s.request.copy = path
	s.notice = "copied: " + path
	return nil
}

// suspend hands the terminal back to the shell for a while.
func (s *screen) suspend() []job {
	s.request.suspend = true
	return nil
}

// why opens the trace of the selection.
func (s *screen) why() []job {
	sub := s.subject()
	answer := sub.answers[s.item().path]
	if answer == nil || answer.Build == nil {
		a := sub.now.WhyIn(sub.context, s.item().path)
		answer = &a
	}
	s.over = s.whyPane(*answer)
	return nil
}
