package ignore

import (
	"strings"
	"unicode/utf8"
)

// translation turns a pattern into a regular expression, and finds whether it needs one (moby/patternmatcher, Pattern.compile;
// go.podman.io/storage, pkg/fileutils, which always does). What neither escapes keeps its meaning in the expression.
type translation struct {
	rules Rules
	rest  string
	out   strings.Builder
	form  form
	bad   bool // Podman refuses the pattern, once it is asked
}

func (t *translation) run() {
	t.rest = strings.TrimPrefix(t.rest, byteOrderMark)
	if t.rules == Podman {
		t.form = expressed
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

// next takes a character. What is no UTF-8 becomes the replacement character.
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
		t.bad = true
	case r == '[' || r == ']':
		t.express(string(r))
	case strings.ContainsRune(t.escaped(), r):
		t.out.WriteString(`\` + string(r))
	default:
		t.out.WriteRune(r)
	}
}

// escaped lists what upstream takes literally. Moby means "|{}" too, but loses them.
func (t *translation) escaped() string {
	if t.rules == Podman {
		return ".$"
	}
	return ".+()$"
}

func (t *translation) express(text string) {
	t.out.WriteString(text)
	t.form = expressed
}

// anyDepth takes a "**", which stands for any directories, or at the end for anything.
func (t *translation) anyDepth(first bool) {
	t.accept('/')
	simple := t.form == exact
	switch {
	case t.rest != "":
		t.express("(.*/)?")
	case simple:
		t.form = prefixed
		t.out.WriteString(".*")
	default:
		t.express(".*")
	}
	if first && t.rules == Moby {
		t.form = suffixed
	}
}
