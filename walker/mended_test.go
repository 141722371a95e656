package walker_test

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/ctxsize/ctxsize/internal/testtree"
	"github.com/ctxsize/ctxsize/walker"
	"github.com/google/go-cmp/cmp"
)

// TestPathLimit has a directory whose path has so many bytes, in which a client that names files by their whole path can ask about something
// or not.
func TestPathLimit(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("elsewhere the reader meets the limit itself")
	}
	for _, c := range []struct {
		bytes int
		fatal bool
	}{{4093, false}, {4094, true}, {4095, true}, {4096, true}} {
		name := strings.Repeat("n", 199)
		dir := strings.Repeat("/"+name, c.bytes/200)
		if rest := c.bytes - len(dir); rest > 0 {
			dir += "/" + strings.Repeat("r", rest-1)
		}
		tree := walker.FromList([]walker.Listed{{Path: dir[1:] + "/x"}})
		if got := viewed(t, tree, walker.Ask{}).Fatal(); len(dir) != c.bytes || got != c.fatal {
			t.Errorf("%d of %d bytes: %t", len(dir), c.bytes, got)
		}
	}
}

// TestAttributesOfGone: each view of a tree is told what it sends and cannot be listed.
func TestAttributesOfGone(t *testing.T) {
	dir := t.TempDir()
	testtree.Make(t, dir, "a/gone b")
	tree, _ := walked(t, dir, "", walker.Options{})
	v := viewed(t, tree, walker.Ask{})
	if err := os.Remove(filepath.Join(dir, "a/gone")); err != nil {
		t.Fatal(err)
	}
	problems, err := tree.ReadAttributes(t.Context(), v)
	if runtime.GOOS != "linux" && len(problems) == 0 {
		t.Skip("nothing is listed here")
	}
	again, errAgain := tree.ReadAttributes(t.Context(), viewed(t, tree, walker.Ask{}))
	if err != nil || errAgain != nil || len(problems) != 1 || len(again) != 1 {
		t.Errorf("%v, %v; then %v, %v", problems, err, again, errAgain)
	}
	without := walker.Ask{Filter: walker.Filter{Lines: parse(t, "a/gone\n")}}
	if other, err := tree.ReadAttributes(t.Context(), viewed(t, tree, without)); err != nil || len(other) > 0 {
		t.Errorf("a view that sends nothing of that: %v, %v", other, err)
	}
}

// TestLargestBroughtBack: the legacy builder sends what an exception brings back from a directory that is taken out.
func TestLargestBroughtBack(t *testing.T) {
	tree := walker.FromList([]walker.Listed{{Path: "d/keep", Size: 100}, {Path: "d/e/f", Size: 9}, {Path: "x", Size: 7}})
	v := viewed(t, tree, walker.Ask{Filter: walker.Filter{Lines: parse(t, "d\n!d/keep\n"), Rules: walker.Tar}})
	var got []string
	for _, l := range v.Largest(9) {
		got = append(got, fmt.Sprint(l.Path, " ", l.Bytes))
	}
	if diff := cmp.Diff([]string{"d/keep 100", "x 7"}, got); diff != "" {
		t.Error(diff)
	}
}

// TestNamesOfNames: an archive may say of a name that it is another one of a name that is that itself.
func TestNamesOfNames(t *testing.T) {
	tree := walker.FromList([]walker.Listed{{Path: "c", Size: 10}, {Path: "b", Same: "c"}, {Path: "a", Same: "b"}})
	for text, want := range map[string]walker.Counts{"": {Bytes: 10, Files: 3}, "a\n": {Bytes: 10, Files: 2}, "a\nb\n": {Bytes: 10, Files: 1}} {
		if got := viewed(t, tree, walker.Ask{Filter: walker.Filter{Lines: parse(t, text)}}).Totals(walker.Eligible); got != want {
			t.Errorf("%q: %+v", text, got)
		}
	}
}

// TestExcludedNames: what lies in a directory adds up to what is said of it, several names of one file among it.
func TestExcludedNames(t *testing.T) {
	tree := walker.FromList([]walker.Listed{{Path: "d/a", Size: 10}, {Path: "d/b", Same: "d/a"}, {Path: "e", Same: "d/a"}})
	v := viewed(t, tree, walker.Ask{Filter: walker.Filter{Lines: parse(t, "d\n")}})
	children, _ := v.Children("d")
	var sum walker.Sum
	for _, c := range children {
		below, _ := v.Below("d/"+c.Name, walker.Excluded)
		if below != c.Excluded {
			t.Errorf("%s: %v and %v", c.Name, below, c.Excluded)
		}
		sum.Bytes, sum.Files = sum.Bytes+below.Bytes, sum.Files+below.Files
	}
	if whole, _ := v.Below("d", walker.Excluded); whole != sum || sum != (walker.Sum{Bytes: 10, Files: 2}) {
		t.Errorf("%v is in it, %v together", sum, whole)
	}
}

// TestUnread asks for what is eligible and not sent.
func TestUnread(t *testing.T) {
	tree := walker.FromList([]walker.Listed{{Path: "d/a", Size: 10}, {Path: "d/b", Size: 5}})
	request, err := tree.Follow([]string{"d/a"})
	if err != nil {
		t.Fatal(err)
	}
	v := viewed(t, tree, walker.Ask{Request: request})
	for path, want := range map[string]walker.Sum{".": {Bytes: 5, Files: 1}, "d": {Bytes: 5, Files: 1}, "d/a": {}, "d/b": {Bytes: 5, Files: 1}} {
		if got, ok := v.Below(path, walker.Unread); !ok || got != want {
			t.Errorf("%s: %v", path, got)
		}
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
		viewed(t, tree, walker.Ask{}).Each(walker.Eligible, func(e walker.Entry) bool {
			m += fmt.Sprint(e.Path, e.Mode, " ")
			return true
		})
		return m
	}
	if got, want := mode(tree.WithFile("a", 1).WithFile("b", 2)), mode(tree); got != want {
		t.Errorf("%s, before %s", got, want)
	}
}
