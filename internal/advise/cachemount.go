package advise

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/remedy"
	"github.com/ctxsize/ctxsize/internal/shell"
)

// cacheMounts: an install downloads everything again whenever its layer is rebuilt.
func (v *adviser) cacheMounts() {
	done := map[string]bool{}
	for _, stage := range v.Build.Stages {
		for _, i := range v.byStage[stage.Index] {
			if i.removesDevelopment || i.cached() || i.Manager.Cache == "" || done[i.Manager.Name] || i.doubt || !v.downloads(&i) {
				continue
			}
			done[i.Manager.Name] = true
			if v.usesDownloads(&i) || i.Builds && v.calledBefore(&i, i.run.Line, stage.Index) {
				continue
			}
			f := v.at(lint.CacheMountMissing, i.run.Line, "%q downloads every package again whenever this layer is rebuilt: no cache mount.", i.text())
			if disabling := i.uncached(); len(disabling) > 0 {
				f.Message += fmt.Sprintf(" Also remove %s: it disables the cache.", strings.Join(disabling, " and "))
			}
			f.Fix = v.mountFix(&i)
			v.found(f)
		}
	}
}

// mountFix returns how to mount a cache, as a diff where it is certain; nil where a mount would hide what is used.
func (v *adviser) mountFix(i *install) *lint.Fix {
	switch {
	case i.keepsEnvironment():
		return nil
	case i.Manager.Name == "yarn" && isBerry(v.manifests(v.contextDir(i), i)):
		return &lint.Fix{Kind: "edit", Text: "with nodeLinker: node-modules: RUN --mount=type=cache,target=DIR,uid=UID, with DIR from \"yarn config get cacheFolder\" and UID of the user; " +
			"without nodeLinker none, because packages are used from the cache"}
	}
	fix := &lint.Fix{Kind: "edit", Text: i.mounting() + i.emptying()}
	mounts, certain := i.mounts()
	if !certain {
		return fix
	}
	if fix.Changes = remedy.AddMounts(v.project(), mounts).Changes; fix.Changes == nil {
		return fix
	}
	fix.Text = "mount a cache at " + strings.Join(mounts.Dirs, " and ")
	if removed := slices.Concat(mounts.Words, mounts.Commands); len(removed) > 0 {
		fix.Text += ", and remove " + strings.Join(removed, " and ")
	}
	return fix
}

// mounts returns the cache mounts for a call. They are certain where the number of the user is known, and where everything that empties or disables the
// cache can be removed.
func (i *install) mounts() (m remedy.Mounts, certain bool) {
	target, uid, with := i.mountTarget()
	m = remedy.Mounts{Run: i.run, Dirs: i.cacheDirs(target), UID: uid, Call: i.Text, With: with, Stays: i.Manager.Stays, Manager: i.Manager.Name}
	for _, w := range i.uncached() {
		if !slices.Contains(i.words, w) && !slices.Contains(i.set, w) {
			return m, false
		}
		m.Words = append(m.Words, w)
	}
	for _, c := range i.clearing() {
		if c.Program() == "rm" && slices.ContainsFunc(c.Args[1:], func(w shell.Word) bool { return !strings.HasPrefix(w.Text, "-") && !overlaps(homeless(w.Text), target) }) {
			return m, false
		}
		m.Commands = append(m.Commands, c.Text)
	}
	return m, uid != unknownUID && !strings.Contains(target, "$")
}

// cached reports whether the RUN has the manager's downloads in a cache mount.
func (i *install) cached() bool { return len(i.run.Caches) > 0 }

// throwing are flags that discard downloads.
var throwing = []string{"--no-cache-dir", "--no-cache"}

// uncached returns the words that make the manager discard its downloads. pip takes any value as true, "false" included.
func (i *install) uncached() []string {
	list := slices.DeleteFunc(slices.Clone(i.words), func(w string) bool { return !slices.Contains(throwing, w) })
	switch value := i.env[i.Manager.CacheOff]; {
	case i.Manager.CacheOff == "" || value == "" || i.Manager.Name != "pip" && slices.Contains([]string{"0", "false", "no", "off"}, strings.ToLower(value)):
	default:
		list = append(list, i.Manager.CacheOff+"="+value)
	}
	return list
}

// unknownUID is in the place of the number of a user of whom only the name is known.
const unknownUID = "UID"

// mountTarget returns the directory of downloads, the number of the user who has to own it, "" for root, and the call as it has to be written to
// use it.
func (i *install) mountTarget() (target, uid, with string) {
	target, named := i.cacheNamed()
	with = i.Text
	user, _, _ := strings.Cut(i.run.User, ":")
	if slices.Contains([]string{"", "root", "0"}, user) {
		return target, "", with
	}
	if uid = user; !isNumber(user) {
		uid = unknownUID
	}
	if named || !i.cacheOfRoot() {
		return target, uid, with
	}
	target = "/tmp/" + strings.ReplaceAll(i.Manager.Name, " ", "-") + "-cache"
	if i.Manager.CacheFlag != "" {
		return target, uid, with + " " + i.Manager.CacheFlag + " " + target
	}
	return target, uid, i.Manager.CacheEnv + "=" + target + " " + with
}

func isNumber(text string) bool {
	_, err := strconv.ParseUint(text, 10, 32)
	return err == nil
}

// mounting returns the RUN with a cache mount that the manager uses and its user may write to, followed by comments with the remaining steps.
func (i *install) mounting() string {
	target, uid, with := i.mountTarget()
	command := strings.Replace(with, i.Text, strings.Join(append(slices.Clone(i.kept(i.set)), shell.QuoteAll(i.kept(i.words))), " "), 1)
	owner, notes := "", ""
	if uid != "" {
		owner = ",uid=" + uid
	}
	if user, _, _ := strings.Cut(i.run.User, ":"); uid == unknownUID {
		notes = "\n# UID is the output of `id -u " + user + "`: without it root owns the cache mount"
	}
	if i.Manager.Stays {
		notes += "\n# each RUN that uses the downloads needs the same mount"
	}
	var mounts strings.Builder
	for _, dir := range i.cacheDirs(target) {
		mounts.WriteString("--mount=type=cache,target=" + dir + owner + " ")
	}
	return "RUN " + mounts.String() + command + notes
}

// cacheDirs returns the directories to mount: Poetry has its environments beside its downloads, and a mount over both would hide them.
func (i *install) cacheDirs(target string) []string {
	if i.Manager.Name == "poetry" {
		return []string{path.Join(target, "cache"), path.Join(target, "artifacts")}
	}
	return []string{target}
}

// keepsEnvironment reports whether the cache mount would hide the environment: Poetry creates it in the cache directory, and looks for it
// there when the image runs.
func (i *install) keepsEnvironment() bool {
	user, _, _ := strings.Cut(i.run.User, ":")
	if i.Manager.Name != "poetry" || slices.Contains([]string{"", "root", "0"}, user) {
		return false
	}
	_, named := i.cacheNamed()
	elsewhere := func(variable, setting, value string) bool {
		return strings.EqualFold(i.env[variable], value) || strings.EqualFold(i.env["poetry"+settingWord+setting], value)
	}
	return !named && !elsewhere("POETRY_VIRTUALENVS_CREATE", "virtualenvs.create", "false") && !elsewhere("POETRY_VIRTUALENVS_IN_PROJECT", "virtualenvs.in-project", "true")
}

// cacheOfRoot reports whether the cache directory is root's; other users have it in their home directory.
func (i *install) cacheOfRoot() bool {
	return strings.HasPrefix(i.Manager.Cache, "/root/") || i.Manager.Name == "yarn"
}

// cacheNamed returns the directory of the manager's downloads, and whether the call or the environment sets it.
func (i *install) cacheNamed() (dir string, named bool) {
	for n, w := range i.words {
		flag, value, joined := strings.Cut(w, "=")
		if i.Manager.CacheFlag == "" || flag != i.Manager.CacheFlag {
			continue
		}
		if !joined && n+1 < len(i.words) {
			value = i.words[n+1]
		}
		if path.IsAbs(value) {
			return value, true
		}
	}
	if value := cmp.Or(i.env[i.Manager.CacheEnv], i.env[strings.ToUpper(i.Manager.CacheEnv)]); i.Manager.CacheEnv != "" && path.IsAbs(value) {
		return value, true
	}
	if home := i.env["PNPM_HOME"]; i.Manager.Name == "pnpm" && path.IsAbs(home) {
		return path.Join(home, "store"), true
	}
	return i.Manager.Cache, false
}

// kept returns words of the call without those that discard downloads.
func (i *install) kept(words []string) []string {
	return slices.DeleteFunc(slices.Clone(words), func(w string) bool {
		return slices.Contains(throwing, w) || i.Manager.CacheOff != "" && strings.HasPrefix(w, i.Manager.CacheOff+"=")
	})
}
