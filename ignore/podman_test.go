package ignore

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// TestPodman holds answers of go.podman.io/storage v1.65.0, pkg/fileutils, "+" for excluded.
func TestPodman(t *testing.T) {
	for _, test := range []string{
		"a+b: aab+ a+b-", "a|b: zzzb+ ax+ x-", "^foo: foo+", "**foo: foo+ x/foo+ xfoo-", "a/b !a: a/b-", "d !d/f d: d/f+", "a.c: abc- a.c/x+",
		"/src/: src/x+", "a/**: a- a/b/c+", "*.go: a.go+ b/a.go- x.go/y+", "* !/keep: keep- other+", "(a): a+", "a[bc]: ab/x+", "[z-a]: x!", `a*\: x!`,
	} {
		text, paths, _ := strings.Cut(test, ": ")
		l := mustParse(t, strings.ReplaceAll(text, " ", "\n"), Podman)
		for path := range strings.FieldsSeq(paths) {
			path, want := path[:len(path)-1], path[len(path)-1:]
			d := l.matchFromRoot(path)
			got := "-"
			if d.Excluded {
				got = "+"
			}
			if d.Err != nil {
				got = "!"
			}
			if got != want {
				t.Errorf("%q, %s: %s, expected %s", text, path, got, want)
			}
		}
	}
}

// TestPodmanDescends holds answers of the same package's ShouldDescendExcludedDir.
func TestPodmanDescends(t *testing.T) {
	for text, dirs := range map[string]string{
		"*\n!cmd/main.go": "cmd+ cmd/x- a-", "*\n!**/*.go": "cmd+ a/b+", "*\n!cmd/*/x": "cmd+ cmd/a+ a-", "*\n!/cmd": "cmd- a-", "*": "a-",
	} {
		l := mustParse(t, text, Podman)
		for dir := range strings.FieldsSeq(dirs) {
			if got, want := l.MustEnter(dir[:len(dir)-1]), strings.HasSuffix(dir, "+"); got != want {
				t.Errorf("%q, %s: %t", text, dir, got)
			}
		}
	}
}

// TestPodmanWalk holds the compiled lines to their expressions.
func TestPodmanWalk(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for range 4000 {
		checkPodman(t, randomText(r, 1+r.IntN(4)), randomPath(r))
	}
}

func FuzzPodman(f *testing.F) {
	for _, s := range seeds {
		f.Add(s[0], s[1])
	}
	f.Fuzz(checkPodman)
}

func checkPodman(t *testing.T, text, path string) {
	t.Helper()
	l, err := Parse([]byte(text), Options{Rules: Podman})
	if err != nil || !walkable(path) {
		return
	}
	dir := l.Root()
	for n, name := range strings.Split(path, "/") {
		at := strings.Join(strings.Split(path, "/")[:n+1], "/")
		want, wantErr := l.ExcludedOnOpen(at)
		if got := dir.Match([]byte(name)); verdict(got.Excluded, got.Err) != verdict(want, wantErr) {
			t.Fatalf("%q, %q: %+v, expected %v, %v", text, at, got, want, wantErr)
		}
		checkMatches(t, l, dir, text, at)
		dir = dir.Enter([]byte(name))
	}
}

// TestPodmanPatterns: comments and blank lines are no patterns.
func TestPodmanPatterns(t *testing.T) {
	if got := mustParse(t, "# a\n\n/b/\n#c\n", Podman).ExcludePatterns(); len(got) != 1 || got[0] != "b" {
		t.Errorf("got %q, want b", got)
	}
}
