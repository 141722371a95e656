package suggest

import (
	"fmt"
	"slices"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/attribution"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/phrase"
	"github.com/ctxsize/ctxsize/internal/provenance"
)

// stageUse is a path of a share's context that an instruction names in a stage.
type stageUse struct {
	provenance.Use
	share int
	path  string
	// certain: without the path the build fails, or puts files elsewhere.
	certain bool
}

// stageUses lists what instructions of all builds name in stages and a context alone provides for sure. What a RUN makes is left out.
func (s *Suggester) stageUses() []stageUse {
	if s.uses != nil {
		return s.uses
	}
	s.uses = []stageUse{}
	for n, share := range s.shares {
		if len(share.Build.Stages) < 2 && len(share.Build.Instructions) < 2 {
			continue
		}
		for _, u := range inventory.Provenance(share.Build, share.AllUsages()...).Uses() {
			if slices.ContainsFunc(u.Makers, func(m provenance.Maker) bool { return s.project.RunMakes(share.Build, m) }) {
				continue
			}
			certain := !u.Wildcard && !u.Made && !u.Image && len(u.Makers) == 0
			for _, f := range u.Files {
				if f.Context == share.Usage.Context.Name {
					s.uses = append(s.uses, stageUse{u, n, f.Path, certain})
				}
			}
		}
	}
	return s.uses
}

// namedInStages are the paths of a share's context without which one of its later instructions fails.
func (s *Suggester) namedInStages(share int) []string {
	var list []string
	for _, u := range s.stageUses() {
		if u.share == share && u.certain {
			list = append(list, u.path)
		}
	}
	return list
}

// usedInStages returns the later instruction that uses a copy of what a candidate excludes, as a sentence, "" for none.
func (s *Suggester) usedInStages(c *candidate) string {
	edited := map[*ignore.PatternList]*ignore.PatternList{}
	for _, u := range s.stageUses() {
		share := &s.shares[u.share]
		before := share.Usage.Patterns
		after, known := edited[before]
		if !known {
			var err error
			if after, err = c.Apply(before); err != nil {
				return ""
			}
			edited[before] = after
		}
		if !u.certain && attribution.IsLost(u.path, before, after) {
			return describeUse(share, u)
		}
	}
	return ""
}

// describeUse returns which instruction uses a path, and which other one may create it, as a sentence.
func describeUse(s *inventory.Share, u stageUse) string {
	text := fmt.Sprintf("%s copies %s", s.At(u.Step.Line, u.Step.Text), u.path)
	if u.Step.Keyword == "RUN" {
		text = fmt.Sprintf("%s mounts %s", s.At(u.Step.Line, u.Step.Text), u.path)
	}
	if u.Dest {
		text = fmt.Sprintf("%s puts files into %s", s.At(u.Step.Line, u.Step.Text), u.path)
	}
	if len(u.Makers) > 0 {
		text += fmt.Sprintf(", unless line %d creates it (%s)", u.Makers[0].Step.Line, phrase.Shorten(u.Makers[0].Step.Text))
	}
	return text + "."
}
