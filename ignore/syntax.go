package ignore

import (
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"strings"
)

// maxQuoted is how much of a line an error quotes.
const maxQuoted = 80

var errLoneExclamation = errors.New(`illegal exclusion pattern: "!"`)

// SyntaxError is a pattern that the builder refuses.
type SyntaxError struct {
	Line int    // as in [Line]
	Text string // as in [Line]
	Err  error  // the error of the builder
}

func (e *SyntaxError) Error() string {
	if e.Line == 0 {
		return fmt.Sprintf("line %q: %v", quote(e.Text), e.Err)
	}
	return fmt.Sprintf("line %d %q: %v", e.Line, quote(e.Text), e.Err)
}

func quote(text string) string {
	if len(text) > maxQuoted {
		return text[:maxQuoted] + "..."
	}
	return text
}

// Hint returns what to write instead, "" where that is not known.
func (e *SyntaxError) Hint() string {
	text := strings.TrimSpace(e.Text)
	switch {
	case errors.Is(e.Err, errLoneExclamation):
		return `write the path to re-include after the "!"`
	case strings.HasSuffix(text, `\`):
		return fmt.Sprintf("a backslash escapes the next character; write %s/", strings.ReplaceAll(strings.TrimRight(text, `\`), `\`, "/"))
	case strings.Contains(text, `\`) && errors.Is(e.Err, filepath.ErrBadPattern):
		return fmt.Sprintf("a backslash escapes the next character; write %s", strings.ReplaceAll(text, `\`, "/"))
	case strings.Contains(text, "[") && errors.Is(e.Err, filepath.ErrBadPattern):
		return fmt.Sprintf(`"[" begins a character class; write %s for the character itself`, strings.ReplaceAll(text, "[", `\[`))
	}
	return ""
}

// Unwrap returns the builder's error.
func (e *SyntaxError) Unwrap() error { return e.Err }

// parse cleans and checks a pattern as patternmatcher.New and fileutils.NewPatternMatcher do. It returns false where the text
// has none.
func (l *Pattern) parse(rules Rules, pattern string) (bool, error) {
	pattern = strings.TrimSpace(pattern)
	if pattern == "" {
		return false, nil
	}
	pattern = path.Clean(pattern)
	if pattern == "!" {
		return false, errLoneExclamation
	}
	if pattern[0] == '!' {
		l.Exception = true
		pattern = pattern[1:]
		if rules == Podman {
			pattern = strings.TrimPrefix(path.Clean(pattern), "/")
		}
	}
	// A pattern that passes may still be invalid: what is behind a star is not parsed once the rest cannot match.
	if _, err := filepath.Match(pattern, "."); err != nil {
		return false, err
	}
	l.Expr = pattern
	return true, nil
}
