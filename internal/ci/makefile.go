package ci

import (
	"strings"

	"github.com/ctxsize/ctxsize/internal/makefile"
)

const (
	// maxExpansions bounds the nesting of variables of make.
	maxExpansions = 10
	// maxValues is how many references of one makefile are expanded. A few lines of references to each other are more than can be computed.
	maxValues = 10_000
	// maxExpanded is the size of all values that are expanded for one makefile, in bytes.
	maxExpanded = 1 << 20
)

// makeBuilds finds the builds in the recipes of a makefile, which runs in its own directory, or in the project root where another one includes it.
func makeBuilds(dir, text string) File {
	m := makeVariables{unexpanded: map[string]string{}}
	var f File
	for _, line := range makefile.Lines(text) {
		if !line.IsRecipe() {
			m.assign(line.Text)
			continue
		}
		recipe := m.expand(strings.TrimLeft(line.Text[1:], "@-+ "), 0)
		f.add(lines(recipe, line.Number, clean(dir), "."))
	}
	return f
}

// makeVariables are the variables of a makefile.
type makeVariables struct {
	unexpanded   map[string]string // by name
	values, size int               // how many were expanded, and their bytes
}

// assign records an assignment. Only the first counts: later ones may be conditional.
func (m *makeVariables) assign(line string) {
	name, value, ok := strings.Cut(line, "=")
	name = strings.TrimSpace(strings.TrimRight(strings.TrimPrefix(strings.TrimSpace(name), "export "), ":?!+ "))
	if !ok || name == "" || strings.ContainsAny(name, " \t:#$(") {
		return
	}
	value, _, _ = strings.Cut(value, " #")
	if _, known := m.unexpanded[name]; known {
		value = "$(shell)"
	}
	m.unexpanded[name] = strings.TrimSpace(value)
}

// expand returns a recipe as the shell sees it. A value that only a run of make shows becomes a variable of the shell that has no value.
func (m *makeVariables) expand(text string, depth int) string {
	return makefile.Expand(text, func(name string) string {
		if strings.Contains(name, "$") && depth < maxExpansions {
			name = m.expand(name, depth+1)
		}
		return m.value(name, depth)
	})
}

// unknownVariable is a variable of the shell without a known value.
const unknownVariable = "${CTXSIZE_UNKNOWN}"

// value returns the value of a variable.
func (m *makeVariables) value(name string, depth int) string {
	value, known := m.unexpanded[name]
	switch {
	case name == "CURDIR":
		return "."
	case name == "MAKE":
		return "make"
	case name == "Q" || name == "V" || name == "AT":
		return ""
	case !known && strings.EqualFold(name, "docker") || !known && strings.EqualFold(name, "container_runtime"):
		return "docker"
	case !known || depth == maxExpansions || m.values == maxValues || m.size+len(value) > maxExpanded:
		return unknownVariable
	}
	m.values++
	m.size += len(value)
	return m.expand(value, depth+1)
}
