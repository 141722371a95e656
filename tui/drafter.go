package tui

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/report"
	"github.com/ctxsize/ctxsize/tui/internal/cells"
	"github.com/ctxsize/ctxsize/tui/internal/draft"
	"github.com/ctxsize/ctxsize/tui/internal/engine"
	"github.com/ctxsize/ctxsize/tui/internal/listing"
)

// drafter has the commands that change the draft of the ignore file.
type drafter struct{ *screen }

func (c drafter) undo(by int) func() []job {
	return func() []job {
		c.doc().history.Step(by)
		return c.refresh(c.doc())
	}
}

// exclude drafts the pattern for the selection, or undoes the one that excludes it.
func (c drafter) exclude() []job {
	d, i := c.doc(), c.selected()
	if why := d.uneditable(); why != "" {
		c.notice = why
		return nil
	}
	if t := c.treemap.foldedTile(); c.focus == onMap && t != nil && len(t.Folded) > 1 {
		c.notice = fmt.Sprintf("%d entries share this tile: enter shows them, tab goes to the list", len(t.Folded))
		return nil
	}
	switch i.State {
	case listing.Drafted:
		pattern, why := c.draftedBy(d, i)
		if why != "" {
			c.notice = why
			return nil
		}
		c.notice = "undone: " + pattern
		return c.put(d.history.Now().Undo(pattern))
	case listing.Excluded:
		c.notice = "the ignore file excludes it: y shows which pattern"
		return nil
	}
	if d.matches != nil && (len(d.matches.Items) > 1 || listing.IsPattern(d.matches.Query)) {
		return c.offer()
	}
	patterns, err := listing.Patterns(dirOf(d, i), i)
	if err != nil {
		c.notice = err.Error()
		return nil
	}
	c.notice = "drafted: " + patterns[0] + "   X other patterns, u undo, w write"
	return c.put(d.history.Now().With(patterns[0]))
}

// draftedBy returns the drafted pattern that excludes an item, or why there is none to undo.
func (c drafter) draftedBy(d *document, i *listing.Item) (pattern, why string) {
	lines := engine.UsageOf(d.now, d.context).Patterns
	at := lines.Match(i.Path).Index
	if at < 0 {
		return "", "a pattern of the file decides now: tab shows the patterns"
	}
	pattern = lines.All()[at].Text
	now := d.history.Now()
	// Added patterns are the last ones of the file.
	first := len(d.file.All()) - len(now.Removed)
	replaced := slices.ContainsFunc(now.Replaced, func(r draft.Replacement) bool { return r.Pattern == pattern })
	switch {
	case at < first && !replaced:
		return "", "a pattern of the file decides now: tab shows the patterns"
	case !now.Has(pattern):
		return "", "e edits the drafted patterns"
	}
	return pattern, ""
}

// offer asks what each of the patterns for the selection, or for the search, would exclude.
func (c drafter) offer() []job {
	d, i := c.doc(), c.selected()
	if why := d.uneditable(); why != "" {
		c.notice = why
		return nil
	}
	if i.State == listing.Excluded {
		c.notice = "the ignore file excludes it: y shows which pattern"
		return nil
	}
	now := d.history.Now()
	if i.State == listing.Drafted {
		// Another pattern than the one that was drafted for it.
		pattern, why := c.draftedBy(d, i)
		if why != "" {
			c.notice = why
			return nil
		}
		now = now.Undo(pattern)
	}
	patterns, err := listing.Patterns(dirOf(d, i), i)
	if d.matches != nil {
		if all, ok := listing.SearchPattern(d.here().path, d.matches.Query); ok {
			patterns, err = append([]string{all}, slices.DeleteFunc(patterns, func(p string) bool { return p == all })...), nil
		}
	}
	if err != nil {
		c.notice = err.Error()
		return nil
	}
	r := offeredMsg{doc: d, gen: d.gen, draft: now}
	file, base, n := d.file, d.base, d.context
	return []job{func(ctx context.Context) any {
		r.offers, err = engine.Price(ctx, base, n, now, file, patterns)
		if err != nil {
			return noticeMsg(refusal(err))
		}
		return r
	}}
}

// offered opens the menu of patterns.
func (s *screen) offered(r offeredMsg) {
	if r.doc != s.doc() || r.gen != r.doc.gen || s.over != nil || len(r.offers) == 0 {
		return
	}
	menu := &menuPane{model: s.model, title: "exclude by which pattern"}
	room := max(s.w-48, 16)
	menu.head = cells.Pad("pattern", min(room, 40)) + "  " + cells.PadLeft("sent", 10) + cells.PadLeft("eligible", 12) + cells.PadLeft("files", 10)
	for _, o := range r.offers {
		pattern := cells.Pad(cells.CutMiddle(cells.CleanName(o.Pattern), min(room, 40), s.theme.Glyphs.Ellipsis), min(room, 40))
		menu.rows = append(menu.rows, fmt.Sprintf("%s  %10s%12s%10d", pattern, s.size(o.Sent.Bytes), s.size(o.Saves.Bytes), o.Saves.Files))
	}
	menu.take = func(n int) []job {
		s.notice = "drafted: " + r.offers[n].Pattern + "   u undoes it, w reviews and writes"
		r.doc.matches = nil
		return s.put(r.draft.With(r.offers[n].Pattern))
	}
	s.open(menu)
}

// dirOf returns the directory that an item is listed in: a chain of directories is one item.
func dirOf(d *document, i *listing.Item) string {
	if d.matches != nil {
		return path.Dir(i.Path)
	}
	return path.Clean(strings.TrimSuffix(i.Path, i.Name))
}

// draftSafe drafts all safe suggestions.
func (c drafter) draftSafe() []job {
	d := c.doc()
	if why := d.uneditable(); why != "" {
		c.notice = why
		return nil
	}
	now, list := d.history.Now(), d.remaining()
	for _, s := range list {
		now = now.Apply(s)
	}
	c.notice = report.Count(int64(len(list)), "safe pattern") + " drafted: u undoes them all, w reviews and writes"
	return c.put(now)
}

// edit opens the drafted patterns.
func (c drafter) edit() []job {
	if why := c.doc().uneditable(); why != "" {
		c.notice = why
		return nil
	}
	c.open(newEditor(c.screen))
	return nil
}

// refusal returns an error of a draft in words.
func refusal(err error) string {
	if bad, ok := errors.AsType[*ignore.SyntaxError](err); ok {
		return fmt.Sprintf("the builder refuses the pattern %s: %s", cells.CleanName(bad.Text), strings.TrimSpace(bad.Err.Error()))
	}
	return err.Error()
}
