package needs

import (
	"path"
	"slices"
	"strings"
)

// pip follows an installation by pip: one of the project itself builds it, others do not.
func (f *follower) pip(c *Call) {
	words := c.Words()[1:]
	if len(words) > 0 && words[0] == "pip" {
		words = words[1:]
	}
	syncs := c.Program() == "pip-sync" || slices.Contains(words, "sync")
	if !syncs && !hasAny(words, "install", "wheel", "download") {
		return
	}
	for n, w := range words {
		file, joined := strings.CutPrefix(w, "--requirement=")
		if n > 0 && hasAny(words[n-1:n], "-r", "--requirement", "-c") || syncs && !strings.HasPrefix(w, "-") {
			file, joined = w, true
		}
		switch {
		case joined:
			f.requirements(file, c)
		case installsProject(w):
			f.readByTool(toolFor("poetry"), c)
		}
	}
}

// installsProject reports whether an argument of pip is a project in a directory.
func installsProject(w string) bool {
	w, _, _ = strings.Cut(w, "[")
	return w == "-e" || w == "--editable" || w == "." || w == ".." || strings.HasPrefix(w, "./") || strings.HasPrefix(w, "../") || strings.HasPrefix(w, "file:") ||
		path.IsAbs(w) && path.Ext(w) == "" || w == "*"
}

// requirements looks for projects in a list of requirements.
func (f *follower) requirements(file string, c *Call) {
	for _, p := range f.locate(c.Dir, shellWord{Text: file, Static: !strings.ContainsAny(file, "*?")}) {
		for line := range strings.Lines(string(f.files.Text(p))) {
			line = strings.TrimSpace(line)
			if first, _, _ := strings.Cut(line, " "); installsProject(first) {
				f.readByTool(toolFor("poetry"), c)
				return
			}
		}
	}
}

// maxModules is how many modules of a project are followed from its setup.py.
const maxModules = 100

// setupModules looks for git in the modules of the project that its setup.py imports, and in those that they import.
func (f *follower) setupModules(c *Call) {
	setups := f.files.Find("setup.py")
	queue := slices.Clone(setups)
	for n := 0; n < len(queue) && n < maxModules; n++ {
		text := f.files.Text(queue[n])
		if n >= len(setups) {
			f.text(queue[n], text)
		}
		for _, m := range importedModules(text, path.Dir(queue[n])) {
			if f.files.Text(m) != nil && !slices.Contains(queue, m) {
				queue = append(queue, m)
			}
		}
	}
	if len(queue) > maxModules {
		f.noteOpaque(c.File, c.Line, c.Text)
	}
}

// importedModules returns the files that the import statements of a Python source may name, in its directory and above it.
func importedModules(text []byte, dir string) []string {
	var list []string
	for line := range strings.Lines(string(text)) {
		words := strings.FieldsFunc(strings.TrimSpace(line), func(c rune) bool { return strings.ContainsRune(" \t,()", c) })
		if len(words) < 2 || words[0] != "import" && words[0] != "from" {
			continue
		}
		for _, w := range words[1:] {
			if w == "import" || w == "as" || strings.Trim(w, ".") == "" {
				continue
			}
			module := strings.ReplaceAll(strings.TrimLeft(w, "."), ".", "/")
			for _, from := range []string{dir, path.Dir(dir)} {
				list = append(list, path.Join(from, module+".py"), path.Join(from, module, "__init__.py"))
			}
		}
	}
	return list
}
