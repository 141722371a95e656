package conformance

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ctxsize/ctxsize/conformance/builder"
	"github.com/ctxsize/ctxsize/conformance/cases"
	"github.com/ctxsize/ctxsize/conformance/compare"
	"github.com/ctxsize/ctxsize/conformance/engine"
	"github.com/ctxsize/ctxsize/conformance/llb"
)

// ownDockerfiles is how many of a tree's own Dockerfiles it is built with.
const ownDockerfiles = 6

// TestTrees compares real directories: this repository, modules of the Go
// cache, a made tree with every odd name, and those that are named in
// CTXSIZE_CONFORMANCE_TREES. They are only read.
func TestTrees(t *testing.T) {
	t.Parallel()
	for name, dir := range realTrees(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for i, text := range []string{
				"FROM scratch\nCOPY . /c/\n",
				"FROM scratch\nCOPY *.md go.* */*.go cmd* docs/ /c/\nCOPY --parents **/testdata ./*/*/*.go /p/\n",
			} {
				buildTree(t, dir, dockerfile{name: "Dockerfile", text: text, title: fmt.Sprintf("written %d", i)})
			}
			for _, own := range dockerfilesOf(t, dir) {
				buildTree(t, dir, own)
				tarTree(t, dir, own.title)
			}
		})
	}
}

// dockerfile is one that a tree is built with.
type dockerfile struct {
	title  string // its path, where it is of the tree
	name   string
	text   string
	ignore []byte // the ignore file beside it, nil where there is none
}

// buildTree puts the Dockerfile into a directory of its own: the trees belong
// to others.
func buildTree(t *testing.T, dir string, d dockerfile) {
	t.Helper()
	file := filepath.Join(t.TempDir(), d.name)
	write(t, file, []byte(d.text))
	if d.ignore != nil {
		write(t, file+".dockerignore", d.ignore)
	}
	a, err := shared.program.Ask(t.Context(), "-f", file, dir)
	if err != nil {
		t.Fatal(err)
	}
	o, err := shared.daemon.Build(t.Context(), builder.Build{Context: dir, Dockerfile: file})
	if err != nil {
		t.Fatal(err)
	}
	if diff := compare.BuildKit(o, a); diff != "" {
		t.Errorf("buildkit, %s, Dockerfile %s: the builder (-) and ctxsize (+) differ\n%s\n%s", dir, d.title, diff, d.text)
	}
}

// tarTree names a Dockerfile of the tree itself: the legacy builder's client
// adds one from elsewhere to the tar in a random place. The client does not
// read it, so one that no builder accepts is omitted.
func tarTree(t *testing.T, dir, file string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := llb.Requests(t.Context(), text, llb.Options{}); err != nil {
		return
	}
	a, err := shared.program.Ask(t.Context(), "--builder", "legacy", "-f", file, dir)
	if err != nil {
		t.Fatal(err)
	}
	sent, err := engine.Send(t.Context(), engine.Build{Context: dir, Dockerfile: file})
	if err != nil {
		t.Fatal(err)
	}
	if diff := compare.Legacy(sent, a); diff != "" {
		t.Errorf("legacy, %s, Dockerfile %s: the builder (-) and ctxsize (+) differ\n%s", dir, file, diff)
	}
}

// dockerfilesOf finds a tree's own Dockerfiles and makes them fit to be built
// here. Those that do not even parse are left to package collector.
func dockerfilesOf(t *testing.T, dir string) []dockerfile {
	t.Helper()
	var found []dockerfile
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || len(found) == ownDockerfiles || !d.Type().IsRegular() || !namesDockerfile(d.Name()) {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if text, err := cases.Scratch(text); err == nil && text != "" {
			found = append(found, dockerfile{title: path, name: d.Name(), text: text, ignore: beside(path)})
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func namesDockerfile(name string) bool {
	name = strings.ToLower(name)
	if slices.Contains([]string{".dockerignore", ".go", ".md"}, filepath.Ext(name)) {
		return false
	}
	return name == "dockerfile" || strings.HasPrefix(name, "dockerfile.") || strings.HasSuffix(name, ".dockerfile")
}

func beside(path string) []byte {
	text, err := os.ReadFile(path + ".dockerignore")
	if err != nil {
		return nil
	}
	return text
}

func write(t *testing.T, path string, text []byte) {
	t.Helper()
	if err := os.WriteFile(path, text, 0o644); err != nil {
		t.Fatal(err)
	}
}
