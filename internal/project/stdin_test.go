package project

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"

	"github.com/ctxsize/ctxsize/internal/build"
)

func contextCancelled(t *testing.T) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	return ctx, cancel
}

// archive makes a tar of names and texts.
func archive(t testing.TB, entries ...string) []byte {
	t.Helper()
	var buf bytes.Buffer
	w := tar.NewWriter(&buf)
	for n := 0; n < len(entries); n += 2 {
		h := &tar.Header{Name: entries[n], Mode: 0o644, Size: int64(len(entries[n+1])), Typeflag: tar.TypeReg}
		if err := w.WriteHeader(h); err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, entries[n+1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.WriteHeader(&tar.Header{Name: "l", Linkname: "a", Typeflag: tar.TypeSymlink}); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func compress(t testing.TB, plain []byte, compression string) []byte {
	t.Helper()
	var buf bytes.Buffer
	var w io.WriteCloser
	switch compression {
	case "gzip":
		w = gzip.NewWriter(&buf)
	case "zstd":
		z, err := zstd.NewWriter(&buf)
		if err != nil {
			t.Fatal(err)
		}
		w = z
	default:
		return plain
	}
	if _, err := w.Write(plain); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func TestResolveTar(t *testing.T) {
	plain := archive(t, "./Dockerfile", "FROM scratch\nCOPY a /\n", "a", "0123456789", ".dockerignore", "a")
	for _, compression := range []string{"", "gzip", "zstd"} {
		stream := compress(t, plain, compression)
		b := resolve(t, build.Request{Context: "-", Dir: t.TempDir(), Stdin: bytes.NewReader(stream)})
		got := []string{fmt.Sprintf("%v %q %v", b.Context.Tar.Bytes == int64(len(stream)), b.Context.Tar.Compression, b.Context.Tar.Problem)}
		for _, e := range b.Context.Tar.Entries {
			got = append(got, fmt.Sprintf("%s %c %d %s", e.Path, e.Type, e.Size, e.Linkname))
		}
		got = append(got, requestText(b.Context), b.Dockerfile.Path, b.Context.Ignore.Path)
		want := []string{fmt.Sprintf("true %q <nil>", compression), "Dockerfile 0 22 ", "a 0 10 ", ".dockerignore 0 1 ", "l 2 0 a", "a", "Dockerfile", ""}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", compression, diff)
		}
	}
}

func TestResolveTarDockerfile(t *testing.T) {
	stream := archive(t, "b/Df", "FROM scratch\nCOPY b /\n", "dockerfile", "FROM scratch\nCOPY low /\n")
	for file, want := range map[string]string{"": "low", "b/Df": "b", "./b/Df": "b"} {
		b := resolve(t, build.Request{Context: "-", Dockerfile: file, Dir: t.TempDir(), Stdin: bytes.NewReader(stream)})
		if got := strings.Join(b.Context.Paths, " "); got != want {
			t.Errorf("-f %q: requested %q, want %q", file, got, want)
		}
	}
	_, err := Resolve(t.Context(), build.Request{Context: "-", Dockerfile: "nope", Dir: t.TempDir(), Stdin: bytes.NewReader(stream)})
	if _, ok := errors.AsType[*build.Error](err); !ok {
		t.Errorf("error %v", err)
	}
}

func TestResolveTarUnlisted(t *testing.T) {
	b := resolve(t, build.Request{Context: "-", Dir: t.TempDir(), Stdin: strings.NewReader("\xfd7zXZ\x00" + strings.Repeat("x", 2000))})
	if b.Context.Tar.Problem == nil || b.Context.Tar.Bytes != 2006 || b.Dockerfile != nil || len(b.Unknown) != 1 {
		t.Errorf("%+v", b)
	}
}

func TestResolveTarWithoutDockerfile(t *testing.T) {
	b := resolve(t, build.Request{Context: "-", Dir: t.TempDir(), Stdin: bytes.NewReader(archive(t, "a", "b"))})
	if b.Dockerfile != nil || !b.Context.Requested || b.Context.Paths != nil {
		t.Errorf("%+v", b)
	}
}

func TestResolveDockerfileOnStdin(t *testing.T) {
	dir := write(t, "ctx/.dockerignore: x\nctx/Dockerfile.dockerignore: never")
	b := resolve(t, build.Request{Context: "ctx", Dockerfile: "-", Dir: dir, Stdin: strings.NewReader("FROM scratch\nCOPY a /\n")})
	if b.Dockerfile.Path != "-" || b.Dockerfile.Inside || shortPath(t, dir, b.Context.Ignore.Path) != "ctx/.dockerignore" || len(b.Context.Paths) != 1 {
		t.Errorf("%+v", b)
	}
}

func TestResolveOnlyDockerfileOnStdin(t *testing.T) {
	b := resolve(t, build.Request{Context: "-", Dir: t.TempDir(), Stdin: strings.NewReader("FROM scratch\nCOPY a /\n")})
	if !b.Context.Empty || b.Context.Root != "" || b.Dockerfile.Path != "-" || len(b.Context.Paths) != 1 {
		t.Errorf("%+v", b)
	}
	_, err := Resolve(t.Context(), build.Request{Context: "-", Dockerfile: "x", Dir: t.TempDir(), Stdin: strings.NewReader("FROM scratch\n")})
	if err == nil || !strings.Contains(err.Error(), "ambiguous") {
		t.Errorf("error %v", err)
	}
}
