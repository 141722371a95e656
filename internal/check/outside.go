package check

import (
	"fmt"
	"path"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/phrase"
	"github.com/ctxsize/ctxsize/walker"
)

// maxLinksLooked is the maximum number of links that are checked.
const maxLinksLooked = 100_000

// linksOutside finds links that instructions copy and whose relative targets are outside of the context: they dangle in the image. A link that
// is itself a source has a finding of its own.
func (i *Inspection) linksOutside() []lint.Finding {
	v := i.Usage.View
	if v.Totals(walker.Sent).Symlinks == 0 {
		return nil
	}
	var first walker.Resolution
	var by *build.Instruction
	looked, more := 0, 0
	v.Search(walker.AnyDepth, func(_ []byte, k walker.Kind, _ int) uint8 {
		if k == walker.Symlink {
			return 1
		}
		return 0
	}, func(p string, _ walker.SearchResult) bool {
		looked++
		trail := v.FollowLinks(p)
		if looked > maxLinksLooked || trail.EscapingLink != p || path.IsAbs(trail.EscapingTarget) {
			return true
		}
		if by != nil {
			more++
		} else if by = i.copier(p); by != nil {
			first = trail
		}
		return true
	})
	if by == nil {
		return nil
	}
	also := ""
	if more > 0 {
		also = fmt.Sprintf(" %s, too.", phrase.Count(int64(more), "more link"))
	}
	f := lint.New(lint.LinkOutsideContext, "%s dangles in the image: it links to %s, outside the context%s (%s).%s", first.EscapingLink, first.EscapingTarget, i.inContext(), phrase.Shorten(by.Text), also).
		At(dockerfilePath(i.Build), by.Line)
	f.Path, f.Fix = first.EscapingLink, &lint.Fix{Kind: "edit", Text: fmt.Sprintf("copy %s into the context, or exclude %s", first.EscapingTarget, first.EscapingLink)}
	return []lint.Finding{f}
}

// copier returns the first reachable instruction that copies a path without naming it, nil for none.
func (i *Inspection) copier(p string) *build.Instruction {
	if _, sent := i.Usage.View.Has(p, walker.Sent); !sent {
		return nil
	}
	for n := range i.Build.Instructions {
		in := &i.Build.Instructions[n]
		if !in.Reachable || in.Keyword == "RUN" || in.Keyword == "FROM" || !i.Usage.Reads(*in, p) {
			continue
		}
		for _, s := range in.Sources {
			if s.Path != p && !inventory.ExcludedBySource(s, p) {
				return in
			}
		}
	}
	return nil
}
