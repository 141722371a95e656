package advise

import (
	"path"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/shell"
)

// clearing are the words that make a package manager empty its cache, by its name.
var clearing = map[string][][]string{
	"npm": {{"cache", "clean"}, {"cache", "clear"}, {"cache", "rm"}}, "yarn": {{"cache", "clean"}, {"cache", "clear"}}, "pnpm": {{"store", "prune"}}, "bun": {{"pm", "cache", "rm"}},
	"pip": {{"cache", "purge"}, {"cache", "remove"}}, "uv": {{"cache", "clean"}, {"cache", "prune"}}, "uv pip": {{"cache", "clean"}, {"cache", "prune"}}, "poetry": {{"cache", "clear"}},
	"pdm": {{"cache", "clear"}}, "pipenv": {{"--clear"}}, "composer": {{"clear-cache"}, {"clearcache"}, {"cc"}}, "go": {{"clean", "-modcache"}}, "dotnet": {{"nuget", "locals"}}, "cargo": {{"cache"}},
}

// emptying returns, as comments below a fix, the other commands of the RUN that empty the mounted cache.
func (i *install) emptying() string {
	target, _ := i.cacheNamed()
	var notes strings.Builder
	for _, c := range inventory.ParseInvocation(&i.run.Invocation).Commands {
		if i.clears(&c) || c.Program() == "rm" && slices.ContainsFunc(c.Args[1:], func(w shell.Word) bool { return overlaps(homeless(w.Text), target) }) {
			notes.WriteString("\n# and remove `" + c.Text + "`: it empties the cache mount")
		}
	}
	return notes.String()
}

// clears reports whether a command is the package manager's own to empty its cache.
func (i *install) clears(c *shell.Command) bool {
	program, _, _ := strings.Cut(i.name, " ")
	name := c.Program()
	if name != program && name != program+"3" {
		return false
	}
	words := c.Words()
	return slices.ContainsFunc(clearing[i.name], func(all []string) bool {
		return !slices.ContainsFunc(all, func(w string) bool { return !slices.Contains(words, w) })
	})
}

// homeless returns a path with the home directory of root in place of ~ and $HOME.
func homeless(p string) string {
	for _, home := range []string{"~/", "*/"} {
		if rest, ok := strings.CutPrefix(p, home); ok {
			p = "/root/" + rest
		}
	}
	return strings.TrimSuffix(strings.TrimSuffix(p, "*"), "/")
}

// overlaps reports whether a path is a directory, is in it or contains it.
func overlaps(p, dir string) bool {
	p, dir = path.Clean(p)+"/", path.Clean(dir)+"/"
	return path.IsAbs(p) && p != "//" && (strings.HasPrefix(p, dir) || strings.HasPrefix(dir, p))
}

// usesDownloads reports whether something uses the downloads although a mount would hide them: an install without a network, the program that
// the image runs, or a copy of the directory.
func (v *adviser) usesDownloads(i *install) bool {
	program, _, _ := strings.Cut(i.name, " ")
	if inventory.IsOffline(i.words) || slices.Contains(i.words, "--prefer-offline") {
		return true
	}
	for n := range v.Build.Runs {
		if v.offline(inventory.ParseInvocation(&v.Build.Runs[n].Invocation), program) {
			return true
		}
	}
	for _, c := range v.started() {
		if c.Program() == program && (i.stays && c.Program() != "dotnet" || inventory.IsOffline(c.Words())) || i.stays && (slices.Contains(watchers, c.Program()) || runsProject(&c)) {
			return true
		}
	}
	if !i.stays {
		return false
	}
	target, _ := i.cacheNamed()
	for _, c := range v.Build.Copies {
		for _, s := range c.Sources {
			if from := path.Clean("/" + s.Path); from != "/" && overlaps(from, target) {
				return true
			}
		}
	}
	return false
}

// watchers are programs that build a project again while its image runs.
var watchers = []string{"air", "dlv", "reflex", "gow", "modd", "CompileDaemon", "cargo-watch", "bacon", "trunk", "watchexec"}

// runsProject reports whether dotnet builds the project that it runs.
func runsProject(c *shell.Command) bool {
	words := c.Words()
	return c.Program() == "dotnet" && len(words) > 1 && slices.Contains([]string{"run", "watch", "test", "build", "ef"}, words[1])
}

// offline reports whether a script installs with a package manager and without a network.
func (v *adviser) offline(s shell.Script, program string) bool {
	return slices.ContainsFunc(s.Commands, func(c shell.Command) bool { return c.Program() == program && inventory.IsOffline(c.Words()) })
}

// started returns the commands that run when the image does, with those of the scripts that they call.
func (v *adviser) started() []shell.Command {
	share := inventory.Share{Build: v.Build, Usage: v.Usages[0]}
	var list []shell.Command
	if share.Usage.View == nil || share.Usage.Project == nil {
		for n := range v.Build.Starts {
			list = append(list, inventory.ParseInvocation(&v.Build.Starts[n].Invocation).Commands...)
		}
		return list
	}
	for _, one := range share.Usage.Project.Programs(share.Usage.View).Steps(&share) {
		if !one.IsStart() || one.Trace == nil {
			continue
		}
		for _, c := range one.Trace.Calls {
			list = append(list, c.Command)
		}
	}
	return list
}
