package check

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/phrase"
	"github.com/ctxsize/ctxsize/internal/saturate"
	"github.com/ctxsize/ctxsize/walker"
)

// untracked reports large files that are sent and that git neither tracks nor ignores: those of one person, to be moved away.
func (i *Inspection) untracked() []lint.Finding {
	var hits []inventory.Hit
	var size int64
	for _, s := range i.Suggestions {
		if !s.Personal || s.SavesFiles == 0 {
			continue
		}
		for _, h := range s.Hits {
			if sum, ok := i.Usage.View.SumBelow(h.Path, walker.Sent); ok && sum.Files > 0 {
				hits, size = append(hits, h), saturate.Add(size, sum.Bytes)
			}
		}
	}
	if len(hits) == 0 {
		return nil
	}
	slices.SortStableFunc(hits, func(a, b inventory.Hit) int { return cmp.Compare(b.Size, a.Size) })
	names := untrackedNames(hits)
	f := lint.New(lint.UntrackedFileSent, "%s are sent%s. Git neither tracks nor ignores them: no other clone has them.", names, i.inContext())
	f.Fix = &lint.Fix{Kind: "edit", Text: fmt.Sprintf("move %s out of the context, unless the build reads them", names)}
	if len(hits) == 1 {
		f = lint.New(lint.UntrackedFileSent, "%s is sent%s. Git neither tracks nor ignores it: no other clone has it.", names, i.inContext())
		f.Fix = &lint.Fix{Kind: "edit", Text: fmt.Sprintf("move %s out of the context, unless the build reads it", names)}
		f.Path = hits[0].Path
	}
	f.Bytes = size
	return []lint.Finding{f}
}

// untrackedNames lists paths, the first ones where there are many.
func untrackedNames(hits []inventory.Hit) string {
	var names []string
	for _, h := range hits[:min(len(hits), maxLocalNames)] {
		names = append(names, h.Path)
	}
	if more := len(hits) - maxLocalNames; more > 0 {
		return fmt.Sprintf("%s and %s", strings.Join(names, ", "), phrase.Count(int64(more), "more path"))
	}
	return strings.Join(names, ", ")
}
