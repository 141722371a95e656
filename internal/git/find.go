// Package git finds the repository that git itself would use for a directory, without running git.
//
// It follows git's setup.c (setup_git_directory_gently, read_gitfile_gently, is_git_directory and ensure_valid_ownership).
package git

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/ctxsize/ctxsize/internal/projectfile"
)

// A Repository is where git keeps what it knows of a work tree.
type Repository struct {
	// Worktree is the root of the work tree, absolute.
	Worktree string
	// Dir holds the index and HEAD; it is .git, or what a file of that name points to.
	Dir string
	// Common holds what all work trees of the repository share, such as info/exclude. It is Dir but for linked work trees.
	Common string
}

// Limits of the small files that git itself keeps, in bytes.
const (
	maxGitfile = 4096
	maxHead    = 4096
)

// Find returns the repository whose work tree holds a directory, and reports whether there is one that git would accept: one that belongs to
// the user or is listed in safe.directory. env holds the KEY=VALUE of the environment. As in git, the search ends at GIT_CEILING_DIRECTORIES,
// and at the border of a file system unless GIT_DISCOVERY_ACROSS_FILESYSTEM is set.
func Find(dir string, env []string) (Repository, bool) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return Repository{}, false
	}
	e := environment(env)
	ceiling, across := e.ceiling(dir), isTrue(e["GIT_DISCOVERY_ACROSS_FILESYSTEM"])
	for top := dir; ; {
		switch repository, found := repositoryIn(top); {
		case found == dotGitUsable:
			return repository, e.owns(repository)
		case found == dotGitBroken || isGitDirectory(top, top):
			return Repository{}, false
		}
		above := filepath.Dir(top)
		if above == top || above == ceiling || !across && !sameDevice(above, top) {
			return Repository{}, false
		}
		top = above
	}
}

// What git makes of the entry .git of a directory.
const (
	dotGitAbsent = iota // none, or nothing that git takes for one: it looks further up
	dotGitBroken        // a file that is no reference to a repository: git gives up
	dotGitUsable
)

// repositoryIn looks for a repository in one directory.
func repositoryIn(top string) (Repository, int) {
	path := filepath.Join(top, ".git")
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return Repository{}, dotGitAbsent
	case info.IsDir():
		if common := commonDir(path); isGitDirectory(path, common) {
			return Repository{Worktree: top, Dir: path, Common: common}, dotGitUsable
		}
		return Repository{}, dotGitAbsent
	case !info.Mode().IsRegular():
		return Repository{}, dotGitAbsent
	}
	dir, err := readGitfile(path)
	if err != nil {
		return Repository{}, dotGitBroken
	}
	common := commonDir(dir)
	if !isGitDirectory(dir, common) {
		return Repository{}, dotGitBroken
	}
	return Repository{Worktree: top, Dir: dir, Common: common}, dotGitUsable
}

// readGitfile returns the directory that a file called .git points to.
func readGitfile(path string) (string, error) {
	text, err := projectfile.ReadOwn(path, maxGitfile)
	if err != nil {
		return "", err
	}
	dir, ok := strings.CutPrefix(strings.TrimRight(string(text), "\r\n"), "gitdir: ")
	if !ok || dir == "" {
		return "", errors.New("not a gitfile")
	}
	if !filepath.IsAbs(dir) {
		dir = filepath.Join(filepath.Dir(path), dir)
	}
	return dir, nil
}

// commonDir returns the directory that the work trees of a repository share, as its file "commondir" says.
func commonDir(dir string) string {
	text, err := projectfile.ReadWithin(dir, filepath.Join(dir, "commondir"), maxGitfile)
	common := strings.TrimRight(string(text), "\r\n")
	switch {
	case err != nil || common == "":
		return dir
	case filepath.IsAbs(common):
		return common
	}
	return filepath.Join(dir, common)
}

// headForm matches the content of HEAD: a reference, or a commit.
var headForm = regexp.MustCompile(`^(ref:\s*refs/|[0-9a-f]{40})`)

// isGitDirectory reports whether a directory looks like a repository: a valid HEAD, objects and refs.
func isGitDirectory(dir, common string) bool {
	return isDir(filepath.Join(common, "objects")) && isDir(filepath.Join(common, "refs")) && validHead(filepath.Join(dir, "HEAD"))
}

func validHead(path string) bool {
	if target, err := os.Readlink(path); err == nil {
		return strings.HasPrefix(target, "refs/")
	}
	text, err := projectfile.HeadWithin(filepath.Dir(path), path, maxHead)
	return err == nil && headForm.Match(text)
}

func isDir(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// variables are those of the environment, by name.
type variables map[string]string

func environment(env []string) variables {
	v := variables{}
	for _, pair := range env {
		if key, value, ok := strings.Cut(pair, "="); ok {
			v[key] = value
		}
	}
	return v
}

// ceiling returns the longest of the GIT_CEILING_DIRECTORIES above a directory, "" for none. It is not looked into.
func (v variables) ceiling(dir string) string {
	longest, resolve := "", true
	for _, c := range filepath.SplitList(v["GIT_CEILING_DIRECTORIES"]) {
		if c == "" {
			// An empty entry says that those behind it hold no links.
			resolve = false
			continue
		}
		if !filepath.IsAbs(c) {
			continue
		}
		if real, err := filepath.EvalSymlinks(c); err == nil && resolve {
			c = real
		}
		if c = filepath.Clean(c); len(c) > len(longest) && strings.HasPrefix(dir, strings.TrimSuffix(c, string(filepath.Separator))+string(filepath.Separator)) {
			longest = c
		}
	}
	return longest
}

// isTrue reads a boolean as git does.
func isTrue(text string) bool {
	if n, err := strconv.Atoi(text); err == nil {
		return n != 0
	}
	return slices.Contains([]string{"true", "yes", "on"}, strings.ToLower(text))
}
