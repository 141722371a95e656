// Package scope finds the directories that the files of a project must be in.
package scope

import (
	"path/filepath"
	"strings"

	"github.com/ctxsize/ctxsize/internal/git"
	"github.com/ctxsize/ctxsize/internal/projectfile"
)

// Find returns the directories that count as the project: dirs, the git work trees that contain them, and the working directory. A work tree
// or working directory that contains the user's home directory does not count. env is the environment, as NAME=VALUE.
func Find(env []string, working string, dirs ...string) projectfile.Scope {
	scope := projectfile.NewScope(dirs...)
	home := homeDirectory(env)
	for _, dir := range dirs {
		if dir == "" {
			continue
		}
		if r, ok := git.Find(dir, env); ok && !holds(r.Worktree, home) {
			scope = scope.With(r.Worktree)
		}
	}
	if working != "" && !holds(working, home) {
		scope = scope.With(working)
	}
	return scope
}

// homeDirectory returns the user's home directory without links, "" for none.
func homeDirectory(env []string) string {
	for _, pair := range env {
		if home, ok := strings.CutPrefix(pair, "HOME="); ok && filepath.IsAbs(home) {
			return realDirectory(home)
		}
	}
	return ""
}

func realDirectory(dir string) string {
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		return real
	}
	return dir
}

// holds reports whether a directory is the root of the file system, or a path or something above it.
func holds(dir, path string) bool {
	dir = realDirectory(dir)
	if filepath.Dir(dir) == dir {
		return true
	}
	rel, err := filepath.Rel(dir, path)
	return path != "" && err == nil && filepath.IsLocal(rel)
}
