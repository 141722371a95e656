package needs

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/ctxsize/ctxsize/internal/shell"
)

// withoutRepository are the commands of git that work outside of a repository, or make one.
var withoutRepository = []string{"clone", "init", "ls-remote", "version", "help", "lfs", "apply", "hash-object", "credential", "credential-store", "credential-cache", "archimport"}

// gitTools are programs that run git.
var gitTools = []string{"gitversion", "dotnet-gitversion", "nbgv", "minver", "goreleaser", "promu", "ko", "svu", "git-cliff", "gh", "hub", "glab", "semantic-release", "release-it",
	"standard-version", "commit-and-tag-version", "changeset", "commitlint", "lint-staged", "pretty-quick", "sentry-cli", "auto-changelog", "conventional-changelog", "gh-pages",
	"lefthook", "pre-commit", "gitleaks", "trufflehog", "codecov", "coveralls", "sonar-scanner", "rush", "dunamai", "versioneer", "setuptools_scm", "setuptools-scm",
	"bump2version", "bumpversion", "cz", "git-semver", "gitsemver", "semver-from-git", "build-info", "genversion-git", "stampy", "gitchangelog", "reno"}

// UsesGit returns the words of a command that use a git repository, "" for none.
func UsesGit(c *shell.Command) string {
	name := c.Program()
	words := c.Words()[1:]
	switch {
	case name == "git":
		return gitCommand(c)
	case strings.HasPrefix(name, "git-") || slices.Contains(gitTools, name):
		return strings.TrimSpace(name + " " + strings.Join(words[:min(len(words), 2)], " "))
	case name == "rm" || name == "echo" || name == "printf":
		return ""
	case name == "dune" && len(words) > 0 && words[0] == "subst":
		return "dune subst"
	}
	for n, w := range words {
		if strings.Contains(w, "enableGitInfo") || namesRepository(name, w, n > 0 && excludes(words[n-1])) || comparesCommits(name, w) {
			return name + " " + w
		}
	}
	return ""
}

// gitCommand returns a command of git that needs a repository.
func gitCommand(c *shell.Command) string {
	words := c.Words()[1:]
	for len(words) > 0 && strings.HasPrefix(words[0], "-") {
		flag := words[0]
		words = words[1:]
		if (flag == "-C" || flag == "-c" || flag == "--git-dir" || flag == "--work-tree") && len(words) > 0 {
			words = words[1:]
		}
	}
	if len(words) == 0 || slices.Contains(withoutRepository, words[0]) {
		return ""
	}
	has := func(flags ...string) bool {
		return slices.ContainsFunc(flags, func(f string) bool { return slices.Contains(words, f) })
	}
	switch words[0] {
	case "config":
		if has("--global", "--system", "-f", "--file") {
			return ""
		}
	case "diff":
		if has("--no-index") {
			return ""
		}
	case "archive":
		if slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(w, "--remote") }) {
			return ""
		}
	}
	return "git " + words[0]
}

// makesRepository reports whether a command makes another repository, and where.
func makesRepository(c *shell.Command) (dir string, ok bool) {
	if c.Program() != "git" {
		return "", false
	}
	words := c.Words()[1:]
	n := slices.IndexFunc(words, func(w string) bool { return w == "clone" || w == "init" })
	if n < 0 {
		return "", false
	}
	var operands []string
	for _, w := range words[n+1:] {
		if !strings.HasPrefix(w, "-") {
			operands = append(operands, w)
		}
	}
	last := "."
	if len(operands) > 0 && words[n] == "init" || len(operands) > 1 {
		last = operands[len(operands)-1]
	} else if words[n] == "clone" && len(operands) == 1 {
		last = strings.TrimSuffix(path.Base(operands[0]), ".git")
	}
	return join(gitDirectory(c), last), true
}

// gitDirectory returns the directory that git changes to: that of its flag -C, else that of the command; "" where it is not known.
func gitDirectory(c *shell.Command) string {
	dir := c.Dir
	for n, w := range c.Args {
		if w.Text == "-C" && n+1 < len(c.Args) && c.Args[n+1].Static {
			dir = join(c.Dir, c.Args[n+1].Text)
		}
	}
	return dir
}

// excludes reports whether a flag excludes paths.
func excludes(flag string) bool {
	flag = strings.ToLower(flag)
	return strings.HasPrefix(flag, "-") && (strings.Contains(flag, "exclu") || strings.Contains(flag, "ignore") || strings.Contains(flag, "skip") || strings.Contains(flag, "prune")) ||
		flag == "-path" || flag == "-name" || flag == "-not" || flag == "!"
}

// namesRepository reports whether an argument is the repository of the project, or a file in it.
func namesRepository(program, w string, excluded bool) bool {
	if excluded || excludes(w) || strings.Contains(w, "://") || strings.Contains(w, "@") {
		return false
	}
	_, value, joined := strings.Cut(w, "=")
	if !joined {
		value = w
	}
	for part := range strings.SplitSeq(strings.TrimSuffix(value, "/"), "/") {
		part, _, _ = strings.Cut(part, "#")
		if part == ".git" {
			return program != "find"
		}
	}
	return false
}

// comparers are tools that get the changed files from git with certain flags.
var comparers = []string{"nx", "turbo", "lerna", "jest", "vitest", "golangci-lint", "buf", "pants", "moon", "knip", "eslint", "prettier", "rush", "yarn", "pnpm", "npm", "go", "bazel", "bazelisk", "mvn", "cargo", "node", "playwright"}

// requiresStamp reports whether an argument makes go fail where it cannot embed the commit.
func requiresStamp(program, w string) bool {
	value, ok := stampFlag(w)
	on, err := strconv.ParseBool(value)
	return ok && program == "go" && err == nil && on
}

// comparesCommits reports whether an argument is a commit, or selects changed files.
func comparesCommits(program, w string) bool {
	if !slices.Contains(comparers, program) {
		return false
	}
	for _, flag := range []string{"--affected", "--since", "--changedSince", "--changed-since", "--onlyChanged", "--changed", "--new-from-rev", "--last-commit", "--only-changed", "--changedFilesToPrettier"} {
		if w == flag || strings.HasPrefix(w, flag+"=") {
			return true
		}
	}
	return strings.Contains(w, "[HEAD") || strings.Contains(w, "[origin/") || strings.Contains(w, "[main") || strings.Contains(w, "[master") || w == "affected" ||
		strings.HasPrefix(w, "affected:") || requiresStamp(program, w) || strings.HasPrefix(w, "--workspace_status_command") || w == "--stamp"
}
