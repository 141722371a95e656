package ignore

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func mustParse(t testing.TB, text string, rules Rules) *PatternList {
	t.Helper()
	lines, err := Parse([]byte(text), Options{Rules: rules})
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

// listed puts lines into words, one each.
func listed(l *PatternList) string {
	var b strings.Builder
	for _, line := range l.All() {
		fmt.Fprintf(&b, "%d %q %q %t\n", line.Line, line.Text, line.Expr, line.Exception)
	}
	return b.String()
}

func TestParse(t *testing.T) {
	const file = "\ufeff# comment\r\n\r\n  a/ \r\n!  /b/../c\n #d\n/"
	tests := []struct {
		rules Rules
		want  string
	}{
		{Moby, `3 "  a/ " "a" false
4 "!  /b/../c" "c" true
5 " #d" "#d" false
6 "/" "/" false
`},
		{Podman, `1 "\ufeff# comment" "\ufeff# comment" false
3 "  a/ " "a" false
4 "!  /b/../c" "  /c" true
5 " #d" "#d" false
`},
	}
	for _, test := range tests {
		if diff := cmp.Diff(test.want, listed(mustParse(t, file, test.rules))); diff != "" {
			t.Error(diff)
		}
	}
	lines, err := mustParse(t, file, Moby).Try("e")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(tests[0].want+"0 \"e\" \"e\" false\n", listed(lines)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"a", "!c", "#d", "/", "e"}, lines.ExcludePatterns()); diff != "" {
		t.Error(diff)
	}
}

func TestParseErrors(t *testing.T) {
	long := strings.Repeat("x", 64*1024)
	for text, want := range map[string]string{
		"a\n\nb[":                 `line 3 "b[": syntax error in pattern`,
		"!\n":                     `line 1 "!": illegal exclusion pattern: "!"`,
		"a\n! /":                  `line 2 "! /": illegal exclusion pattern: "!"`,
		"a\\ ":                    `line 1 "a\\ ": syntax error in pattern`,
		"a\n[]a]":                 `line 2 "[]a]": syntax error in pattern`,
		"[\n#" + long:             `line 2 "#` + long[:maxQuoted-1] + `...": bufio.Scanner: token too long`,
		long[1:] + "\n[":          `line 2 "[": syntax error in pattern`,
		long[1:] + "\r\na":        `line 1 "` + long[:maxQuoted] + `...": bufio.Scanner: token too long`,
		"a*[\n[z-a]\n\\y\n" + "b": "",
	} {
		_, err := Parse([]byte(text), Options{})
		if got := fmt.Sprint(err); got != want && !(err == nil && want == "") {
			t.Errorf("%s, expected %s", got, want)
		}
		if _, wantErr := upstream(text); verdict(true, err) != verdict(true, wantErr) {
			t.Errorf("%v, upstream %v", err, wantErr)
		}
	}
}

func TestCompile(t *testing.T) {
	lines, err := Compile([]string{" a/ ", "", "!b", "/c"})
	if err != nil {
		t.Fatal(err)
	}
	want := `1 " a/ " "a" false
3 "!b" "b" true
4 "/c" "/c" false
`
	if diff := cmp.Diff(want, listed(lines)); diff != "" {
		t.Error(diff)
	}
	if _, err := Compile([]string{"a", "b["}); fmt.Sprint(err) != `line 2 "b[": syntax error in pattern` {
		t.Error(err)
	}
}

func TestRefused(t *testing.T) {
	long := strings.Repeat("x", 1000)
	for text, want := range map[string]string{
		"a\nb c":                              "<nil>",
		"a\tb":                                `line 1 "a\tb": the control character '\t' cannot be sent in a list that is all ASCII`,
		"#\na\rb":                             `line 2 "a\rb": the control character '\r' cannot be sent in a list that is all ASCII`,
		"a\tb\né":                             "<nil>",
		"# a\tb\n":                            "<nil>",
		strings.Repeat(long+"\n", 1000) + "y": "<nil>",
		strings.Repeat(long+"\n", 1002):       "the patterns take 1050096 bytes of request headers, the builder accepts 1048896",
	} {
		if got := fmt.Sprint(mustParse(t, text, Moby).CheckSendable()); got != want {
			t.Errorf("%s, expected %s", got, want)
		}
	}
}

// TestNil holds a nil list to what an empty one does.
func TestNil(t *testing.T) {
	var l *PatternList
	d := l.Root().Enter([]byte("a"))
	if got := d.Match([]byte("b")); got != (Decision{Index: -1}) || !d.AlwaysDefault() {
		t.Error(got)
	}
	traces, decision := l.Explain("a/b")
	open, _ := l.ExcludedOnOpen("a")
	parent, _ := l.ExcludedByOneParent("a")
	_, wild := l.WildcardException()
	_, request := l.WildcardInclude()
	if len(traces)+len(l.All())+len(l.ExcludePatterns())+len(l.Bytes()) > 0 || decision.Excluded || open || parent || wild || request || l.HasExceptions() ||
		l.MustEnter("a") || l.MustEnterLegacy("a") || l.MayMatchBelow("a") || l.CheckSendable() != nil {
		t.Error("a nil list says something")
	}
	if _, err := l.Remove(1); err == nil {
		t.Error("a line of nothing was removed")
	}
	with, err := l.Try("a")
	if err != nil || listed(with) != "0 \"a\" \"a\" false\n" {
		t.Error(err, listed(with))
	}
}

func TestUTF8(t *testing.T) {
	for utf8, want := range map[bool]bool{false: true, true: false} {
		lines, err := Parse([]byte("a\xff\n"), Options{ReplaceInvalidUTF8: utf8})
		if err != nil {
			t.Fatal(err)
		}
		edited, err := lines.Append("b")
		if err != nil || string(edited.Bytes()) != "a\xff\nb\n" {
			t.Errorf("%q, %v", edited.Bytes(), err)
		}
		if got := edited.Root().Match([]byte("a\xff")).Excluded; got != want {
			t.Errorf("UTF8 %v: excluded %v", utf8, got)
		}
	}
}
