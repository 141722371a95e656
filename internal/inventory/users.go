package inventory

import (
	"slices"
	"strings"
	"sync"

	"github.com/ctxsize/ctxsize/internal/manifest"
	"github.com/ctxsize/ctxsize/internal/needs"
)

// user is a call that uses a path without naming it.
type user struct {
	programs []string
	words    []string // the call must have all of them, each perhaps with a value behind "="
	any      []string // the call must have one of them, too; nil for none
	names    []string // patterns
	below    bool     // wherever the path is, and not only in the directory of the call
}

var users = []user{
	{programs: []string{"next"}, words: []string{"start"}, names: []string{".next"}},
	{programs: []string{"nuxt", "nuxi"}, words: []string{"start"}, names: []string{".nuxt", ".output"}},
	{programs: []string{"nuxt", "nuxi"}, words: []string{"preview"}, names: []string{".output"}},
	{programs: []string{"vite", "astro", "vitepress"}, words: []string{"preview"}, names: []string{"dist", ".svelte-kit"}},
	{programs: []string{"gatsby"}, words: []string{"serve"}, names: []string{"public", ".cache"}},
	{programs: []string{"docusaurus"}, words: []string{"serve"}, names: []string{"build"}},
	{programs: []string{"dotnet"}, words: []string{"--no-build"}, names: []string{"bin", "obj"}},
	{programs: []string{"dotnet"}, words: []string{"--no-restore"}, names: []string{"obj"}},
	{programs: []string{"npm"}, any: []string{"rebuild", "prune"}, names: []string{"node_modules"}},
	{programs: []string{"mix"}, names: []string{"deps"}},
	{programs: []string{"mix"}, words: []string{"--no-compile"}, names: []string{"_build"}},
	{programs: []string{"iex", "elixir"}, words: []string{"-S", "mix"}, names: []string{"deps"}},
	{programs: []string{"make", "ninja", "ctest", "cpack"}, names: []string{"CMakeFiles", "CMakeCache.txt"}},
	{programs: []string{"meson", "ninja"}, names: []string{"meson-private"}},
	{programs: []string{"tflint", "checkov", "tfsec", "trivy", "infracost"}, names: []string{".terraform"}},
	{programs: []string{"act", "actionlint", "zizmor", "ghalint", "pinact"}, names: []string{".github"}},
	{programs: []string{"circleci"}, names: []string{".circleci"}},
	{programs: []string{"vercel"}, names: []string{".vercel"}},
	{programs: []string{"netlify"}, names: []string{".netlify"}},
	{programs: []string{"wrangler"}, names: []string{".wrangler"}},
	{programs: []string{"serverless", "sls"}, names: []string{".serverless"}},
	{programs: []string{"sst"}, names: []string{".sst"}},
	{programs: []string{"claude"}, names: []string{".claude"}},
	{programs: []string{"codex"}, names: []string{".codex"}},
	{programs: []string{"gemini"}, names: []string{".gemini"}},
	{programs: []string{"cursor-agent"}, names: []string{".cursor"}},
	{programs: []string{"code-server", "openvscode-server", "code"}, names: []string{".vscode"}},
	{programs: []string{"bundle", "bundler"}, names: []string{".bundle"}},
	{programs: []string{"terraform", "tofu"}, names: []string{".terraform"}},
	{programs: []string{"carton"}, words: []string{"exec"}, names: []string{"local"}},
	{programs: []string{"cmake"}, any: []string{"--build", "--install"}, names: []string{"CMakeFiles", "CMakeCache.txt"}},
	{programs: []string{"nitro", "nitropack"}, words: []string{"preview"}, names: []string{".output"}},
	{programs: []string{"dart"}, any: []string{"compile", "build"}, names: []string{".dart_tool"}},
	{programs: []string{"flutter"}, words: []string{"--no-pub"}, names: []string{".dart_tool"}},
	{programs: []string{"stack"}, words: []string{"exec"}, names: []string{".stack-work"}},
	{programs: []string{"cabal"}, any: []string{"exec", "list-bin"}, names: []string{"dist-newstyle"}},
	{programs: []string{"swift"}, words: []string{"--skip-build"}, names: []string{".build"}},
	{programs: []string{"aspnet", "runtime", "runtime-deps"}, names: []string{"bin"}},
	{programs: []string{"pixi"}, words: []string{"--no-install"}, names: []string{".pixi"}},
	{programs: []string{"playwright"}, words: []string{"show-report"}, names: []string{"playwright-report"}},
	{programs: []string{"playwright"}, words: []string{"merge-reports"}, names: []string{"blob-report"}},
	{programs: []string{"allure"}, any: []string{"generate", "serve"}, names: []string{"allure-results"}},
	{programs: []string{"allure"}, words: []string{"open"}, names: []string{"allure-report"}},
	{programs: []string{"sonar-scanner", "sonar", "codecov", "codecovcli", "coveralls", "codacy-coverage-reporter", "qlty", "diff-cover"}, names: []string{"coverage", "htmlcov", ".coverage", "coverage.xml", "coverage.out", "coverage.txt", "cover.out", "lcov.info", "test-results", "TestResults", "junit.xml", ".resultset.json"}, below: true},
	{programs: []string{"nyc"}, any: []string{"report", "check-coverage", "merge"}, names: []string{".nyc_output"}},
	{programs: []string{"c8"}, words: []string{"report"}, names: []string{"coverage"}},
	{programs: []string{"coverage"}, any: []string{"html", "xml", "report", "combine", "json", "lcov"}, names: []string{".coverage", ".coverage.*"}},
	{programs: []string{"gcovr", "lcov", "gcov", "fastcov"}, names: []string{"*.gcda", "*.gcno", "*.gcov"}, below: true},
	{programs: []string{"grcov", "llvm-profdata"}, names: []string{"*.profraw", "*.gcda", "*.gcno"}, below: true},
	{programs: []string{"gcc", "g++", "cc", "c++", "clang", "clang++", "gfortran"}, any: []string{"-fprofile-use", "-fbranch-probabilities", "-fprofile-instr-use"}, names: []string{"*.gcda", "*.profdata"}, below: true},
	{programs: []string{"libtool"}, names: []string{".libs"}, below: true},
	{programs: []string{"make"}, words: []string{"install"}, names: []string{".libs"}, below: true},
	{programs: []string{"bloop"}, names: []string{".bloop"}},
	{programs: []string{"theia"}, names: []string{".theia"}},
	{programs: []string{"jenkinsfile-runner"}, names: []string{"Jenkinsfile"}},
	{programs: []string{"drone"}, words: []string{"exec"}, names: []string{".drone.yml"}},
	{programs: []string{"buildkite-agent"}, names: []string{".buildkite"}},
	{programs: []string{"woodpecker-cli"}, names: []string{".woodpecker*"}},
	{programs: []string{"gitlab-ci-local", "gitlab-runner"}, names: []string{".gitlab-ci.yml", ".gitlab"}},
	{programs: []string{"renovate", "renovate-config-validator"}, names: []string{".github", ".gitlab"}},
	{programs: []string{"travis"}, names: []string{".travis.yml"}},
	{programs: []string{"cloud-build-local"}, names: []string{"cloudbuild*.yaml"}},
	{programs: []string{"cirrus"}, names: []string{".cirrus.yml"}},
	{programs: []string{"copier", "cookiecutter"}, names: []string{".github", ".gitlab", ".gitlab-ci.yml", ".circleci", ".vscode", ".idea", "azure-pipelines*.yml", "Jenkinsfile*"}, below: true},
	{programs: []string{"bun", "honcho", "foreman", "pipenv", "overmind", "hivemind", "goreman", "dotenvx"}, names: []string{".env"}},
	{programs: []string{"deno"}, any: []string{"--env-file", "--env"}, names: []string{".env"}},
	{programs: []string{"composer"}, words: []string{"dump-env"}, names: []string{".env"}},
	{programs: []string{"prisma"}, names: []string{".env"}},
	{programs: []string{"artisan"}, names: []string{".env"}},
}

// usersOf indexes users by their programs.
var usersOf = sync.OnceValue(func() map[string][]*user { return byProgram(users, func(u *user) []string { return u.programs }) })

// uses reports whether a call of one of the programs with these words uses a path of that name.
func (u *user) uses(words []string, name string) bool {
	has := func(want string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return w == want || strings.HasPrefix(w, want+"=") })
	}
	return manifest.MatchesAny(u.names, name) && (u.any == nil || slices.ContainsFunc(u.any, has)) && !slices.ContainsFunc(u.words, func(w string) bool { return !has(w) })
}

// isAlways reports whether every call of the programs is meant.
func (u *user) isAlways() bool { return u.words == nil && u.any == nil }

// UsesFirst reports whether a command uses a path of that name before it may create it, as `dotnet build --no-restore` does.
func UsesFirst(c *needs.Call, name string) bool {
	words := c.Words()[1:]
	return slices.ContainsFunc(usersOf()[c.Program()], func(u *user) bool { return !u.isAlways() && u.uses(words, name) })
}

// UsesUnnamed reports whether a command uses a path of that name that it does not name, and whether it does so wherever the path is.
func UsesUnnamed(c *needs.Call, name string) (uses, below bool) {
	words := c.Words()[1:]
	for _, u := range usersOf()[c.Program()] {
		if u.uses(words, name) {
			return true, u.below
		}
	}
	first, _, _ := strings.Cut(c.Text, " ")
	return name == ".venv" && first == "uv" && strings.Contains(c.Text, "--no-sync") || (name == ".venv" || name == "__pypackages__") && slices.Contains([]string{"poetry", "pipenv", "pdm", "rye"}, first) && strings.HasPrefix(c.Text, first+" run") ||
		slices.Contains(stores, name) && IsOffline(words), false
}

// UsedByImage reports whether the program that an image is for uses a path of that name. The image has the name of the program.
func UsedByImage(image, name string) bool {
	return slices.ContainsFunc(usersOf()[image], func(u *user) bool { return u.isAlways() && u.uses(nil, name) })
}

// IsUsedUnnamed reports whether some program uses paths of that name without naming them.
func IsUsedUnnamed(name string) bool {
	return slices.ContainsFunc(users, func(u user) bool { return manifest.MatchesAny(u.names, name) })
}

// stores are directories that package managers keep downloads in.
var stores = []string{".pnpm-store", ".yarn-cache", "cache", ".npm", ".uv-cache", ".uv", ".pip-cache", ".bun", ".m2", ".ivy2", ".coursier", ".gradle", "bundle", "unplugged", ".cargo", "vendor", "pip", "uv"}
