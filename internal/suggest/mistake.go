package suggest

import (
	"fmt"
	"strings"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/knowledge"
	"github.com/ctxsize/ctxsize/internal/lint"
)

// Mistake is a line whose pattern means something else than its author intended.
type Mistake struct {
	Line ignore.Pattern
	Code lint.Code
	Why  string // a sentence
	Text string // the intended pattern
}

var (
	classEscape = knowledge.Regexp(`\\[0-9A-Za-z]`)
	bangClass   = knowledge.Regexp(`\[!`)
	lateComment = knowledge.Regexp(`\s+(#|//).*$`)
)

// Mistakes returns such patterns of a file that exclude nothing.
func Mistakes(c inventory.Usage) []Mistake {
	var list []Mistake
	matched := c.View.MatchedPatterns()
	for n, l := range c.Patterns.All() {
		text := l.Text
		m := Mistake{Line: l}
		switch trimmed := strings.TrimSpace(text); {
		case l.Line == 0 || strings.HasPrefix(text, "#"):
			continue
		case bangClass().MatchString(text):
			m.Code, m.Text = lint.BracketNotNegation, strings.ReplaceAll(text, "[!", "[^")
			m.Why = fmt.Sprintf(`%q also matches "!": "[!" does not negate a character class.`, text)
		case matched[n]:
			continue
		case strings.HasPrefix(trimmed, "#") || strings.HasPrefix(trimmed, "//"):
			m.Code, m.Text = lint.InlineComment, "# "+strings.TrimSpace(strings.TrimLeft(trimmed, "#/"))
			m.Why = fmt.Sprintf("%q is a pattern: a comment begins with # in the first column.", text)
		case lateComment().MatchString(text):
			m.Code, m.Text = lint.InlineComment, lateComment().ReplaceAllString(text, "")
			m.Why = fmt.Sprintf("The comment in %q is part of the pattern: a comment needs a line of its own.", text)
		case classEscape().MatchString(text):
			m.Code, m.Text = lint.BackslashClass, strings.ReplaceAll(text, `\`, "/")
			m.Why = fmt.Sprintf("%q matches no subdirectory: a backslash is an escape, and slashes separate directories.", text)
		default:
			continue
		}
		list = append(list, m)
	}
	return list
}

// takesOut reports whether the pattern was meant to exclude something.
func (m *Mistake) takesOut() bool {
	return m.Text != "" && !strings.HasPrefix(m.Text, "#") && !m.Line.Exception
}
