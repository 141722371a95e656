package git

import (
	"bytes"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/go-git/go-git/v5/plumbing/format/config"

	"github.com/ctxsize/ctxsize/internal/projectfile"
)

// maxConfig is the largest configuration of git that is read, in bytes.
const maxConfig = 1 << 20

// owns reports whether git would use a repository: its work tree, its directory and the file that points there belong to the user, or
// safe.directory lists it (setup.c, ensure_valid_ownership).
func (v variables) owns(r Repository) bool {
	own := true
	for _, path := range []string{r.Worktree, filepath.Join(r.Worktree, ".git"), r.Dir, r.Common} {
		own = own && v.ownedByUser(path)
	}
	return own || v.listedSafe(r.Worktree)
}

// listedSafe reports whether a work tree is listed in safe.directory. As in git, only the system's and the user's configuration count, and
// what GIT_CONFIG_COUNT adds to them: a repository cannot vouch for itself.
func (v variables) listedSafe(worktree string) bool {
	real, err := filepath.EvalSymlinks(worktree)
	if err != nil {
		return false
	}
	safe := false
	for _, value := range v.safeDirectories() {
		switch dir, prefix := strings.CutSuffix(value, "/*"); {
		case value == "":
			safe = false
		case value == "*":
			safe = true
		case prefix:
			safe = safe || strings.HasPrefix(real, v.path(dir)+string(filepath.Separator))
		default:
			safe = safe || v.path(value) == real
		}
	}
	return safe
}

// safeDirectories returns the values of safe.directory, in the order in which git reads them.
func (v variables) safeDirectories() []string {
	var list []string
	for _, file := range v.configFiles() {
		text, err := projectfile.ReadOwn(file, maxConfig)
		if err != nil {
			continue
		}
		c := config.New()
		if config.NewDecoder(bytes.NewReader(text)).Decode(c) == nil && c.HasSection("safe") {
			list = append(list, c.Section("safe").OptionAll("directory")...)
		}
	}
	count, _ := strconv.Atoi(v["GIT_CONFIG_COUNT"])
	for n := range min(count, len(v)) {
		if strings.EqualFold(v["GIT_CONFIG_KEY_"+strconv.Itoa(n)], "safe.directory") {
			list = append(list, v["GIT_CONFIG_VALUE_"+strconv.Itoa(n)])
		}
	}
	return list
}

// configFiles returns the paths of the system's and the user's configuration.
func (v variables) configFiles() []string {
	var files []string
	if system, ok := v["GIT_CONFIG_SYSTEM"]; ok {
		files = append(files, system)
	} else if !isTrue(v["GIT_CONFIG_NOSYSTEM"]) {
		files = append(files, "/etc/gitconfig")
	}
	if global, ok := v["GIT_CONFIG_GLOBAL"]; ok {
		return append(files, global)
	}
	home := v["HOME"]
	if xdg := v["XDG_CONFIG_HOME"]; xdg != "" {
		files = append(files, filepath.Join(xdg, "git", "config"))
	} else if home != "" {
		files = append(files, filepath.Join(home, ".config", "git", "config"))
	}
	if home != "" {
		files = append(files, filepath.Join(home, ".gitconfig"))
	}
	return files
}

// path returns a value of the configuration as a path without links.
func (v variables) path(value string) string {
	if rest, ok := strings.CutPrefix(value, "~/"); ok && v["HOME"] != "" {
		value = filepath.Join(v["HOME"], rest)
	}
	if real, err := filepath.EvalSymlinks(value); err == nil {
		return real
	}
	return filepath.Clean(value)
}
