package ignore

import (
	"fmt"
	"net/url"
	"strings"
	"unicode/utf8"
)

const (
	headerKey = "exclude-patterns"
	// headerOverhead is what HTTP/2 counts for a header field besides its name and value (RFC 9113, section 6.5.2).
	headerOverhead = 32
	// headerLimit is the header list that BuildKit's server takes.
	headerLimit = 1_048_896
)

// CheckSendable returns the error with which BuildKit refuses the list before it matches anything: patterns are sent as
// headers of a request (buildkit session/filesync encodeOpts), printable ASCII only. It is nil where BuildKit accepts the
// list, and a *[SyntaxError] where one pattern is the cause.
func (l *PatternList) CheckSendable() error {
	patterns := l.ExcludePatterns()
	encoded := !allASCII(patterns)
	size := 0
	for n, p := range patterns {
		if encoded {
			p = url.QueryEscape(p)
		} else if c, ok := unprintable(p); ok {
			return l.headerError(n, c)
		}
		size += len(headerKey) + len(p) + headerOverhead
	}
	if size > headerLimit {
		return fmt.Errorf("the patterns take %d bytes of request headers, the builder accepts %d", size, headerLimit)
	}
	return nil
}

// headerError returns the error about a control character in a pattern. Blank patterns have no line.
func (l *PatternList) headerError(index int, c byte) error {
	err := &SyntaxError{Text: l.patterns[index], Err: fmt.Errorf("the control character %q cannot be sent in a list that is all ASCII", c)}
	line := 0
	for _, p := range l.patterns[:index] {
		if strings.TrimSpace(p) != "" {
			line++
		}
	}
	if strings.TrimSpace(err.Text) != "" {
		err.Line, err.Text = l.lines[line].Line, l.lines[line].Text
	}
	return err
}

func allASCII(patterns []string) bool {
	for _, p := range patterns {
		for n := range len(p) {
			if p[n] >= utf8.RuneSelf {
				return false
			}
		}
	}
	return true
}

func unprintable(text string) (byte, bool) {
	for n := range len(text) {
		if c := text[n]; c < ' ' || c > '~' {
			return c, true
		}
	}
	return 0, false
}
