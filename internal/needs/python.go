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
	if !slices.ContainsFunc(words, func(w string) bool { return w == "install" || w == "wheel" || w == "sync" || w == "download" }) {
		return
	}
	for n, w := range words {
		file, joined := strings.CutPrefix(w, "--requirement=")
		if n > 0 && (words[n-1] == "-r" || words[n-1] == "--requirement" || words[n-1] == "-c") {
			file, joined = w, true
		}
		switch {
		case joined:
			f.requirements(file, c)
		case installsProject(w):
			f.tool(toolFor("poetry"), c)
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
				f.tool(toolFor("poetry"), c)
				return
			}
		}
	}
}
