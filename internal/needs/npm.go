package needs

import (
	"path"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/shell"
)

func isPackageManager(name string) bool {
	return slices.Contains([]string{"npm", "yarn", "pnpm", "bun", "lerna", "nx", "turbo", "rush", "run-s", "run-p", "npm-run-all", "npm-run-all2", "concurrently", "wsrun", "ultra", "wireit"}, name)
}

// installVerbs are the verbs that run the lifecycle scripts of the project.
var installVerbs = []string{"ci", "install", "i", "clean-install", "add", "update", "rebuild", "link", "pack", "publish"}

// lifecycle are the scripts that an installation runs.
var lifecycle = []string{"preinstall", "install", "postinstall", "prepublish", "preprepare", "prepare", "postprepare", "prepack", "dependencies", "pnpm:devPreinstall"}

// scriptlessVerbs are verbs that run no script of the project.
var scriptlessVerbs = []string{"config", "cache", "set", "get", "login", "logout", "whoami", "view", "info", "audit", "outdated", "prune", "store", "fetch", "dedupe", "import", "why", "list", "ls", "root", "bin",
	"env", "version", "help", "plugin", "policies", "setup", "create", "init", "patch", "deploy", "pm", "upgrade", "unlink", "remove", "uninstall", "explain", "fund", "ping", "search", "doctor", "completion"}

// packageManager follows npm and what works like it.
func (f *follower) packageManager(name string, c *Call) {
	words := c.Words()[1:]
	operands := operandsOf(words)
	verb := ""
	if len(operands) > 0 {
		verb = operands[0]
	}
	switch {
	case hasAny(words, "--version", "-v", "--help") && len(operands) == 0:
	case name == "run-s" || name == "run-p" || strings.HasPrefix(name, "npm-run-all") || name == "wsrun" || name == "ultra" || name == "wireit":
		f.scripts(operands, c)
	case name == "concurrently":
		f.concurrently(c)
	case name == "lerna" || name == "nx" || name == "turbo" || name == "rush":
		f.tool(toolFor("turbo"), c)
		f.scripts(operands, c)
	case slices.Contains(installVerbs, verb) || verb == "" && (name == "yarn" || name == "bun"):
		if !hasAny(words, "--ignore-scripts", "--ignore-scripts=true", "-g", "--global") && c.Getenv("npm_config_ignore_scripts") != "true" {
			f.scripts(lifecycle, c)
		}
	case slices.Contains(scriptlessVerbs, verb):
	case verb == "workspaces" && slices.Contains(operands, "focus"):
	case verb == "run" || verb == "run-script" || verb == "workspaces" || verb == "workspace" || verb == "foreach" || verb == "rum" || verb == "recursive":
		f.runOrFile(name, operands[1:], c)
	default:
		f.runOrFile(name, operands, c)
	}
}

// runOrFile follows a script of package.json or, with Bun and Yarn, a file or a program of a dependency.
func (f *follower) runOrFile(name string, operands []string, c *Call) {
	if f.scripts(operands, c) || len(operands) == 0 {
		return
	}
	inner := *c
	at := slices.IndexFunc(c.Args, func(w shell.Word) bool { return w.Text == operands[0] })
	if at < 0 {
		f.noteOpaque(c.File, c.Line, c.Text)
		return
	}
	inner.Args = c.Args[at:]
	switch {
	case name == "bun" && path.Ext(operands[0]) != "":
		f.run(languageOf("bun"), inner.Args[0], c)
	case name == "npm":
		f.noteOpaque(c.File, c.Line, c.Text)
	default:
		f.command(inner.Command, place{c.File, c.Line - max(c.Command.Line, 1) + 1})
	}
}

// valuedFlags are the flags of package managers whose value is the next argument.
var valuedFlags = []string{"--filter", "-F", "-w", "--workspace", "--prefix", "-C", "--cwd", "--dir", "--scope", "--registry", "--cache", "--store-dir", "--cache-folder", "--modules-folder", "--loglevel", "--omit",
	"--include", "--network-timeout", "--include-workspace", "-t", "--target", "--targets", "--projects", "-p", "--configuration", "--concurrency", "--parallel", "--mutex", "--from", "--userconfig"}

// operandsOf returns the arguments that are neither flags nor their values, up to "--".
func operandsOf(words []string) []string {
	var list []string
	for n := 0; n < len(words); n++ {
		switch w := words[n]; {
		case w == "--":
			return list
		case slices.Contains(valuedFlags, w):
			n++
		case !strings.HasPrefix(w, "-"):
			list = append(list, w)
		}
	}
	return list
}

// scripts follows scripts of these names in every package of the project, and reports whether there is one. Which package a command means is
// not looked into: workspaces call each other.
func (f *follower) scripts(names []string, c *Call) bool {
	found := false
	here := f.reader(c)
	elsewhere := here.In("")
	own := f.start.Origins(join(c.Dir, "package.json"))
	for _, p := range f.packages(c) {
		text := f.files.Text(p)
		one, err := f.files.Package(p)
		if err != nil {
			f.noteOpaque(p, 0, "package.json")
			f.text(p, text)
			continue
		}
		reader := elsewhere
		if slices.Contains(own, p) {
			reader = here
		}
		for _, name := range names {
			found = f.packageScripts(name, one.Scripts, p, text, reader) || found
		}
	}
	return found
}

// packages returns the package.json that a command reads: the one of its directory and, where it is for workspaces or there is none, all.
func (f *follower) packages(c *Call) []string {
	own := f.locate(c.Dir, shellWord{Text: "package.json", Static: c.Dir != ""})
	if c.Dir != "" && len(own) > 0 {
		own = own[:1]
	}
	all := f.files.Find("package.json")
	if len(own) == 1 && len(all) > 1 && !f.forWorkspaces(own[0], c) {
		return own
	}
	return all
}

// forWorkspaces reports whether a command may run scripts of other packages than the one in its directory.
func (f *follower) forWorkspaces(own string, c *Call) bool {
	one, err := f.files.Package(own)
	if err != nil || len(one.Workspaces) > 0 || f.files.Text(path.Join(path.Dir(own), "pnpm-workspace.yaml")) != nil || f.files.Text(path.Join(path.Dir(own), "lerna.json")) != nil ||
		f.files.Text(path.Join(path.Dir(own), "nx.json")) != nil || f.files.Text(path.Join(path.Dir(own), "turbo.json")) != nil || f.files.Text(path.Join(path.Dir(own), "rush.json")) != nil {
		return true
	}
	return slices.ContainsFunc(c.Words(), func(w string) bool {
		return slices.Contains([]string{"-r", "--recursive", "-C", "--dir", "--prefix", "--cwd"}, w) || strings.HasPrefix(w, "--filter") || w == "-F" || strings.HasPrefix(w, "--workspace") || w == "-w" ||
			w == "workspace" || w == "workspaces" || strings.HasPrefix(w, "--prefix=") || strings.HasPrefix(w, "--cwd=") || strings.HasPrefix(w, "--dir=")
	})
}

// packageScripts follows a script of a package, and those before and behind it.
func (f *follower) packageScripts(name string, scripts map[string]string, p string, text []byte, reader *shell.Reader) bool {
	found := false
	for _, one := range matching(name, scripts) {
		for _, script := range []string{"pre" + one, one, "post" + one} {
			if line, ok := scripts[script]; ok {
				found = true
				f.followNested(reader.Parse(line), place{p, lineOf(text, `"`+script+`"`)})
			}
		}
	}
	return found
}

// matching returns the names of the scripts that match a name or a pattern such as build:*.
func matching(name string, scripts map[string]string) []string {
	if !strings.ContainsAny(name, "*") {
		return []string{name}
	}
	var list []string
	for one := range scripts {
		if ok, err := path.Match(strings.ReplaceAll(name, "**", "*"), one); ok && err == nil {
			list = append(list, one)
		}
	}
	slices.Sort(list)
	return list
}

// packageScript follows a script of package.json that another program runs, such as node --run.
func (f *follower) packageScript(name string, c *Call) bool { return f.scripts([]string{name}, c) }

// concurrently follows the commands in its arguments.
func (f *follower) concurrently(c *Call) {
	for _, a := range c.Args[1:] {
		if strings.HasPrefix(a.Text, "-") {
			continue
		}
		if rest, ok := strings.CutPrefix(a.Text, "npm:"); ok {
			f.scripts([]string{rest}, c)
			continue
		}
		f.followNested(f.reader(c).Parse(a.Text), place{c.File, c.Line})
	}
}
