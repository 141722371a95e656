package inventory

import (
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/ctxsize/ctxsize/internal/manifest"
	"github.com/ctxsize/ctxsize/internal/needs"
	"github.com/ctxsize/ctxsize/internal/shell"
)

// reach is the location in which a command creates a directory, relative to its working directory; the zero value is that directory alone.
type reach uint8

const (
	// upwards: in it or above it, as a workspace's root is.
	ReachUpwards reach = iota + 1
	// anywhere: in it, above it or below it.
	ReachAnywhere
)

// maker is a program that makes directories of these names.
type maker struct {
	programs []string
	// The call must have one of the verbs (nil for any call), and none of the words in not.
	verbs, not []string
	names      []string // patterns
	reach      reach
	word       string   // that an argument contains, "" for none
	operands   []string // patterns for an argument that the call must have, nil for none
}

var makers = []maker{
	{programs: []string{"npm"}, verbs: []string{"ci", "install", "i", "clean-install"}, not: []string{"-g", "--global"}, names: []string{"node_modules"}},
	{programs: []string{"pnpm"}, verbs: []string{"install", "i", "deploy"}, not: []string{"-g", "--global"}, names: []string{"node_modules", ".pnpm-store"}},
	{programs: []string{"yarn"}, verbs: []string{"", "install", "workspaces"}, names: []string{"node_modules"}},
	{programs: []string{"yarn"}, verbs: []string{"", "install", "workspaces"}, names: []string{"unplugged", "install-state.gz", "build-state.yml", "cache"}, reach: ReachAnywhere},
	{programs: []string{"bun"}, verbs: []string{"install", "i"}, not: []string{"-g", "--global"}, names: []string{"node_modules"}},
	{programs: []string{"bower"}, verbs: []string{"install"}, names: []string{"bower_components"}},
	{programs: []string{"jspm"}, verbs: []string{"install"}, names: []string{"jspm_packages"}},
	{programs: []string{"composer"}, verbs: []string{"install", "update"}, names: []string{"vendor"}},
	{programs: []string{"bundle", "bundler"}, verbs: []string{"", "install"}, not: []string{"--local"}, names: []string{"bundle", "cache"}, reach: ReachAnywhere},
	{programs: []string{"pod"}, verbs: []string{"install"}, names: []string{"Pods"}},
	{programs: []string{"carthage"}, verbs: []string{"bootstrap", "update"}, names: []string{"Build", "Checkouts"}, reach: ReachAnywhere},
	{programs: []string{"mix"}, verbs: []string{"deps.get", "do"}, names: []string{"deps"}, reach: ReachUpwards},
	{programs: []string{"mix", "rebar3", "dune"}, not: []string{"deps.get", "--no-compile"}, names: []string{"_build"}, reach: ReachUpwards},
	{programs: []string{"opam"}, names: []string{"_opam"}},
	{programs: []string{"dart", "flutter", "pub"}, verbs: []string{"pub", "get", "run", "test", "build", "upgrade"}, not: []string{"--no-pub"}, names: []string{".dart_tool", ".packages", "build"}},
	{programs: []string{"pip", "pip3"}, verbs: []string{"install"}, operands: []string{".", "./", ".[*", "-e", "--editable", "-e.", "./*"}, names: []string{"*.egg-info"}, reach: ReachAnywhere},
	{programs: []string{"uv", "poetry", "pdm", "hatch", "rye"}, verbs: []string{"sync", "install", "pip"}, not: []string{"--no-root", "--no-install-project", "--no-self", "-r"}, names: []string{"*.egg-info"}, reach: ReachAnywhere},
	{programs: []string{"setup.py"}, names: []string{"*.egg-info"}, reach: ReachAnywhere},
	{programs: []string{"elm"}, verbs: []string{"make"}, names: []string{"elm-stuff"}},
	{programs: []string{"terraform", "tofu"}, verbs: []string{"init"}, names: []string{".terraform"}},
	{programs: []string{"terragrunt"}, names: []string{".terragrunt-cache"}},
	{programs: []string{"Rscript", "R"}, word: "restore(", names: []string{"library", "local", "staging", "lib*"}, reach: ReachAnywhere},
	{programs: []string{"luarocks"}, verbs: []string{"install", "make"}, names: []string{"lua_modules"}},
	{programs: []string{"carton", "cpm", "cpanm"}, names: []string{"local"}},
	{programs: []string{"pixi"}, verbs: []string{"install"}, names: []string{".pixi"}},
	{programs: []string{"pdm"}, verbs: []string{"install", "sync"}, names: []string{"__pypackages__", ".venv"}},
	{programs: []string{"uv"}, verbs: []string{"sync", "venv"}, names: []string{".venv"}, reach: ReachUpwards},
	{programs: []string{"poetry"}, verbs: []string{"install", "sync"}, names: []string{".venv"}},
	{programs: []string{"pipenv"}, verbs: []string{"install", "sync"}, names: []string{".venv"}},
	{programs: []string{"cargo", "cross", "trunk", "wasm-pack", "maturin", "cargo-leptos"}, verbs: []string{"build", "b", "run", "r", "test", "t", "install", "check", "clippy", "rustc", "bench", "doc", "leptos", "chef", "serve", "zigbuild", "auditable"},
		not: []string{"prepare"}, names: []string{"target"}, reach: ReachUpwards},
	{programs: []string{"mvn", "mvnw", "mvnd", "sbt"}, not: []string{"dependency:go-offline", "dependency:resolve"}, names: []string{"target", "project"}, reach: ReachAnywhere},
	{programs: []string{"gradle", "gradlew"}, names: []string{"build", ".gradle", ".kotlin"}, reach: ReachAnywhere},
	{programs: []string{"dotnet", "msbuild"}, verbs: []string{"build", "publish", "pack", "test", "run", "msbuild"}, not: []string{"--no-build"}, names: []string{"bin", "obj"}, reach: ReachAnywhere},
	{programs: []string{"dotnet", "nuget"}, verbs: []string{"restore"}, names: []string{"obj"}, reach: ReachAnywhere},
	{programs: []string{"next"}, verbs: []string{"build"}, names: []string{".next", "out"}},
	{programs: []string{"nuxt", "nuxi", "nitro", "nitropack"}, verbs: []string{"build", "generate", "prepare", "build-module"}, names: []string{".nuxt", ".output", ".nitro", "dist"}},
	{programs: []string{"svelte-kit", "vite"}, verbs: []string{"sync", "build"}, names: []string{".svelte-kit", "dist", "build", ".vite"}},
	{programs: []string{"astro"}, verbs: []string{"build", "sync"}, names: []string{".astro", "dist"}},
	{programs: []string{"gatsby"}, verbs: []string{"build"}, names: []string{".cache", "public"}},
	{programs: []string{"docusaurus"}, verbs: []string{"build"}, names: []string{".docusaurus", "build"}},
	{programs: []string{"vitepress", "vuepress"}, verbs: []string{"build"}, names: []string{"dist", "cache", ".cache"}, reach: ReachAnywhere},
	{programs: []string{"storybook", "build-storybook"}, names: []string{"storybook-static"}},
	{programs: []string{"expo"}, verbs: []string{"export", "export:web", "build:web"}, names: []string{"web-build", ".expo", "dist"}},
	{programs: []string{"react-router"}, verbs: []string{"build", "typegen"}, names: []string{".react-router", "build"}},
	{programs: []string{"turbo", "nx", "lerna"}, verbs: []string{"run", "build", "run-many"}, names: []string{".turbo", ".nx", ".next", "dist"}, reach: ReachAnywhere},
	{programs: []string{"ng"}, verbs: []string{"build"}, names: []string{".angular", "dist"}},
	{programs: []string{"webpack", "rollup", "parcel", "esbuild", "tsc", "tsup", "react-scripts", "vue-cli-service", "nest", "vite"}, names: []string{"dist", "build", ".parcel-cache", ".cache", ".rollup.cache"}},
	{programs: []string{"jest", "vitest", "nyc", "c8", "pytest", "coverage"}, names: []string{"coverage", "htmlcov", ".nyc_output", ".pytest_cache"}},
	{programs: []string{"playwright"}, names: []string{"test-results", "playwright-report", "blob-report"}},
	{programs: []string{"swift"}, verbs: []string{"build", "run", "test"}, names: []string{".build"}, reach: ReachUpwards},
	{programs: []string{"zig"}, verbs: []string{"build"}, names: []string{"zig-out", ".zig-cache", "zig-cache"}, reach: ReachUpwards},
	{programs: []string{"stack"}, verbs: []string{"build", "install", "test"}, names: []string{".stack-work"}, reach: ReachAnywhere},
	{programs: []string{"cabal"}, verbs: []string{"build", "install", "v2-build", "new-build", "test"}, names: []string{"dist-newstyle"}, reach: ReachUpwards},
	{programs: []string{"bazel", "bazelisk"}, verbs: []string{"build", "run", "test"}, names: []string{"bazel-*"}, reach: ReachUpwards},
	{programs: []string{"buck", "buck2"}, verbs: []string{"build"}, names: []string{"buck-out"}, reach: ReachUpwards},
	{programs: []string{"meson"}, verbs: []string{"setup"}, names: []string{"meson-private", "meson-logs"}, reach: ReachAnywhere},
	{programs: []string{"cmake"}, not: []string{"--build", "--install"}, names: []string{"CMakeFiles", "CMakeCache.txt"}, reach: ReachAnywhere},
	{programs: []string{"sphinx-build"}, names: []string{"_build"}, reach: ReachAnywhere},
	{programs: []string{"hugo"}, names: []string{"_gen", "public"}, reach: ReachAnywhere},
	{programs: []string{"nim", "nimble"}, names: []string{"nimcache"}},
	{programs: []string{"tox", "nox"}, names: []string{".tox", ".nox"}},
}

// Made is a directory that a command creates.
type Made struct {
	Path  string // absolute, without the name of what was made
	Reach reach
	// workspaces: those of members below it, too.
	Workspaces bool
}

// makersOf indexes makers by their programs.
var makersOf = sync.OnceValue(func() map[string][]*maker { return byProgram(makers, func(m *maker) []string { return m.programs }) })

// byProgram indexes rules by their programs.
func byProgram[T any](rules []T, programs func(*T) []string) map[string][]*T {
	index := map[string][]*T{}
	for n := range rules {
		for _, program := range programs(&rules[n]) {
			index[program] = append(index[program], &rules[n])
		}
	}
	return index
}

// Makes returns the locations in which a command creates a directory of that name.
func Makes(c *needs.Call, name string) []Made {
	if made := asTold(c, name); made != nil {
		return made
	}
	var list []Made
	for _, m := range makersOf()[c.Program()] {
		if m.named(name) && m.runs(c.Words()[1:]) && !putsElsewhere(c) {
			dir := DirectoryOf(c)
			list = append(list, Made{dir, m.reach, name == "node_modules" && !isPartial(c.Words()[1:])})
		}
	}
	return list
}

// isPartial reports whether a package manager installs some of the workspaces only.
func isPartial(words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool {
		flag, value, _ := strings.Cut(w, "=")
		switch flag {
		case "--filter", "-F", "--filter-prod", "--workspace", "-w", "--workspace-root", "--scope", "--ignore-workspace", "--no-workspaces", "focus", "workspace":
			return true
		case "--workspaces":
			return value == "false"
		}
		return false
	})
}

// elsewhereFlags and elsewhereVariables move the output of a program to another directory than the default.
var (
	elsewhereFlags     = []string{"--target-dir", "--scratch-path", "--build-path", "-DbuildDirectory", "--modules-dir", "--modules-folder", "--artifacts-path"}
	elsewhereVariables = []string{"CARGO_TARGET_DIR", "CARGO_BUILD_TARGET_DIR", "UV_PROJECT_ENVIRONMENT", "BUNDLE_PATH"}
)

// putsElsewhere reports whether a flag or a variable moves the output of a command to another directory.
func putsElsewhere(c *needs.Call) bool {
	told := slices.ContainsFunc(c.Words(), func(w string) bool {
		flag, _, _ := strings.Cut(w, "=")
		return slices.Contains(elsewhereFlags, flag) || c.Program() == "zig" && (flag == "--prefix" || flag == "-p")
	})
	return told || slices.ContainsFunc(elsewhereVariables, func(name string) bool { return c.Getenv(name) != "" && belongsTo(name, c.Program()) })
}

// belongsTo reports whether a variable is one of a program.
func belongsTo(variable, program string) bool {
	owner, _, _ := strings.Cut(strings.ToLower(variable), "_")
	return strings.HasPrefix(program, owner)
}

func (m *maker) named(name string) bool {
	return manifest.MatchesAny(m.names, name)
}

// dryFlags make a package manager write its lock file only, or nothing.
var dryFlags = []string{"--dry-run", "--package-lock-only", "--lockfile-only", "--mode=update-lockfile", "--mode=skip-build-and-install", "--no-install", "--lock", "--help", "--lock-only"}

func (m *maker) runs(words []string) bool {
	if slices.ContainsFunc(words, func(w string) bool { return slices.Contains(dryFlags, w) }) {
		return false
	}
	if slices.ContainsFunc(m.not, func(w string) bool { return slices.Contains(words, w) }) || IsOffline(words) {
		return false
	}
	if m.word != "" && !slices.ContainsFunc(words, func(w string) bool { return strings.Contains(w, m.word) }) {
		return false
	}
	if m.operands != nil && !slices.ContainsFunc(words, func(w string) bool { return manifest.MatchesAny(m.operands, w) }) {
		return false
	}
	if m.verbs == nil {
		return true
	}
	verb := ""
	for n, w := range words {
		if strings.HasPrefix(w, "-") || strings.HasPrefix(w, "+") || n > 0 && isDirectoryFlag(words[n-1]) {
			continue
		}
		verb = w
		break
	}
	return slices.Contains(m.verbs, verb)
}

// offline are the flags that make a package manager use local packages only.
var offline = []string{"--offline", "--local", "--no-index", "-mod=vendor"}

// IsOffline reports whether a command installs without downloading.
func IsOffline(words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return slices.Contains(offline, w) })
}

// directoryFlags are flags that set the working directory of a program.
var directoryFlags = []string{"--prefix", "-C", "--cwd", "--dir", "--directory", "--project", "--working-dir", "-d", "--manifest-path", "--root"}

func isDirectoryFlag(w string) bool { return slices.Contains(directoryFlags, w) }

// DirectoryOf returns the directory that a command works in, "" if it is unknown.
func DirectoryOf(c *needs.Call) string {
	dir := c.Dir
	for n, w := range c.Args {
		flag, value, joined := strings.Cut(w.Text, "=")
		if !isDirectoryFlag(flag) || flag == "-d" && c.Program() != "composer" {
			continue
		}
		static := w.Static
		if !joined {
			if n+1 == len(c.Args) {
				continue
			}
			value, static = c.Args[n+1].Text, c.Args[n+1].Static
		}
		if strings.HasSuffix(value, ".toml") {
			value = path.Dir(value)
		}
		switch {
		case !static:
			return ""
		case path.IsAbs(value):
			dir = path.Clean(value)
		case dir != "":
			dir = path.Join(dir, value)
		}
	}
	return dir
}

// asTold returns the directory that a command creates because its words name it: mkdir, a virtual environment, the output of a build.
func asTold(c *needs.Call, name string) []Made {
	if !slices.ContainsFunc(c.Args[1:], func(w shell.Word) bool { return strings.Contains(w.Text, name) }) {
		return nil
	}
	words := c.Words()[1:]
	if IsOffline(words) {
		return nil
	}
	outputs := 0
	switch c.Program() {
	case "mkdir", "virtualenv", "install":
		outputs = 1
	case "uv":
		if len(words) > 0 && words[0] == "venv" {
			outputs = 1
		}
	case "python", "python3":
		if len(words) > 1 && words[0] == "-m" && (words[1] == "venv" || words[1] == "virtualenv") {
			outputs = 1
		}
	case "git":
		if slices.Contains(words, "clone") {
			outputs = 1
		}
	}
	var list []Made
	for n, w := range words {
		value := w
		if flag, rest, joined := strings.Cut(w, "="); joined && IsOutput(flag) {
			value = rest
		} else if (n == 0 || !IsOutput(words[n-1])) && outputs == 0 {
			continue
		}
		if path.Base(path.Clean(value)) == name && c.Args[n+1].Static {
			list = append(list, Made{Path: path.Dir(Absolute(c.Dir, value))})
		}
	}
	return list
}

// IsOutput reports whether a flag names the output of a program.
func IsOutput(flag string) bool {
	lower := strings.ToLower(flag)
	if strings.HasPrefix(flag, "--") && slices.ContainsFunc([]string{"out", "dest", "report", "coverage", "target", "cache"}, func(w string) bool { return strings.Contains(lower, w) }) {
		return true
	}
	return slices.Contains([]string{"-o", "--output", "--out", "--outdir", "--out-dir", "--target-dir", "--build-path", "--destination", "--dest", "-B", "--scratch-path", "--store-dir", "--output-path"}, flag)
}

// Absolute returns a path in a directory; if that is unknown, one that never exists.
func Absolute(dir, p string) string {
	switch {
	case path.IsAbs(p):
		return path.Clean(p)
	case dir == "":
		return "?"
	}
	return path.Join(dir, p)
}
