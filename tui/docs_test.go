package tui

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestDocs holds the table of keys in the documentation against the key map; UPDATE_PICTURES=1 writes it.
func TestDocs(t *testing.T) {
	file := filepath.Join("..", "docs", "treemap.md")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	const head = "| key | action |\n| --- | --- |\n"
	before, rest, ok := strings.Cut(string(text), head)
	_, after, found := strings.Cut(rest, "\n## Search")
	if !ok || !found {
		t.Fatalf("%s has no table of keys before its section about the search", file)
	}
	var table strings.Builder
	for _, g := range (keyMap{newScreen(Options{})}).groups() {
		for _, b := range g.keys {
			if b.help != "" {
				table.WriteString("| `" + strings.Join(b.keys, "`, `") + "` | " + strings.ReplaceAll(strings.ReplaceAll(b.help, "**", `\*\*`), "|", `\|`) + " |\n")
			}
		}
	}
	want := before + head + table.String() + "\n## Search" + after
	if os.Getenv("UPDATE_PICTURES") != "" {
		if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if string(text) != want {
		t.Errorf("the table of keys in %s differs from the key map: UPDATE_PICTURES=1 writes it", file)
	}
}
