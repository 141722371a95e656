package needs

import (
	"slices"
	"strings"
)

// tool is a program that reads manifests of the project.
type tool struct {
	programs []string
	// quiet are the verbs with which it reads none, nil where it has no verbs.
	quiet []string
	// manifests and sources are patterns for names of files that are looked through, see ManifestUsesGit and TextUsesGit.
	manifests, sources []string
	// runs are the extensions of the sources that it may run, unless one of the flags in skips is given.
	runs, skips []string
	// settings are patterns for names of files in which words stand for the use of a repository.
	settings, words []string
}

var (
	pythonManifests = []string{"pyproject.toml", "setup.cfg"}
	pythonSources   = []string{"setup.py", "versioneer.py", "_version.py", "hatch_build.py", "noxfile.py", "tox.ini", "meta.yaml", "recipe.yaml"}
	gradleSources   = []string{"*.gradle", "*.gradle.kts", "*.gradle.properties", "*.versions.toml"}
	jsManifests     = []string{"package.json"}
	jsExtensions    = []string{".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".jsx", ".tsx", ".vue", ".svelte", ".astro"}
	jsConfigs       = []string{"*.config.js", "*.config.ts", "*.config.mjs", "*.config.cjs", "*.config.mts", "*.config.cts", "config-overrides.js", "webpack*.js", "craco*", "gulpfile*",
		"Gruntfile*", ".eslintrc.js", ".babelrc.js"}
)

var tools = []tool{
	{programs: []string{"cargo", "cross", "trunk", "wasm-pack", "maturin", "cargo-leptos", "cargo-build"},
		quiet: []string{"fetch", "chef", "login", "update", "add", "vendor", "new", "init", "search", "metadata", "tree", "fmt"}, manifests: []string{"Cargo.toml"}, sources: []string{"build.rs"}, runs: []string{".rs"}},
	{programs: []string{"pip", "pip3", "uv", "pipx", "poetry", "pdm", "hatch", "flit", "rye", "pipenv", "build", "tox", "nox", "conda", "mamba", "micromamba", "pixi"},
		quiet: []string{"config", "cache", "export", "lock", "python", "venv", "tool", "self", "env", "list", "freeze", "show", "check", "download", "about", "clean", "create", "remove"}, manifests: pythonManifests, sources: pythonSources},
	{programs: []string{"pytest", "gunicorn", "uvicorn", "hypercorn", "daphne", "celery", "flask", "django-admin", "invoke", "inv", "alembic", "sphinx-build", "streamlit", "fastapi", "cythonize",
		"pyinstaller", "nuitka", "coverage", "unittest", "http.server", "compileall", "dbt", "airflow", "scrapy", "jupyter", "nbconvert", "manage.py", "cibuildwheel", "waitress-serve", "sanic"},
		manifests: pythonManifests, sources: append([]string{"conf.py"}, pythonSources...), runs: []string{".py"}},
	{programs: []string{"mkdocs", "zensical"}, manifests: []string{"mkdocs.yml", "mkdocs.yaml"}, runs: []string{".py"}},
	{programs: []string{"mvn", "mvnw", "mvnd", "ant"}, manifests: []string{"pom.xml", "extensions.xml", "build.xml"}, sources: []string{"maven.config"},
		quiet: []string{"dependency:go-offline", "dependency:resolve", "dependency:resolve-plugins"}, runs: []string{".java", ".kt", ".groovy", ".scala"}, skips: []string{"-DskipTests", "-DskipTests=true", "-Dmaven.test.skip=true", "-Dmaven.test.skip", "compile"}},
	{programs: []string{"gradle", "gradlew"}, sources: gradleSources, quiet: []string{"wrapper", "dependencies"}, runs: []string{".java", ".kt", ".groovy", ".scala"},
		skips: []string{"assemble", "bootJar", "jar", "installDist", "shadowJar", "test", "classes", "bootWar", "war", "distTar", "distZip", ":bootJar", "-xtest"}},
	{programs: []string{"sbt", "mill", "scala-cli"}, sources: []string{"*.sbt", "build.sc", "*.scala", "build.properties"}},
	{programs: []string{"lein", "clj", "clojure", "bb", "boot"}, sources: []string{"project.clj", "deps.edn", "build.clj", "*.clj", "bb.edn"}},
	{programs: []string{"bundle", "bundler", "gem"}, sources: []string{"Gemfile", "*.gemspec"}, quiet: []string{"config", "update", "lock", "env"}},
	{programs: []string{"jekyll", "middleman", "nanoc", "puma", "unicorn", "sidekiq", "bootsnap"}, manifests: []string{"_config.yml"}, sources: []string{"Gemfile", "*.gemspec", "Rakefile"}, runs: []string{".rb", ".rake"}},
	{programs: []string{"mix", "rebar3", "rebar", "erlc"}, sources: []string{"mix.exs", "rebar.config", "*.app.src"}, runs: []string{".ex", ".exs"}, quiet: []string{"local.hex", "local.rebar", "archive.install", "deps.get"}},
	{programs: []string{"cmake", "ctest", "cpack", "ninja", "meson", "qmake", "scons", "waf", "conan", "vcpkg", "xmake", "premake5"}, sources: []string{"CMakeLists.txt", "*.cmake", "meson.build", "SConstruct", "wscript", "conanfile.py", "xmake.lua"}},
	{programs: []string{"autoreconf", "autoconf", "automake", "aclocal", "libtoolize", "configure"}, sources: []string{"configure.ac", "configure.in", "*.am", "*.m4", "autogen.sh"}},
	{programs: []string{"swift", "xcodebuild"}, sources: []string{"Package.swift"}, runs: []string{".swift"}, quiet: []string{"--version"}},
	{programs: []string{"zig"}, sources: []string{"build.zig", "*.zig"}, quiet: []string{"cc", "c++", "version"}},
	{programs: []string{"stack", "cabal", "ghc", "hpack"}, manifests: []string{"*.cabal", "package.yaml", "stack.yaml"}, runs: []string{".hs"}, quiet: []string{"update", "setup"}},
	{programs: []string{"dune", "opam", "esy"}, manifests: []string{"dune-project", "*.opam", "dune"}, sources: []string{"dune", "dune-project"}, quiet: []string{"init", "switch", "update"}},
	{programs: []string{"nim", "nimble"}, sources: []string{"*.nimble", "*.nims"}, runs: []string{".nim"}},
	{programs: []string{"crystal", "shards"}, runs: []string{".cr"}},
	{programs: []string{"flutter", "pub"}, runs: []string{".dart"}, quiet: []string{"pub", "config", "doctor", "precache", "--version"}},
	{programs: []string{"bazel", "bazelisk", "buck", "buck2", "pants", "please", "plz"}, sources: []string{".bazelrc", "WORKSPACE", "WORKSPACE.bazel", "MODULE.bazel", "BUILD", "BUILD.bazel", "*.bzl", "BUCK", "pants.toml"}},
	{programs: []string{"hugo"}, manifests: []string{"hugo.toml", "hugo.yaml", "hugo.yml", "hugo.json", "config.toml", "config.yaml", "config.yml"}, quiet: []string{"version", "env"}},
	{programs: []string{"zola", "mdbook", "antora", "asciidoctor"}, manifests: []string{"book.toml", "antora.yml", "antora-playbook.yml"}},
	{programs: []string{"vitepress", "vuepress", "astro", "starlight"}, manifests: jsManifests, sources: jsConfigs, runs: jsExtensions,
		settings: []string{"config.js", "config.ts", "config.mjs", "config.mts", "*.config.js", "*.config.ts", "*.config.mjs", "*.config.mts"}, words: []string{"lastUpdated"}},
	{programs: []string{"eleventy", "@11ty/eleventy"}, manifests: jsManifests, sources: jsConfigs, runs: jsExtensions,
		settings: []string{"*.md", "*.njk", "*.liquid", "*.html", "*.json", "*.js", "*.cjs"}, words: []string{"git Last Modified", "git Created"}},
	{programs: []string{"next", "nuxt", "nuxi", "vite", "gatsby", "react-scripts", "vue-cli-service", "ng", "remix", "remix-serve", "svelte-kit", "storybook", "build-storybook", "docusaurus",
		"expo", "react-router", "react-router-serve", "ember", "nest", "webpack", "webpack-cli", "rollup", "parcel", "esbuild", "tsup", "turbo", "nx", "lerna", "gulp", "grunt", "jest", "vitest",
		"mocha", "ava", "tap", "playwright", "cypress", "karma", "nyc", "c8", "hexo", "quasar", "rsbuild", "rspack", "bunchee", "unbuild", "microbundle", "craco", "rescript", "wrangler", "vercel", "netlify",
		"medusa", "strapi", "payload", "keystone", "directus", "adonis", "ace", "sequelize", "sequelize-cli", "knex", "typeorm", "mikro-orm", "ncc", "pkg", "zx", "webpack-dev-server", "waku", "vinxi", "nitro", "nitropack",
		"redwood", "rw", "blitz", "meteor", "electron-builder", "electron-forge", "snowpack", "wmr", "preact", "poi", "brunch", "fastboot", "vike", "qwik", "solid-start", "tsdx", "father", "umi", "max", "ice", "farm"},
		manifests: jsManifests, sources: jsConfigs, runs: jsExtensions},
	{programs: []string{"tsc", "vue-tsc", "tsc-alias", "tspc", "swc", "babel", "eslint", "prettier", "stylelint", "biome", "sass", "node-sass", "lessc", "tailwindcss", "postcss", "uglifyjs", "terser",
		"prisma", "drizzle-kit", "graphql-codegen", "openapi-generator", "openapi-generator-cli", "orval", "protoc-gen-ts", "cpx", "copyfiles", "license-checker", "depcheck", "svgo", "imagemin", "i18next", "lingui", "formatjs",
		"elm", "purs", "spago", "rimraf", "mkdirp", "shx", "ncp", "cpy", "wait-on", "serve", "http-server", "json-server", "sirv", "patch-package", "husky", "simple-git-hooks", "is-ci", "ngcc", "npm-check-updates", "dotenv-cli",
		"node-gyp", "node-pre-gyp", "prebuild-install", "cross-env-shell", "env-cmd", "only-allow", "sort-package-json", "syncpack", "manypkg", "postinstall-postinstall", "opencollective", "electron-rebuild", "bower", "jspm",
		"create-next-app", "svelte-check", "nuxt-prepare", "typedoc", "jsdoc", "markdownlint", "cspell", "knip", "madge", "size-limit", "bundlesize", "publint", "attw", "swagger-cli", "redocly", "spectral", "mjml", "workbox",
		"paraglide-js", "ts-patch", "tsconfig-paths", "relay-compiler", "contentlayer", "velite", "fumadocs-mdx", "next-sitemap", "bun-types", "npm-packlist"}, sources: jsConfigs},
	{programs: []string{"artisan", "console", "phpunit", "pest", "phpstan", "psalm", "symfony", "drush", "wp", "box", "php-cs-fixer", "phpcs", "rector", "deptrac", "behat"}, runs: []string{".php"}},
	{programs: []string{"terraform", "packer", "ansible", "ansible-playbook", "ansible-galaxy", "helm", "kubectl", "kustomize", "terragrunt", "tofu"}},
}

// toolFor returns the tool of that name, nil where none is known.
func toolFor(name string) *tool {
	name = strings.TrimSuffix(name, ".exe")
	if strings.HasPrefix(name, "pip3.") || strings.HasPrefix(name, "pip2") {
		name = "pip"
	}
	n := slices.IndexFunc(tools, func(t tool) bool { return slices.Contains(t.programs, name) })
	if n < 0 {
		return nil
	}
	return &tools[n]
}
