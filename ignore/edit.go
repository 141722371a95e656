package ignore

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

var errNoFile = errors.New("the patterns come from no file")

// Bytes returns the text of the file after all edits, nil for a list of [Compile].
func (l *PatternList) Bytes() []byte {
	if l == nil {
		return nil
	}
	return l.source.bytes()
}

// Append returns the list with a pattern added at the end of the file. Comments, order, byte order mark, line endings and a
// final newline are preserved. The error is a *[SyntaxError] where the builder would refuse the pattern.
func (l *PatternList) Append(text string) (*PatternList, error) {
	rules, s := l.editable()
	if s.noFile {
		return nil, fmt.Errorf("append a pattern: %w", errNoFile)
	}
	ending, added := s.ending(), s.splitText(text, rules)
	if last := len(s.rows) - 1; last >= 0 && !strings.HasSuffix(s.rows[last].ending, "\n") {
		s.rows[last].ending = ending
		added = setEndings(added, ending)
		added[len(added)-1].ending = ""
	} else {
		added = setEndings(added, ending)
	}
	s.rows = append(s.rows, added...)
	return assemble(rules, s)
}

// Insert returns the list with a text, of one line or several, before a line, which may also be a comment or blank. Lines are numbered from 1.
func (l *PatternList) Insert(number int, text string) (*PatternList, error) {
	rules, s, err := l.editLine(number, "insert before")
	if err != nil {
		return nil, err
	}
	s.rows = slices.Insert(s.rows, number-1, setEndings(splitRows(text), s.ending())...)
	return assemble(rules, s)
}

// Replace returns the list with another text in the place of a line, which may also be a comment or blank. Lines are numbered
// from 1.
func (l *PatternList) Replace(number int, text string) (*PatternList, error) {
	rules, s, err := l.editLine(number, "replace")
	if err != nil {
		return nil, err
	}
	ending := s.rows[number-1].ending
	added := setEndings(splitRows(text), s.ending())
	added[len(added)-1].ending = ending
	s.rows = slices.Replace(s.rows, number-1, number, added...)
	return assemble(rules, s)
}

// Remove returns the list without a line, which may also be a comment or blank. Lines are numbered from 1.
func (l *PatternList) Remove(number int) (*PatternList, error) {
	rules, s, err := l.editLine(number, "remove")
	if err != nil {
		return nil, err
	}
	s.rows = slices.Delete(s.rows, number-1, number)
	return assemble(rules, s)
}

// Try returns a list that matches as if the text were appended to the file; [PatternList.Bytes] stays as it is. The error is a
// *[SyntaxError].
func (l *PatternList) Try(text string) (*PatternList, error) {
	rules, s := l.editable()
	if s.noFile {
		return Compile(append(slices.Clone(l.patterns), text))
	}
	mark := s.hasBOM
	s.extra = append(s.extra, s.splitText(text, rules)...)
	s.hasBOM = mark
	return assemble(rules, s)
}

// editable returns a copy of the source that may be edited.
func (l *PatternList) editable() (Rules, source) {
	if l == nil {
		return Moby, source{}
	}
	s := l.source
	s.rows, s.extra = slices.Clone(s.rows), slices.Clone(s.extra)
	return l.rules, s
}

func (l *PatternList) editLine(number int, what string) (Rules, source, error) {
	rules, s := l.editable()
	if s.noFile {
		return rules, s, fmt.Errorf("%s line %d: %w", what, number, errNoFile)
	}
	if number < 1 || number > len(s.rows) {
		return rules, s, fmt.Errorf("%s line %d: the file has %d lines", what, number, len(s.rows))
	}
	return rules, s, nil
}

// splitText splits text that is appended. In an empty file it may begin with the byte order mark.
func (s *source) splitText(text string, rules Rules) []row {
	if rest, ok := strings.CutPrefix(text, byteOrderMark); ok && rules == Moby && !s.hasBOM && len(s.rows)+len(s.extra) == 0 {
		s.hasBOM, text = true, rest
	}
	return splitRows(text)
}

// splitRows splits text that may hold several lines, into at least one.
func splitRows(text string) []row {
	if rows := split(text); len(rows) > 0 {
		return rows
	}
	return []row{{}}
}

func setEndings(rows []row, ending string) []row {
	for n := range rows {
		rows[n].ending = ending
	}
	return rows
}
