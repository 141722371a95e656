package projectfile_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/ctxsize/ctxsize/internal/projectfile"
)

// TestSmallIn: a file of more than the limit is not read.
func TestSmallIn(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a"), []byte("1234"), 0o644); err != nil {
		t.Fatal(err)
	}
	root, err := projectfile.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	for limit, want := range map[int64]string{3: "", 4: "1234", 5: "1234"} {
		if got, err := projectfile.SmallIn(root, "a", limit); err != nil || string(got) != want {
			t.Errorf("limit %d: got %q, %v, want %q", limit, got, err, want)
		}
	}
	if _, err := projectfile.SmallIn(root, "b", 1); err == nil {
		t.Error("a file that does not exist: no error")
	}
}
