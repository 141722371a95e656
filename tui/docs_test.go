package tui

import (
	"go/ast"
	"go/parser"
	"go/token"
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

// TestMethods: no type of the screen has more than 40 methods: a component for each region, and receivers for groups of commands.
func TestMethods(t *testing.T) {
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	counts := map[string]int{}
	for _, name := range names {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv != nil && !strings.HasSuffix(name, "_test.go") {
				counts[receiver(f.Recv.List[0].Type)]++
			}
		}
	}
	if counts["model"] == 0 {
		t.Error("no methods were counted")
	}
	for name, n := range counts {
		if n > 40 {
			t.Errorf("%s has %d methods, more than 40", name, n)
		}
	}
}

// receiver returns the name of the type of a receiver.
func receiver(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.StarExpr:
		return receiver(e.X)
	case *ast.Ident:
		return e.Name
	}
	return ""
}
