package report

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/mattn/go-runewidth"
)

// TestScreen: the report of any build fits a terminal of 80x24. Without a terminal no line is cut.
func TestScreen(t *testing.T) {
	dir := t.TempDir()
	dockerfile, ignored := "FROM alpine AS one\nFROM node\n", ""
	for n := range 12 {
		dockerfile += fmt.Sprintf("COPY file-%d \\\n  elsewhere* /a/rather/long/name/for/a/directory/of/an/image/%d/\n", n, n)
		ignored += fmt.Sprintf("a/line/that/matches/nothing/at/all/and/has/a/long/text/%d\n", n)
		write(t, dir, fmt.Sprintf("file-%d", n), strings.Repeat("x", n))
	}
	write(t, dir, "Dockerfile", dockerfile)
	write(t, dir, ".dockerignore", ignored)
	a, err := ctxsize.Analyze(t.Context(), ctxsize.Options{Request: build.Request{Dir: dir, Context: "."}, Suggest: true})
	if err != nil {
		t.Fatal(err)
	}
	var onScreen, inFile bytes.Buffer
	if err := Text(&onScreen, a, Options{Dir: dir, Width: 80, Top: 20}); err != nil {
		t.Fatal(err)
	}
	lines := 0
	for line := range strings.Lines(onScreen.String()) {
		lines += 1 + (runewidth.StringWidth(strings.TrimSuffix(line, "\n"))-1)/80
	}
	if lines > screenLines {
		t.Errorf("%d lines:\n%s", lines, onScreen.String())
	}
	for _, want := range []string{"transferring context", "file-11", "COPY file-0", "warning: ", "more finding", "not known here"} {
		if !strings.Contains(onScreen.String(), want) {
			t.Errorf("%q is missing:\n%s", want, onScreen.String())
		}
	}
	if err := Text(&inFile, a, Options{Dir: dir, Top: 20}); err != nil {
		t.Fatal(err)
	}
	if inFile.Len() <= onScreen.Len() || !strings.Contains(inFile.String(), "copies nothing") {
		t.Errorf("cut, too:\n%s", inFile.String())
	}
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
