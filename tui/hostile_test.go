package tui

import (
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/termtext"
	"github.com/ctxsize/ctxsize/internal/testtree"
)

// painting are the sequences that a frame is painted with.
var painting = regexp.MustCompile(`\x1b\[[0-9;]*m`)

// harmless fails where a frame holds anything that a terminal obeys but for its paint.
func (d *driver) harmless(when string) {
	d.t.Helper()
	frame := painting.ReplaceAllString(d.draw().Flatten(d.theme), "")
	if !utf8.ValidString(frame) {
		d.t.Errorf("%s: not UTF-8", when)
	}
	for line := range strings.Lines(frame) {
		for _, r := range strings.TrimSuffix(line, "\n") {
			if unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp) {
				d.t.Errorf("%s: %U in %q", when, r, line)
				break
			}
		}
	}
}

// TestHostileFrames: no frame holds what a terminal would obey, and nothing is copied that a paste would not give back.
func TestHostileFrames(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("such names cannot be made here")
	}
	dir := newProject(t, "Dockerfile 0\n", "FROM scratch AS red\nCOPY . /\n", "")
	ignored := "# \x1b]52;c;eA==\x07\n"
	for _, name := range testtree.HostileNames() {
		for _, path := range []string{name, filepath.Join("web", name, "node_modules", "a.js"), filepath.Join("web", name, "package.json"), filepath.Join("keys", name, "id_rsa")} {
			if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, path)), 0o755); err != nil {
				t.Fatal(err)
			}
			write(t, dir, path, "{}")
		}
		if lines, err := ignore.Parse([]byte("nothing/"+name), ignore.Options{}); err == nil && lines.Match("x").Index < 0 {
			ignored += "nothing/" + name + "\n"
		}
	}
	write(t, dir, ".dockerignore", ignored)
	for _, size := range []struct{ w, h int }{{100, 40}, {40, 12}} {
		d := open(t, dir, size.w, size.h)
		if d.doc() == nil {
			t.Fatalf("nothing to look at: %s, %v", d.notice, d.failed)
		}
		d.harmless("at first")
		d.keys("tab")
		for _, name := range testtree.HostileNames() {
			d.choosePath(name)
			d.harmless("with a selection")
			d.request = request{}
			if d.keys("p"); d.request.copy != "" && (d.request.copy != name || !termtext.IsEscaped(name)) {
				t.Errorf("%q was copied of %q", d.request.copy, name)
			}
			d.harmless("copied")
			d.keys("enter").harmless("why")
			d.keys("esc x").harmless("drafted")
		}
		for _, keys := range []string{"w", "esc tab", "tab", "tab", "esc t", "esc ?", "esc /", "esc e", "esc ."} {
			d.keys(keys).harmless(keys)
		}
	}
}
