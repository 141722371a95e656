package advise

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/shell"
)

// cacheMounts: an install downloads everything again whenever its layer is rebuilt.
func (v *adviser) cacheMounts() {
	done := map[string]bool{}
	for _, stage := range v.Build.Stages {
		for _, i := range v.byStage[stage.Index] {
			if i.removesDevelopment || i.cached() || i.cache == "" || done[i.name] || i.doubt {
				continue
			}
			done[i.name] = true
			if v.usesDownloads(&i) {
				continue
			}
			f := v.at(lint.CacheMountMissing, i.run.Line, "%q downloads every package again whenever this layer is rebuilt: no cache mount.", i.text())
			if disabling := i.uncached(); len(disabling) > 0 {
				f.Message += fmt.Sprintf(" Also remove %s: it disables the cache.", strings.Join(disabling, " and "))
			}
			f.Fix = &lint.Fix{Kind: "edit", Text: i.mounting() + i.emptying()}
			if i.keepsEnvironment() {
				f.Fix = nil
			}
			if f.Fix != nil && slices.Contains(v.manifests(".", &i), ".yarnrc.yml") {
				f.Fix.Text = "with nodeLinker: node-modules: RUN --mount=type=cache,target=DIR,uid=UID, with DIR from \"yarn config get cacheFolder\" and UID of the user; " +
					"without nodeLinker none, because packages are used from the cache"
			}
			v.found(f)
		}
	}
}

// cached reports whether the RUN has the manager's downloads in a cache mount.
func (i *install) cached() bool { return len(i.run.Caches) > 0 }

// throwing are flags that discard downloads.
var throwing = []string{"--no-cache-dir", "--no-cache"}

// uncached returns the words that make the manager discard its downloads. pip takes any value as true, "false" included.
func (i *install) uncached() []string {
	list := slices.DeleteFunc(slices.Clone(i.words), func(w string) bool { return !slices.Contains(throwing, w) })
	switch value := i.env[i.cacheOff]; {
	case i.cacheOff == "" || value == "" || i.name != "pip" && slices.Contains([]string{"0", "false", "no", "off"}, strings.ToLower(value)):
	default:
		list = append(list, i.cacheOff+"="+value)
	}
	return list
}

// mounting returns the RUN with a cache mount that the manager uses and its user may write to, followed by comments with the remaining steps.
func (i *install) mounting() string {
	command := strings.Join(append(slices.Clone(i.kept(i.set)), shell.QuoteAll(i.kept(i.words))), " ")
	target, named := i.cacheNamed()
	user, _, _ := strings.Cut(i.run.User, ":")
	root := slices.Contains([]string{"", "root", "0"}, user)
	if !root && !named && i.cacheOfRoot() {
		target = "/tmp/" + strings.ReplaceAll(i.name, " ", "-") + "-cache"
		if i.cacheFlag != "" {
			command += " " + i.cacheFlag + " " + target
		} else {
			command = i.cacheEnv + "=" + target + " " + command
		}
	}
	uid, notes := "", ""
	if _, err := strconv.ParseUint(user, 10, 32); err == nil && !root {
		uid = ",uid=" + user
	} else if !root {
		uid, notes = ",uid=UID", "\n# UID is the output of `id -u "+user+"`: without it root owns the cache mount"
	}
	if i.stays {
		notes += "\n# each RUN that uses the downloads needs the same mount"
	}
	var mounts strings.Builder
	for _, dir := range i.cacheDirs(target) {
		mounts.WriteString("--mount=type=cache,target=" + dir + uid + " ")
	}
	return "RUN " + mounts.String() + command + notes
}

// cacheDirs returns the directories to mount: Poetry has its environments beside its downloads, and a mount over both would hide them.
func (i *install) cacheDirs(target string) []string {
	if i.name == "poetry" {
		return []string{path.Join(target, "cache"), path.Join(target, "artifacts")}
	}
	return []string{target}
}

// keepsEnvironment reports whether the cache mount would hide the environment: Poetry creates it in the cache directory, and looks for it
// there when the image runs.
func (i *install) keepsEnvironment() bool {
	user, _, _ := strings.Cut(i.run.User, ":")
	if i.name != "poetry" || slices.Contains([]string{"", "root", "0"}, user) {
		return false
	}
	_, named := i.cacheNamed()
	elsewhere := func(variable, setting, value string) bool {
		return strings.EqualFold(i.env[variable], value) || strings.EqualFold(i.env["poetry"+settingWord+setting], value)
	}
	return !named && !elsewhere("POETRY_VIRTUALENVS_CREATE", "virtualenvs.create", "false") && !elsewhere("POETRY_VIRTUALENVS_IN_PROJECT", "virtualenvs.in-project", "true")
}

// cacheOfRoot reports whether the cache directory is root's; other users have it in their home directory.
func (i *install) cacheOfRoot() bool { return strings.HasPrefix(i.cache, "/root/") || i.name == "yarn" }

// cacheNamed returns the directory of the manager's downloads, and whether the call or the environment sets it.
func (i *install) cacheNamed() (dir string, named bool) {
	for n, w := range i.words {
		flag, value, joined := strings.Cut(w, "=")
		if i.cacheFlag == "" || flag != i.cacheFlag {
			continue
		}
		if !joined && n+1 < len(i.words) {
			value = i.words[n+1]
		}
		if path.IsAbs(value) {
			return value, true
		}
	}
	if value := cmp.Or(i.env[i.cacheEnv], i.env[strings.ToUpper(i.cacheEnv)]); i.cacheEnv != "" && path.IsAbs(value) {
		return value, true
	}
	if home := i.env["PNPM_HOME"]; i.name == "pnpm" && path.IsAbs(home) {
		return path.Join(home, "store"), true
	}
	return i.cache, false
}

// kept returns words of the call without those that discard downloads.
func (i *install) kept(words []string) []string {
	return slices.DeleteFunc(slices.Clone(words), func(w string) bool {
		return slices.Contains(throwing, w) || i.cacheOff != "" && strings.HasPrefix(w, i.cacheOff+"=")
	})
}
