package ignore

import (
	"errors"
	"strings"
	"unicode/utf8"
)

// ErrNotLiteral is for paths that no line can name, because they hold line breaks, are not UTF-8 or not clean.
var ErrNotLiteral = errors.New("no line of an ignore file can name this path")

// Literal gives the line that takes out a slash path relative to the context's root, and nothing else but what lies below it. What would be
// a wildcard, an exception, a comment or white space that is trimmed is escaped. It is the path itself wherever that will do.
func Literal(path string) (string, error) {
	if !utf8.ValidString(path) || strings.ContainsRune(path, utf8.RuneError) {
		// To a regular expression all bytes that belong to no character are alike.
		return "", ErrNotLiteral
	}
	line := EscapeName(path)
	l, err := Parse([]byte(line), Options{})
	if err != nil || len(l.All()) != 1 || !l.excludesExactly(path) {
		return "", ErrNotLiteral
	}
	return line, nil
}

// takes says whether the lines take out the path, by its own match.
func (l *PatternList) excludesExactly(path string) bool {
	traces, decision := l.Explain(path)
	return decision.Excluded && traces[0].Path == path
}

// EscapeName escapes what in a name or a path would be more than itself in a line.
func EscapeName(name string) string {
	if needsNoEscape(name) {
		return name
	}
	var b strings.Builder
	for n := range len(name) {
		switch c := name[n]; {
		case isTrimmed(name, n):
			// A class, because white space at the ends is trimmed whatever stands before it. Of several spaces all but one have it, because
			// whoever shows a line may join them.
			b.WriteString("[" + string(c) + "]")
		// A line with a wildcard or an escape becomes a regular expression, in which more characters have a meaning.
		case strings.IndexByte(`*?[]\|(){}+^`, c) >= 0, n == 0 && (c == '!' || c == '#'):
			b.WriteByte('\\')
			b.WriteByte(c)
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// plain says whether a name stands for itself.
func needsNoEscape(name string) bool {
	return name == "" || !strings.ContainsAny(name, `*?[]\`) && name[0] != '!' && name[0] != '#' && !isTrimmed(name, 0) && !isTrimmed(name, len(name)-1) && !strings.Contains(name, "  ")
}

// trimmed reports whether a character is white space at an end, or a space behind another one.
func isTrimmed(name string, n int) bool {
	return (n == 0 || n == len(name)-1) && (name[n] == ' ' || name[n] == '\t') || n > 0 && name[n] == ' ' && name[n-1] == ' '
}
