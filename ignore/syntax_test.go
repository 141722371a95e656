package ignore

import (
	"bufio"
	"errors"
	"path/filepath"
	"strings"
	"testing"
)

// TestHint: an error of a pattern comes with what to write instead, where that is known.
func TestHint(t *testing.T) {
	for pattern, want := range map[string]string{
		"!":                                `write the path to re-include after the "!"`,
		`dir\`:                             `a backslash escapes the next character; write dir/`,
		`a\b\`:                             `a backslash escapes the next character; write a/b/`,
		` a\b[c `:                          `a backslash escapes the next character; write a/b[c`,
		"a[b":                              `"[" begins a character class; write a\[b for the character itself`,
		strings.Repeat("x", 70000):         "",
		`a\b` + strings.Repeat("x", 70000): "",
		"a[b" + strings.Repeat("x", 70000): "",
	} {
		_, err := Parse([]byte("first\n"+pattern+"\n"), Options{})
		failed, ok := errors.AsType[*SyntaxError](err)
		if !ok || failed.Line != 2 {
			t.Errorf("%.20q: got error %v, want one of line 2", pattern, err)
			continue
		}
		if got := failed.Hint(); got != want {
			t.Errorf("%.20q: got hint %q, want %q", pattern, got, want)
		}
	}
	if got := (&SyntaxError{Text: "a", Err: filepath.ErrBadPattern}).Hint(); got != "" {
		t.Errorf("got hint %q for a pattern without brackets and backslashes", got)
	}
}

// TestSyntaxError: the error quotes up to 80 bytes of the line, and has the builder's error in it.
func TestSyntaxError(t *testing.T) {
	for length, want := range map[int]string{80: strings.Repeat("x", 80), 81: strings.Repeat("x", 80) + "..."} {
		err := &SyntaxError{Text: strings.Repeat("x", length), Err: bufio.ErrTooLong}
		if got := err.Error(); got != `line "`+want+`": `+bufio.ErrTooLong.Error() {
			t.Errorf("%d bytes: got %s", length, got)
		}
		if !errors.Is(err, bufio.ErrTooLong) {
			t.Errorf("%d bytes: the error is not the builder's", length)
		}
	}
}

// TestHeaders: the limits of the request headers in which BuildKit's client sends the patterns.
func TestHeaders(t *testing.T) {
	const room = headerLimit - len(headerKey) - headerOverhead
	for _, c := range []struct {
		patterns []string
		want     string
	}{
		{[]string{strings.Repeat("x", room)}, ""},
		{[]string{strings.Repeat("x", room+1)}, "the patterns take 1048897 bytes of request headers, the builder accepts 1048896"},
		{[]string{"a~", "a b"}, ""},
		{[]string{"a\x7f"}, `line 1 "a\x7f": the control character '\x7f' cannot be sent in a list that is all ASCII`},
		{[]string{"", "a", "b\tc"}, `line 3 "b\tc": the control character '\t' cannot be sent in a list that is all ASCII`},
		{[]string{"a", "\t"}, `line "\t": the control character '\t' cannot be sent in a list that is all ASCII`},
		{[]string{"\x80", "a\tb"}, ""},
	} {
		list, err := Compile(c.patterns)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if err := list.CheckSendable(); err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%.40q: got %q, want %q", c.patterns, got, c.want)
		}
	}
}
