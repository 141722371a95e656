package phrase

import (
	"path"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/termtext"
	"github.com/ctxsize/ctxsize/internal/testtree"
)

func TestReincluding(t *testing.T) {
	for name, want := range map[string]string{"a/b": "!a/b", "a*": `!a\*`, "!a": `!\!a`, " a": "![ ]a", "a  b": "!a [ ]b", "#a": `!\#a`, "a\x1b": "", "a\nb": "", "\xff": "", "a\u00a0b": "", "::a": "!::a", `"a"/b`: `!"a"/b`, "a|b*": ""} {
		if got := Exception(name); got != want {
			t.Errorf("%q: %q, expected %q", name, got, want)
		}
	}
}

func TestWithholdFixes(t *testing.T) {
	list := []lint.Finding{{Fix: &lint.Fix{Kind: "append-line", Text: "a"}}, {Fix: &lint.Fix{Kind: "replace-line", Text: "a\x1b"}}, {Fix: &lint.Fix{Kind: "edit", Text: "two\nlines"}}, {}}
	WithholdFixes(list)
	for n, want := range []bool{true, false, true, false} {
		if (list[n].Fix != nil) != want {
			t.Errorf("%d: %v", n, list[n].Fix)
		}
	}
}

// FuzzProposals: a line that is proposed is shown as it is, and pasted into a file it decides about its path and nothing else.
func FuzzProposals(f *testing.F) {
	for _, name := range testtree.HostileNames() {
		f.Add(name, "other")
		f.Add("dir/"+name, "dir")
	}
	f.Fuzz(func(t *testing.T, name, other string) {
		if path.Clean("/"+name) != "/"+name || name == "" || strings.ContainsRune(name, 0) || path.Clean("/"+other) != "/"+other || !utf8.ValidString(other) {
			return
		}
		below := func(p string) bool { return p == name || strings.HasPrefix(p, name+"/") }
		for _, c := range []struct {
			line, file string
			excluded   bool // what the line does with its path
		}{{LiteralPattern(name), "first\n", true}, {Exception(name), "**\n", false}} {
			if c.line == "" {
				continue
			}
			if termtext.Quote(c.line) != c.line || strings.Join(strings.Fields(c.line), " ") != c.line {
				t.Errorf("%q is proposed as %q", name, c.line)
			}
			lines, err := ignore.Parse([]byte(c.file+c.line+"\n"), ignore.Options{})
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range []string{name, name + "/x", name + "x", "x" + name, "x/" + name, other} {
				if p == "first" || strings.HasPrefix(p, "first/") {
					continue
				}
				if _, d := lines.Explain(p); d.Excluded != (below(p) == c.excluded) {
					t.Errorf("%q for %q decides about %q: %v", c.line, name, p, d.Excluded)
				}
			}
		}
	})
}
