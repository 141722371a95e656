package ci

import (
	"strings"
)

// maxExpansions bounds the nesting of variables of make.
const maxExpansions = 10

// makefile finds the builds in the recipes of a makefile, which runs in its own directory, or in the project root where another one includes it.
func makefile(dir, text string) File {
	m := makeVariables{}
	var f File
	logical, from, number := "", 0, 0
	for line := range strings.Lines(text) {
		if number++; logical == "" {
			from = number
		}
		line = strings.TrimRight(line, "\r\n")
		if rest, more := strings.CutSuffix(line, `\`); more {
			logical += rest + " "
			continue
		}
		logical += line
		if recipe, ok := strings.CutPrefix(logical, "\t"); ok {
			f.add(lines(m.expand(strings.TrimLeft(recipe, "@-+ "), 0), from, clean(dir), "."))
		} else {
			m.assign(logical)
		}
		logical = ""
	}
	return f
}

// makeVariables are the variables of a makefile by name, unexpanded.
type makeVariables map[string]string

// assign records an assignment. Only the first counts: later ones may be conditional.
func (m makeVariables) assign(line string) {
	name, value, ok := strings.Cut(line, "=")
	name = strings.TrimSpace(strings.TrimRight(strings.TrimPrefix(strings.TrimSpace(name), "export "), ":?!+ "))
	if !ok || name == "" || strings.ContainsAny(name, " \t:#$(") {
		return
	}
	value, _, _ = strings.Cut(value, " #")
	if _, known := m[name]; known {
		value = "$(shell)"
	}
	m[name] = strings.TrimSpace(value)
}

// expand returns a recipe as the shell sees it. What make cannot know without a run becomes a variable of the shell that has no value.
func (m makeVariables) expand(text string, depth int) string {
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
			name := text[n+1:]
			end := strings.IndexAny(name, ")}")
			if end < 0 {
				return b.String()
			}
			b.WriteString(m.value(name[:end], depth))
			n += end + 1
		default:
			b.WriteString(unknownVariable)
		}
	}
	return b.String()
}

// unknownVariable is a variable of the shell without a known value.
const unknownVariable = "${CTXSIZE_UNKNOWN}"

// value returns the value of a variable.
func (m makeVariables) value(name string, depth int) string {
	value, known := m[name]
	switch {
	case name == "CURDIR":
		return "."
	case name == "MAKE":
		return "make"
	case name == "Q" || name == "V" || name == "AT":
		return ""
	case !known && strings.EqualFold(name, "docker") || !known && strings.EqualFold(name, "container_runtime"):
		return "docker"
	case !known || depth == maxExpansions:
		return unknownVariable
	}
	return m.expand(value, depth+1)
}
