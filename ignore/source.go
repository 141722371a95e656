package ignore

import (
	"strings"

	"github.com/moby/patternmatcher/ignorefile"
)

const (
	byteOrderMark = "\ufeff"
	// maxLineBytes is the length for which bufio.Scanner's buffer has no room, a line ending included.
	maxLineBytes = 64 * 1024
)

// source is the text of an ignore file, line by line.
type source struct {
	noFile bool // the patterns come from no file
	hasBOM bool // it begins with a byte order mark
	utf8   bool // as in Options
	rows   []row
	extra  []row // matched as if they were appended
}

// row is one line of a file, whatever it holds.
type row struct {
	text, ending string
}

func read(text string, rules Rules) source {
	var s source
	// Podman's reader takes the mark as part of the first line.
	if rules == Moby {
		text, s.hasBOM = strings.CutPrefix(text, byteOrderMark)
	}
	s.rows = split(text)
	return s
}

func split(text string) []row {
	var rows []row
	for text != "" {
		line, rest, ended := strings.Cut(text, "\n")
		r := row{text: line}
		if r.text = strings.TrimSuffix(line, "\r"); r.text != line {
			r.ending = "\r"
		}
		if ended {
			r.ending += "\n"
		}
		rows = append(rows, r)
		text = rest
	}
	return rows
}

// number returns the line number of a row, 0 for those of [PatternList.Try].
func (s source) number(index int) int {
	if index >= len(s.rows) {
		return 0
	}
	return index + 1
}

func (s source) bytes() []byte {
	var b strings.Builder
	if s.hasBOM {
		b.WriteString(byteOrderMark)
	}
	for _, r := range s.rows {
		b.WriteString(r.text)
		b.WriteString(r.ending)
	}
	return []byte(b.String())
}

// ending returns the line ending that the file uses.
func (s source) ending() string {
	for n := len(s.rows) - 1; n >= 0; n-- {
		if strings.HasSuffix(s.rows[n].ending, "\n") {
			return s.rows[n].ending
		}
	}
	return "\n"
}

func (r row) tooLong() bool { return len(r.text)+strings.Count(r.ending, "\r") >= maxLineBytes }

// isPattern reports whether a row is neither a comment nor blank.
func (r row) isPattern() bool {
	return !strings.HasPrefix(r.text, "#") && strings.TrimSpace(r.text) != ""
}

// mobyPatterns returns what the builder's reader makes of the rows that are patterns.
func mobyPatterns(rows []row) ([]string, error) {
	var b strings.Builder
	for _, r := range rows {
		// The reader takes a byte order mark off the first line only, and that has happened already.
		b.WriteByte('\n')
		b.WriteString(r.text)
	}
	return ignorefile.ReadAll(strings.NewReader(b.String()))
}

// podmanPattern follows openshift/imagebuilder, ParseIgnoreReader.
func (r row) podmanPattern() (string, bool) {
	if strings.HasPrefix(r.text, "#") {
		return "", false
	}
	text := strings.Trim(r.text+strings.TrimSuffix(r.ending, "\n"), "/")
	return text, text != ""
}

// IsPattern reports whether a line of an ignore file is a pattern: neither a comment nor blank.
func IsPattern(line string) bool { return row{text: line}.isPattern() }
