package knowledge

import (
	"path"
	"strings"
)

// Stack is a language or a framework, by its manifests, with the files that its tools create next to a manifest.
type Stack struct {
	// Manifests are the names of its manifests, in the form of path.Match.
	Manifests []string
	Products  []Product
}

// Product is a file or a directory that a tool creates next to a manifest.
type Product struct {
	// Rule is the ID of the rule about it, and Pattern one of the patterns that the rule proposes.
	Rule, Pattern string
	// Tools are the dependencies that create it, any of them; nil: every project of the stack has it.
	Tools []string
}

// Example returns the path of a product next to a manifest of that directory.
func (p *Product) Example(dir string) string {
	return path.Join(dir, strings.ReplaceAll(strings.TrimPrefix(p.Pattern, "**/"), "*", "x"))
}

// Stacks returns the known stacks.
func Stacks() []Stack { return stacks }

var stacks = []Stack{
	{[]string{"package.json"}, []Product{
		{"dep-node-modules", "**/node_modules", nil},
		{"out-next", "**/.next", []string{"next"}},
		{"out-nuxt", "**/.nuxt", []string{"nuxt", "nuxt3"}},
		{"out-nuxt", "**/.output", []string{"nuxt", "nuxt3", "nitropack", "@tanstack/react-start"}},
		{"out-sveltekit", "**/.svelte-kit", []string{"@sveltejs/kit"}},
		{"out-astro", "**/.astro", []string{"astro"}},
		{"out-angular", "**/.angular", []string{"@angular/cli"}},
		{"out-docusaurus", "**/.docusaurus", []string{"@docusaurus/core"}},
		{"out-gatsby", "**/.cache", []string{"gatsby"}},
		{"out-parcel", "**/.parcel-cache", []string{"parcel"}},
		{"out-turbo", "**/.turbo", []string{"turbo"}},
		{"out-expo", "**/.expo", []string{"expo"}},
		{"out-react-router", "**/.react-router", []string{"@react-router/dev"}},
		{"test-coverage", "**/coverage", []string{"jest", "vitest", "nyc", "c8", "@vitest/coverage-v8", "@vitest/coverage-istanbul", "react-scripts"}},
		{"test-coverage-nyc_output", "**/.nyc_output", []string{"nyc"}},
		{"test-results", "**/test-results", []string{"@playwright/test"}},
		{"test-results", "**/playwright-report", []string{"@playwright/test"}},
	}},
	{[]string{"pyproject.toml", "requirements*.txt", "setup.py", "Pipfile"}, []Product{
		{"out-py-cache", "**/__pycache__", nil},
		{"dep-venv-dot", "**/.venv", nil},
		{"test-pytest", "**/.pytest_cache", []string{"pytest"}},
		{"cache-mypy", "**/.mypy_cache", []string{"mypy"}},
		{"cache-ruff", "**/.ruff_cache", []string{"ruff"}},
		{"test-coverage", "**/.coverage", []string{"coverage", "pytest-cov"}},
		{"test-coverage-htmlcov", "**/htmlcov", []string{"coverage", "pytest-cov"}},
		{"test-tox-nox", "**/.tox", []string{"tox"}},
		{"test-tox-nox", "**/.nox", []string{"nox"}},
		{"out-py-egginfo", "**/*.egg-info", []string{"setuptools"}},
	}},
	{[]string{"Cargo.toml"}, []Product{{"out-rust-target", "**/target", nil}}},
	{[]string{"pom.xml", "build.sbt"}, []Product{{"out-maven-target", "**/target", nil}}},
	{[]string{"build.gradle", "build.gradle.kts", "settings.gradle", "settings.gradle.kts"}, []Product{
		{"out-gradle-dot", "**/.gradle", nil},
		{"out-gradle-build", "**/build", nil},
	}},
	{[]string{"*.csproj", "*.fsproj", "*.vbproj"}, []Product{
		{"out-dotnet-bin-obj", "**/bin", nil},
		{"out-dotnet-bin-obj", "**/obj", nil},
	}},
	{[]string{"composer.json"}, []Product{{"dep-php-vendor", "**/vendor", nil}}},
	{[]string{"Gemfile"}, []Product{
		{"out-rails-tmp", "log/*.log", []string{"rails"}},
		{"out-rails-tmp", "tmp/cache", []string{"rails"}},
	}},
	{[]string{"mix.exs"}, []Product{
		{"dep-elixir-deps", "**/deps", nil},
		{"out-elixir-build", "**/_build", nil},
	}},
	{[]string{"pubspec.yaml"}, []Product{{"dep-dart", "**/.dart_tool", nil}}},
	{[]string{"Package.swift"}, []Product{{"out-swift", "**/.build", nil}}},
	{[]string{"*.tf"}, []Product{{"dep-terraform", "**/.terraform", nil}}},
	{[]string{"stack.yaml"}, []Product{{"out-haskell", "**/.stack-work", nil}}},
	{[]string{"*.cabal", "cabal.project"}, []Product{{"out-haskell", "**/dist-newstyle", nil}}},
	{[]string{"build.zig"}, []Product{
		{"out-zig", "**/.zig-cache", nil},
		{"out-zig", "**/zig-out", nil},
	}},
	{[]string{"elm.json"}, []Product{{"dep-elm", "**/elm-stuff", nil}}},
}
