package check_test

import (
	"net"
	"os"
	"path/filepath"
	"testing"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/lint"
)

// TestSockets: a socket is worth a warning where an instruction names it, and nothing where a directory is copied in which it lies.
func TestSockets(t *testing.T) {
	for source, warned := range map[string]bool{".": false, "dir": false, "*": false, "dir/s.ipc": true, "./dir/../dir/s.ipc": true, "dir/*.ipc": true, "links/s": true, "dir/a": false} {
		t.Run(source, func(t *testing.T) {
			t.Parallel()
			dir, err := os.MkdirTemp("", "s")
			if err != nil {
				t.Fatal(err)
			}
			defer os.RemoveAll(dir)
			if err := os.Mkdir(filepath.Join(dir, "dir"), 0o755); err != nil {
				t.Fatal(err)
			}
			listener, err := net.Listen("unix", filepath.Join(dir, "dir", "s.ipc"))
			if err != nil {
				t.Skip("no sockets here: ", err)
			}
			defer listener.Close()
			for _, err := range []error{os.WriteFile(filepath.Join(dir, "dir", "a"), []byte("a"), 0o644), os.Mkdir(filepath.Join(dir, "links"), 0o755), os.Symlink("../dir/s.ipc", filepath.Join(dir, "links", "s")),
				os.WriteFile(filepath.Join(dir, "Dockerfile"), []byte("FROM scratch\nCOPY "+source+" /d/\n"), 0o644)} {
				if err != nil {
					t.Fatal(err)
				}
			}
			a, err := ctxsize.Analyze(t.Context(), ctxsize.Options{Request: build.Request{Context: dir, Dir: dir}})
			if err != nil {
				t.Fatal(err)
			}
			found := false
			for _, f := range a.Builds[0].Findings {
				if f.Path == "dir/s.ipc" {
					found = true
					if f.Code != lint.FileArrivesEmpty || f.Severity != lint.Warning || f.Line != 2 {
						t.Errorf("finding %+v, want the warning %s in line 2", f, lint.FileArrivesEmpty)
					}
				}
			}
			if found != warned || !a.Complete() {
				t.Errorf("warned: %t, want %t; complete: %t, want true", found, warned, a.Complete())
			}
		})
	}
}
