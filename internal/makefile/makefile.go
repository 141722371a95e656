// Package makefile splits makefiles into logical lines and finds the references to variables and functions in them, as GNU make does. It runs
// nothing, and knows no values.
package makefile

import "strings"

// Line is a logical line of a makefile.
type Line struct {
	// Text has continued lines joined by a blank. A recipe has its tab.
	Text string
	// Number is the number of its first line, from 1.
	Number int
}

// IsRecipe reports whether the line is given to a shell.
func (l *Line) IsRecipe() bool { return strings.HasPrefix(l.Text, "\t") }

// Lines returns the logical lines of a makefile. A backslash at the end continues a line, unless it is escaped by another one.
func Lines(text string) []Line {
	var list []Line
	var joined strings.Builder
	number, first := 0, 1
	for line := range strings.Lines(text) {
		number++
		line = strings.TrimRight(line, "\r\n")
		if isContinued(line) {
			joined.WriteString(line[:len(line)-1] + " ")
			continue
		}
		list = append(list, Line{joined.String() + line, first})
		joined.Reset()
		first = number + 1
	}
	if joined.Len() > 0 {
		list = append(list, Line{joined.String(), first})
	}
	return list
}

// isContinued reports whether a line ends with an odd number of backslashes.
func isContinued(line string) bool {
	return (len(line)-len(strings.TrimRight(line, `\`)))%2 == 1
}

// Expand returns a text with $(NAME), ${NAME} and $N replaced by the value of NAME, and $$ by $. NAME is unexpanded, and may be the call of a
// function. A reference that is not closed extends to the end.
func Expand(text string, value func(name string) string) string {
	var b strings.Builder
	for {
		before, name, after, found := cutReference(text)
		b.WriteString(before)
		if !found {
			return b.String()
		}
		if name == "$" {
			b.WriteByte('$')
		} else {
			b.WriteString(value(name))
		}
		text = after
	}
}

// maxNesting is how deep references in references are searched.
const maxNesting = 20

// References returns the names of all references of a text, each followed by those in it, at most 20 levels deep.
func References(text string) []string { return appendReferences(nil, text, maxNesting) }

func appendReferences(list []string, text string, depth int) []string {
	for depth > 0 {
		_, name, after, found := cutReference(text)
		if !found {
			break
		}
		if name != "$" {
			list = appendReferences(append(list, name), name, depth-1)
		}
		text = after
	}
	return list
}

// cutReference cuts a text around its first reference. The name of $$ is "$". A dollar sign at the end is no reference.
func cutReference(text string) (before, name, after string, found bool) {
	at := strings.IndexByte(text, '$')
	if at < 0 || at+1 == len(text) {
		return text, "", "", false
	}
	before, rest := text[:at], text[at+1:]
	if rest[0] != '(' && rest[0] != '{' {
		return before, rest[:1], rest[1:], true
	}
	end := closing(rest)
	return before, rest[1:end], rest[min(end+1, len(rest)):], true
}

// closing returns where the bracket at the beginning of a text is closed, len(text) if it is not. Only brackets of its kind count (GNU make,
// variable_expand_string in expand.c).
func closing(text string) int {
	open, end := text[0], byte(')')
	if open == '{' {
		end = '}'
	}
	depth := 0
	for n := range len(text) {
		switch text[n] {
		case open:
			depth++
		case end:
			if depth--; depth == 0 {
				return n
			}
		}
	}
	return len(text)
}
