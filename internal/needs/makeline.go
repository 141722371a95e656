package needs

import (
	"path"
	"strings"

	"github.com/ctxsize/ctxsize/internal/makefile"
)

// makeLine is a logical line of a makefile, with what make and the shell find in it.
type makeLine struct {
	text     string // without blanks around it, and of a recipe without @, - and + in front of it
	at       place
	isRecipe bool

	prepared bool
	git      string   // how what make expands asks for git, "" where it does not
	calls    []string // the scripts of its $(shell ...)
	script   string   // of a recipe: the script that make starts
}

// makeLines returns the logical lines of a makefile. The lines are shared by all that follow it.
func (c *Cache) makeLines(p string, text func(p string) []byte) []makeLine {
	lines, known := c.makefiles[p]
	if !known {
		lines = parseMakeLines(p, string(text(p)))
		c.makefiles[p] = lines
	}
	return lines
}

func parseMakeLines(p, text string) []makeLine {
	var list []makeLine
	for _, line := range makefile.Lines(text) {
		list = append(list, makeLine{text: strings.TrimSpace(line.Text), at: place{p, line.Number}, isRecipe: line.IsRecipe()})
	}
	return list
}

// prepare finds what make starts where it expands the line, and what it gives to the shell.
func (l *makeLine) prepare() {
	if l.prepared {
		return
	}
	l.prepared = true
	expanded := l.text
	if l.isRecipe {
		l.text = strings.TrimLeft(l.text, "@-+ ")
	}
	references := makefile.References(l.text)
	if l.isRecipe {
		expanded, l.script = strings.Join(references, "\n"), expandRecipe(l.text)
	}
	l.git, _ = TextUsesGit([]byte(expanded))
	for _, name := range references {
		if function, script, found := strings.Cut(name, " "); found && function == "shell" {
			l.calls = append(l.calls, expandRecipe(script))
		}
	}
}

// expandRecipe returns a recipe as the shell sees it. A value that only a run of make shows is unknown.
func expandRecipe(text string) string { return makefile.Expand(text, variable) }

// variable returns the value of a variable of make, as far as its name shows it: $(MAKE), $(GO) and $(CARGO) are programs.
func variable(name string) string {
	lower := strings.ToLower(strings.TrimSpace(name))
	switch {
	case len(name) == 1 && strings.ContainsAny(name, "@<^+?*%|"):
		// An automatic variable is a part of a word, such as $@.o.
		return "*"
	case lower == "make" || lower == "go" || lower == "cargo" || lower == "npm" || lower == "yarn" || lower == "pnpm" || lower == "cc" || lower == "cxx" || lower == "install" ||
		lower == "rm" || lower == "mkdir" || lower == "python" || lower == "git" || lower == "ar" || lower == "ld" || lower == "mvn" || lower == "gradle" || lower == "dotnet":
		return lower
	case lower == "q" || lower == "at" || lower == "v_at" || lower == "sudo":
		return ""
	}
	return "'*'"
}

// pattern is the name of a file with what make expands unknown.
func pattern(name string) string {
	if strings.Contains(name, "$") {
		return "*" + path.Base(name)
	}
	return name
}
