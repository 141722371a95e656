package analysis

import (
	"context"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/edit"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/walker"
)

// Improvement is a change of one ignore file, with its effect on every build of the analysis that uses the file.
type Improvement struct {
	Change edit.Change
	// Edits are zero if nothing is safe to change and there is only something to review.
	Edits  Edits
	Builds []Improved
	// Anchored is the number of bytes that the first build would still send if the same patterns were written as in a .gitignore, without "**/"
	// before names.
	Anchored int64
	// Review are the suggestions for the file that would save something of what is sent, and that need a decision.
	Review []inventory.Suggestion
}

// Writes reports whether there is anything to write.
func (i *Improvement) Writes() bool { return i.Edits != Edits{} }

// Refusal returns why the file may not be written, nil if it may.
func (i *Improvement) Refusal() error { return i.Change.Check() }

// Improved is a build before and after a change of its ignore file. After has its transfer number where Before has one.
type Improved struct{ Before, After *Result }

// Improvements returns the changes that apply the safe suggestions to the ignore files of all builds, each file once. Contexts without an ignore
// file get a new one in their root. With all, suggestions for review are applied, too. Files without a change or a suggestion for review are
// omitted. Nothing is written.
func (a *Analysis) Improvements(ctx context.Context, all bool) ([]Improvement, error) {
	var list []Improvement
	seen := map[string]bool{}
	for n := range a.Builds {
		b := &a.Builds[n]
		p := b.Main.Context
		if key := p.Ignore.Path + "\x00" + p.Root; p.Root == "" || b.Main.View == nil || p.Ignore.Problem != nil || seen[key] {
			continue
		} else {
			seen[key] = true
		}
		change, edits, err := b.Improve(ctx, all)
		if err != nil {
			return nil, err
		}
		i := Improvement{Change: change, Edits: edits}
		if i.Writes() {
			if err := a.applyImprovement(ctx, b, &i); err != nil {
				return nil, err
			}
		}
		if i.Writes() && !i.saves() && edits.Replaced+edits.Removed == 0 && !b.prevents() {
			i = Improvement{}
		}
		if i.Writes() {
			if i.Anchored, err = b.measureAnchored(ctx, &i); err != nil {
				return nil, err
			}
		} else {
			i.Change = b.NewChange(0, p.Ignore.Text)
		}
		i.Review = slices.DeleteFunc(slices.Clone(b.Suggestions), func(s inventory.Suggestion) bool {
			return s.Safety == inventory.Safe || s.SavesBytes == 0 || s.Personal
		})
		if i.Writes() || len(i.Review) > 0 {
			list = append(list, i)
		}
	}
	return list, nil
}

// prevents reports whether suggestions are for files that do not exist yet.
func (b *Result) prevents() bool {
	return slices.ContainsFunc(b.Suggestions, func(s inventory.Suggestion) bool { return s.Preventive })
}

// saves reports whether any build sends less, apart from the ignore file itself. Patterns that save nothing are not worth adding.
func (i *Improvement) saves() bool {
	return slices.ContainsFunc(i.Builds, func(b Improved) bool {
		name, inside := b.Before.inContext(i.Change)
		own := func(b *Result) int64 {
			if !inside {
				return 0
			}
			sum, _ := b.Main.View.SumBelow(name, walker.Sent)
			return sum.Bytes
		}
		return b.After.SentBytes()-own(b.After) < b.Before.SentBytes()-own(b.Before)
	})
}

// applyImprovement makes the results after the change, for every build that uses the file.
func (a *Analysis) applyImprovement(ctx context.Context, first *Result, i *Improvement) error {
	known := map[string]*Usage{}
	for n := range a.Builds {
		b := &a.Builds[n]
		if b.Main.Context.Root != first.Main.Context.Root || b.Main.Context.Ignore.Path != first.Main.Context.Ignore.Path {
			continue
		}
		key := cacheKey(b, &b.Main)
		after := *b
		if c := known[key]; c != nil {
			after.Main = *c
		} else {
			next, err := b.Changed(ctx, i.Change)
			if err != nil {
				return err
			}
			if b.Main.Transfer != nil {
				if err := next.transfer(ctx, &next.Main); err != nil {
					return err
				}
			}
			after, known[key] = *next, &next.Main
		}
		i.Builds = append(i.Builds, Improved{b, &after})
	}
	return nil
}

// measureAnchored returns the bytes that are still sent if the patterns are written as in a .gitignore.
func (b *Result) measureAnchored(ctx context.Context, i *Improvement) (int64, error) {
	var text strings.Builder
	for line := range strings.Lines(string(i.Change.After)) {
		name, ok := strings.CutPrefix(line, "**/")
		if !ok || strings.Contains(name, "/") || strings.Contains(string(i.Change.Before), line) {
			name = line
		}
		text.WriteString(name)
	}
	after, err := b.With(ctx, 0, i.Change.After)
	if err != nil {
		return 0, err
	}
	other, err := b.With(ctx, 0, []byte(text.String()))
	if err != nil {
		return 0, err
	}
	return other.SentBytes() - after.SentBytes(), nil
}
