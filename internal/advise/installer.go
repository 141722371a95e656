package advise

import (
	"cmp"
	"encoding/json"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/managers"
	"github.com/ctxsize/ctxsize/internal/manifest"
	"github.com/ctxsize/ctxsize/internal/needs"
	"github.com/ctxsize/ctxsize/internal/phrase"
)

// install is one call of a package manager.
type install struct {
	managers.Call
	call
	run *build.Run
	// dir is the directory of the project that is installed, absolute.
	dir string
	// doubt: some of its words are known only at build time.
	doubt bool
	// production: no development dependencies remain in the tree.
	production bool
	// removesDevelopment: it installs nothing, and removes development dependencies.
	removesDevelopment bool
	// deployed is the absolute directory of a package with its production dependencies; "" for none.
	deployed string
}

// installs finds the calls of package managers that install a project's dependencies, in order. kept are the stored settings of package
// managers before, remembered those afterwards.
func installs(run *build.Run, kept map[string]string) (list []install, remembered map[string]string) {
	settings := maps.Clone(kept)
	if settings == nil {
		settings = map[string]string{}
	}
	for _, c := range calls(inventory.ParseInvocation(&run.Invocation), settings) {
		if one, ok := parseInstall(run, c); ok {
			one.dir = cmp.Or(inventory.DirectoryOf(&needs.Call{Command: c.Command}), run.Dir)
			one.doubt = !c.Static()
			list = append(list, one)
		}
	}
	return list, settings
}

func parseInstall(run *build.Run, c call) (install, bool) {
	found, known, installs := managers.Find(c.words)
	if !known {
		return install{}, false
	}
	one := install{Call: found, run: run, call: c}
	if one.deployed = one.deploys(); one.deployed != "" || one.Manager.Tree != "" && (one.removesUnneeded() || one.focuses()) {
		one.removesDevelopment, one.production = true, true
		return one, true
	}
	if !installs || !one.isProject() {
		return install{}, false
	}
	one.production = one.isProduction()
	return one, true
}

// removesUnneeded reports whether the call removes development dependencies.
func (i *install) removesUnneeded() bool {
	list := i.Operands()
	return len(list) > 0 && list[0] == "prune"
}

// deploys returns the directory in which `pnpm deploy` puts a package for production.
func (i *install) deploys() string {
	production := slices.ContainsFunc(i.words, func(w string) bool { return slices.Contains(i.Manager.Production, w) })
	if i.Manager.Name != "pnpm" || !slices.Contains(i.words, "deploy") || !production {
		return ""
	}
	dir := i.words[len(i.words)-1]
	if !path.IsAbs(dir) {
		dir = path.Join(i.run.Dir, dir)
	}
	return path.Clean(dir)
}

// focuses reports whether the call is a Yarn command, from Yarn 2 on, that removes development dependencies.
func (i *install) focuses() bool {
	return i.Manager.Name == "yarn" && slices.Contains(i.words, "focus") && slices.Contains(i.words, "--production")
}

// isProject reports whether the call installs the dependencies of the project's manifest, not single packages. Some calls build the project,
// and install for that.
func (i *install) isProject() bool {
	if inventory.IsOffline(i.words) && i.Builds || slices.Contains([]string{"mvn", "gradle"}, i.Manager.Name) && slices.Contains(i.words, "-o") {
		return false
	}
	has := func(flags ...string) bool {
		return slices.ContainsFunc(i.Rest, func(w string) bool {
			name, _, _ := strings.Cut(w, "=")
			return slices.Contains(flags, name)
		})
	}
	if has("--version", "--help", "-h") || i.Verb == "" && has("-v") {
		return false
	}
	switch i.Manager.Name {
	case "pip", "uv pip":
		return i.isPipProject()
	case "go":
		return !slices.ContainsFunc(i.Rest, func(w string) bool { return strings.Contains(w, "@") })
	case "cargo":
		return i.Verb != "install" || has("--path")
	case "dotnet":
		return !has("--no-restore", "--no-build")
	case "pipenv":
		return len(i.Operands()) == 0
	case "npm":
		return !has("-g", "--global", "--location") && len(i.Operands()) == 0
	}
	return true
}

// isPipProject reports whether a call of pip installs the requirements of the project, or builds it.
func (i *install) isPipProject() bool {
	reads := slices.ContainsFunc(i.Rest, func(w string) bool {
		return w == "-r" || strings.HasPrefix(w, "--requirement") || strings.HasPrefix(w, "-r")
	})
	i.Builds = !reads && slices.ContainsFunc(i.Rest, func(w string) bool {
		path, _, _ := strings.Cut(w, "[")
		return path == "." || path == "./"
	})
	return reads || i.Builds || i.Verb == "sync"
}

// isProduction reports whether a flag or the environment omits development dependencies.
func (i *install) isProduction() bool {
	line := " " + strings.Join(i.Rest, " ") + " "
	if i.Manager.Name == "pipenv" {
		return !strings.Contains(line, " --dev ") && !strings.Contains(line, " -d ")
	}
	if !i.Manager.Develops {
		return true
	}
	if strings.Contains(line, " --include=dev ") || strings.Contains(line, " --production=false ") {
		return false
	}
	if slices.ContainsFunc(i.Manager.Production, func(flag string) bool {
		return strings.Contains(line, " "+flag+" ") || strings.Contains(line, " "+flag+",")
	}) {
		return true
	}
	return i.isProductionSet()
}

// isProductionSet reports whether the environment or a setting omits development dependencies. pnpm from 10 on ignores NODE_ENV.
func (i *install) isProductionSet() bool {
	switch i.Manager.Name {
	case "poetry":
		return strings.Contains(i.env["POETRY_WITHOUT"], "dev")
	case "uv":
		return i.env["UV_NO_DEV"] != ""
	case "npm":
		if strings.Contains(i.setting("include"), "dev") {
			return false
		}
		if strings.Contains(i.setting("omit"), "dev") || strings.HasPrefix(i.setting("only"), "prod") {
			return true
		}
	case "mix":
		return i.env["MIX_ENV"] == "prod"
	case "yarn", "pnpm":
	default:
		return false
	}
	if production := i.setting("production"); production != "" {
		return production != "false" && production != "0"
	}
	return i.env["NODE_ENV"] == "production" && i.Manager.Name != "pnpm"
}

// setting returns the value of a setting: its variable, by either case of its name, otherwise the package manager's stored value. Yarn and
// pnpm read npm's variables, too.
func (i *install) setting(name string) string {
	for _, variable := range []string{"npm_config_" + name, i.Manager.Name + "_" + name} {
		if value := cmp.Or(i.env[variable], i.env[strings.ToUpper(variable)]); value != "" {
			return value
		}
	}
	return i.env[i.Manager.Name+settingWord+name]
}

// developsNothing reports whether a manifest certainly has no development dependencies.
func (i *install) developsNothing(text []byte) bool {
	if len(text) == 0 {
		return false
	}
	switch i.Manager.Manifests[0] {
	case "package.json":
		p, err := manifest.ParsePackage(text)
		return err == nil && p.Fields["dependencies"] && !p.Fields["devDependencies"] && !p.Fields["workspaces"]
	case "pyproject.toml":
		known, err := manifest.TOML(text, "project", "tool.poetry")
		develops, _ := manifest.TOML(text, "dependency-groups", "tool.poetry.group", "tool.poetry.dev-dependencies", "tool.uv.dev-dependencies", "tool.pdm.dev-dependencies")
		return err == nil && known && !develops
	case "composer.json":
		var c struct {
			Require    map[string]any
			RequireDev map[string]any `json:"require-dev"`
		}
		return json.Unmarshal(text, &c) == nil && len(c.Require) > 0 && len(c.RequireDev) == 0
	}
	return false
}

// files returns the manifest and the lock file, as far as a directory of the context has them.
func (i *install) files(has func(name string) bool) []string {
	return slices.DeleteFunc(i.Manager.Files(), func(name string) bool { return !has(name) })
}

// text returns the call as written, without the values of variables.
func (i *install) text() string { return phrase.Shorten(strings.Join(i.words, " ")) }
