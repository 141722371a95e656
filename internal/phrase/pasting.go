package phrase

import (
	"slices"
	"strings"
	"unicode"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/termtext"
)

// pastes reports whether a text can be copied from a report byte for byte: it prints as it is, has only single spaces, since renderers join or
// replace others, and no escaped pipe, because not every renderer of tables shows that alike.
func CanPaste(line string) bool {
	odd := func(r rune) bool { return r != ' ' && unicode.IsSpace(r) }
	return termtext.Quote(line) == line && !strings.ContainsFunc(line, odd) && !strings.Contains(line, "  ") && line == strings.TrimSpace(line) &&
		!strings.Contains(line, `\|`)
}

// literally returns the pattern for a path and nothing else, "" if none can be copied from a report. A name in the root gets a slash, so that
// git reads it alike.
func LiteralPattern(p string) string {
	line, err := ignore.Literal(p)
	if err == nil && !strings.Contains(line, "/") {
		line = "/" + line
	}
	if err != nil || !CanPaste(line) {
		return ""
	}
	return line
}

// reincluding returns the exception for a path and nothing else, "" if none can be copied from a report.
func Exception(p string) string {
	line, err := ignore.Literal(p)
	if err != nil {
		return ""
	}
	line = "!" + line
	lines, err := ignore.Compile([]string{"**", line})
	if err != nil || lines.Match(p).Excluded || !CanPaste(line) {
		return ""
	}
	return line
}

// WithholdFixes removes fixes with a pattern that cannot be copied from a report byte for byte.
func WithholdFixes(list []lint.Finding) {
	for n := range list {
		if f := list[n].Fix; f != nil && slices.ContainsFunc(f.Patterns(), func(p string) bool { return !CanPaste(p) }) {
			list[n].Fix = nil
		}
	}
}
