package phrase

import (
	"strings"
	"unicode"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/termtext"
)

// CanPaste reports whether a text that is copied from a report is the same, byte for byte: it is shown as it is, has no blanks but single spaces,
// since renderers join several and replace others, and no escaped pipe, which not every renderer of tables shows alike.
func CanPaste(line string) bool {
	odd := func(r rune) bool { return r != ' ' && unicode.IsSpace(r) }
	return termtext.Quote(line) == line && !strings.ContainsFunc(line, odd) && !strings.Contains(line, "  ") && line == strings.TrimSpace(line) &&
		!strings.Contains(line, `\|`)
}

// LiteralPattern is the line for a path and nothing else, "" where there is none that can be copied from a report. A name in the root gets a slash,
// so that git would read it alike.
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

// Exception is the exception for a path and nothing else, "" where there is none that can be copied from a report.
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

// WithholdFixes takes away the fixes that bring a line for an ignore file which cannot be copied from a report byte for byte.
func WithholdFixes(list []lint.Finding) {
	for n := range list {
		if f := list[n].Fix; f != nil && f.Kind != "edit" && f.Text != "" && !CanPaste(f.Text) {
			list[n].Fix = nil
		}
	}
}
