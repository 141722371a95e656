package phrase

import (
	"fmt"
	"regexp"
	"strings"
	"sync"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/lint"
)

// Mistake is a pattern that means something else than its author intended.
type Mistake struct {
	Line ignore.Pattern
	Code lint.Code
	Why  string // a sentence
	Text string // the intended pattern
}

var (
	classEscape = lazily(`\\[0-9A-Za-z]`)
	bangClass   = lazily(`\[!`)
	lateComment = lazily(`\s+(#|//).*$`)
)

// lazily returns an expression that is compiled on first use.
func lazily(expression string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}

// Mistakes returns the mistakes in the patterns of an ignore file, those with an effect in this tree apart. matched reports, by the index of a
// pattern, whether it matches anything.
func Mistakes(patterns []ignore.Pattern, matched []bool) []Mistake {
	var list []Mistake
	for n, l := range patterns {
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
		case HasLateComment(text):
			m.Code, m.Text = lint.InlineComment, WithoutLateComment(text)
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

// Excludes reports whether the pattern was meant to exclude something.
func (m *Mistake) Excludes() bool {
	return m.Text != "" && !strings.HasPrefix(m.Text, "#") && !m.Line.Exception
}

// HasLateComment reports whether a pattern seems to have a comment after it. Builders take the comment for a part of the pattern.
func HasLateComment(pattern string) bool { return lateComment().MatchString(pattern) }

// WithoutLateComment returns a pattern without such a comment.
func WithoutLateComment(pattern string) string { return lateComment().ReplaceAllString(pattern, "") }
