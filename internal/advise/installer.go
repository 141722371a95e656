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
	"github.com/ctxsize/ctxsize/internal/manifest"
	"github.com/ctxsize/ctxsize/internal/needs"
	"github.com/ctxsize/ctxsize/internal/phrase"
	"github.com/ctxsize/ctxsize/internal/shell"
)

// installer is a package manager, and how a RUN calls it.
type installer struct {
	name string
	// verbs install the dependencies of the project's manifest; "" is the program without a verb.
	verbs []string
	// tree is the directory of installed packages, beside the manifest; "" if they are elsewhere.
	tree string
	// develops: without one of the production flags, development dependencies are installed, too.
	develops   bool
	production []string
	better     string // the command that omits them
	cache      string // the directory of downloads, for a cache mount
	// cacheFlag and cacheEnv set another cache directory, and cacheOff is a variable that disables the cache.
	cacheFlag, cacheEnv, cacheOff string
	// stays: downloads are used in the cache directory.
	stays     bool
	manifests []string
	locks     []string
	// apart is the flag that installs without the project's own sources.
	apart string
	// takes: words after the verb are package names, and then the project itself is not installed.
	takes bool
}

var installers = []installer{
	{name: "npm", verbs: []string{"ci", "install", "i", "clean-install"}, tree: "node_modules", develops: true, takes: true,
		production: []string{"--omit=dev", "--omit dev", "--production", "--only=prod", "--only=production"}, better: "npm ci --omit=dev",
		cache: "/root/.npm", cacheFlag: "--cache", cacheEnv: "npm_config_cache",
		manifests: []string{"package.json"}, locks: []string{"package-lock.json", "npm-shrinkwrap.json"}},
	{name: "yarn", verbs: []string{"", "install"}, tree: "node_modules", develops: true, production: []string{"--production", "--prod"},
		better: "yarn install --production --frozen-lockfile",
		cache:  "/usr/local/share/.cache/yarn", cacheFlag: "--cache-folder", cacheEnv: "YARN_CACHE_FOLDER",
		manifests: []string{"package.json"}, locks: []string{"yarn.lock", ".yarnrc.yml"}},
	{name: "pnpm", verbs: []string{"install", "i"}, tree: "node_modules", develops: true, production: []string{"--prod", "-P", "--production"},
		better: "pnpm install --prod --frozen-lockfile",
		cache:  "/root/.local/share/pnpm/store", cacheFlag: "--store-dir", cacheEnv: "npm_config_store_dir",
		manifests: []string{"package.json"}, locks: []string{"pnpm-lock.yaml", "pnpm-workspace.yaml"}},
	{name: "bun", verbs: []string{"install", "i"}, tree: "node_modules", develops: true, production: []string{"--production", "-p"},
		better: "bun install --production --frozen-lockfile",
		cache:  "/root/.bun/install/cache", cacheFlag: "--cache-dir", cacheEnv: "BUN_INSTALL_CACHE_DIR",
		manifests: []string{"package.json"}, locks: []string{"bun.lock", "bun.lockb"}},
	{name: "poetry", verbs: []string{"install"}, tree: ".venv", develops: true,
		production: []string{"--only main", "--only=main", "--no-dev", "--without dev", "--without=dev", "--only-root"}, better: "poetry install --only main --no-root",
		cache: "/root/.cache/pypoetry", cacheEnv: "POETRY_CACHE_DIR",
		manifests: []string{"pyproject.toml"}, locks: []string{"poetry.lock"}, apart: "--no-root"},
	{name: "uv", verbs: []string{"sync"}, tree: ".venv", develops: true, production: []string{"--no-dev", "--no-default-groups", "--only-group"},
		better: "uv sync --frozen --no-dev", cache: "/root/.cache/uv", cacheFlag: "--cache-dir", cacheEnv: "UV_CACHE_DIR", cacheOff: "UV_NO_CACHE",
		manifests: []string{"pyproject.toml"}, locks: []string{"uv.lock"}, apart: "--no-install-project"},
	{name: "pdm", verbs: []string{"install", "sync"}, tree: ".venv", develops: true, production: []string{"--prod", "--production", "--no-dev"},
		better: "pdm sync --prod", cache: "/root/.cache/pdm", cacheEnv: "PDM_CACHE_DIR",
		manifests: []string{"pyproject.toml"}, locks: []string{"pdm.lock"}, apart: "--no-self"},
	{name: "pipenv", verbs: []string{"install", "sync"}, tree: ".venv", cache: "/root/.cache/pipenv", cacheEnv: "PIPENV_CACHE_DIR",
		manifests: []string{"Pipfile"}, locks: []string{"Pipfile.lock"}},
	{name: "pip", verbs: []string{"install"},
		cache: "/root/.cache/pip", cacheFlag: "--cache-dir", cacheEnv: "PIP_CACHE_DIR", cacheOff: "PIP_NO_CACHE_DIR",
		manifests: []string{"requirements.txt"}, takes: true},
	{name: "uv pip", verbs: []string{"install", "sync"},
		cache: "/root/.cache/uv", cacheFlag: "--cache-dir", cacheEnv: "UV_CACHE_DIR", cacheOff: "UV_NO_CACHE",
		manifests: []string{"requirements.txt"}, takes: true},
	{name: "bundle", verbs: []string{"", "install"}, cache: "/usr/local/bundle/cache", manifests: []string{"Gemfile"}, locks: []string{"Gemfile.lock"}},
	{name: "composer", verbs: []string{"install"}, tree: "vendor", develops: true, production: []string{"--no-dev"}, better: "composer install --no-dev",
		cache: "/root/.composer/cache", cacheEnv: "COMPOSER_CACHE_DIR",
		manifests: []string{"composer.json"}, locks: []string{"composer.lock"}, apart: "--no-autoloader"},
	{name: "go", verbs: []string{"mod"}, cache: "/go/pkg/mod", cacheEnv: "GOMODCACHE", stays: true,
		manifests: []string{"go.mod"}, locks: []string{"go.sum"}},
	{name: "cargo", verbs: []string{"fetch"}, cache: "/usr/local/cargo/registry", stays: true,
		manifests: []string{"Cargo.toml"}, locks: []string{"Cargo.lock"}},
	{name: "dotnet", verbs: []string{"restore"}, cache: "/root/.nuget/packages", cacheEnv: "NUGET_PACKAGES", stays: true},
}

// install is one call of a package manager.
type install struct {
	*installer
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
	name, words := path.Base(c.words[0]), c.words
	switch {
	case (name == "python" || name == "python3") && len(words) > 2 && words[1] == "-m":
		name, words = words[2], words[2:]
	case name == "uv" && len(words) > 1 && words[1] == "pip":
		name, words = "uv pip", words[1:]
	case name == "pip3":
		name = "pip"
	}
	n := slices.IndexFunc(installers, func(i installer) bool { return i.name == name })
	if n < 0 {
		return install{}, false
	}
	one := install{installer: &installers[n], run: run, call: c}
	verb, rest := one.verb(words[1:])
	if one.deployed = one.deploys(); one.deployed != "" || one.tree != "" && (verb == "prune" || one.focuses()) {
		one.removesDevelopment, one.production = true, true
		return one, true
	}
	if !slices.Contains(one.verbs, verb) || !one.isProject(verb, rest) {
		return install{}, false
	}
	one.production = one.isProduction(rest)
	return one, true
}

// deploys returns the directory in which `pnpm deploy` puts a package for production.
func (i *install) deploys() string {
	production := slices.ContainsFunc(i.words, func(w string) bool { return slices.Contains(i.installer.production, w) })
	if i.name != "pnpm" || !slices.Contains(i.words, "deploy") || !production {
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
	return i.name == "yarn" && slices.Contains(i.words, "focus") && slices.Contains(i.words, "--production")
}

// verb finds the first word that is not a flag.
func (i *install) verb(words []string) (verb string, rest []string) {
	for n, w := range words {
		if !strings.HasPrefix(w, "-") {
			return w, slices.Concat(words[:n], words[n+1:])
		}
	}
	return "", words
}

// isProject reports whether the call installs the dependencies of the project's manifest, not single packages or the project itself.
func (i *install) isProject(verb string, rest []string) bool {
	switch {
	case i.name == "go":
		return slices.Contains(rest, "download")
	case strings.HasSuffix(i.name, "pip"):
		return slices.ContainsFunc(rest, func(w string) bool {
			return w == "-r" || strings.HasPrefix(w, "--requirement") || strings.HasPrefix(w, "-r")
		})
	case verb == "" && slices.ContainsFunc(rest, func(w string) bool { return w == "--version" || w == "-v" || w == "--help" }):
		return false
	case i.takes:
		return !slices.ContainsFunc(rest, func(w string) bool { return w == "-g" || w == "--global" || !strings.HasPrefix(w, "-") && w != "dev" })
	}
	return true
}

// isProduction reports whether a flag or the environment omits development dependencies.
func (i *install) isProduction(rest []string) bool {
	if !i.develops {
		return true
	}
	line := " " + strings.Join(rest, " ") + " "
	if strings.Contains(line, " --include=dev ") || strings.Contains(line, " --production=false ") {
		return false
	}
	if slices.ContainsFunc(i.installer.production, func(flag string) bool {
		return strings.Contains(line, " "+flag+" ") || strings.Contains(line, " "+flag+",")
	}) {
		return true
	}
	return i.isProductionSet()
}

// isProductionSet reports whether the environment or a setting omits development dependencies. pnpm from 10 on ignores NODE_ENV.
func (i *install) isProductionSet() bool {
	switch i.name {
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
	case "yarn", "pnpm":
	default:
		return false
	}
	if production := i.setting("production"); production != "" {
		return production != "false" && production != "0"
	}
	return i.env["NODE_ENV"] == "production" && i.name != "pnpm"
}

// setting returns the value of a setting: its variable, by either case of its name, otherwise the package manager's stored value. Yarn and
// pnpm read npm's variables, too.
func (i *install) setting(name string) string {
	for _, variable := range []string{"npm_config_" + name, i.name + "_" + name} {
		if value := cmp.Or(i.env[variable], i.env[strings.ToUpper(variable)]); value != "" {
			return value
		}
	}
	return i.env[i.name+settingWord+name]
}

// developsNothing reports whether a manifest certainly has no development dependencies.
func (i *install) developsNothing(text []byte) bool {
	if len(text) == 0 {
		return false
	}
	switch i.manifests[0] {
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
	var list []string
	for _, name := range slices.Concat(i.manifests, i.locks) {
		if has(name) {
			list = append(list, name)
		}
	}
	return list
}

// alone returns the call with the flag that installs without the project's sources.
func (i *install) alone() string {
	line := i.written()
	if i.apart != "" && !slices.Contains(i.words, i.apart) {
		line += " " + i.apart
	}
	return line
}

// written returns the call with the assignments in front of it.
func (i *install) written() string {
	return strings.Join(append(slices.Clone(i.set), shell.QuoteAll(i.words)), " ")
}

// text returns the call as written, without the values of variables.
func (i *install) text() string { return phrase.Shorten(strings.Join(i.words, " ")) }
