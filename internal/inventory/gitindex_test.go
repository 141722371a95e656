package inventory

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// FuzzIndex: no index of a repository makes the program crash, hang, or list a path outside of the context.
func FuzzIndex(f *testing.F) {
	for _, version := range []string{"2", "4"} {
		dir := f.TempDir()
		for _, name := range []string{"a", "web/b", "web/c d"} {
			writeSeed(f, filepath.Join(dir, name))
		}
		runGit(f, dir, "", "init", "-q")
		runGit(f, dir, "", "add", ".")
		runGit(f, dir, "", "update-index", "--index-version", version)
		text, err := os.ReadFile(filepath.Join(dir, ".git", "index"))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text, "web")
		f.Add(text, ".")
	}
	f.Add([]byte("DIRC\x00\x00\x00\x04\xff\xff\xff\xff"), ".")
	f.Fuzz(func(t *testing.T, text []byte, prefix string) {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "index"), text, 0o644); err != nil {
			t.Fatal(err)
		}
		var g gitFiles
		g.readIndex(dir, prefix)
		if !g.known && len(g.Files) > 0 {
			t.Errorf("%d files of an index that could not be read", len(g.Files))
		}
		if !slices.IsSorted(g.Files) {
			t.Errorf("not sorted: %q", g.Files)
		}
		for _, name := range g.Files {
			if !g.tracked(strings.TrimSuffix(name, "/")) {
				t.Errorf("%q is listed, but not tracked", name)
			}
		}
	})
}

func writeSeed(tb testing.TB, path string) {
	tb.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		tb.Fatal(err)
	}
	if err := os.WriteFile(path, nil, 0o644); err != nil {
		tb.Fatal(err)
	}
}
