package tui

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/walker"
)

// put makes a draft the present one.
func (s *screen) put(d draft) []job {
	if !s.subject().history.push(d) {
		return nil
	}
	return s.refresh(s.subject())
}

func undo(by int) func(*screen) []job {
	return func(s *screen) []job {
		s.subject().history.step(by)
		return s.refresh(s.subject())
	}
}

// exclude drafts the line for the selection, or takes the line back that has taken it out.
func (s *screen) exclude() []job {
	sub, i := s.subject(), s.item()
	if why := sub.editable(); why != "" {
		s.notice = why
		return nil
	}
	if n := s.chosenTile(); s.focus == onMap && n >= 0 && s.tiles[n].item == nil {
		s.notice = "many share this tile: enter shows them, tab goes to the list"
		return nil
	}
	switch i.state {
	case isDrafted:
		line, why := s.draftedBy(sub, i)
		if why != "" {
			s.notice = why
			return nil
		}
		s.notice = "taken back: " + line
		return s.put(sub.history.now().undo(line))
	case isGhost:
		s.notice = "the ignore file keeps it out already: y says which line"
		return nil
	}
	lines, err := spellings(sub.here().path, i)
	if err != nil {
		s.notice = err.Error()
		return nil
	}
	s.notice = "drafted: " + lines[0] + "   X other spellings, u takes it back, w writes it"
	return s.put(sub.history.now().with(lines[0]))
}

// draftedBy is the line by which the draft takes an item out, or why there is none to speak of.
func (s *screen) draftedBy(sub *subject, i *item) (line, why string) {
	lines := contextOf(sub.now, sub.context).Lines
	decision := lines.Match(i.path)
	if decision.Index < 0 {
		return "", "a line of the file decides now: tab shows the lines"
	}
	line = lines.All()[decision.Index].Text
	// The added lines are the last ones of the file.
	d := sub.history.now()
	if first := len(sub.file.All()) - len(d.removed); decision.Index < first && !slices.ContainsFunc(d.replaced, func(r replacement) bool { return r.line == line }) {
		return "", "a line of the file decides now: tab shows the lines"
	}
	if !d.has(line) {
		return "", "e edits the drafted lines"
	}
	return line, ""
}

// offer is a spelling and what it takes out.
type offer struct {
	line  string
	saves walker.Counts
	err   error
}

// offered is what the spellings of an item come to.
type offered struct {
	subject *subject
	gen     int
	draft   draft // to which one of them is added
	offers  []offer
}

// spell asks what each of the spellings would take out.
func (s *screen) spell() []job {
	sub, i := s.subject(), s.item()
	if why := sub.editable(); why != "" || i.state > isDrafted {
		s.notice = why
		return nil
	}
	d := sub.history.now()
	if i.state == isDrafted {
		// Another line than the one that has been drafted for it.
		line, why := s.draftedBy(sub, i)
		if why != "" {
			s.notice = why
			return nil
		}
		d = d.undo(line)
	}
	lines, err := spellings(sub.here().path, i)
	if err != nil {
		s.notice = err.Error()
		return nil
	}
	file, base, n, gen := sub.file, sub.base, sub.context, sub.gen
	return []job{func(ctx context.Context) any {
		o := offered{subject: sub, gen: gen, draft: d}
		now, err := decide(ctx, base, n, d, file)
		if err != nil {
			return o
		}
		before := contextOf(now, n).View.Totals(walker.Eligible)
		for _, line := range lines {
			next := offer{line: line}
			build, err := decide(ctx, base, n, d.with(line), file)
			if next.err = err; err == nil {
				next.saves = before.Sub(contextOf(build, n).View.Totals(walker.Eligible))
			}
			o.offers = append(o.offers, next)
		}
		return o
	}}
}

func (s *screen) offered(o offered) {
	if o.subject != s.subject() || o.gen != o.subject.gen || s.over != nil {
		return
	}
	p := &menuPane{title: "exclude by which line", choose: func(s *screen, n int) []job {
		s.notice = "drafted: " + o.offers[n].line
		return s.put(o.draft.with(o.offers[n].line))
	}}
	for _, next := range o.offers {
		p.rows = append(p.rows, fmt.Sprintf("%-32s  %10s in %d files", cleanName(next.line), s.size(next.saves.Bytes), next.saves.Files))
	}
	s.over = p
}

// matchesPattern: a pattern for the whole of a name.
func matchesPattern(pattern, name string) bool {
	ok, err := path.Match(pattern, name)
	return ok && err == nil
}

// refusal is an error of a draft in words.
func refusal(err error) string {
	if bad, ok := errors.AsType[*ignore.SyntaxError](err); ok {
		return fmt.Sprintf("the builder refuses the line %s: %v", cleanName(bad.Text), bad.Err)
	}
	return err.Error()
}
