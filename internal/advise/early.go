package advise

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/managers"
	"github.com/ctxsize/ctxsize/internal/manifest"
	"github.com/ctxsize/ctxsize/internal/phrase"
	"github.com/ctxsize/ctxsize/internal/remedy"
	"github.com/ctxsize/ctxsize/internal/shell"
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
				if seen[i.Manager.Name] || i.removesDevelopment || i.doubt {
					continue
				}
				seen[i.Manager.Name] = true
				in := v.copiedBefore(&i, stage.Index)
				if in == nil || i.cached() || done[in.Line] || v.fetched(&i, in, stage.Index) || !v.downloads(&i) {
					continue
				}
				if f, ok := v.tooEarly(in, &i); ok {
					done[in.Line] = true
					v.found(f)
				}
			}
		}
	}
}

// fetched reports whether the packages have been downloaded before the sources are copied: by pnpm, which then only links them, or by any call of
// the program that now builds.
func (v *adviser) fetched(i *install, whole *build.Instruction, stage int) bool {
	if i.Builds {
		return v.calledBefore(i, whole.Line, stage)
	}
	return i.Manager.Name == "pnpm" && v.calls(i.run.Line, stage, func(c *shell.Command) bool { return c.Program() == "pnpm" && slices.Contains(c.Words(), "fetch") })
}

// calledBefore reports whether a RUN before a line calls the manager of an install, and so has downloaded packages.
func (v *adviser) calledBefore(i *install, line, stage int) bool {
	return v.calls(line, stage, func(c *shell.Command) bool {
		call, known, _ := managers.Find(c.Words())
		return known && call.Manager.Name == i.Manager.Name && !isVersion(c.Words())
	})
}

// calls reports whether a RUN of a stage, or of those that it is built on, has such a command before a line.
func (v *adviser) calls(line, stage int, match func(*shell.Command) bool) bool {
	chain := v.chain(stage)
	return slices.ContainsFunc(v.Build.Runs, func(r build.Run) bool {
		return slices.Contains(chain, r.StageIndex) && r.Line < line && slices.ContainsFunc(inventory.ParseInvocation(&r.Invocation).Commands, func(c shell.Command) bool { return match(&c) })
	})
}

// isVersion reports whether a command only prints the version of a program.
func isVersion(words []string) bool {
	return len(words) < 2 || slices.Contains([]string{"--version", "-v", "-V", "version", "env", "--info"}, words[1])
}

// fewSources is the number of files up to which their changes do not matter.
const fewSources = 10

// copiedBefore finds the instruction that copies the sources into the stages up to an install, before it: the whole context, a directory with a
// manifest, or else any directory.
func (v *adviser) copiedBefore(i *install, stage int) *build.Instruction {
	chain := v.chain(stage)
	var other *build.Instruction
	for n := range v.Instructions {
		in := &v.Instructions[n]
		if !in.Reachable || in.Dest == "" || in.Context != "" || !slices.Contains(chain, in.StageIndex) || in.Line > i.run.Line {
			continue
		}
		for _, s := range in.Sources {
			switch {
			case s.Path == "." || !s.Wildcard && v.holdsManifest(s.Path, i.Manager.Manifests):
				return in
			case other == nil && !s.Wildcard && in.StageIndex == i.run.StageIndex && in.Files >= fewSources && v.isDir(s.Path):
				other = in
			}
		}
	}
	return other
}

func (v *adviser) isDir(p string) bool {
	view := v.Usages[0].View
	if view == nil {
		return false
	}
	_, ok := view.Children(p)
	return ok
}

// holdsManifest reports whether a path of the main context is a directory with a manifest.
func (v *adviser) holdsManifest(p string, manifests []string) bool {
	view := v.Usages[0].View
	if view == nil {
		return false
	}
	return inventory.HasEntry(view, p, manifests)
}

// tooEarly returns the finding about an instruction that copies the sources before an install; ok is false where it copies only what the install needs.
func (v *adviser) tooEarly(in *build.Instruction, i *install) (f lint.Finding, ok bool) {
	effect := "reinstalls all dependencies"
	if i.Builds {
		effect = "downloads all dependencies again"
	}
	f = v.at(lint.CopyBeforeInstall, in.Line, "%s comes before %q (line %d): a change to any of %s %s.%s",
		phrase.Shorten(in.Text), i.text(), i.run.Line, phrase.Count(in.Files, "file"), effect, v.assumption())
	f.Bytes = in.Bytes
	if in.Files < fewSources {
		f.Severity = lint.Info
	}
	r := v.moveCopies(in, i)
	if v.Assumed && r.Blocked == remedy.MissingWorkspace {
		// The build would fail, so another context is meant.
		return f, false
	}
	f.Fix = &lint.Fix{Kind: "edit", Text: i.moveText(r, v.manifestsOf(in, i)), Changes: r.Changes}
	whole := slices.ContainsFunc(in.Sources, func(s build.Source) bool { return s.Path == "." || v.holdsManifest(s.Path, i.Manager.Manifests) })
	return f, !r.Unneeded && (whole || len(r.Changes) > 0)
}

// moveCopies returns the change that copies the sources behind the installs of a RUN.
func (v *adviser) moveCopies(in *build.Instruction, i *install) remedy.Remedy {
	if in.StageIndex != i.run.StageIndex {
		return remedy.Remedy{Blocked: "stage " + v.stageName(in.StageIndex) + " copies the sources, and other stages are built on it"}
	}
	var list []remedy.Install
	for n := range v.byStage[i.run.StageIndex] {
		if o := &v.byStage[i.run.StageIndex][n]; o.run.Line == i.run.Line && !o.removesDevelopment {
			list = append(list, remedy.Install{Call: o.Call, Command: o.Command, Env: o.env, Dir: o.dir})
		}
	}
	return remedy.MoveCopies(v.project(), i.run, list)
}

func (v *adviser) project() remedy.Project {
	return remedy.Project{Build: v.Build, Contexts: v.Usages, Suggestions: v.Suggestions}
}

// manifestsOf returns which manifests of a manager an instruction copies, as its table names them; all of them if that is not known.
func (v *adviser) manifestsOf(in *build.Instruction, i *install) []string {
	list := slices.DeleteFunc(slices.Concat(i.Manager.Manifests, i.Manager.Locks), func(name string) bool {
		return !slices.ContainsFunc(in.Sources, func(s build.Source) bool { return v.holdsManifest(s.Path, []string{name}) })
	})
	if len(list) == 0 {
		return i.Manager.Manifests
	}
	return list
}

// moveText describes a remedy.
func (i *install) moveText(r remedy.Remedy, manifests []string) string {
	switch {
	case len(r.Changes) > 0:
		text := fmt.Sprintf("copy %s before %q, and the rest after it", listed(r.First), i.text())
		if len(r.Apart) > 0 {
			text = fmt.Sprintf("copy %s and run %q with %s before the sources are copied", listed(r.First), i.text(), strings.Join(r.Apart, " "))
		}
		if r.IgnoreFirst {
			return text + fmt.Sprintf("; first exclude %s (ctxsize audit --fix), so that local packages are not copied over the installed ones", r.Ignored)
		}
		if r.Ignored != "" {
			text += fmt.Sprintf("; exclude %s, so that local packages are not copied over the installed ones", r.Ignored)
		}
		return text
	case i.Builds && i.Manager.Download == "":
		return "download the dependencies before the sources are copied, or mount a cache for them; no diff: " + i.noDiff()
	case i.Builds:
		return fmt.Sprintf("copy %s first, run %q, then copy the rest; no diff: %s", listed(manifests), i.Manager.Download, i.noDiff())
	}
	return fmt.Sprintf("copy the manifests before %q, and the rest after it; no diff: %s", i.text(), r.Blocked)
}

// noDiff returns why there is no diff for a command that downloads and builds, as a clause.
func (i *install) noDiff() string {
	switch i.Manager.Name {
	case "cargo":
		return "cargo needs a target, such as src/main.rs, beside each Cargo.toml (cargo chef makes them)"
	case "gradle":
		return "build scripts are programs, and may read any file"
	case "pip", "uv pip":
		return "it installs the project with its dependencies, and pip has no command for the dependencies alone"
	}
	return "the download is a new command, and may need other flags in this project"
}

// maxListed is the number of files that a remedy names.
const maxListed = 3

// listed returns names as a list: a, b and 3 more files.
func listed(names []string) string {
	if len(names) > maxListed {
		return strings.Join(names[:maxListed-1], ", ") + " and " + phrase.Count(int64(len(names)-maxListed+1), "more file")
	}
	if last := len(names) - 1; last > 0 {
		return strings.Join(names[:last], ", ") + " and " + names[last]
	}
	return strings.Join(names, "")
}

// downloads reports whether a build downloads dependencies: the manifest has some, and they are not part of the project.
func (v *adviser) downloads(i *install) bool {
	p, view := v.Usages[0].Project, v.Usages[0].View
	if !i.Builds || p == nil || view == nil {
		return true
	}
	dir := v.contextDir(i)
	switch i.Manager.Name {
	case "go":
		vendored, _ := view.Has(path.Join(dir, "vendor/modules.txt"), walker.Sent)
		return !vendored && len(manifest.GoRequires(p.Text(path.Join(dir, "go.mod")))) > 0
	case "cargo":
		has, err := manifest.TOML(p.Text(path.Join(dir, "Cargo.toml")), "dependencies", "workspace.dependencies", "build-dependencies", "workspace.members")
		return has && err == nil
	case "pip", "uv pip":
		has, _ := manifest.TOML(p.Text(path.Join(dir, "pyproject.toml")), "project.dependencies", "tool.poetry.dependencies", "build-system.requires")
		return has || p.Text(path.Join(dir, "setup.py")) != nil
	}
	return true
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
		case name == "package.json" && i.Manager.Name != "pnpm" && p != nil:
			one, err := p.Package(file)
			return err != nil || one.Fields["workspaces"]
		}
		return false
	})
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
