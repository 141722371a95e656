package required

import (
	"bytes"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/manifest"
	"github.com/ctxsize/ctxsize/internal/phrase"
)

// sign is text from which it follows that a program of the project may use a path that it does not name.
type sign struct {
	rules []string // the rules for such paths, by their IDs
	names []string // patterns for the last part of a path, nil for any
	files []string // patterns for the names of the files to search
	words []string // any of them is enough; nil where the file itself is
	// always: even where the build makes the path.
	always bool
	// most is the number of files to search, 0 for [maxSigned]. Beyond it nothing is concluded: manifests are searched for the same.
	most int
}

var (
	// buildFiles are files with commands of builds.
	buildFiles = []string{"Makefile", "makefile", "GNUmakefile", "*.mk", "*.sh", "*.py", "pyproject.toml", "setup.cfg", "pom.xml", "build.gradle", "build.gradle.kts", "build.xml", "CMakeLists.txt", "*.cmake", "meson.build", "package.json",
		"*.js", "*.mjs", "Rakefile", "*.rb", "*.pl", "build.rs", "configure.ac", "*.cabal", "justfile", "Taskfile.yml"}
	// packageLists list the packages of programs.
	packageLists = []string{"package.json", "requirements*.txt", "pyproject.toml", "*.csproj", "go.mod"}
	// javaScript are the sources of programs for Node.js.
	javaScript = []string{"*.js", "*.mjs", "*.cjs", "*.ts", "*.mts"}
	// environmentManifests list the packages that programs read environment files with.
	environmentManifests = []string{"package.json", "requirements*.txt", "pyproject.toml", "Pipfile", "setup.py", "setup.cfg", "composer.json", "Gemfile", "go.mod", "Cargo.toml", "pom.xml", "build.gradle", "build.gradle.kts", "*.csproj", "*.fsproj", "pubspec.yaml", "mix.exs"}
)

// signs are in no order.
var signs = []sign{
	{rules: []string{"vcs-git"}, files: []string{"*antora-playbook*.yml", "antora-playbook.yaml"}, words: []string{"url: .", "url: ./"}},
	{rules: []string{"vcs-git"}, files: []string{"build.gradle", "build.gradle.kts", "pom.xml"}, words: []string{"ratchetFrom"}},
	{rules: []string{"vcs-git"}, files: []string{"conanfile.py"}, words: []string{"scm import Git", "tools.Git", "scm = "}},
	{rules: []string{"vcs-git"}, files: []string{"*.php"}, words: []string{"getRootPackage"}},
	{rules: []string{"vcs-git"}, files: []string{"Makefile", "*.sh", "package.json", "compose*.yml", "compose*.yaml", "docker-compose*.yml", "docker-compose*.yaml"}, words: []string{"'.git#", "\".git#", " .git#"}},
	{rules: []string{"vcs-hg"}, files: buildFiles, words: []string{"hg id", "hg identify", "hg log", "hg parent", "hg summary", "hg tip", `"hg"`, "'hg'", "setuptools_scm", "setuptools-scm", "hatch-vcs", "versioningit", "dunamai", "dynamic-versioning", "hgtools", "mercurial", "buildnumber-maven-plugin", "vcs_tag", "HG_WC"}},
	{rules: []string{"vcs-svn"}, files: buildFiles, words: []string{"svnversion", "svn info", "svn log", `"svn"`, "'svn'", "Subversion_", "svnkit", "buildnumber-maven-plugin", "vcs_tag"}},
	{rules: []string{"vcs-bzr"}, files: buildFiles, words: []string{"bzr revno", "bzr version-info", "bzr log", `"bzr"`, "'bzr'", "dunamai", "vcs_tag"}},
	{rules: []string{"vcs-fossil"}, files: buildFiles, words: []string{"fossil info", "fossil status", "fossil timeline", `"fossil"`, "'fossil'", "dunamai"}},
	{rules: []string{"vcs-jj"}, files: buildFiles, words: []string{"jj log", "jj show", `"jj"`, "'jj'"}},
	{rules: []string{"vcs-sl"}, files: buildFiles, words: []string{"sl log", "sl id", `"sl"`, "'sl'"}},
	{rules: []string{"out-py-egginfo"}, files: []string{"*.py"}, words: []string{"importlib.metadata", "importlib_metadata", "from importlib import metadata", "pkg_resources", "stevedore"}},
	{rules: []string{"out-py-egginfo-eggs"}, files: []string{"setup.py", "setup.cfg"}, words: []string{"setup_requires"}},
	{rules: []string{"cache-agents"}, names: []string{".claude"}, files: packageLists, words: []string{"claude-agent-sdk", "claude_agent_sdk", "claude-code"}},
	{rules: []string{"cache-agents"}, names: []string{".codex"}, files: packageLists, words: []string{"codex-sdk", "@openai/codex"}},
	{rules: []string{"cache-agents"}, names: []string{".gemini"}, files: packageLists, words: []string{"gemini-cli"}},
	{rules: []string{"out-next"}, files: javaScript, words: []string{`require("next")`, "require('next')", `import next from "next"`, "import next from 'next'", "bin/next"}},
	{rules: []string{"out-next"}, files: []string{"*.json", "*.yml", "*.yaml", "*.conf"}, words: []string{"bin/next"}},
	{rules: []string{"test-profraw"}, files: buildFiles, words: []string{"profile-use", "profile-instr-use", "fauto-profile", "llvm-profdata", "gcovr", "grcov", "lcov --capture", "lcov -c"}, always: true},
	{rules: []string{"out-hugo"}, names: []string{"_gen"}, files: []string{"*.html"}, words: []string{"toCSS", "ToCSS", "css.Sass", "postCSS", "PostCSS", "css.PostCSS", "css.TailwindCSS"}, always: true},
	{rules: []string{"out-hugo"}, names: []string{"_gen"}, files: []string{"*.scss", "*.sass"}, always: true},
	{rules: []string{"dep-terraform"}, files: []string{"*.py", "*.js", "*.mjs", "*.ts", "*.go", "*.rb", "*.sh"}, words: []string{`"terraform"`, "'terraform'", `"tofu"`, "'tofu'", "python_terraform", "terraform-exec"}},
	{rules: []string{"dep-venv-dot", "dep-venv-plain", "dep-venv-env", "dep-venv-marker"}, files: []string{"mise.toml", ".mise.toml"}, words: []string{"python.venv"}},
	{rules: []string{"cache-pip-uv"}, files: []string{"uv.toml", "pyproject.toml", "pip.conf", "poetry.toml"}, words: []string{"cache-dir", "offline = true", "offline=true", "no-index", "find-links"}},
	{rules: []string{"dep-ruby-bundle"}, names: []string{"cache"}, files: []string{"Gemfile", "gems.rb"}, words: []string{"git:", ":git", "github:", "git_source", "gitlab:", "bitbucket:", "gems.contribsys.com", "pkg.github.com", "gemfury", "fury.io", "jfrog", "nexus"}, always: true},
	{rules: []string{"dep-ruby-dotbundle"}, files: []string{"boot.rb", "config.ru", "Rakefile"}, words: []string{"bundler/setup"}},
	{rules: []string{"preventive-env"}, files: environmentManifests, words: []string{"dotenv", "DotNetEnv", "decouple", "environs", "django-environ", "pydantic-settings", "pydantic_settings", "dynaconf", "starlette", "laravel/framework", "symfony/runtime", "symfony/framework-bundle",
		"figaro", "cleanenv", "joho", "envied", "  - .env", "@nestjs/config", "@strapi/", `"prisma"`, "@quasar/", "env-cmd", `"directus"`, "@medusajs/", "@keystone", `"payload"`, "@adonisjs/", "@redwoodjs/", `"blitz"`, "@solidjs/start", `"vike"`, `"waku"`, "@rspack/", "@ngx-env/", `"umi"`, `"snowpack"`,
		`"wxt"`, `"plasmo"`, "react-native-config", "--env-file", "@types/bun", "bun-types"}},
	{rules: []string{"preventive-env"}, files: sourcePatterns, most: 150, words: []string{"load_dotenv", "dotenv", "Dotenv", "loadEnvFile", `".env"`, "'.env'", "env_file", "/.env\"", "/.env'"}},
	{rules: []string{"preventive-env"}, files: []string{"Makefile", "*.mk", "*.sh", "justfile", "Taskfile.yml", "Procfile"}, words: []string{"dotenv", "/.env", " .env", "env_file"}},
	{rules: []string{"preventive-env"}, files: []string{"vite.config.*"}, words: []string{"envDir"}},
	{rules: []string{"preventive-env"}, files: []string{"bun.lock", "bun.lockb", "bunfig.toml", "deno.json", "deno.jsonc"}},
}

// sourcePatterns are patterns for the names of sources.
var sourcePatterns = patternsOf(sourceExtensions)

func patternsOf(extensions []string) []string {
	var list []string
	for _, e := range extensions {
		list = append(list, "*"+e)
	}
	return list
}

const (
	// maxSigned and maxSignedBytes bound the files that are searched for a sign, and their bytes.
	maxSigned      = 400
	maxSignedBytes = 4 << 20
)

// Sign returns why a program may use a path that a rule is about although it does not name it, as a sentence, "" for no reason.
func (s *Set) Sign(rule string, h inventory.Hit) string {
	for n := range signs {
		one := &signs[n]
		if !slices.Contains(one.rules, rule) || one.names != nil && !manifest.MatchesAny(one.names, path.Base(h.Path)) || !one.always && !s.remainsUnmade(h) {
			continue
		}
		if why := s.signIn(one, h); why != "" {
			return why
		}
	}
	return ""
}

// remainsUnmade reports whether a stage has the path, and no command makes it there.
func (s *Set) remainsUnmade(h inventory.Hit) bool {
	for f := range s.flows(h) {
		if f.unmade != "" {
			return true
		}
	}
	return false
}

// signIn searches the commands of builds and the files of a sign.
func (s *Set) signIn(one *sign, h inventory.Hit) string {
	for n := range s.shares {
		for _, step := range s.programs.Steps(&s.shares[n]) {
			for _, w := range one.words {
				if strings.Contains(step.Text, w) {
					return fmt.Sprintf("%s (line %d of %s) may use %s.", phrase.Shorten(step.Text), step.Line, s.shares[n].Dockerfile(), h.Path)
				}
			}
		}
	}
	left := maxSignedBytes
	for n, p := range s.programs.Index().Find(one.files...) {
		if s.inSettled(p) || isWithin(h.Path, p) {
			continue
		}
		if one.words == nil {
			return fmt.Sprintf("What builds or reads %s may use %s.", p, h.Path)
		}
		if one.most > 0 && n == one.most {
			break
		}
		body := s.project.Small(p)
		if left -= len(body); left < 0 || n > maxSigned {
			return fmt.Sprintf("Not all files that may use %s were searched.", h.Path)
		}
		for _, w := range one.words {
			if at := bytes.Index(body, []byte(w)); at >= 0 {
				return fmt.Sprintf("Line %d of %s has %q: it may use %s.", 1+bytes.Count(body[:at], []byte("\n")), p, strings.TrimSpace(w), h.Path)
			}
		}
	}
	return ""
}
