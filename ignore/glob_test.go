package ignore

import (
	"slices"
	"testing"
)

// globOf compiles a pattern for one name.
func globOf(t *testing.T, text string) *glob {
	t.Helper()
	p, ok := newMatcher(text, Moby).program(Moby)
	if !ok || len(p.steps) != 1 || p.steps[0].glob == nil {
		t.Fatalf("%q: got program %+v, %t, want one glob", text, p, ok)
	}
	return p.steps[0].glob
}

func TestGlobMatch(t *testing.T) {
	for _, c := range []struct {
		pattern, name string
		want          bool
	}{
		{"[ab]*[cd]", "xcd", false},
		{"[ab]*[cd]", "axcd", true},
		{"?x*y?", "ax-y-", true},
		{"?x*y?", "xx-yy-", true},
		{"?x*y?", "bb-yy-", false},
		{"a*b*c", "abbc", true},
		{"a*b*c", "acb", false},
	} {
		if got := globOf(t, c.pattern).match([]byte(c.name)); got != c.want {
			t.Errorf("%q matches %q: got %t, want %t", c.pattern, c.name, got, c.want)
		}
	}
}

func TestGlobExtensions(t *testing.T) {
	for pattern, want := range map[string][]string{
		"*.log": {".log"}, "*.[co]": {".c", ".o"}, "*.py[cd]": {".pyc", ".pyd"}, "*x[co]": nil, "[co]*": nil, "*~": nil, "a.b*": nil,
	} {
		if got := globOf(t, pattern).extensions(); !slices.Equal(got, want) {
			t.Errorf("extensions of %q: got %q, want %q", pattern, got, want)
		}
	}
}

// TestCompiled: the usual forms of patterns compile without a regular expression.
func TestCompiled(t *testing.T) {
	for _, text := range []string{"a", "a/b", "a/*", "a/**", "**/a", "**/*.go", "*.[co]", "a/**/b", "a?c", `a\*b`, "a/b*/**", "**", "[a-c]x*", "[0-9a-z]?", "**/**/a"} {
		list, err := Compile([]string{text})
		if err != nil {
			t.Fatal(err)
		}
		if list.HasRegexps() {
			t.Errorf("%q: got a regular expression, want a program", text)
		}
	}
	for _, text := range []string{"a**b", "[^a]", "a|b*", "{a}*", `\d`} {
		list, err := Compile([]string{text})
		if err != nil {
			t.Fatal(err)
		}
		if !list.HasRegexps() {
			t.Errorf("%q: got a program, want a regular expression", text)
		}
	}
}

// TestRootIsNeverExcluded has patterns that match the empty path.
func TestRootIsNeverExcluded(t *testing.T) {
	for _, text := range []string{"**", "*", "a|", "x*|"} {
		list, err := Compile([]string{text})
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range []string{"", ".", "/"} {
			if got := list.Match(path); got.Excluded || got.Index != -1 {
				t.Errorf("%q, root as %q: got %+v, want not excluded by pattern -1", text, path, got)
			}
		}
	}
	var none *PatternList
	if got := none.Match("a"); got.Excluded || got.Index != -1 {
		t.Errorf("no list: got %+v, want not excluded by pattern -1", got)
	}
}
