package archive_test

import (
	"archive/tar"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/archive"
	"github.com/ctxsize/ctxsize/internal/testtree"
	"github.com/ctxsize/ctxsize/walker"
)

// newView returns what a build sends of a directory with patterns.
func newView(t *testing.T, dir, patterns string, rules walker.Rules) *walker.View {
	t.Helper()
	lines, err := ignore.Parse([]byte(patterns), ignore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	filter := walker.Filter{Patterns: lines, Rules: rules}
	tree, err := walker.Walk(t.Context(), dir, walker.Options{Filters: []walker.Filter{filter}})
	if err != nil {
		t.Fatal(err)
	}
	v, err := tree.View(walker.Query{Filter: filter})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func pack(t *testing.T, dir string, v *walker.View, added ...archive.File) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := archive.Write(t.Context(), &out, v.Tree.Root, v, added); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// unpack returns the entries of an archive as text: type, mode, size, name and link.
func unpack(t *testing.T, packed []byte) (list []string, content map[string]string) {
	t.Helper()
	content = map[string]string{}
	for r := tar.NewReader(bytes.NewReader(packed)); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return list, content
		}
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		content[h.Name] = string(text)
		list = append(list, fmt.Sprintf("%c %o %d %s %s", h.Typeflag, h.Mode, h.Size, h.Name, h.Linkname))
	}
}

// TestWrite compares an archive with the list of what is sent, and its size with the number that the legacy builder prints.
func TestWrite(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no modes")
	}
	dir, long := t.TempDir(), strings.Repeat("directory/", 12)
	testtree.Make(t, dir, "a:100 b=>a c/b2=>a l->a é:600 "+long+"file:513 l2->"+long+"file x/skipped.log x/y@600 empty/ p|fifo run@755 z:0")
	patterns := "*.log\nx/*\n!x/y\n"
	for name, rules := range map[string]walker.Rules{"buildkit": walker.FileSync, "legacy": walker.Tar} {
		t.Run(name, func(t *testing.T) {
			v := newView(t, dir, patterns, rules)
			packed := pack(t, dir, v)
			got, content := unpack(t, packed)
			var want []string
			v.Each(walker.Sent, func(e walker.Entry) bool {
				kind, path := map[walker.Kind]byte{walker.File: tar.TypeReg, walker.Dir: tar.TypeDir, walker.Symlink: tar.TypeSymlink, walker.FIFO: tar.TypeFifo}[e.Kind], e.Path
				if e.Kind == walker.Dir {
					path += "/"
				}
				if e.HardLink {
					kind = tar.TypeLink
				}
				want = append(want, fmt.Sprintf("%c %o %d %s %s", kind, e.Mode.Perm(), e.Bytes, path, e.Link))
				return true
			})
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("-list +archive:\n%s", diff)
			}
			for file, text := range content {
				if info, err := os.Lstat(filepath.Join(dir, file)); err == nil && info.Mode().IsRegular() && text != "" {
					if on, err := os.ReadFile(filepath.Join(dir, file)); err != nil || string(on) != text {
						t.Errorf("%s: %v, the contents differ", file, err)
					}
				}
			}
			if size, err := v.TarSize(t.Context()); err != nil || size != int64(len(packed)) {
				t.Errorf("TarSize() = %d, %v; the archive has %d bytes", size, err, len(packed))
			}
		})
	}
}

// TestAdded: a file is added unless the context has one of that name.
func TestAdded(t *testing.T) {
	dir := t.TempDir()
	testtree.Make(t, dir, "a:3 Dockerfile:5")
	for patterns, want := range map[string]string{"": "Dockerfile:5 a:3", "Dockerfile": "a:3 Dockerfile:7"} {
		list, content := unpack(t, pack(t, dir, newView(t, dir, patterns, walker.FileSync), archive.File{Name: "Dockerfile", Text: []byte("FROM x\n")}))
		var got []string
		for _, line := range list {
			name := strings.Fields(line)[3]
			got = append(got, fmt.Sprintf("%s:%d", name, len(content[name])))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q: %v, want %s", patterns, got, want)
		}
	}
}

// TestChanged: a file that changes between the scan and the archive is an error, and a link that replaces it is not followed.
func TestChanged(t *testing.T) {
	for name, change := range map[string]func(file string) error{
		"longer":  func(file string) error { return os.WriteFile(file, make([]byte, 50), 0o600) },
		"removed": os.Remove,
		"a link": func(file string) error {
			return errors.Join(os.Remove(file), os.WriteFile(file+"2", make([]byte, 10), 0o600), os.Symlink(filepath.Base(file)+"2", file))
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			testtree.Make(t, dir, "d/a b")
			v := newView(t, dir, "", walker.FileSync)
			if err := change(filepath.Join(dir, "d", "a")); err != nil {
				t.Fatal(err)
			}
			if err := archive.Write(t.Context(), io.Discard, v.Tree.Root, v, nil); !errors.Is(err, archive.ErrChanged) || !strings.Contains(err.Error(), "cannot pack d/a") {
				t.Errorf("got %v", err)
			}
		})
	}
}
