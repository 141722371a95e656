package advise

import (
	"fmt"
	"path"
	"slices"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/phrase"
	"github.com/ctxsize/ctxsize/walker"
)

// overwritten finds package directories that the build has installed, or copied from another stage, and that a later instruction overwrites
// with those of the host.
func (v *adviser) overwritten() {
	view := v.Usages[0].View
	if view == nil {
		return
	}
	for n := range v.Instructions {
		in := &v.Instructions[n]
		if !in.Reachable || in.Dest == "" || in.Context != "" {
			continue
		}
		for _, s := range in.Sources {
			for _, tree := range []string{"node_modules", ".venv", "vendor"} {
				from := path.Join(s.Path, tree)
				if exists, sent := view.Has(from, walker.Sent); !exists || !sent || s.Wildcard || s.Parents || inventory.ExcludedBySource(s, from) {
					continue
				}
				if made := v.madeBefore(in, path.Join(in.Dest, tree)); made != "" {
					sum, _ := view.SumBelow(from, walker.Sent)
					f := v.at(lint.DependenciesOverwritten, in.Line, "%s overwrites %s with the local %s.", phrase.Shorten(in.Text), made, from)
					f.Path, f.Bytes, f.Fix = from, sum.Bytes, &lint.Fix{Kind: "append-line", Text: "**/" + tree}
					v.found(f)
				}
			}
		}
	}
}

// madeBefore returns the packages that the build puts at a path of a stage before an instruction, "" for none.
func (v *adviser) madeBefore(in *build.Instruction, at string) string {
	chain := v.chain(in.StageIndex)
	for _, c := range v.Build.Copies {
		if c.To == in.StageIndex && c.Line < in.Line && slices.ContainsFunc(c.Dests(), func(dest string) bool { return dest == at }) {
			return "the packages from stage " + v.stageName(c.From)
		}
	}
	for _, stage := range chain {
		for _, i := range v.byStage[stage] {
			if !i.removesDevelopment && i.tree != "" && path.Join(i.dir, i.tree) == at && (stage != in.StageIndex || i.run.Line < in.Line) {
				return fmt.Sprintf("the packages of %q (line %d)", i.text(), i.run.Line)
			}
		}
	}
	return ""
}
