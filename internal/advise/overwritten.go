package advise

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/phrase"
	"github.com/ctxsize/ctxsize/internal/remedy"
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
			if !s.Wildcard && !s.Parents {
				v.overwrittenBy(in, s)
			}
		}
	}
}

// overwrittenBy looks for package directories in what a source copies.
func (v *adviser) overwrittenBy(in *build.Instruction, s build.Source) {
	view := v.Usages[0].View
	for _, rel := range v.packageDirs(s.Path, maxWorkspaceDepth) {
		from := path.Join(s.Path, rel)
		if inventory.ExcludedBySource(s, from) {
			continue
		}
		made := v.madeBefore(in, path.Join(in.Dest, rel), from)
		if made == "" {
			continue
		}
		sum, _ := view.SumBelow(from, walker.Sent)
		f := v.at(lint.DependenciesOverwritten, in.Line, "%s overwrites %s with the local %s.", phrase.Shorten(in.Text), made, from)
		f.Path, f.Bytes, f.Fix = from, sum.Bytes, &lint.Fix{Kind: "append-line", Text: "**/" + path.Base(rel)}
		v.found(f)
	}
}

// maxWorkspaceDepth is the number of directories above a package directory, below a source: those of a workspace.
const maxWorkspaceDepth = 4

// packageTrees are the directories of installed packages.
var packageTrees = []string{"node_modules", ".venv", "vendor", "deps"}

// packageDirs returns the package directories that are sent below a directory, by their relative paths.
func (v *adviser) packageDirs(dir string, depth int) []string {
	view := v.Usages[0].View
	var list []string
	for c := range view.Names(dir) {
		name := string(c.Name)
		sub := path.Join(dir, name)
		if _, sent := view.Has(sub, walker.Sent); !sent || c.Kind != walker.Dir {
			continue
		}
		if slices.Contains(packageTrees, name) {
			list = append(list, name)
			continue
		}
		if depth > 0 && !strings.HasPrefix(name, ".") {
			for _, rel := range v.packageDirs(sub, depth-1) {
				list = append(list, path.Join(name, rel))
			}
		}
	}
	return list
}

// makesMember reports whether an install also installs the packages of the workspace member in a directory of the context, which has a node_modules
// at a path of the stage.
func (v *adviser) makesMember(i *install, at, member string) bool {
	if i.Manager.Tree != "node_modules" || path.Base(at) != "node_modules" || !strings.HasPrefix(at, strings.TrimSuffix(i.dir, "/")+"/") {
		return false
	}
	root := v.contextDir(i)
	return remedy.IsMember(v.project(), root, member) && v.workspaces(i, v.manifests(root, i))
}

// madeBefore returns the packages that the build puts at a path of a stage before an instruction copies a directory of the context there, "" for none.
func (v *adviser) madeBefore(in *build.Instruction, at, from string) string {
	chain := v.chain(in.StageIndex)
	for _, c := range v.Build.Copies {
		if c.To == in.StageIndex && c.Line < in.Line && slices.ContainsFunc(c.Dests(), func(dest string) bool { return dest == at }) {
			return "the packages from stage " + v.stageName(c.From)
		}
	}
	for _, stage := range chain {
		for _, i := range v.byStage[stage] {
			makes := i.Manager.Tree != "" && path.Join(i.dir, i.Manager.Tree) == at || v.makesMember(&i, at, path.Dir(from))
			if !i.removesDevelopment && makes && (stage != in.StageIndex || i.run.Line < in.Line) {
				return fmt.Sprintf("the packages of %q (line %d)", i.text(), i.run.Line)
			}
		}
	}
	return ""
}
