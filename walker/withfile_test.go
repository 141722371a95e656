package walker_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ctxsize/ctxsize/internal/testtree"
	"github.com/ctxsize/ctxsize/walker"
)

// TestWithFile holds the tree with a file against what is read once the file is written.
func TestWithFile(t *testing.T) {
	for _, file := range []string{".dockerignore", "a", "zz", "f150", "sub/.dockerignore", "sub/x", "f200", "sub", "none/x"} {
		t.Run(file, func(t *testing.T) {
			dir := t.TempDir()
			for n := range 300 {
				testtree.Write(t, dir, fmt.Sprintf("f%d", n), make([]byte, n))
				testtree.Write(t, dir, fmt.Sprintf("sub/deep/g%d", n), make([]byte, n))
			}
			testtree.Write(t, dir, "sub/x", nil)
			for _, link := range []string{"l1", "f1000", "sub/l2"} {
				if err := os.Link(filepath.Join(dir, "f200"), filepath.Join(dir, link)); err != nil {
					t.Fatal(err)
				}
			}
			described := func(tree *walker.Tree) string {
				all := fmt.Sprintln(tree.Entries())
				for _, rules := range []walker.Rules{walker.FileSync, walker.Tar} {
					v := viewed(t, tree, walker.Query{Filter: walker.Filter{Patterns: parse(t, "f1?\nsub/deep/*9\n!sub/deep/g99\n"), Rules: rules}})
					if _, err := tree.ReadAttributes(t.Context(), v); err != nil {
						t.Fatal(err)
					}
					size, err := v.TarSize(t.Context())
					if err != nil {
						t.Fatal(err)
					}
					all += fmt.Sprintln(v.Transfer(), size, v.Totals(walker.Eligible), v.Totals(walker.Excluded), v.Largest(5))
					v.Each(walker.Eligible, func(e walker.Entry) bool {
						all += fmt.Sprintln(e.Path, e.Kind, e.Size, e.Bytes, e.HardLink, e.Link)
						return true
					})
				}
				return all
			}
			tree, _ := walked(t, dir, "", walker.Options{})
			before := described(tree)
			next := tree.WithFile(file, 12345)
			// As it is written: a new file takes the place of the old one.
			if path := filepath.Join(dir, file); file != "sub" && file != "none/x" {
				if err := os.WriteFile(path+"~", make([]byte, 12345), 0o644); err != nil {
					t.Fatal(err)
				}
				if err := os.Rename(path+"~", path); err != nil {
					t.Fatal(err)
				}
			}
			tree2, _ := walked(t, dir, "", walker.Options{})
			if diff := cmp.Diff(described(tree2), described(next)); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(before, described(tree)); diff != "" {
				t.Errorf("the tree before is another one now: %s", diff)
			}
			again := next.WithFile(file, 7).WithFile(file, 12345)
			if diff := cmp.Diff(described(next), described(again)); diff != "" {
				t.Errorf("written again: %s", diff)
			}
		})
	}
}

// TestWithFiles writes several files into a tree: each keeps its mode.
func TestWithFiles(t *testing.T) {
	dir := t.TempDir()
	testtree.Make(t, dir, "a b")
	if err := os.Chmod(filepath.Join(dir, "a"), 0o755); err != nil {
		t.Fatal(err)
	}
	tree, _ := walked(t, dir, "", walker.Options{})
	mode := func(tree *walker.Tree) (m string) {
		viewed(t, tree, walker.Query{}).Each(walker.Eligible, func(e walker.Entry) bool {
			m += fmt.Sprint(e.Path, e.Mode, " ")
			return true
		})
		return m
	}
	if got, want := mode(tree.WithFile("a", 1).WithFile("b", 2)), mode(tree); got != want {
		t.Errorf("%s, before %s", got, want)
	}
}
