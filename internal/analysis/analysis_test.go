package analysis_test

import (
	"path/filepath"
	"testing"

	"github.com/ctxsize/ctxsize/internal/analysis"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/testtree"
)

// TestWorkingDirectory: without a directory in the request, paths start in the working directory of the process.
func TestWorkingDirectory(t *testing.T) {
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	testtree.Write(t, dir, "sub/Dockerfile", []byte("FROM scratch\nCOPY a /\n"))
	testtree.Write(t, dir, "sub/a", []byte("12345"))
	t.Chdir(dir)
	a, err := analysis.Analyze(t.Context(), analysis.Options{Request: build.Request{Context: "sub"}})
	if err != nil {
		t.Fatal(err)
	}
	if b := &a.Builds[0]; b.Main.Context.Root != filepath.Join(dir, "sub") || b.SentBytes() != 5 {
		t.Errorf("got %d bytes of %s, want 5 of %s", b.SentBytes(), b.Main.Context.Root, filepath.Join(dir, "sub"))
	}
}
