package knowledge

import (
	"path"
	"slices"
	"strings"
)

// heading is the comment above the patterns of a category in an ignore file, and words that projects use in such comments.
type heading struct {
	text  string
	words []string
}

func headings() map[string]heading {
	return map[string]heading{
		"vcs":           {"Version control", []string{"git", "vcs", "svn", "scm", "version", "history", "repository"}},
		"dependencies":  {"Dependencies", []string{"dependency", "dependencies", "deps", "packages", "modules", "vendor", "venv", "virtualenv", "environments"}},
		"cache":         {"Caches", []string{"cache", "caches"}},
		"build-output":  {"Build output", []string{"build", "builds", "output", "outputs", "dist", "artifact", "artifacts", "compiled", "generated"}},
		"test-output":   {"Test output", []string{"test", "tests", "testing", "coverage"}},
		"ide":           {"Editors", []string{"editor", "editors", "ide", "ides", "vscode", "idea", "intellij", "jetbrains"}},
		"os":            {"Operating system", []string{"os", "osx", "macos", "mac", "windows", "system"}},
		"ci":            {"Continuous integration", []string{"ci", "continuous"}},
		"logs":          {"Logs", []string{"log", "logs"}},
		"data":          {"Data", []string{"data", "database", "databases", "uploads"}},
		"docs":          {"Documentation", []string{"docs", "documentation"}},
		"docker-files":  {"Docker files", []string{"docker", "dockerfile", "dockerfiles", "compose"}},
		"media":         {"Large files", []string{"media", "large"}},
		CategorySecrets: {"Secrets", []string{"secret", "secrets", "env", "dotenv", "environment", "credentials", "keys"}},
	}
}

// Heading returns the comment above the patterns of a category in an ignore file.
func Heading(category string) string { return headings()[category].text }

// HeadingWords returns words of comments above patterns of the category with that heading, in lower case.
func HeadingWords(text string) []string {
	for _, h := range headings() {
		if h.text == text {
			return h.words
		}
	}
	return nil
}

// HeadingsOf returns the headings of the categories that the rules give to the name at the end of a pattern, sorted.
func HeadingsOf(pattern string) []string {
	example := exampleOf(pattern)
	var list []string
	RulesNamed(example, func(n *Pattern[Subject]) bool {
		if text := Heading(n.Owner.Category); text != "" && (n.Matches(example) || n.Matches(path.Base(example))) {
			list = append(list, text)
		}
		return false
	})
	slices.Sort(list)
	return slices.Compact(list)
}

// exampleOf returns a path that a pattern matches.
func exampleOf(pattern string) string {
	return strings.ReplaceAll(strings.TrimPrefix(strings.Trim(pattern, "/"), "**/"), "*", "x")
}

// stackWords are the names of stacks in comments, by their first manifest.
func stackWords() map[string][]string {
	return map[string][]string{
		"package.json": {"node", "nodejs", "node.js", "javascript", "js", "typescript", "npm", "yarn", "pnpm"}, "pyproject.toml": {"python", "pip", "poetry"},
		"Cargo.toml": {"rust", "cargo"}, "pom.xml": {"java", "maven", "scala"}, "build.gradle": {"java", "gradle", "kotlin"}, "*.csproj": {".net", "dotnet", "net", "visual"},
		"composer.json": {"php", "composer"}, "Gemfile": {"ruby", "rails", "bundler"}, "mix.exs": {"elixir", "mix", "phoenix"}, "pubspec.yaml": {"dart", "flutter"},
		"Package.swift": {"swift"}, "*.tf": {"terraform"}, "stack.yaml": {"haskell", "stack"}, "*.cabal": {"haskell", "cabal"}, "build.zig": {"zig"}, "elm.json": {"elm"},
	}
}

// StackWords returns the names of the stacks whose tools create what a pattern matches, in lower case.
func StackWords(pattern string) []string {
	var words []string
	for _, s := range stacks {
		if slices.ContainsFunc(s.Products, func(p Product) bool { return exampleOf(p.Pattern) == exampleOf(pattern) }) {
			words = append(words, stackWords()[s.Manifests[0]]...)
		}
	}
	return words
}
