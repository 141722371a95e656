package ignore

import (
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"strings"
)

// shown is how much of a line an error quotes.
const maxQuoted = 80

var errLoneExclamation = errors.New(`illegal exclusion pattern: "!"`)

// SyntaxError is a line that the builder refuses.
type SyntaxError struct {
	Line int    // as in [Line]
	Text string // as in [Line]
	Err  error  // what the builder says
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

// Hint is what to write instead, "" where that is not known.
func (e *SyntaxError) Hint() string {
	text := strings.TrimSpace(e.Text)
	switch {
	case errors.Is(e.Err, errLoneExclamation):
		return `write the path to re-include behind the "!"`
	case strings.HasSuffix(text, `\`):
		return fmt.Sprintf("a backslash escapes the character behind it; write %s/", strings.ReplaceAll(strings.TrimRight(text, `\`), `\`, "/"))
	case strings.Contains(text, `\`) && errors.Is(e.Err, path.ErrBadPattern):
		return fmt.Sprintf("a backslash escapes the character behind it; write %s", strings.ReplaceAll(text, `\`, "/"))
	case strings.Contains(text, "[") && errors.Is(e.Err, path.ErrBadPattern):
		return fmt.Sprintf(`"[" begins a character class; write %s for the character itself`, strings.ReplaceAll(text, "[", `\[`))
	}
	return ""
}

// Unwrap gives what the builder says.
func (e *SyntaxError) Unwrap() error { return e.Err }

// clean makes the pattern of a line and checks it, as patternmatcher.New and fileutils.NewPatternMatcher do. False is a line without any.
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
	// It need not end well: what stands behind a star is not looked at once the rest cannot match.
	if _, err := filepath.Match(pattern, "."); err != nil {
		return false, err
	}
	l.Expr = pattern
	return true, nil
}
