package tui

import (
	"path/filepath"

	"github.com/ctxsize/ctxsize/internal/termtext"
	"github.com/ctxsize/ctxsize/tui/internal/cells"
	"github.com/ctxsize/ctxsize/tui/internal/listing"
	"github.com/ctxsize/ctxsize/tui/internal/look"
	"github.com/ctxsize/ctxsize/walker"
)

// browser has the commands that move about and choose what is shown.
type browser struct{ *screen }

// in enters the selected directory, or from the map the tile of the smaller ones; of a file it shows why it is sent.
func (b browser) in() []job {
	d, i := b.doc(), b.selected()
	if i == nil {
		return nil
	}
	if t := b.treemap.foldedTile(); b.focus == onMap && t != nil && d.matches == nil {
		folded := map[string]bool{}
		for _, f := range t.Folded {
			folded[f.Path] = true
		}
		d.enter(t.Dir, folded, i.Path)
		return nil
	}
	switch {
	case !i.IsDir() && (d.matches == nil || d.here().chosen != i.Path || b.focus == onMap):
		return b.why()
	case i.IsDir() && i.Unwalked:
		b.notice = "not scanned yet: . scans what the ignore file excludes"
	default:
		b.list.enter(i)
	}
	return nil
}

// out leaves the search, the pane, or the directory.
func (b browser) out() []job {
	switch d := b.doc(); {
	case b.focus > onList:
		b.focus = onMap
	case d.matches != nil:
		d.matches = nil
	case !d.leave():
		b.notice = "this is the top directory"
	}
	return nil
}

func (b browser) nextPane(by int) func() []job {
	return func() []job {
		for range focuses {
			b.focus = (b.focus + focus(by) + focuses) % focuses
			if b.focus != onMap || b.divide().treemap.H > 0 {
				break
			}
		}
		return nil
	}
}

func (b browser) showFindings() []job {
	if b.focus = onFindings; len(b.findings.list()) == 0 {
		b.notice = "no findings"
	}
	return nil
}

func (b browser) nextOrder() []job {
	b.order = b.order.Next()
	b.notice = "sorted by " + b.order.String()
	return nil
}

func (b browser) nextMode() []job {
	b.mode = (b.mode + 1) % layoutModes
	b.focus = onMap
	if b.mode == showList {
		b.focus = onList
	}
	return nil
}

// toggleExcluded shows what the ignore file excludes; it is scanned first, once.
func (b browser) toggleExcluded() []job {
	b.excluded = !b.excluded
	b.notice = "what the ignore file excludes is hidden"
	if b.excluded {
		b.notice = "what the ignore file excludes is shown"
	}
	jobs := b.relist(b.doc())
	if b.excluded && !b.full {
		b.full = true
		jobs = append(jobs, scanner{b.model}.rescan()...)
	}
	return jobs
}

func (b browser) reread() []job {
	for _, d := range b.docs {
		d.relayout()
	}
	return scanner{b.model}.rescan()
}

func (b browser) nextMatch(by int) func() []job {
	return func() []job { return b.list.nextMatch(by) }
}

func (b browser) search() []job {
	b.open(newSearchField(b.screen))
	b.focus = min(b.focus, onList)
	return nil
}

func (b browser) builds() []job {
	b.open(b.newBuildsTable())
	return nil
}

func (b browser) help() []job {
	b.open(newHelp(b.screen))
	return nil
}

// why opens the trace of the selection.
func (b browser) why() []job {
	d, i := b.doc(), b.selected()
	if x := d.answers[i.Path]; x != nil && x.Answer != nil {
		b.open(newWhyPane(b.model, *x.Answer))
		return nil
	}
	b.open(newWhyPane(b.model, d.now.WhyIn(d.context, i.Path)))
	return nil
}

// showDetails opens all that is known about the selection.
func (b browser) showDetails() []job {
	i := b.selected()
	p := &textPane{model: b.model, title: look.Path(i)}
	p.say(cells.Text, b.details.held(i))
	for _, l := range b.details.describe(b.doc(), i) {
		p.say(l.fg, l.text)
	}
	b.open(p)
	return nil
}

// openEditor opens the selection in the user's editor.
func (b browser) openEditor() []job {
	root := b.doc().plan().Root
	if root == "" {
		b.notice = "this context is not on the disk"
		return nil
	}
	b.request.edit = filepath.Join(root, filepath.FromSlash(b.selected().Path))
	return nil
}

// copyPath copies a path that pastes as it is: a line break or a control character in it would be a key press to the shell.
func (b browser) copyPath() []job {
	path := b.selected().Path
	if !termtext.IsEscaped(path) {
		b.notice = "not copied: the path has characters that a terminal obeys or does not show"
		return nil
	}
	b.request.copy = path
	b.notice = "copied: " + path
	return nil
}

// suspend returns to the shell for a while.
func (b browser) suspend() []job {
	b.request.suspend = true
	return nil
}

// leave asks before drafts are lost.
func (b browser) leave() []job {
	for _, d := range b.docs {
		if d.drafted() {
			b.open(newQuitMenu(b.screen))
			return nil
		}
	}
	return b.leaveAtOnce()
}

func (b browser) leaveAtOnce() []job {
	b.end()
	return nil
}

// show turns to another document.
func (b browser) show(n int) []job {
	b.current, b.focus = n, onMap
	d := b.doc()
	if b.metric == listing.ByCommits && d.past == nil {
		b.metric = listing.BySent
	}
	if d.view() != nil && b.metric == listing.BySent && d.view().Totals(walker.Sent).Bytes == 0 {
		b.notice = "this build sends nothing: m shows what is eligible"
	}
	return b.recolor(d)
}
