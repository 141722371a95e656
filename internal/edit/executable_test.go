package edit

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/ctxsize/ctxsize/internal/testtree"
)

// TestExecutable: links and copies of the program are replaced and removed, other files are not.
func TestExecutable(t *testing.T) {
	dir := t.TempDir()
	testtree.Make(t, dir, "program other:20")
	program, path := filepath.Join(dir, "program"), filepath.Join(dir, "plugins", "docker-x")
	for range 2 {
		if _, err := LinkExecutable(program, path); err != nil {
			t.Fatal(err)
		}
		same, err := os.Stat(path)
		if err != nil || same.Size() != 10 {
			t.Fatalf("%v, %v", same, err)
		}
	}
	if existed, err := UnlinkExecutable(program, path); !existed || err != nil {
		t.Errorf("%v, %v", existed, err)
	}
	if existed, err := UnlinkExecutable(program, path); existed || err != nil {
		t.Errorf("again: %v, %v", existed, err)
	}
	for from, refused := range map[string]bool{"program": false, "other": true} {
		text, err := os.ReadFile(filepath.Join(dir, from))
		if err != nil {
			t.Fatal(err)
		}
		testtree.Write(t, dir, "plugins/docker-x", text)
		_, err = UnlinkExecutable(program, path)
		if _, ok := errors.AsType[*RefusedError](err); ok != refused || err != nil && !refused {
			t.Errorf("%s: %v", from, err)
		}
	}
}

// TestAppendReport appends to a file, whose size it passes on.
func TestAppendReport(t *testing.T) {
	file := filepath.Join(t.TempDir(), "summary")
	for _, want := range []int64{0, 3} {
		err := AppendReport(file, func(size int64) ([]byte, error) {
			if size != want {
				t.Errorf("size %d, want %d", size, want)
			}
			return []byte("abc"), nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if text, err := os.ReadFile(file); err != nil || string(text) != "abcabc" {
		t.Errorf("%q, %v", text, err)
	}
	if err := AppendReport(file, func(int64) ([]byte, error) { return nil, errors.New("x") }); err == nil || err.Error() != "x" {
		t.Errorf("got %v", err)
	}
	if err := AppendReport(t.TempDir(), nil); err == nil {
		t.Error("a directory was written")
	}
}
