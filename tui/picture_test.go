package tui

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// golden compares a picture with the one that was looked at and kept; UPDATE_PICTURES=1 keeps the present one.
func golden(t *testing.T, name, picture string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if os.Getenv("UPDATE_PICTURES") != "" {
		if err := os.WriteFile(file, []byte(picture), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(picture, "\n")); diff != "" {
		t.Errorf("%s differs:\n%s", name, diff)
	}
}

// TestPictures keeps the screen at the usual sizes: before a draft and with one, and each theme once in colour.
func TestPictures(t *testing.T) {
	for _, size := range []struct {
		name string
		w, h int
	}{{"20x5", 20, 5}, {"40x12", 40, 12}, {"60x16", 60, 16}, {"80x24", 80, 24}, {"120x36", 120, 36}, {"200x60", 200, 60}} {
		d := open(t, newProject(t, usual, usualDockerfile, "docs\n"), size.w, size.h)
		golden(t, size.name+".txt", d.picture())
		golden(t, size.name+"-draft.txt", d.choosePath(".git").keys("x").picture())
	}
	for name, change := range map[string]func(*Options){
		"dark":    func(o *Options) { o.Theme = Dark },
		"light":   func(o *Options) { o.Theme = Light },
		"sixteen": func(o *Options) { o.Colors = Colors16 },
		"256":     func(o *Options) { o.Colors = Colors256 },
		"plain":   func(o *Options) { o.Colors = NoColors },
		"ascii":   func(o *Options) { o.Colors, o.ASCII = NoColors, true },
	} {
		d := open(t, newProject(t, usual, usualDockerfile, "docs\n"), 80, 24, change)
		d.choosePath(".git").keys("x").choosePath("public")
		golden(t, name+".ansi", d.draw().Flatten(d.theme))
	}
}

func TestPanePictures(t *testing.T) {
	for name, keys := range map[string]string{"help": "?", "suggestions": "tab tab", "findings": "f", "patterns": "tab tab tab tab", "search": "/ . g", "why": "y", "review": "x w", "builds": "t", "quit": "x q", "edit": "x e"} {
		d := open(t, newProject(t, usual, usualDockerfile, "docs\n"), 80, 24)
		d.choosePath("logs").keys(keys)
		golden(t, "pane-"+name+".txt", strings.ReplaceAll(d.picture(), d.options.Analysis.Request.Dir, "DIR"))
	}
}

// TestASCII: nothing else is drawn of our own, names apart.
func TestASCII(t *testing.T) {
	files := strings.ReplaceAll(usual, "世界", "world")
	for _, keys := range []string{"", "x", "?", "tab tab", "y", "x w", "t", "x q", ".", "x e", "f", "/ j s", "c c c", "tab tab tab tab"} {
		d := open(t, newProject(t, files, usualDockerfile, "docs\n"), 100, 30, func(o *Options) { o.ASCII = true })
		for _, r := range d.keys(keys).picture() {
			if r >= 0x80 {
				t.Errorf("after %q: %q is on the screen", keys, r)
			}
		}
	}
}
