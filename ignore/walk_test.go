package ignore

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/moby/patternmatcher"
	"github.com/moby/patternmatcher/ignorefile"
)

// seeds are ignore files, each with paths that are separated by "|".
var seeds = [][2]string{
	{"node_modules\n**/*.pyc\n!keep", "node_modules/a|a/b.pyc|keep"},
	{"a/b\n!a", "a/b/c|a/d"},
	{"d\n!d/f\nd", "d/f|d/g"},
	{"**/tmp\n!a/tmp/keep\na/tmp", "a/tmp/keep|a/tmp/x"},
	{"foo**\nb/**\n**c\n**/d/e\n**", "foox/y|b/a|b|xc|q/d/e"},
	{"[z-a]\n[a-c]x*\n[^x]y\n\\d*\na|b*", "ax|zb|1|cx"},
	{"\ufeff**foo\n\ufeffbar*\n# c\n  #d", "foo|bar|#d"},
	{"**/*.x\na/**\n**/**", "a\nb/c.x|a/b\nc|x\ny"},
	{"*\n!src/**/*.go\n?\n??*?", "src/a/b.go|é|日本|src"},
	{"*\n!src\n!\\!a\n!!b\n!/c\n! /d\n!../e\n!.", "src/x|!a|!b|c|d|e"},
	{"**/*a\n**/*b\n**/*c\n**/*d\n**/e*\n**/?*f?\n**/*.g\n**/*.h.g\n", "xa|y/xb|e|qfz|a.g|a.h.g|.g"},
	{"a\\/b*\na//**/**/c\n***\n****\n**x*", "a/b/c|a/c|x"},
	{"ab{2}*\nab[^x]\nab{0}*\nac|b*\n/b.c[^d]", "abb|abc/d|a|b.ce|acx|xb"},
	{"x\xff*\n\xffy\n?z", "x\xff|x\xfez|\xffy|\xffz|éz"},
}

// pieces make lines, and names of the other make paths, that are likely to meet.
var (
	pieces = []string{"a", "b", "ab", "*", "*", "**", "**/", "/", "/", "/", "?", ".", ".x", "*.x", "**/*.x", "!", "[ab]", "[^a]", "[b-a]", "[a", `\`, `\a`, `\*`,
		"|", "{", "}", "+", "(", "^", "$", "é", "\xc3", "\ufeff", " ", "..", "./", "a/b", "**/a", "b/**", "\t", "#", "[0-9a-z]", "c", "a.x"}
	nodes = []string{"a", "b", "ab", "ba", "a.x", ".x", "b.x.x", "c", "*", "é", "aé", "\xc3", "a\nb", "a\n", "^a", "a|b", "{", "a+", "(", "$", "1", "!a", "#", "\\", "aab", " a"}
)

func random[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

// randomText gives lines, each after the one before.
func randomText(r *rand.Rand, lines int) string {
	var b strings.Builder
	for range lines {
		if r.IntN(3) == 0 {
			b.WriteString("!")
		}
		for range 1 + r.IntN(6) {
			b.WriteString(random(r, pieces))
		}
		b.WriteString("\n")
	}
	return b.String()
}

func randomPath(r *rand.Rand) string {
	var names []string
	for range 1 + r.IntN(5) {
		names = append(names, random(r, nodes))
	}
	return strings.Join(names, "/")
}

// upstream is moby's own matcher of an ignore file, or the error where the builder fails before it walks.
func upstream(text string) (*patternmatcher.PatternMatcher, error) {
	patterns, err := ignorefile.ReadAll(strings.NewReader(text))
	if err != nil {
		return nil, err
	}
	return patternmatcher.New(patterns)
}

// walkable reports whether a walk could meet a path.
func walkable(path string) bool {
	return !slices.ContainsFunc(strings.Split(path, "/"), func(name string) bool {
		return name == "" || name == "." || name == ".." || strings.Contains(name, "\x00")
	})
}

func verdict(excluded bool, err error) string {
	if err == nil {
		return fmt.Sprint(excluded)
	}
	if syntax, ok := errors.AsType[*SyntaxError](err); ok {
		err = syntax.Err
	}
	return err.Error()
}

// parsed holds the reading of a file against upstream, nil where both fail.
func parsed(t *testing.T, text string) (*PatternList, *patternmatcher.PatternMatcher) {
	t.Helper()
	lines, err := Parse([]byte(text), Options{})
	pm, want := upstream(text)
	if verdict(true, err) != verdict(true, want) {
		t.Fatalf("Parse(%q): %v, expected %v", text, err, want)
	}
	if err != nil {
		return nil, nil
	}
	var got, expected []string
	for n, p := range pm.Patterns() {
		expected = append(expected, fmt.Sprintf("%s %t", p, p.Exclusion()))
		got = append(got, fmt.Sprintf("%s %t", lines.All()[n].Expr, lines.All()[n].Exception))
	}
	if len(lines.All()) != len(expected) || !slices.Equal(got, expected) {
		t.Fatalf("Parse(%q): %q, expected %q", text, got, expected)
	}
	return lines, pm
}

func checkWalk(t *testing.T, text string, paths []string) {
	t.Helper()
	lines, pm := parsed(t, text)
	if lines == nil {
		return
	}
	for _, path := range paths {
		if walkable(path) {
			checkPath(t, lines, pm, text, path)
		}
	}
}

// checkPath walks down to a path in both ways.
func checkPath(t *testing.T, lines *PatternList, pm *patternmatcher.PatternMatcher, text, path string) {
	t.Helper()
	dir := lines.Root()
	var info patternmatcher.MatchInfo
	names := strings.Split(path, "/")
	for n, name := range names {
		at := strings.Join(names[:n+1], "/")
		want, next, wantErr := pm.MatchesUsingParentResults(at, info)
		got := dir.Match([]byte(name))
		if verdict(got.Excluded, got.Err) != verdict(want, wantErr) {
			t.Fatalf("%q, %q: %+v, expected %v, %v", text, at, got, want, wantErr)
		}
		if dir.AlwaysDefault() && got != dir.Default() {
			t.Fatalf("%q, %q: %+v in a uniform directory, whose entries are %+v", text, at, got, dir.Default())
		}
		if got.Excluded && (!got.Matched || lines.All()[got.Index].Exception) {
			t.Fatalf("%q, %q: %+v", text, at, got)
		}
		checkMatches(t, lines, dir, text, at)
		if wantErr != nil {
			return
		}
		dir, info = dir.Enter([]byte(name)), next
	}
}

// checkMatches asks each line alone.
func checkMatches(t *testing.T, lines *PatternList, dir *Dir, text, path string) {
	t.Helper()
	var got, want []int
	dir.EachMatch([]byte(path[strings.LastIndexByte(path, '/')+1:]), func(n int) { got = append(got, n) })
	slices.Sort(got)
	for n, p := range lines.compiled {
		if hit, _ := p.match(path); hit {
			want = append(want, n)
		}
	}
	if !slices.Equal(got, want) {
		t.Fatalf("%q, %q: lines %v match, expected %v", text, path, got, want)
	}
}

func TestWalk(t *testing.T) {
	for _, s := range seeds {
		checkWalk(t, s[0], strings.Split(s[1], "|"))
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range 6000 {
		text, paths := randomText(r, 1+r.IntN(5)), []string{randomPath(r), randomPath(r), randomPath(r), randomPath(r)}
		checkWalk(t, text, paths)
	}
	// Sets of patterns have a word for each 64 of them.
	for range 200 {
		checkWalk(t, randomText(r, 60+r.IntN(80)), []string{randomPath(r), randomPath(r), randomPath(r)})
	}
	checkWalk(t, "[a-]x\n[-a]y", []string{"ax", "-x", "-y", "ay"})
	checkWalk(t, "a*bcd\nx*yzw", []string{"a1bcd", "abcd", "x1yzw", "abc"})
	checkWalk(t, "a\ufffd*\n*\ufffdb", []string{"a\xffx", "a\ufffdx", "ax", "x\xffb", "xb"})
	checkWalk(t, "[a-é]x\n[é]y\n[Z]z\n[A-Z]q*", []string{"ax", "éx", "bx", "éy", "Zz", "Zq", "Aq", "zq"})
	checkWalk(t, "[A-\\]x]*\n[\\-z]a\n[^-z]b\n[a-~]c", []string{"x", "]", "Ax", "b", "ba", "-a", "za", "^b", "_b", "zb", "~c", "|c"})
	for _, c := range "09AZaz+" {
		checkWalk(t, "\\"+string(c)+"*", []string{string(c), "\\" + string(c)})
	}
	checkWalk(t, "**/x*\nb/**/y\nc/**", []string{"\nd/xa", "d\n/xa", "\nd/e/xa", "b/\nd/y", "b/d\n/y", "b/d/y", "c/\nd/e"})
	checkWalk(t, "b\n!b/**", []string{"b/x", "b/x/y"})
	checkWalk(t, "b\nc\n!b/**\n!b/**/d", []string{"b/x", "b/x/y", "c/x"})
	checkWalk(t, "*.ac\n*.bc\n*.cc\n*.dc\n", []string{"x.zc", "x.ac", "x.dc"})
	// A pattern is not taken for the one with the same place in another word of a set.
	checkWalk(t, "z\nb\n"+strings.Repeat("z\n", 63)+"!b/**\n", []string{"b/x", "b/x/y"})
	checkWalk(t, "a/**\n**/x", []string{"a/\nb", "\nx", "a/b\n", "\n/x"})
}

func FuzzWalk(f *testing.F) {
	for _, s := range seeds {
		f.Add(s[0], s[1])
	}
	f.Fuzz(func(t *testing.T, text, paths string) { checkWalk(t, text, strings.Split(paths, "|")) })
}
