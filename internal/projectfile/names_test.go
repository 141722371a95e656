package projectfile

import (
	"os"
	"path/filepath"
	"testing"
)

func TestNamesPath(t *testing.T) {
	dir := t.TempDir()
	project := filepath.Join(dir, "a")
	if err := os.Mkdir(project, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(project, "there"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for value, want := range map[string]bool{"there": true, "elsewhere": false, dir: true, filepath.Join(project, "there"): true,
		filepath.Join(project, "gone"): false, filepath.Join("..", ".."): false} {
		if got := NamesPath(value, "", project); got != want {
			t.Errorf("%s: %v, want %v", value, got, want)
		}
	}
}
