package ignore

import (
	"bufio"
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"strings"
)

// shown is how much of a line an error quotes.
const shown = 80

var (
	errTooLong = bufio.ErrTooLong
	errBare    = errors.New(`illegal exclusion pattern: "!"`)
)

// SyntaxError is a line that the builder refuses.
type SyntaxError struct {
	Number int    // as in [Line]
	Text   string // as in [Line]
	Err    error  // what the builder says
}

func (e *SyntaxError) Error() string {
	if e.Number == 0 {
		return fmt.Sprintf("line %q: %v", short(e.Text), e.Err)
	}
	return fmt.Sprintf("line %d %q: %v", e.Number, short(e.Text), e.Err)
}

func short(text string) string {
	if len(text) > shown {
		return text[:shown] + "..."
	}
	return text
}

// Unwrap gives what the builder says.
func (e *SyntaxError) Unwrap() error { return e.Err }

// clean makes the pattern of a line and checks it, as patternmatcher.New and fileutils.NewPatternMatcher do. False is a line without any.
func (l *Line) clean(rules Rules, pattern string) (bool, error) {
	pattern = strings.TrimSpace(pattern)
	if pattern == "" {
		return false, nil
	}
	pattern = path.Clean(pattern)
	if pattern == "!" {
		return false, errBare
	}
	if pattern[0] == '!' {
		l.Exception = true
		pattern = pattern[1:]
		if rules == Podman {
			pattern = strings.TrimPrefix(path.Clean(pattern), "/")
		}
	}
	if !wellFormed(pattern) {
		return false, filepath.ErrBadPattern
	}
	l.Pattern = pattern
	return true, nil
}

// wellFormed says what filepath.Match(pattern, ".") says on Linux: unlike path.Match it does not look at what stands behind a star, once
// what stands before does not match.
func wellFormed(pattern string) bool {
	name := "."
	for pattern != "" {
		var chunk string
		chunk, pattern = cutChunk(pattern)
		matched, err := path.Match(chunk, name)
		if err != nil {
			return false
		}
		if !matched {
			return true
		}
		name = ""
	}
	return true
}

// cutChunk takes stars and then what stands before the next one.
func cutChunk(pattern string) (chunk, rest string) {
	pattern = strings.TrimLeft(pattern, "*")
	class := false
	for n := 0; n < len(pattern); n++ {
		switch pattern[n] {
		case '\\':
			n++
		case '[':
			class = true
		case ']':
			class = false
		case '*':
			if !class {
				return pattern[:n], pattern[n:]
			}
		}
	}
	return pattern, ""
}
