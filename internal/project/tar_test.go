package project

import (
	"bytes"
	"testing"

	"github.com/ctxsize/ctxsize/internal/build"
)

// FuzzTar: no archive on standard input makes the program crash or hang, and each is a build or an error.
func FuzzTar(f *testing.F) {
	plain := archive(f, "Dockerfile", "FROM scratch\nCOPY a /\n", "a", "x", ".dockerignore", "a\n", "../b", "y", "/c", "z")
	f.Add(plain)
	f.Add(plain[:700])
	for _, compression := range []string{"gzip", "zstd"} {
		f.Add(compress(f, plain, compression))
	}
	f.Add([]byte("BZh9"))
	f.Add([]byte("FROM scratch\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		dir := t.TempDir()
		p, err := ResolveAll(t.Context(), build.Request{Context: "-", Dir: dir, Stdin: bytes.NewReader(text)}, Request{})
		if err == nil && len(p.Builds)+len(p.Failures) == 0 {
			t.Error("neither a build nor an error")
		}
	})
}
