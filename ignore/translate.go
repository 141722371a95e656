package ignore

import (
	"strings"
	"unicode/utf8"
)

// translation finds the match type of a pattern (moby/patternmatcher Pattern.compile), and builds the regular expression that
// Podman always uses (go.podman.io/storage pkg/fileutils). What that does not escape keeps its meaning in the expression.
type translation struct {
	rules     Rules
	rest      string
	out       strings.Builder
	matchType matchType
	invalid   bool // Podman refuses the pattern when it is matched
}

func (t *translation) run() {
	t.rest = strings.TrimPrefix(t.rest, byteOrderMark)
	if t.rules == Podman {
		t.matchType = regexpMatch
	}
	t.out.WriteByte('^')
	for first := true; t.rest != ""; first = false {
		t.step(t.next(), first)
	}
	if t.rules == Podman {
		t.out.WriteString("(/.*)?")
	}
	t.out.WriteByte('$')
}

// next returns the next character. What is not UTF-8 becomes the replacement character.
func (t *translation) next() rune {
	r, size := utf8.DecodeRuneInString(t.rest)
	t.rest = t.rest[size:]
	return r
}

func (t *translation) accept(c byte) bool {
	if t.rest == "" || t.rest[0] != c {
		return false
	}
	t.rest = t.rest[1:]
	return true
}

func (t *translation) step(r rune, first bool) {
	switch {
	case r == '*' && t.accept('*'):
		t.anyDepth(first)
	case r == '*':
		t.express("[^/]*")
	case r == '?':
		t.express("[^/]")
	case r == '\\' && t.rest != "":
		t.express(`\` + string(t.next()))
	case r == '\\' && t.rules == Podman:
		t.invalid = true
	case r == '[' || r == ']':
		t.express(string(r))
	case r == '.' || r == '$':
		t.out.WriteString(`\` + string(r))
	default:
		t.out.WriteRune(r)
	}
}

func (t *translation) express(text string) {
	t.out.WriteString(text)
	t.matchType = regexpMatch
}

// anyDepth translates "**", which matches any directories, or at the end anything.
func (t *translation) anyDepth(first bool) {
	t.accept('/')
	simple := t.matchType == exactMatch
	switch {
	case t.rest != "":
		t.express("(.*/)?")
	case simple:
		t.matchType = prefixMatch
		t.out.WriteString(".*")
	default:
		t.express(".*")
	}
	if first && t.rules == Moby {
		t.matchType = suffixMatch
	}
}
