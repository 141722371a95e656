//go:build linux

package walker_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ctxsize/ctxsize/internal/testtree"
	"github.com/ctxsize/ctxsize/walker"
	"golang.org/x/sys/unix"
)

// TestAttributes lists them during the walk, and after it.
func TestAttributes(t *testing.T) {
	dir := t.TempDir()
	testtree.Make(t, dir, "a/b/c d out/e f")
	for path, value := range map[string]string{"a": "1", "a/b/c": strings.Repeat("x", 300), "out/e": "2"} {
		if err := unix.Setxattr(filepath.Join(dir, path), "user.ctxsize", []byte(value), 0); err != nil {
			t.Skipf("no extended attributes here: %v", err)
		}
	}
	var sizes []int64
	for _, o := range []walker.Options{{}, {Attributes: true}, {Attributes: true, Full: true}, {Portable: true, Attributes: true}} {
		for _, text := range []string{"", "out\n"} {
			tree, lines := walked(t, dir, text, o)
			v := viewed(t, tree, walker.Query{Filter: walker.Filter{Patterns: lines}})
			if problems, err := tree.ReadAttributes(t.Context(), v); err != nil || len(problems) > 0 {
				t.Fatal(problems, err)
			}
			sizes = append(sizes, v.Transfer())
		}
	}
	bare, _ := walked(t, dir, "", walker.Options{})
	if without := viewed(t, bare, walker.Query{}).Transfer(); sizes[0] < without+300 {
		t.Errorf("%d bytes with attributes, %d without", sizes[0], without)
	}
	for n := range sizes {
		if sizes[n] != sizes[n%2] {
			t.Errorf("the way of listing makes a difference: %v", sizes)
			break
		}
	}
}

// TestAttributesOfGone: each view of a tree is told what it sends and cannot be listed.
func TestAttributesOfGone(t *testing.T) {
	dir := t.TempDir()
	testtree.Make(t, dir, "a/gone b")
	tree, _ := walked(t, dir, "", walker.Options{})
	v := viewed(t, tree, walker.Query{})
	if err := os.Remove(filepath.Join(dir, "a/gone")); err != nil {
		t.Fatal(err)
	}
	problems, err := tree.ReadAttributes(t.Context(), v)
	again, errAgain := tree.ReadAttributes(t.Context(), viewed(t, tree, walker.Query{}))
	if err != nil || errAgain != nil || len(problems) != 1 || len(again) != 1 {
		t.Fatalf("%v, %v; then %v, %v", problems, err, again, errAgain)
	}
	if p := problems[0]; p.Path != "a/gone" || p.Op != "listxattr" || !p.Incomplete || p.Fatal {
		t.Errorf("got %+v, want the vanished a/gone, which is not fatal", p)
	}
	without := walker.Query{Filter: walker.Filter{Patterns: parse(t, "a/gone\n")}}
	if other, err := tree.ReadAttributes(t.Context(), viewed(t, tree, without)); err != nil || len(other) > 0 {
		t.Errorf("a view that sends nothing of that: %v, %v", other, err)
	}
}
