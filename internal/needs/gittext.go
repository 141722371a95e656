package needs

import (
	"bytes"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/ctxsize/ctxsize/internal/manifest"
	"github.com/ctxsize/ctxsize/internal/shell"
)

// readCommands are the commands of git that read a repository.
var readCommands = []string{"describe", "rev-parse", "rev-list", "log", "status", "diff", "show", "tag", "branch", "update-index", "submodule", "ls-files", "archive", "name-rev",
	"symbolic-ref", "for-each-ref", "shortlog", "show-ref", "config", "rev-name", "cat-file", "ls-tree", "blame", "remote", "checkout", "merge-base", "diff-index", "stash", "worktree"}

// libraries are modules that read a repository, or run git.
var libraries = []string{"simple-git", "isomorphic-git", "nodegit", "git-rev", "git-describe", "git-last-commit", "git-repo-info", "git-revision", "git-log", "git-raw", "git-info",
	"gitinfo", "GitRevisionPlugin", "GitPlugin", "gitpython", "pygit2", "dulwich", "rugged", "go-git", "libgit2", "git2", "gix", "jgit", "GitRepo", "Git::", "setuptools_scm",
	"versioneer", "get_git_version", "grgit", "axion-release", "git-version", "GitVersion", "gradle-git", "git-commit-id", "jgitver", "buildnumber-maven", "nemerosa", "sbt-git", "dynver",
	"vergen", "shadow_rs", "git_testament", "showLastUpdateTime", "showLastUpdateAuthor", "enableGitInfo", "git-authors", "git-committers", "gitrev", "githash",
	"GitHash", "git_describe", "gitDescribe", "@sentry/webpack-plugin", "@sentry/vite-plugin", "MinVer", "Nerdbank", "SourceLink", "git_version",
	"GIT_EXECUTABLE", "find_package(Git", "vcs_tag(", "nebula.release", "nebula-release", "reckon", "shipkit-auto-version", "RepositoryBuilder", "LibGit2Sharp", "GitInfo", "vite-plugin-git",
	"use_scm_version", "pbr=True", "dunamai", "versioningit", "GIT_DESCRIBE", "GIT_FULL_HASH", "workspace_status_command", "{vsn, git", "{vsn,git", "{vsn, semver",
	"SebastianBergmann\\Version", "unplugin-info", "next-build-id", "jekyll-last-modified-at", "mkdocs-git", "sphinx_last_updated_by_git"}

// plainLibraries are those of libraries that do not have the word git, in any case, in them.
func plainLibraries() []string {
	return slices.DeleteFunc(slices.Clone(libraries), func(l string) bool { return strings.Contains(strings.ToLower(l), "git") })
}

// TextUsesGit returns the words by which a program's source asks for a git repository, and their line; "" where it does not. It knows no
// language: it looks for git as a command, as a library and as a directory, and skips comments on lines of their own.
func TextUsesGit(text []byte) (words string, line int) {
	first := marks().index(text)
	if first < 0 {
		return "", 0
	}
	start := bytes.LastIndexByte(text[:first], '\n') + 1
	line = bytes.Count(text[:start], []byte("\n"))
	for l := range bytes.Lines(text[start:]) {
		line++
		if marks().index(l) < 0 {
			continue
		}
		if s := string(l); !isComment(strings.TrimSpace(s)) {
			if words := lineUsesGit(s); words != "" {
				return words, line
			}
		}
	}
	return "", 0
}

// marks returns the finder of the texts that indicate a line may run git.
var marks = sync.OnceValue(func() *finder {
	return newFinder(append([]string{"git", "Git", "GIT"}, plainLibraries()...))
})

// finder finds the first of several words in one pass, as Rabin and Karp do: it looks for their first three bytes.
type finder struct {
	words map[uint32][]string // by their first three bytes
	known [1 << 13]byte       // a bit for each hash of three bytes
}

// newFinder returns a finder for words of three bytes or more.
func newFinder(words []string) *finder {
	f := &finder{words: map[uint32][]string{}}
	for _, w := range words {
		three := uint32(w[0])<<16 | uint32(w[1])<<8 | uint32(w[2])
		f.words[three] = append(f.words[three], w)
		f.known[hash(three)>>3] |= 1 << (hash(three) & 7)
	}
	return f
}

// hash returns 16 bits (Knuth's multiplicative hash).
func hash(three uint32) uint32 { return three * 2654435761 >> 16 }

// index returns where the first of the words begins, -1 for none.
func (f *finder) index(text []byte) int {
	three := uint32(0)
	for n, c := range text {
		three = three<<8&0xffffff | uint32(c)
		if h := hash(three); f.known[h>>3]&(1<<(h&7)) == 0 || n < 2 {
			continue
		}
		for _, w := range f.words[three] {
			if rest := text[n-2:]; len(rest) >= len(w) && string(rest[:len(w)]) == w {
				return n - 2
			}
		}
	}
	return -1
}

func isComment(line string) bool {
	return strings.HasPrefix(line, "//") || strings.HasPrefix(line, "# ") || strings.HasPrefix(line, "##") || strings.HasPrefix(line, "/*") || strings.HasPrefix(line, "* ") ||
		strings.HasPrefix(line, "--") || strings.HasPrefix(line, "<!--")
}

// lineUsesGit looks at one line.
func lineUsesGit(line string) string {
	for _, l := range libraries {
		if at := strings.Index(line, l); at >= 0 && !isWordByte(line, at-1) {
			return l
		}
	}
	for from := 0; ; {
		at := strings.Index(line[from:], "git")
		if at < 0 {
			return ""
		}
		at += from
		from = at + len("git")
		if words := gitUseAt(line, at); words != "" {
			return words
		}
	}
}

// isWordByte reports whether a string has a letter, a digit or an underscore at an index.
func isWordByte(s string, at int) bool {
	if at < 0 || at >= len(s) {
		return false
	}
	c := s[at]
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

func byteAt(s string, at int) byte {
	if at < 0 || at >= len(s) {
		return ' '
	}
	return s[at]
}

const quotes = "\"'`"

// gitUseAt returns how the word git at a place of a line is used, "" where it only names a host, a protocol or a file.
func gitUseAt(line string, at int) string {
	before, after := byteAt(line, at-1), byteAt(line, at+3)
	if isWordByte(line, at-1) || isWordByte(line, at+3) || after == '@' || after == '+' || after == ':' {
		return ""
	}
	quoted := strings.IndexByte(quotes, before) >= 0
	switch {
	case before == '.' && repositoryAt(line, at):
		return ".git"
	case before == '-' && strings.IndexByte(quotes, after) >= 0:
		return "-git"
	case before == '.' || before == '-':
		return ""
	case before == '/' && strings.HasSuffix(line[:at], "bin/") && strings.IndexByte(quotes, after) >= 0:
		return "bin/git"
	case quoted && (strings.IndexByte(quotes, after) >= 0 || after == '.'):
		return line[at-1 : at+4]
	case strings.HasPrefix(strings.TrimSpace(line), "import git") || strings.HasPrefix(strings.TrimSpace(line), "from git "):
		return "import git"
	case before == '(' || before == ':' && byteAt(line, at-2) == ':':
		return gitWith(line[at:])
	case after == ' ' || after == '\t' || quoted:
		return gitWith(line[at:])
	}
	return ""
}

// repositoryAt reports whether ".git" at a place is the repository: a part of a path, or a literal of its own.
func repositoryAt(line string, at int) bool {
	before, after := byteAt(line, at-2), byteAt(line, at+3)
	if strings.HasSuffix(line[:at-1], "**/") || isWordByte(line, at-2) {
		return false
	}
	return (before == '/' || before == ' ' || strings.IndexByte(quotes, before) >= 0) && (after == '/' || after == '"' || after == '\'' || after == '`' || after == ' ')
}

// gitWith returns git and the command that follows it, over flags and other quotes.
func gitWith(rest string) string {
	words := strings.FieldsFunc(rest[:min(len(rest), 200)], func(c rune) bool { return strings.ContainsRune(" \t\r\n\"'`,()[]{};$", c) })
	for n := 1; n < len(words) && n < 8; n++ {
		if slices.Contains(readCommands, words[n]) {
			return "git " + words[n]
		}
		if !strings.HasPrefix(words[n], "-") && !strings.HasPrefix(words[n-1], "-") {
			return ""
		}
	}
	return ""
}

// versionVariables set the version, so that Python's tools do not run git.
var versionVariables = []string{"SETUPTOOLS_SCM_PRETEND_VERSION", "PBR_VERSION", "POETRY_DYNAMIC_VERSIONING_BYPASS", "UV_DYNAMIC_VERSIONING_BYPASS", "HATCH_VCS_PRETEND_VERSION"}

// versioners are the packages in manifests of Python that get the version from git.
var versioners = []string{"setuptools_scm", "setuptools-scm", "hatch-vcs", "hatch_vcs", "versioningit", "versioneer", "pbr", "poetry-dynamic-versioning", "uv-dynamic-versioning", "dunamai",
	"setuptools-git-versioning", "setuptools_git_versioning", "setuptools-git", "flit_scm", "flit-scm", "vcs-versioning", "pdm-scm", "scm", "vcs", "git"}

// crates are the dependencies in a Cargo.toml that run git when the crate is built.
var crates = []string{"vergen", "vergen-git2", "vergen-gitcl", "vergen-gix", "vergen-lib", "git-version", "shadow-rs", "built", "git-testament", "build-info", "build-info-build", "build-data",
	"rustc_tools_util", "const-git-version", "git2version", "git_info", "bugreport", "gitv"}

// markers are the names in build files of other languages that run git.
var markers = []string{"git-commit-id", "git-commit-id-plugin", "git-commit-id-maven-plugin", "jgitver", "buildnumber-maven-plugin", "maven-git-versioning-extension", "MinVer", "GitVersion",
	"GitVersion.MsBuild", "Nerdbank.GitVersioning", "GitInfo", "gitflow-maven-plugin", "git-revision-date", "git-revision-date-localized", "git-authors", "git-committers",
	"git-committers-2", "git-latest-changes", "git-describe", "enableGitInfo", "jekyll-last-modified-at", "gitrev", "githash", "git", "gitversion", "dynver", "sbt-git", "sbt-dynver", "sbt-buildinfo-git"}

// ManifestUsesGit returns the name in a manifest that makes a tool run git, "" for none.
func ManifestUsesGit(p string, text []byte) (words string, line int) {
	name := path.Base(p)
	known := markers
	switch {
	case name == "pyproject.toml" || name == "setup.cfg":
		known = versioners
	case name == "Cargo.toml":
		known = crates
	}
	texts, isKeys := manifest.Names(name, text)
	for _, t := range texts {
		if strings.Contains(t, "://") || strings.HasPrefix(t, "scm:") {
			continue // An address.
		}
		for w := range strings.FieldsFuncSeq(t, func(c rune) bool { return !isNameRune(c) }) {
			if slices.Contains(known, w) || isKeys && name == "Cargo.toml" && slices.Contains(known, strings.ReplaceAll(w, "_", "-")) || isNamedAfterGit(w) {
				return w, lineOf(text, w)
			}
		}
	}
	return "", 0
}

// gitServices are names that begin like git and have nothing to do with a repository on disk.
var gitServices = []string{"github", "gitlab", "gitignore", "gitattributes", "gitkeep", "gitmodules", "gitpod", "gitbook", "gitter", "gitea", "gitee", "gitops", "gitmoji", "gitconfig", "githubusercontent", "githubassets"}

// isNamedAfterGit reports whether a name of a package or a plugin has git as one of its parts: jgitver-maven-plugin, gatsby-transformer-gitinfo.
func isNamedAfterGit(name string) bool {
	for part := range strings.FieldsFuncSeq(strings.ToLower(name), func(c rune) bool { return strings.ContainsRune("-_./@", c) }) {
		if part != "git" && (strings.HasPrefix(part, "git") || strings.HasPrefix(part, "jgit") || strings.HasPrefix(part, "libgit")) && !slices.ContainsFunc(gitServices, func(s string) bool { return strings.HasPrefix(part, s) }) {
			return true
		}
	}
	return false
}

func isNameRune(c rune) bool {
	return c == '-' || c == '_' || c == '.' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// lineOf returns the first line with a word in it.
func lineOf(text []byte, w string) int {
	at := bytes.Index(text, []byte(w))
	if at < 0 {
		return 0
	}
	return 1 + bytes.Count(text[:at], []byte("\n"))
}

// VersionManifests returns the names of manifests that may get a version from git.
func VersionManifests() []string {
	return []string{"pyproject.toml", "setup.cfg", "setup.py", "Cargo.toml", "build.rs", "pom.xml", "build.gradle", "build.gradle.kts", "Directory.Build.props", "Directory.Packages.props"}
}

// Pretends reports whether a variable sets the version for a command.
func Pretends(c *shell.Command) bool { return PretendsIn(c.Environment()) }

// PretendsIn reports whether one of the variables sets the version.
func PretendsIn(env map[string]string) bool {
	for name := range env {
		// The name of the package may follow.
		if slices.Contains(versionVariables, name) || strings.HasPrefix(name, "SETUPTOOLS_SCM_PRETEND_VERSION") {
			return true
		}
	}
	return false
}
