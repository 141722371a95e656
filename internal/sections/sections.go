// Package sections puts patterns into the sections of an ignore file, so that the file reads as if a person had added them.
//
// A section is a short comment, and the patterns below it up to the next comment or blank line. A pattern is put into the section that fits it
// best; without one it is put under a heading of its own at the end. It never moves in front of an exception that could re-include what it matches,
// so that the file decides as if the pattern were its last line.
package sections

import (
	"path"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/ignore"
)

// Group is patterns under a heading.
type Group struct {
	Heading string // "" for none
	Lines   []string
}

// head are the first lines of a new file.
const head = "# Files that docker build does not send to the builder.\n" +
	"# A pattern matches at the root of the build context only; with **/ it matches at any depth.\n"

// NewText returns the text of a new ignore file with patterns under their headings; those without a heading come first.
func NewText(groups []Group) []byte {
	var b strings.Builder
	b.WriteString(head)
	for _, headed := range []bool{false, true} {
		for _, g := range groups {
			if len(g.Lines) == 0 || headed != (g.Heading != "") {
				continue
			}
			b.WriteByte('\n')
			if headed {
				b.WriteString("# " + g.Heading + "\n")
			}
			b.WriteString(strings.Join(g.Lines, "\n") + "\n")
		}
	}
	return []byte(b.String())
}

// Insert returns the list with the patterns of the groups. The files that it excludes are those of the list with the patterns appended. The error is
// an *[ignore.SyntaxError] where the builder would refuse a pattern.
func Insert(list *ignore.PatternList, groups []Group) (_ *ignore.PatternList, err error) {
	for _, g := range groups {
		var rest []string
		for _, pattern := range g.Lines {
			at := place(parse(list), g.Heading, pattern)
			if at == 0 {
				rest = append(rest, pattern)
			} else if list, err = insertAfter(list, at, pattern); err != nil {
				return nil, err
			}
		}
		if list, err = appendGroup(list, g.Heading, rest); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// insertAfter inserts a pattern after a line.
func insertAfter(list *ignore.PatternList, line int, pattern string) (*ignore.PatternList, error) {
	if line == len(fileLines(list)) {
		return list.Append(pattern)
	}
	return list.Insert(line+1, pattern)
}

// appendGroup appends patterns under a heading, after a blank line. Without a heading they follow the last line.
func appendGroup(list *ignore.PatternList, heading string, patterns []string) (*ignore.PatternList, error) {
	if len(patterns) == 0 {
		return list, nil
	}
	text := strings.Join(patterns, "\n")
	lines := fileLines(list)
	if heading == "" {
		return list.Append(text)
	}
	text = "# " + heading + "\n" + text
	if len(lines) > 0 && strings.TrimSpace(lines[len(lines)-1]) != "" {
		text = "\n" + text
	}
	return list.Append(text)
}

// fileLines returns the lines of a file without their endings.
func fileLines(list *ignore.PatternList) []string {
	var lines []string
	for line := range strings.Lines(strings.TrimPrefix(string(list.Bytes()), "\ufeff")) {
		lines = append(lines, strings.TrimRight(line, "\r\n"))
	}
	return lines
}

// file is an ignore file by its sections.
type file struct {
	sections []section
	// exceptions are those of the file, by their lines.
	exceptions []exception
}

type section struct {
	words    []string // of the comment, in lower case
	patterns []string
	last     int // the line of the last pattern
}

type exception struct {
	line int
	text string // without the exclamation mark
}

// maxHeadingWords is the number of words of a comment up to which it is a heading, and not an explanation.
const maxHeadingWords = 5

func parse(list *ignore.PatternList) file {
	var f file
	var comment []string
	current := -1 // the section that the next pattern belongs to
	blank := false
	for n, line := range fileLines(list) {
		switch text := strings.TrimSpace(line); {
		case text == "":
			// A blank line may follow the heading, and ends the section after that.
			blank = true
			if current >= 0 {
				current, comment = -1, nil
			}
		case !ignore.IsPattern(line):
			if blank || current >= 0 {
				current, comment = -1, nil
			}
			blank = false
			comment = append(comment, headingWords(text)...)
		default:
			blank = false
			if current < 0 && len(comment) > 0 {
				current = len(f.sections)
				f.sections = append(f.sections, section{words: comment})
			}
			f.pattern(n+1, text, current)
		}
	}
	return f
}

// pattern adds a pattern to a section, -1 for none.
func (f *file) pattern(line int, text string, section int) {
	if rest, ok := strings.CutPrefix(text, "!"); ok {
		f.exceptions = append(f.exceptions, exception{line, strings.TrimSpace(rest)})
		return
	}
	if section >= 0 {
		s := &f.sections[section]
		s.patterns, s.last = append(s.patterns, text), line
	}
}

// headingWords returns the words of a comment, in lower case and without decoration.
func headingWords(comment string) []string {
	var words []string
	for _, word := range strings.FieldsFunc(strings.ToLower(comment), func(r rune) bool { return strings.ContainsRune(" \t/,&+:()", r) }) {
		if word = strings.Trim(word, "#-=*~_[]<>\"'`"); strings.TrimRight(word, ".") != "" {
			words = append(words, strings.TrimRight(word, "."))
		}
	}
	return words
}

// allows reports whether no exception after a line could re-include what a pattern matches.
func (f *file) allows(line int, pattern string) bool {
	return !slices.ContainsFunc(f.exceptions, func(e exception) bool { return e.line > line && !disjoint(pattern, e.text) })
}

// disjoint reports whether two patterns are certain to match different files: both are plain paths, and none is inside the other.
func disjoint(a, b string) bool {
	if strings.ContainsAny(a+b, `*?[\`) {
		return false
	}
	a, b = path.Clean("/"+a), path.Clean("/"+b)
	return a != "/" && b != "/" && a != b && !strings.HasPrefix(a, b+"/") && !strings.HasPrefix(b, a+"/")
}
