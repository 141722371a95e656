package analysis

import (
	"cmp"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/walker"
)

// savers are the codes of findings whose fix excludes something that is sent.
var savers = []lint.Code{lint.SecretSent, lint.VCSSent, lint.DependenciesOverwritten, lint.DependenciesSent, lint.GitignoreHabit, lint.IgnoreFileNeverRead, lint.IgnoreFileMissing,
	lint.UntrackedFileSent}

// countEffects notes what the fix of each finding of a build saves: bytes that several findings are about count for the first of them, and all
// together are never more than what is sent.
func (b *Result) countEffects() {
	left := b.SentBytes()
	var counted []claim
	var list []*lint.Finding
	for n := range b.Findings {
		if f := &b.Findings[n]; f.Fix != nil && f.Bytes > 0 && slices.Contains(savers, f.Code) {
			list = append(list, f)
		}
	}
	// Findings about one path come before those about a whole context.
	slices.SortStableFunc(list, func(x, y *lint.Finding) int {
		return cmp.Compare(slices.Index(savers, x.Code), slices.Index(savers, y.Code))
	})
	image := inventory.Provenance(b.Build, b.Usages()...)
	for _, f := range list {
		saves := f.Bytes
		for _, c := range counted {
			saves -= c.overlap(f.Path)
		}
		saves = min(max(saves, 0), left)
		left -= saves
		counted = append(counted, claim{f.Path, saves})
		f.Fix.Saves, f.Fix.Measured = saves, true
		if f.Path == "" || b.Main.View == nil {
			continue
		}
		for _, place := range image.Places("", f.Path) {
			if place.Final && !place.Replaced && place.Changed == nil {
				sum, _ := b.Main.View.SumBelow(f.Path, walker.Sent)
				f.Fix.SavesImage = min(saves, sum.Bytes)
			}
		}
	}
}

// claim is what a finding saves of a path of the main context, "" for all of it.
type claim struct {
	path  string
	bytes int64
}

// overlap returns the bytes of a claim that another finding is about, too.
func (c claim) overlap(path string) int64 {
	within := func(p, dir string) bool { return dir == "" || p == dir || strings.HasPrefix(p, dir+"/") }
	if within(c.path, path) || within(path, c.path) {
		return c.bytes
	}
	return 0
}
