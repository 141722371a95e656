package conformance

import (
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ctxsize/ctxsize/conformance/builder"
)

// TestArchive builds from the archive of ls -o tar, and from the directory: the images are the same.
func TestArchive(t *testing.T) {
	for name, dockerfile := range map[string]string{
		"everything":   "FROM scratch\nCOPY . /all/\n",
		"some":         "FROM scratch AS one\nCOPY src/a link /one/\nFROM scratch\nCOPY --from=one / /\nCOPY src/*.txt /txt/\n",
		"with its own": "FROM scratch\nCOPY Dockerfile src /x/\n",
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			for path, text := range map[string]string{"Dockerfile": dockerfile, ".dockerignore": "*.log\n!keep.log\nsrc/skip\n", "src/a": "a", "src/b.txt": "bb", "src/skip": "s", "x.log": "x",
				"keep.log": "k", "src/deep/é b": "c"} {
				path = filepath.Join(dir, path)
				if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(path, []byte(text), 0o750); err != nil {
					t.Fatal(err)
				}
			}
			for _, make := range []error{os.Symlink("src/a", filepath.Join(dir, "link")), os.Link(filepath.Join(dir, "src/a"), filepath.Join(dir, "src/hard"))} {
				if make != nil {
					t.Fatal(make)
				}
			}
			want := export(t, builder.Build{Context: dir})
			archive, err := exec.CommandContext(t.Context(), shared.program.Path(), "ls", "-o", "tar", "--with-dockerfile", dir).Output()
			if err != nil {
				t.Fatal(err)
			}
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				// An error means that the daemon has gone.
				_, _ = w.Write(archive)
			}))
			defer server.Close()
			if diff := cmp.Diff(want, export(t, builder.Build{Context: dir, URL: server.URL + "/context.tar"})); diff != "" {
				t.Errorf("-directory +archive:\n%s", diff)
			}
		})
	}
}

func export(t *testing.T, b builder.Build) builder.Image {
	t.Helper()
	image, o, err := shared.daemon.Export(t.Context(), b)
	if err != nil || o.Failure != builder.None {
		t.Fatal(err, o.Err)
	}
	return image
}
