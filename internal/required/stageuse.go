package required

import (
	"fmt"
	"path"
	"slices"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/attribution"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/phrase"
	"github.com/ctxsize/ctxsize/internal/provenance"
)

// stageUse is a path of a share's context that an instruction names in a stage.
type stageUse struct {
	use   provenance.Use
	share int
	path  string
	// certain: without the path the build fails, or puts files elsewhere.
	certain bool
}

// stageUses lists what instructions of all builds name in stages and a context alone provides for sure. What a RUN makes is left out.
func (s *Set) stageUses() []stageUse {
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
			if u.Dest && putsDirectory(u.Step, u.Path) {
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

// putsDirectory reports whether a COPY puts a directory of the same name into its place, such as node_modules of another stage: its files are
// put there whether the directory exists or not.
func putsDirectory(step *build.Step, dest string) bool {
	return step.Keyword == "COPY" && len(step.Sources) == 1 && path.Base(path.Clean("/"+step.Sources[0].Path)) == path.Base(dest) && slices.Contains([]string{"node_modules", "vendor", ".venv", "venv"}, path.Base(dest))
}

// namedInStages are the paths of a share's context without which one of its later instructions fails.
func (s *Set) namedInStages(share int) []string {
	var list []string
	for _, u := range s.stageUses() {
		if u.share == share && u.certain {
			list = append(list, u.path)
		}
	}
	return list
}

// UsedInStages returns the later instruction that may use a copy of a path that an edit excludes, as a sentence, "" for none.
func (s *Set) UsedInStages(edit Edit) string {
	edited := map[*ignore.PatternList]*ignore.PatternList{}
	for _, u := range s.stageUses() {
		if u.certain {
			continue
		}
		share := &s.shares[u.share]
		before := share.Usage.Patterns
		after, known := edited[before]
		if !known {
			var err error
			if after, err = edit(before); err != nil {
				return ""
			}
			edited[before] = after
		}
		if attribution.IsLost(u.path, before, after) {
			return describeUse(share, u)
		}
	}
	return ""
}

// describeUse returns which instruction uses a path, and which other one may create it, as a sentence.
func describeUse(s *inventory.Share, u stageUse) string {
	text := fmt.Sprintf("%s copies %s", s.At(u.use.Step.Line, u.use.Step.Text), u.path)
	if u.use.Step.Keyword == "RUN" {
		text = fmt.Sprintf("%s mounts %s", s.At(u.use.Step.Line, u.use.Step.Text), u.path)
	}
	if u.use.Dest {
		text = fmt.Sprintf("%s puts files into %s", s.At(u.use.Step.Line, u.use.Step.Text), u.path)
	}
	if len(u.use.Makers) > 0 {
		text += fmt.Sprintf(", unless line %d creates it (%s)", u.use.Makers[0].Step.Line, phrase.Shorten(u.use.Makers[0].Step.Text))
	}
	return text + "."
}
