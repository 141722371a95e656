package needs

import (
	"bytes"
	"path"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/shell"
)

type shellWord = shell.Word

// program follows a program by its name.
func (f *follower) program(name string, c *Call) {
	switch {
	case name == "." || name == "source":
		f.followArgument(c, 1, "sh")
	case shell.IsShell(name):
		f.shell(name, c)
	case isMake(name):
		f.makefile(c)
	case isRecipes(name):
		f.recipes(name, c)
	case isPackageManager(name):
		f.packageManager(name, c)
	case name == "pip" || name == "pip3" || name == "pip-sync" || name == "uv" && len(c.Args) > 1 && c.Args[1].Text == "pip":
		f.pip(c)
	case name == "composer":
		f.composer(c)
	case name == "go":
		f.goCommand(c)
	case name == "dotnet" || name == "msbuild":
		f.dotnet(c)
	case name == "find":
		f.find(c)
	case languageOf(name) != nil:
		f.interpret(languageOf(name), c)
	case toolFor(name) != nil:
		f.tool(toolFor(name), c)
	case name == "git" || strings.HasPrefix(name, "git-") || slices.Contains(gitTools, name):
		// Their arguments are checked wherever they are called.
	case harmlessPrograms[name] || strings.HasPrefix(name, "docker-php-ext-"):
	default:
		f.unknown(name, c)
	}
}

// shell follows a shell that runs a script of the context.
func (f *follower) shell(name string, c *Call) {
	for n, a := range c.Args[1:] {
		if strings.HasPrefix(a.Text, "-") || strings.HasPrefix(a.Text, "+") {
			continue
		}
		f.followArgument(c, n+1, name)
		return
	}
}

// followArgument follows a script that is an argument.
func (f *follower) followArgument(c *Call, arg int, program string) {
	if arg >= len(c.Args) {
		return
	}
	found := f.locate(c.Dir, c.Args[arg])
	for _, p := range found {
		if text := f.files.Text(p); shell.IsShell(interpreter(p, text)) || program != "sh" && !strings.HasPrefix(string(text), "#!") {
			f.shellOnce(p, program, text, c)
		} else {
			f.file(p, c, c.Args[arg+1:])
		}
	}
	if w := c.Args[arg]; len(found) == 0 && !(w.Static && path.IsAbs(w.Text)) && !strings.HasSuffix(w.Text, "/activate") && path.Base(w.Text) != ".env" {
		f.noteOpaque(c.File, c.Line, c.Text)
	}
}

func (f *follower) shellOnce(p, program string, text []byte, c *Call) {
	if key := p + "\x00" + c.Dir; !f.visited[key] {
		f.visited[key] = true
		f.shellFile(p, program, text, c)
	}
}

// find follows what find starts.
func (f *follower) find(c *Call) {
	for n, a := range c.Args {
		if (a.Text == "-exec" || a.Text == "-execdir" || a.Text == "-ok") && n+1 < len(c.Args) {
			inner := *c
			inner.Args = c.Args[n+1:]
			if end := slices.IndexFunc(inner.Args, func(w shell.Word) bool { return w.Text == ";" || w.Text == "+" }); end > 0 {
				inner.Args = inner.Args[:end]
			}
			f.command(inner.Command, place{c.File, c.Line - max(c.Command.Line, 1) + 1})
		}
	}
}

// unknown follows a program with an unknown name: it may be a file of the context, in a directory of PATH.
func (f *follower) unknown(name string, c *Call) {
	dirs := strings.Split(c.Getenv("PATH"), ":")
	for _, dir := range append(dirs, "/usr/local/bin", "/usr/bin", "/bin") {
		if !path.IsAbs(dir) {
			continue
		}
		for _, p := range f.start.Origins(path.Join(dir, name)) {
			if f.files.Text(p) != nil {
				f.file(p, c, c.Args[1:])
				return
			}
		}
	}
	f.noteOpaque(c.File, c.Line, name)
}

// tool follows a program that reads manifests of the project, and perhaps runs its sources.
func (f *follower) tool(t *tool, c *Call) {
	words := c.Words()[1:]
	verb := firstOperand(words)
	if slices.Contains(t.quiet, verb) || t.quiet != nil && verb == "" && hasAny(words, "--version", "-V", "-v", "--help") {
		return
	}
	f.readByTool(t, c)
}

// readByTool follows what a tool reads, whatever its verb.
func (f *follower) readByTool(t *tool, c *Call) {
	if f.start.CallsOnly {
		return
	}
	if slices.Equal(t.manifests, jsManifests) {
		f.dependencies()
	} else {
		f.check(t.manifests, f.files.Cache.ManifestUsesGit)
	}
	f.check(t.sources, f.files.Cache.UsesGit)
	f.check(t.settings, func(_ string, text []byte) (string, int) {
		for _, w := range t.words {
			if bytes.Contains(text, []byte(w)) {
				return w, lineOf(text, w)
			}
		}
		return "", 0
	})
	if slices.Contains(t.sources, "setup.py") {
		f.setupModules(c)
	}
	if hasAny(c.Words()[1:], t.skips...) {
		return
	}
	for _, ext := range t.runs {
		f.sources(ext, c)
	}
}

func hasAny(words []string, flags ...string) bool {
	return slices.ContainsFunc(flags, func(flag string) bool { return slices.Contains(words, flag) })
}

// check looks for git in every file of these names.
func (f *follower) check(patterns []string, uses func(p string, text []byte) (string, int)) {
	if len(patterns) == 0 || f.trace.Git != nil || f.start.CallsOnly {
		return
	}
	for _, p := range f.files.Find(patterns...) {
		if words, line := uses(p, f.files.Text(p)); words != "" {
			f.git(p, line, words)
			return
		}
	}
}

// firstOperand returns the first word that is no flag, "" for none.
func firstOperand(words []string) string {
	for _, w := range words {
		if !strings.HasPrefix(w, "-") && !strings.HasPrefix(w, "+") {
			return w
		}
	}
	return ""
}
