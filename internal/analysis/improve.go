package analysis

import (
	"bytes"
	"cmp"
	"context"
	"slices"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/check"
	"github.com/ctxsize/ctxsize/internal/edit"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/sections"
)

// Edits counts what a change does to an ignore file.
type Edits struct {
	Added, Replaced, Removed int
	// Ended: the file gets a final newline.
	Ended bool
}

// Improve returns the change that applies the safe suggestions to the main context's ignore file, and the fixes that need no review. If all is
// set, it also applies the suggestions for review but not those for files of one person, and corrects patterns to their intended meaning. The suggestions verify the result.
// Patterns of a file that is a link to another one, such as .gitignore, are not fixed: another program may read them differently.
func (b *Result) Improve(ctx context.Context, all bool) (edit.Change, Edits, error) {
	p := b.Main.Context
	wanted := slices.DeleteFunc(slices.Clone(b.Suggestions), func(s inventory.Suggestion) bool { return s.Safety != inventory.Safe && !all || s.Personal })
	if p.Ignore.Path == "" && len(wanted) > 0 {
		var lines []string
		for _, s := range wanted {
			lines = append(lines, s.Line)
		}
		return b.NewChange(0, sections.NewText(Grouped(lines, b.Suggestions))), Edits{Added: len(lines)}, nil
	}
	var i improvement
	var err error
	if i.lines, err = b.ParseIgnore(p.Ignore.Text); err != nil {
		return edit.Change{}, Edits{}, err
	}
	if err := i.suggestions(wanted); err != nil {
		return edit.Change{}, Edits{}, err
	}
	if p.Ignore.Path != "" && !p.Ignore.Link {
		if err := i.applyFixes(ctx, b, all); err != nil {
			return edit.Change{}, Edits{}, err
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
		change := b.NewChange(0, p.Ignore.Text)
		// Without an ignore file there is nothing to write.
		change.New = false
		return change, i.edits, nil
	}
	return b.NewChange(0, text), i.edits, nil
}

// improvement is an ignore file while changes are applied to it.
type improvement struct {
	lines *ignore.PatternList
	edits Edits
	end   bool
}

// suggestions applies suggestions: replacements first, whose line numbers are those of the file.
func (i *improvement) suggestions(list []inventory.Suggestion) (err error) {
	var added []string
	for _, s := range list {
		if s.Replaces == 0 {
			added = append(added, s.Line)
			continue
		}
		i.edits.Replaced++
		if i.lines, err = i.lines.Replace(s.Replaces, s.Line); err != nil {
			return err
		}
	}
	i.edits.Added = len(added)
	i.lines, err = sections.Insert(i.lines, Grouped(added, list))
	return err
}

// maxFixRounds bounds the rounds of fixes. A fix can cause another finding.
const maxFixRounds = 5

// applyFixes applies fixes until none is left. Removals are verified: the same files stay eligible.
func (i *improvement) applyFixes(ctx context.Context, b *Result, all bool) error {
	for range maxFixRounds {
		before := i.edits
		next, err := b.With(ctx, 0, i.lines.Bytes())
		if err != nil {
			return err
		}
		var removals, others []lint.Finding
		for _, f := range check.Lint(next.Build, next.Main) {
			switch {
			case f.Fix == nil || !f.Fix.Applies && !all:
			case f.Fix.Removes:
				removals = append(removals, f)
			default:
				others = append(others, f)
			}
		}
		// From the end, so that the numbers of those before stay.
		slices.SortStableFunc(removals, func(a, b lint.Finding) int { return cmp.Compare(b.Line, a.Line) })
		if err := i.rewrite(others); err != nil {
			return err
		}
		if err := i.remove(ctx, b, removals); err != nil || i.edits == before {
			return err
		}
	}
	return nil
}

// rewrite replaces patterns by what they were meant to be.
func (i *improvement) rewrite(findings []lint.Finding) (err error) {
	for _, f := range findings {
		switch {
		case f.Code == lint.NoFinalNewline:
			i.end = true
		case f.Fix.Kind == "replace-line":
			i.edits.Replaced++
			if i.lines, err = i.lines.Replace(f.Line, f.Fix.Text); err != nil {
				return err
			}
		}
	}
	return nil
}

// remove removes patterns: all at once if that changes nothing, otherwise each one that changes nothing.
func (i *improvement) remove(ctx context.Context, b *Result, findings []lint.Finding) error {
	if len(findings) == 0 {
		return nil
	}
	if done, err := i.tryRemoving(ctx, b, findings); done || err != nil || len(findings) == 1 {
		return err
	}
	for n := range findings {
		if _, err := i.tryRemoving(ctx, b, findings[n:n+1]); err != nil {
			return err
		}
	}
	return nil
}

// tryRemoving removes patterns if the same files stay eligible.
func (i *improvement) tryRemoving(ctx context.Context, b *Result, findings []lint.Finding) (done bool, err error) {
	lines := i.lines
	for _, f := range findings {
		if lines, err = lines.Remove(f.Line); err != nil {
			return false, err
		}
	}
	before, err := b.With(ctx, 0, i.lines.Bytes())
	if err != nil {
		return false, err
	}
	after, err := b.With(ctx, 0, lines.Bytes())
	if err != nil || !check.SameEligible(before.Main.View, after.Main.View) {
		return false, err
	}
	i.lines = lines
	i.edits.Removed += len(findings)
	return true, nil
}

// Repairs returns the findings about patterns of the main context's ignore file that [Result.Improve] fixes, in addition to the suggestions.
func (b *Result) Repairs() []lint.Finding {
	suggested := func(f lint.Finding) bool {
		return slices.ContainsFunc(b.Suggestions, func(s inventory.Suggestion) bool { return s.Replaces == f.Line })
	}
	var list []lint.Finding
	for _, f := range b.Findings {
		if f.Fix != nil && f.Fix.Repairs && f.File == b.Main.Context.Ignore.Path && !suggested(f) {
			list = append(list, f)
		}
	}
	slices.SortStableFunc(list, func(a, b lint.Finding) int { return cmp.Compare(a.Line, b.Line) })
	return list
}
