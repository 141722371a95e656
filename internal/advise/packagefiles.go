package advise

import (
	"bytes"
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/managers"
	"github.com/ctxsize/ctxsize/internal/manifest"
	"github.com/ctxsize/ctxsize/internal/needs"
	"github.com/ctxsize/ctxsize/internal/phrase"
	"github.com/ctxsize/ctxsize/internal/shell"
)

// The manifests of packages, as patterns of path.Match.
var (
	pythonManifests = []string{"pyproject.toml", "setup.py", "setup.cfg"}
	gemManifests    = []string{"*.gemspec"}
	dotnetProjects  = []string{"*.csproj", "*.fsproj", "*.vbproj"}
)

// packageFiles finds files, often README or LICENSE, that a pattern excludes although the manifest of a package that a RUN builds refers to them.
func (v *adviser) packageFiles() {
	u := &v.Usages[0]
	if u.Project == nil || u.View == nil || u.Context.Ignore.Path == "" {
		return
	}
	done := map[string]bool{}
	for n := range v.Build.Runs {
		run := &v.Build.Runs[n]
		if !run.Reachable {
			continue
		}
		for _, c := range inventory.ParseInvocation(&run.Invocation).Commands {
			names := builtManifests(c.Words())
			if len(names) == 0 {
				continue
			}
			dir := v.contextDir(&install{Call: managers.Call{Manager: &managers.Manager{Manifests: names}}, run: run,
				dir: cmp.Or(inventory.DirectoryOf(&needs.Call{Command: c}), run.Dir)})
			v.packageFilesIn(dir, names, run, &c, done)
		}
	}
}

// packageFilesIn checks the manifests in a directory of the context.
func (v *adviser) packageFilesIn(dir string, names []string, run *build.Run, c *shell.Command, done map[string]bool) {
	u := &v.Usages[0]
	for entry := range u.View.Names(dir) {
		file := path.Join(dir, string(entry.Name))
		if !entry.Eligible || !manifest.MatchesAny(names, path.Base(file)) || c.Program() == "uv" && !buildsItself(u.Project.Text(file)) {
			continue
		}
		for _, ref := range u.Project.Refs(file).Files {
			at := path.Join(dir, ref.Path)
			if done[at] || !ref.Required || !v.isLeftOut(at) {
				continue
			}
			done[at] = true
			line := u.Patterns.All()[u.Judge(at).Index]
			f := lint.New(lint.PackageFileExcluded, "%q (%s:%d) may fail: line %d (%s) excludes %s, and %s refers to it.", phrase.Shorten(strings.Join(c.Words(), " ")),
				path.Base(v.Build.Dockerfile.Path), run.Line, line.Line, line.Text, at, file).At(u.Context.Ignore.Path, line.Line)
			f.Path = at
			if text := phrase.Exception(at); text != "" {
				if after, err := u.Patterns.Append(text); err == nil && !after.Match(at).Excluded {
					f.Fix = &lint.Fix{Kind: "append-line", Text: text, File: u.Context.Ignore.Path}
				}
			}
			v.found(f)
		}
	}
}

// buildsItself reports whether uv builds the project, not only its dependencies.
func buildsItself(pyproject []byte) bool {
	has, err := manifest.TOML(pyproject, "build-system", "tool.uv.package")
	return has && err == nil
}

// isLeftOut reports whether a path is a file that only the patterns keep from an instruction. The Dockerfile does not mention it: where it does, the
// build may make the file itself, or another finding is about it.
func (v *adviser) isLeftOut(p string) bool {
	u := &v.Usages[0]
	if p == "." || strings.HasPrefix(p, "..") || path.IsAbs(p) || strings.ContainsAny(p, "*?[") {
		return false
	}
	verdict := u.Judge(p)
	return verdict.Excluded && verdict.Index >= 0 && u.Patterns.All()[verdict.Index].Line > 0 && inventory.Sends(v.Build, "", p) &&
		!bytes.Contains(v.Build.Dockerfile.Text, []byte(path.Base(p))) && u.Project.Text(p) != nil
}

// builtManifests returns the manifests of the package that a command builds, as patterns; none for another command.
func builtManifests(words []string) []string {
	program, args := path.Base(words[0]), words[1:]
	if strings.HasPrefix(program, "python") && len(args) > 1 && args[0] == "-m" {
		program, args = args[1], args[2:]
	}
	verb := ""
	if len(args) > 0 {
		verb = args[0]
	}
	has := func(list ...string) bool {
		return slices.ContainsFunc(list, func(w string) bool { return slices.Contains(args, w) })
	}
	python := false
	switch program {
	case "pip", "pip3":
		python = (verb == "install" || verb == "wheel") && namesProject(args)
	case "uv":
		python = verb == "build" || verb == "sync" && !has("--no-install-project", "--no-install-workspace") || verb == "pip" && namesProject(args)
	case "poetry":
		python = verb == "build" || (verb == "install" || verb == "sync") && !has("--no-root")
	case "pdm":
		python = verb == "build" || (verb == "install" || verb == "sync") && !has("--no-self")
	case "build":
		python = true
	case "hatch", "flit", "maturin":
		python = slices.Contains([]string{"build", "install", "develop"}, verb)
	case "python", "python3":
		python = path.Base(verb) == "setup.py" && has("install", "develop", "build", "bdist_wheel", "sdist", "bdist")
	case "gem":
		return chosen(verb == "build", gemManifests)
	case "bundle", "bundler":
		return chosen(verb == "install" || verb == "", gemManifests)
	case "rake":
		return chosen(verb == "build" || verb == "install", gemManifests)
	case "dotnet":
		return chosen(verb == "pack", dotnetProjects)
	case "cargo":
		return chosen(verb == "package" || verb == "publish", []string{"Cargo.toml"})
	}
	return chosen(python, pythonManifests)
}

// chosen returns a list, or none.
func chosen(is bool, list []string) []string {
	if !is {
		return nil
	}
	return list
}

// namesProject reports whether a call of pip names the project in the working directory.
func namesProject(args []string) bool {
	return slices.ContainsFunc(args, func(w string) bool {
		p, _, _ := strings.Cut(w, "[")
		return p == "." || p == "./"
	})
}
