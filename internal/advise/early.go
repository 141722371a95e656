package advise

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/manifest"
	"github.com/ctxsize/ctxsize/internal/phrase"
	"github.com/ctxsize/ctxsize/internal/shell"
	"github.com/ctxsize/ctxsize/internal/suggest"
	"github.com/ctxsize/ctxsize/walker"
)

// copiesBeforeInstall: the sources are copied before the first install of a stage, so every change of a source reinstalls all dependencies.
func (v *adviser) copiesBeforeInstall() {
	done := map[int]bool{}
	for _, stage := range v.Build.Stages {
		if !stage.Reachable {
			continue
		}
		seen := map[string]bool{}
		for _, at := range v.chain(stage.Index) {
			for _, i := range v.byStage[at] {
				if seen[i.name] || i.removesDevelopment || i.doubt {
					continue
				}
				seen[i.name] = true
				if in := v.wholeBefore(&i, stage.Index); in != nil && in.Files >= fewSources && !i.cached() && !v.fetched(&i, stage.Index) && !done[in.Line] {
					done[in.Line] = true
					v.found(v.tooEarly(in, &i))
				}
			}
		}
	}
}

// fetched reports whether pnpm has downloaded the packages of the lock file before the install, which then only links them.
func (v *adviser) fetched(i *install, stage int) bool {
	if i.name != "pnpm" {
		return false
	}
	chain := v.chain(stage)
	return slices.ContainsFunc(v.Build.Runs, func(r build.Run) bool {
		return slices.Contains(chain, r.StageIndex) && r.Line < i.run.Line && slices.ContainsFunc(inventory.ParseInvocation(&r.Invocation).Commands, func(c shell.Command) bool {
			return c.Program() == "pnpm" && slices.Contains(c.Words(), "fetch")
		})
	})
}

// fewSources is the number of files up to which their changes do not matter.
const fewSources = 10

// wholeBefore finds the instruction that copies the sources into the stages up to an install, before it.
func (v *adviser) wholeBefore(i *install, stage int) *build.Instruction {
	chain := v.chain(stage)
	for n := range v.Instructions {
		in := &v.Instructions[n]
		if !in.Reachable || in.Dest == "" || in.Context != "" || !slices.Contains(chain, in.StageIndex) || in.Line > i.run.Line {
			continue
		}
		for _, s := range in.Sources {
			if s.Path == "." || !s.Wildcard && v.holdsMore(s.Path, i.manifests) {
				return in
			}
		}
	}
	return nil
}

// holdsMore reports whether a path of the main context is a directory with a manifest and with other directories beside it.
func (v *adviser) holdsMore(p string, manifests []string) bool {
	view := v.Usages[0].View
	if view == nil {
		return false
	}
	s := suggest.Suggester{View: view}
	if !s.Holds(p, manifests) {
		return false
	}
	children, _ := view.Children(p)
	return len(children) > 2*len(manifests)+2
}

func (v *adviser) tooEarly(in *build.Instruction, i *install) lint.Finding {
	f := v.at(lint.CopyBeforeInstall, in.Line, "%s comes before %q (line %d): a change to any of %d files reinstalls all dependencies.%s",
		phrase.Shorten(in.Text), i.text(), i.run.Line, in.Files, v.assumption())
	f.Bytes = in.Bytes
	dir := in.Sources[0].Path
	if files := v.manifests(dir, i); v.workspaces(i, files) {
		f.Fix = &lint.Fix{Kind: "edit", Text: "copy the lock file and the package.json of each workspace, install, then copy the rest"}
		if i.name == "pnpm" {
			f.Fix.Text = fmt.Sprintf("COPY %s %s\nRUN pnpm fetch\n%s\nRUN %s --offline", strings.Join(files, " "), into(in), in.Text, i.written())
		}
	} else if len(files) > 0 {
		f.Fix = &lint.Fix{Kind: "edit", Text: fmt.Sprintf("COPY %s %s\nRUN %s\n%s", strings.Join(files, " "), into(in), i.alone(), in.Text)}
	}
	return f
}

// workspaces reports whether manifests are those of a workspace: its packages have manifests of their own, and an install needs those, too.
// pnpm also has settings of a single package in the same file.
func (v *adviser) workspaces(i *install, files []string) bool {
	p := v.Usages[0].Project
	return slices.ContainsFunc(files, func(file string) bool {
		switch name := path.Base(file); {
		case name == "pnpm-workspace.yaml":
			if p == nil {
				return true
			}
			members, _ := manifest.PnpmWorkspace(p.Text(file), "")
			return members
		case name == "package.json" && i.name != "pnpm" && p != nil:
			one, err := manifest.ParsePackage(p.Text(file))
			return err != nil || one.Fields["workspaces"]
		}
		return false
	})
}

// into returns the destination of an instruction, as a directory.
func into(in *build.Instruction) string {
	words := strings.Fields(in.Text)
	if last := words[len(words)-1]; last == "." || last == "./" {
		return "./"
	}
	return strings.TrimSuffix(in.Dest, "/") + "/"
}

// manifests returns the files that an install needs, as paths in a directory of the main context.
func (v *adviser) manifests(dir string, i *install) []string {
	view := v.Usages[0].View
	if view == nil {
		return nil
	}
	files := i.files(func(name string) bool {
		exists, sent := view.Has(path.Join(dir, name), walker.Sent)
		return exists && sent
	})
	for n := range files {
		files[n] = path.Join(dir, files[n])
	}
	return files
}
