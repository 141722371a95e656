package ignore_test

import (
	"errors"
	"path"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/ctxsize/ctxsize/ignore"
)

func TestLiteral(t *testing.T) {
	for name, want := range map[string]string{
		"node_modules": "node_modules",
		"a b/c":        "a b/c",
		"!bang":        `\!bang`,
		"#note":        `\#note`,
		"a/#note":      "a/#note",
		"x[1]":         `x\[1\]`,
		`back\slash`:   `back\\slash`,
		"what?*":       `what\?\*`,
		" both ":       "[ ]both[ ]",
		"a(1)+{b}^|":   "a(1)+{b}^|",
		"a(1)+{b}^|*":  `a\(1\)\+\{b\}\^\|\*`,
		"a  b":         "a [ ]b",
		"\tx\ty":       "[\t]x\ty",
		"é/日本":         "é/日本",
	} {
		if got, err := ignore.Literal(name); err != nil || got != want {
			t.Errorf("%q: %q, %v; expected %q", name, got, err, want)
		}
	}
	for _, name := range []string{"a\nb", "a\r", ".", " \xaf", "\ufffd"} {
		if got, err := ignore.Literal(name); !errors.Is(err, ignore.ErrNotLiteral) {
			t.Errorf("%q: %q, %v", name, got, err)
		}
	}
}

// FuzzLiteral: the pattern excludes its path and everything below it, and no other entry of the directory.
func FuzzLiteral(f *testing.F) {
	for _, seed := range []string{"a", "!a", "#", " ", "a/ ", `\`, "[a]", "**", "\ufeffa", "a\u00a0", "ab/c*"} {
		f.Add(seed, "b")
	}
	f.Fuzz(func(t *testing.T, name, other string) {
		for _, p := range []string{name, other} {
			if !utf8.ValidString(p) || path.Clean("/"+p) != "/"+p || strings.ContainsRune(p, 0) || p == "" {
				return
			}
		}
		line, err := ignore.Literal(name)
		if err != nil {
			return
		}
		l, err := ignore.Parse([]byte("first\n"+line+"\n"), ignore.Options{})
		if err != nil {
			t.Fatal(err)
		}
		want := map[string]bool{name + "x": false, "x" + name: false, other: other == name || strings.HasPrefix(other, name+"/")}
		want[name], want[name+"/below"] = true, true
		for file, want := range want {
			if file == "first" || strings.HasPrefix(file, "first/") {
				continue
			}
			if _, d := l.Explain(file); d.Excluded != want {
				t.Errorf("%q for %q decides about %q: %v", line, name, file, d.Excluded)
			}
		}
	})
}
