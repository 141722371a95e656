package projectfile_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ctxsize/ctxsize/internal/projectfile"
)

// TestDir: files below a directory are read whatever their depth, and only regular ones that no link leads out to.
func TestDir(t *testing.T) {
	dir := t.TempDir()
	in := filepath.Join(dir, "in")
	long := strings.Repeat("x", 5000)
	for name, text := range map[string]string{"in/a/b/c": "deep", "in/long": long, "in/empty": "", "out": "secret"} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	links := map[string]string{"in/near": "a/b/c", "in/up": "../out", "in/full": filepath.Join(in, "long"), "in/loop": "loop", "in/d": "a/b"}
	for name, target := range links {
		if err := os.Symlink(target, filepath.Join(dir, name)); err != nil {
			t.Skip(err)
		}
	}
	d, err := projectfile.OpenDir(in)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Root().Close()
	for _, c := range []struct {
		name  string
		limit int64
		head  string
		small string
		fails bool
	}{
		{"a/b/c", 10, "deep", "deep", false}, {"near", 10, "deep", "deep", false}, {"d/c", 10, "deep", "deep", false}, {"a/../a/b/c", 10, "deep", "deep", false},
		{"long", 100, long[:100], "", false}, {"long", 5000, long, long, false}, {"long", 5001, long, long, false}, {"empty", 10, "", "", false},
		{"up", 10, "", "", true}, {"../out", 10, "", "", true}, {"full", 10, "", "", true}, {"loop", 10, "", "", true}, {"a", 10, "", "", true},
		{"none", 10, "", "", true}, {"a/b/c/d", 10, "", "", true}, {"", 10, "", "", true},
	} {
		head, err := d.Head(filepath.FromSlash(c.name), c.limit)
		if string(head) != c.head || (err != nil) != c.fails {
			t.Errorf("head of %q: %d bytes, %v", c.name, len(head), err)
		}
		small, err := d.Small(filepath.FromSlash(c.name), c.limit)
		if string(small) != c.small || (err != nil) != c.fails {
			t.Errorf("%q: %d bytes, %v", c.name, len(small), err)
		}
	}
}
