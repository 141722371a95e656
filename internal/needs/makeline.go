package needs

import (
	"path"
	"strings"
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
	number, from := 0, 0
	joined := ""
	for line := range strings.Lines(text) {
		number++
		if joined == "" {
			from = number
		}
		line = strings.TrimRight(line, "\r\n")
		if rest, more := strings.CutSuffix(line, `\`); more {
			joined += rest + " "
			continue
		}
		list = append(list, newMakeLine(joined+line, place{p, from}))
		joined = ""
	}
	return append(list, newMakeLine(joined, place{p, from}))
}

func newMakeLine(text string, at place) makeLine {
	return makeLine{text: strings.TrimSpace(text), at: at, isRecipe: strings.HasPrefix(text, "\t")}
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
		expanded, l.script = makeExpansions(l.text), expandRecipe(l.text)
	}
	l.git, _ = TextUsesGit([]byte(expanded))
	for rest := l.text; ; {
		_, after, found := strings.Cut(rest, "$(shell ")
		if !found {
			return
		}
		end := closingBracket(after)
		l.calls, rest = append(l.calls, expandRecipe(after[:end])), after[end:]
	}
}

// closingBracket returns where the bracket that is open at the beginning of a text closes.
func closingBracket(text string) int {
	depth := 1
	for n := range len(text) {
		switch text[n] {
		case '(', '{':
			depth++
		case ')', '}':
			if depth--; depth == 0 {
				return n
			}
		}
	}
	return len(text)
}

// expandRecipe is a recipe as the shell sees it: what make expands is unknown, a program that a variable names goes by the name of the variable.
func expandRecipe(text string) string {
	var b strings.Builder
	for n := 0; n < len(text); n++ {
		if text[n] != '$' || n+1 == len(text) {
			b.WriteByte(text[n])
			continue
		}
		n++
		switch text[n] {
		case '$':
			b.WriteByte('$')
		case '(', '{':
			end := closingBracket(text[n+1:])
			b.WriteString(variable(text[n+1 : n+1+end]))
			n += end + 1
		default:
			b.WriteByte('*')
		}
	}
	return b.String()
}

// variable is what stands for a variable of make: $(MAKE), $(GO) and $(CARGO) are the programs that they are called after.
func variable(name string) string {
	lower := strings.ToLower(strings.TrimSpace(name))
	switch {
	case lower == "make" || lower == "go" || lower == "cargo" || lower == "npm" || lower == "yarn" || lower == "pnpm" || lower == "cc" || lower == "cxx" || lower == "install" ||
		lower == "rm" || lower == "mkdir" || lower == "python" || lower == "git" || lower == "ar" || lower == "ld" || lower == "mvn" || lower == "gradle" || lower == "dotnet":
		return lower
	case lower == "q" || lower == "at" || lower == "v_at" || lower == "@" || lower == "sudo":
		return ""
	}
	return "'*'"
}

// makeExpansions are the parts of a text that make expands.
func makeExpansions(text string) string {
	var b strings.Builder
	for {
		_, rest, found := strings.Cut(text, "$(")
		if !found {
			return b.String()
		}
		end := closingBracket(rest)
		b.WriteString(rest[:end] + "\n")
		text = rest[end:]
	}
}

// pattern is the name of a file with what make expands unknown.
func pattern(name string) string {
	if strings.Contains(name, "$") {
		return "*" + path.Base(name)
	}
	return name
}
