package main

import (
	"context"
	"strings"
	"testing"

	"github.com/ctxsize/ctxsize/internal/testtree"
)

// TestHookLine has the lines about builds, without a limit of time.
func TestHookLine(t *testing.T) {
	dir := t.TempDir()
	testtree.Write(t, dir, "Dockerfile", []byte("FROM scratch\nCOPY . /\n"))
	testtree.Write(t, dir, "bad/Dockerfile", []byte("FROM scratch\nCOPY gone /\n"))
	testtree.Write(t, dir, ".dockerignore", []byte("dist\nnode_modules/\n"))
	testtree.Write(t, dir, "web/package.json", []byte("{}\n"))
	testtree.Make(t, dir, "dist/app.js web/node_modules/p/index.js:5000000")
	w := world{dir: dir, stdin: strings.NewReader("")}
	for _, c := range []struct{ line, failed, want string }{
		{"docker build .", "", "The build sends 5.0 MB in 5 files to an empty cache. The pattern **/node_modules would save 5.0 MB: docker ctxsize suggest --write"},
		{"docker build bad", "", "The build sends 0 B in 0 files to an empty cache. docker ctxsize lists them."},
		{"docker buildx build -t x -f bad/Dockerfile --push .", "failed", "COPY gone / fails: gone does not exist in the context."},
		{"docker build .", "failed", ""},
		{"docker build - ", "", ""},
		{"docker run x", "", ""},
		{"docker build https://example.com/x.git", "", ""},
		{"docker build none", "", ""},
	} {
		a, err := w.analyzeLine(t.Context(), strings.Fields(c.line), c.failed == "")
		got := ""
		switch {
		case err != nil || a == nil:
		case c.failed != "":
			got = failureLine(a)
		default:
			got = sentLine(a)
		}
		if got != c.want {
			t.Errorf("%s: %q (%v), want %q", c.line, got, err, c.want)
		}
	}
	if got := w.hookLine(t.Context(), `{"RootCmd":"build","CommandError":"x"}`); got != "" {
		t.Errorf("a build that ctxsize finds no fault with: %q", got)
	}
	if got, want := lateLine(`{"RootCmd":"build"}`), "docker ctxsize shows what the build sends."; got != want {
		t.Errorf("late: %q, want %q", got, want)
	}
}

// TestHookDeadline: an analysis that never ends does not delay the answer beyond the deadline.
func TestHookDeadline(t *testing.T) {
	late, cancel := context.WithCancel(t.Context())
	forever := make(chan string)
	never := func(context.Context, string) string {
		cancel()
		return <-forever
	}
	for request, want := range map[string]string{
		`{"RootCmd":"build"}`: "docker ctxsize shows what the build sends.", `{"RootCmd":"build","CommandError":"x"}`: "", "not JSON": "",
	} {
		if got := answerBy(late, request, never); got != want {
			t.Errorf("%s: %q, want %q", request, got, want)
		}
	}
	if got := answerBy(t.Context(), "{}", func(context.Context, string) string { return "in time" }); got != "in time" {
		t.Errorf("in time: %q", got)
	}
}
