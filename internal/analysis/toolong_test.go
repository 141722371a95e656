package analysis_test

import (
	"os"
	"runtime"
	"strings"
	"testing"

	"github.com/ctxsize/ctxsize/internal/analysis"
	"github.com/ctxsize/ctxsize/internal/build"
)

// TestTooLongPath: BuildKit's client cannot look at what lies deeper than a path may be long. Only what is sent counts.
func TestTooLongPath(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the limit is that of Linux")
	}
	dir := t.TempDir()
	for name, text := range map[string]string{"Dockerfile": "FROM scratch\nCOPY . /\n", "Dockerfile.other": "FROM scratch\nCOPY Dockerfile /\n"} {
		if err := os.WriteFile(dir+"/"+name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	for range 24 {
		if err := root.Mkdir(strings.Repeat("d", 200), 0o755); err != nil {
			t.Fatal(err)
		}
		deeper, err := root.OpenRoot(strings.Repeat("d", 200))
		if err != nil {
			t.Fatal(err)
		}
		root.Close()
		root = deeper
	}
	root.Close()
	for file, findings := range map[string]int{"Dockerfile": 1, "Dockerfile.other": 0} {
		a, err := analysis.Analyze(t.Context(), analysis.Options{Request: build.Request{Context: dir, Dockerfile: dir + "/" + file, Dir: dir}})
		if err != nil {
			t.Fatal(err)
		}
		b := a.Builds[0]
		if (b.Main.Transfer == nil) != (findings > 0) || len(b.Findings) != findings {
			t.Errorf("%s: transfer %v, findings %v", file, b.Main.Transfer, b.Findings)
		}
	}
}
