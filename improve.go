package ctxsize

import (
	"bytes"
	"cmp"
	"context"
	"slices"

	"github.com/ctxsize/ctxsize/audit"
	"github.com/ctxsize/ctxsize/ignore"
)

// Edits counts what a change does to an ignore file.
type Edits struct {
	Added, Replaced, Removed int
	// Ended: the file gets a final newline.
	Ended bool
}

// Improve is the change that takes the safe suggestions into the main context's ignore file, and mends what may be mended without asking; with
// all, those for review, too, and lines that never can have an effect go. What it makes of the file is proved by the suggestions. A file that
// is a link to another one, .gitignore perhaps, is not mended: what reads that may see other mistakes.
func (b *Build) Improve(ctx context.Context, all bool) (Change, Edits, error) {
	p := b.Main.Plan
	wanted := slices.DeleteFunc(slices.Clone(b.Suggestions), func(s audit.Suggestion) bool { return s.Safety != audit.Safe && !all })
	if p.Ignore.Path == "" && len(wanted) > 0 {
		var lines []string
		for _, s := range wanted {
			lines = append(lines, s.Line)
		}
		return NewChange(p, NewIgnoreText(Grouped(lines, b.Suggestions))), Edits{Added: len(lines)}, nil
	}
	var i improvement
	var err error
	if i.lines, err = b.ParseIgnore(p.Ignore.Text); err != nil {
		return Change{}, Edits{}, err
	}
	if err := i.suggestions(wanted); err != nil {
		return Change{}, Edits{}, err
	}
	if p.Ignore.Path != "" && !isLink(p.Ignore.Path) {
		if err := i.mend(ctx, b, all); err != nil {
			return Change{}, Edits{}, err
		}
	}
	text := i.lines.Bytes()
	if len(text) > 0 && i.end && !bytes.HasSuffix(text, []byte("\n")) {
		i.edits.Ended = true
		ending := "\n"
		if bytes.Contains(text, []byte("\r\n")) {
			ending = "\r\n"
		}
		text = append(bytes.Clone(text), ending...)
	}
	if i.edits == (Edits{}) {
		return Change{Path: p.Ignore.Path, Before: p.Ignore.Text, After: p.Ignore.Text}, i.edits, nil
	}
	return NewChange(p, text), i.edits, nil
}

// improvement is an ignore file on its way to a better one.
type improvement struct {
	lines *ignore.Lines
	edits Edits
	end   bool
}

func (i *improvement) suggestions(list []audit.Suggestion) (err error) {
	for _, s := range list {
		if s.Replaces > 0 {
			i.edits.Replaced++
			i.lines, err = i.lines.Replace(s.Replaces, s.Line)
		} else {
			i.edits.Added++
			i.lines, err = i.lines.Append(s.Line)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// mostMended is how often lines are mended: what one repair brings about, the next one sees.
const mostMended = 5

// mend makes the repairs that change nothing, until there are no more.
func (i *improvement) mend(ctx context.Context, b *Build, all bool) error {
	for range mostMended {
		before := i.edits
		next, err := b.With(ctx, 0, i.lines.Bytes())
		if err != nil {
			return err
		}
		if err := i.fixes(audit.Lint(&next.Build, next.Main.Context), all); err != nil || i.edits == before {
			return err
		}
	}
	return nil
}

func (i *improvement) fixes(findings []audit.Finding, all bool) (err error) {
	findings = slices.DeleteFunc(findings, func(f audit.Finding) bool {
		return f.Fix == nil || !f.Fix.Applies && !(all && f.Fix.Removes)
	})
	slices.SortStableFunc(findings, func(a, b audit.Finding) int { return cmp.Compare(b.Line, a.Line) })
	for _, f := range findings {
		switch {
		case f.Fix.Removes:
			i.edits.Removed++
			i.lines, err = i.lines.Remove(f.Line)
		case f.Fix.Kind == "replace-line":
			i.edits.Replaced++
			i.lines, err = i.lines.Replace(f.Line, f.Fix.Text)
		case f.Code == audit.NoFinalNewline:
			i.end = true
		}
		if err != nil {
			return err
		}
	}
	return nil
}
