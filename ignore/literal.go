package ignore

import (
	"errors"
	"strings"
	"unicode/utf8"
)

// ErrNotLiteral is the error of paths that no pattern can match alone: they have line breaks, are not UTF-8 or not clean.
var ErrNotLiteral = errors.New("no pattern can match this path alone")

// Literal returns the pattern that excludes a slash path, relative to the context's root, and nothing else but what is below
// it. Characters with a meaning in patterns are escaped; the result is the path itself where possible. The error is
// [ErrNotLiteral].
func Literal(path string) (string, error) {
	if strings.ContainsRune(path, utf8.RuneError) { // It also finds what is not UTF-8.
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

// excludesExactly reports whether the list excludes the path by a match of the path itself.
func (l *PatternList) excludesExactly(path string) bool {
	traces, decision := l.Explain(path)
	return decision.Excluded && traces[0].Path == path
}

// EscapeName escapes the characters of a name, or a path, that have a meaning in patterns.
func EscapeName(name string) string {
	if needsNoEscape(name) {
		return name
	}
	var b strings.Builder
	for n := range len(name) {
		switch c := name[n]; {
		case isTrimmed(name, n):
			// A class, because white space at the ends is trimmed even behind a backslash. Of several spaces all but one have it, because
			// a display may join them.
			b.WriteString("[" + string(c) + "]")
		// A pattern with a wildcard or an escape becomes a regular expression, in which more characters have a meaning.
		case strings.IndexByte(`*?[]\|(){}+^`, c) >= 0, n == 0 && (c == '!' || c == '#'):
			b.WriteByte('\\')
			b.WriteByte(c)
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// needsNoEscape reports whether a name as a pattern matches itself only.
func needsNoEscape(name string) bool {
	return name == "" || !strings.ContainsAny(name, `*?[]\`) && name[0] != '!' && name[0] != '#' && !isTrimmed(name, 0) && !isTrimmed(name, len(name)-1) && !strings.Contains(name, "  ")
}

// isTrimmed reports whether a character is white space at an end, or a space after another one.
func isTrimmed(name string, n int) bool {
	return (n == 0 || n == len(name)-1) && (name[n] == ' ' || name[n] == '\t') || n > 0 && name[n] == ' ' && name[n-1] == ' '
}
