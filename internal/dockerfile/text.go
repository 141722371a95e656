package dockerfile

import (
	"bytes"
	"iter"
	"slices"
	"strings"
	"unicode"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
)

// IsDockerfileText reports whether a text is a Dockerfile, or the template of one: it parses, and has a stage.
func IsDockerfileText(text []byte) bool {
	return mayHaveStage(bytes.Lines(text)) && hasStage(text) || IsTemplate(text) && mayHaveStage(filledLines(text)) && hasStage(FillTemplate(text))
}

func hasStage(text []byte) bool {
	stages, _, err := parseText(text)
	return err == nil && len(stages) > 0
}

// IsTemplate reports whether a text may be a template of a Dockerfile: it has a FROM and what some template engine replaces.
func IsTemplate(text []byte) bool {
	return bytes.Contains(text, []byte("FROM ")) && slices.ContainsFunc([]string{"{{", "{%", "<%", "@"}, func(mark string) bool { return bytes.Contains(text, []byte(mark)) })
}

// FillTemplate returns the text of a template of a Dockerfile with every placeholder replaced by a word, and lines that hold nothing else removed.
func FillTemplate(text []byte) []byte {
	var filled []byte
	for line := range filledLines(text) {
		filled = append(filled, line...)
	}
	return filled
}

// filledLines returns the lines of [FillTemplate].
func filledLines(text []byte) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for line := range bytes.Lines(text) {
			if line = fill(line); line != nil && !yield(line) {
				return
			}
		}
	}
}

// fill returns a line with its placeholders replaced, nil if it holds nothing else.
func fill(line []byte) []byte {
	var filled []byte
	blank, from := true, 0
	for start, end := range placeholders(line) {
		blank = blank && len(bytes.TrimSpace(line[from:start])) == 0
		filled = append(append(filled, line[from:start]...), 'x')
		from = end
	}
	switch rest := line[from:]; {
	case from == 0:
		return line
	case blank && len(bytes.TrimSpace(rest)) == 0:
		return nil
	default:
		return append(filled, rest...)
	}
}

// placeholders returns the start and end of everything in a line that a template engine replaces: {{ NAME }}, {% if %}, <%= name %>, @NAME@.
func placeholders(line []byte) iter.Seq2[int, int] {
	pairs := []struct {
		opening, closing string
		last             int
	}{{"{{", "}}", 0}, {"{%", "%}", 0}, {"<%", "%>", 0}}
	for n := range pairs {
		pairs[n].last = bytes.LastIndex(line, []byte(pairs[n].closing))
	}
	return func(yield func(int, int) bool) {
		for start := 0; start < len(line); start++ {
			length := markerLength(line[start:])
			for _, p := range pairs {
				// Without the last closing, a line of openings would be searched to its end for each of them.
				if inner := start + len(p.opening); inner <= p.last && bytes.HasPrefix(line[start:], []byte(p.opening)) {
					length = len(p.opening) + bytes.Index(line[inner:], []byte(p.closing)) + len(p.closing)
				}
			}
			if length == 0 {
				continue
			}
			if !yield(start, start+length) {
				return
			}
			start += length - 1
		}
	}
}

// markerLength returns the length of a variable @NAME@ that a text begins with, 0 for none.
func markerLength(text []byte) int {
	name, ok := bytes.CutPrefix(text, []byte("@"))
	if !ok || len(name) == 0 || name[0] < 'A' || name[0] > 'Z' {
		return 0
	}
	at := bytes.IndexFunc(name, func(r rune) bool { return r != '_' && (r < 'A' || r > 'Z') && (r < '0' || r > '9') })
	if at < 0 || name[at] != '@' {
		return 0
	}
	return at + len("@@")
}

// mayHaveStage reports whether the first instruction in lines is FROM, or an ARG that FROM follows: a text in another language ends here.
func mayHaveStage(lines iter.Seq[[]byte]) bool {
	first := true
	for line := range lines {
		line = bytes.TrimSpace(bytes.TrimPrefix(line, []byte("\xef\xbb\xbf")))
		if len(line) == 0 || line[0] == '#' {
			continue
		}
		if mayBegin(line, "FROM") {
			return true
		}
		if first && !mayBegin(line, "ARG") {
			return false
		}
		first = false
	}
	return false
}

// mayBegin reports whether a line begins with a keyword, or with a part of it and continues in the next line.
func mayBegin(line []byte, keyword string) bool {
	if len(line) >= len(keyword) && bytes.EqualFold(line[:len(keyword)], []byte(keyword)) {
		return true
	}
	end := len(line) - 1
	return end < len(keyword) && (line[end] == '\\' || line[end] == '`') && bytes.EqualFold(line[:end], []byte(keyword)[:end])
}

func parseText(text []byte) ([]instructions.Stage, []instructions.ArgCommand, error) {
	file, err := parser.Parse(bytes.NewReader(text))
	if err != nil {
		return nil, nil, err
	}
	return instructions.Parse(file.AST, nil)
}

// CollectAny is [Collect] for a Dockerfile with unknown arguments: those without a default get an arbitrary value.
func CollectAny(text []byte) (Requests, error) {
	c, err := Collect(text, Options{})
	if err == nil {
		return c, nil
	}
	stages, globals, errText := parseText(text)
	if errText != nil {
		return Requests{}, err
	}
	args := map[string]string{}
	note := func(cmd *instructions.ArgCommand) {
		for _, a := range cmd.Args {
			if a.Value == nil || *a.Value == "" {
				args[a.Key] = "unknown"
			}
		}
	}
	for n := range globals {
		note(&globals[n])
	}
	for _, s := range stages {
		for _, cmd := range s.Commands {
			if arg, ok := cmd.(*instructions.ArgCommand); ok {
				note(arg)
			}
		}
	}
	return Collect(text, Options{Args: args})
}

// VariableStages returns patterns for the names of stages that a FROM with a variable may use, in lower case. No other instruction allows a
// variable there.
func VariableStages(text []byte) []string {
	stages, _, err := parseText(text)
	if err != nil {
		return nil
	}
	var list []string
	for _, s := range stages {
		if pattern := anyValues(s.BaseName); pattern != s.BaseName && strings.Trim(pattern, "*") != "" {
			list = append(list, strings.ToLower(pattern))
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// anyValues returns a word with "*" for each variable.
func anyValues(word string) string {
	var b strings.Builder
	for word != "" {
		before, rest, found := strings.Cut(word, "$")
		b.WriteString(before)
		if !found {
			break
		}
		b.WriteByte('*')
		word = rest[variableLength(rest):]
	}
	return b.String()
}

// variableLength returns the length of the variable after a "$".
func variableLength(rest string) int {
	if !strings.HasPrefix(rest, "{") {
		n := strings.IndexFunc(rest, func(r rune) bool { return r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		if n < 0 {
			return len(rest)
		}
		return n
	}
	depth := 0
	for n, c := range []byte(rest) {
		switch c {
		case '{':
			depth++
		case '}':
			depth--
		}
		if depth == 0 {
			return n + 1
		}
	}
	return len(rest)
}
