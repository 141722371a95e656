package walker_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"path"
	"runtime"
	"testing"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/walker"
	"github.com/google/go-cmp/cmp"
)

// FuzzParts holds a view in several parts against one in a single part.
func FuzzParts(f *testing.F) {
	f.Add([]byte("\x28\x01\x2a\x29\x12\x33"), "c\n", "a", false)
	f.Add([]byte("\x03\x28\x01\x2a\x29\x12\x12\x33\x1f\x20\x21"), "*\n!node_modules\n", "", true)
	f.Add([]byte("\x03\x28\x01\x2a\x29\x12\x12\x33\x1f\x20\x21"), "**\n!b.go\na\n!**/*.go\n", "", false)
	f.Add([]byte("\x03\x28\x01\x2a\x29\x12\x12\x33\x1f\x20\x21"), "**\n!a/b.go\n[z-a]\n", "", true)
	f.Fuzz(func(t *testing.T, plan []byte, text, path string, legacy bool) {
		if len(plan) > 200 || len(text) > 200 || len(path) > 50 {
			t.Skip()
		}
		checkParts(t, plan, text, path, legacy)
	})
}

func TestParts(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	texts := []string{"", "a\n**/*.go\n", "*\n!a\n!**/*.go\n", "**\n!c\n!**/b.go\nc/a\n", "**/node_modules\n!**/node_modules/*.go\n", "c\n[z-a]\n"}
	paths := []string{"", "a", "a/*", "*.go", "!a"}
	for n := range 60 {
		plan := make([]byte, 200)
		for i := range plan {
			plan[i] = byte(r.Uint32())
		}
		checkParts(t, plan, texts[r.IntN(len(texts))], paths[r.IntN(len(paths))], n%3 == 0)
	}
}

func checkParts(t *testing.T, plan []byte, text, path string, legacy bool) {
	t.Helper()
	lines, err := ignore.Parse([]byte(text), ignore.Options{})
	if err != nil {
		return
	}
	dir := t.TempDir()
	grow(t, dir, plan)
	tree, _ := walked(t, dir, "", walker.Options{})
	a := walker.Query{Filter: walker.Filter{Patterns: lines}}
	if legacy {
		a.Rules = walker.Tar
	} else if path != "" {
		if a.Request, err = tree.FollowPaths([]string{path}); err != nil {
			return
		}
	}
	want := parted(tree, a, 1)
	for _, parts := range []int{2, 3, 7, tree.Entries() + 1} {
		if diff := cmp.Diff(want, parted(tree, a, parts)); diff != "" {
			t.Errorf("%q, %q on %q (-one part +%d):\n%s", text, path, plan, parts, diff)
		}
	}
	v, err := tree.View(a)
	if err != nil || legacy {
		return
	}
	whole := v.TransferInParts(math.MaxUint32)
	for _, least := range []uint32{1, 3} {
		if got := v.TransferInParts(least); got != whole {
			t.Errorf("%q, %q on %q: %d bytes are transferred, added up by directories of %d entries and more %d", text, path, plan, whole, least, got)
		}
	}
}

// TestPartsOfOneDirectory makes views in parts that begin in the middle of a large directory, with directories among its files and without.
func TestPartsOfOneDirectory(t *testing.T) {
	for _, nested := range []bool{false, true} {
		var list []walker.ArchiveEntry
		for n := range 1000 {
			list = append(list, walker.ArchiveEntry{Path: fmt.Sprintf("d/f%d", n), Size: int64(n)})
			if nested && n%150 == 0 {
				list = append(list, walker.ArchiveEntry{Path: fmt.Sprintf("d/f%d-/g", n), Size: 1})
			}
		}
		list = append(list, walker.ArchiveEntry{Path: "a", Size: 1}, walker.ArchiveEntry{Path: "e/f", Size: 1})
		tree := walker.NewTree(list)
		a := walker.Query{Filter: walker.Filter{Patterns: parse(t, "d/*7\n!d/*37\n")}}
		want := parted(tree, a, 1)
		for _, parts := range []int{2, 3, 16, tree.Entries()} {
			if diff := cmp.Diff(want, parted(tree, a, parts)); diff != "" {
				t.Errorf("%d parts (-one part +%d):\n%s", parts, parts, diff)
			}
		}
	}
}

// parted is everything that a view in so many parts says.
func parted(tree *walker.Tree, a walker.Query, parts int) string {
	v, err := tree.ViewInParts(a, parts)
	if err != nil {
		return err.Error()
	}
	sums := ""
	for dirs := []string{"."}; len(dirs) > 0; {
		dir := dirs[0]
		dirs = dirs[1:]
		children, _ := v.Children(dir)
		for _, c := range children {
			p := path.Join(dir, c.Name)
			sums += fmt.Sprintln(p, c.Eligible, c.Sent, c.Excluded)
			if c.Kind == walker.Dir {
				dirs = append(dirs, p)
			}
		}
	}
	return state(v) + fmt.Sprintln(v.PatternUses, v.Problems, v.SkippedDirs, v.WastedEntries, v.Totals(walker.Excluded), v.Complete(), v.ExcludedComplete()) + sums
}

// TestViewDoesNotDependOnProcessors makes views of a tree that is large enough for several parts.
func TestViewDoesNotDependOnProcessors(t *testing.T) {
	var list []walker.ArchiveEntry
	r := rand.New(rand.NewPCG(7, 8))
	for n := range 40_000 {
		e := walker.ArchiveEntry{Path: fmt.Sprintf("a%d/b%d/c%d.go", n%7, n%101, n), Size: int64(n)}
		if n > 1000 && r.IntN(10) == 0 {
			e.SameAs = list[r.IntN(1000)].Path
		}
		list = append(list, e)
	}
	tree := walker.NewTree(list)
	a := walker.Query{Filter: walker.Filter{Patterns: parse(t, "*\n!a1\n!a2/**/*7.go\n!a3/b*\na3\n")}}
	var first string
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, processors := range []int{1, 2, 5} {
		runtime.GOMAXPROCS(processors)
		v := viewed(t, tree, a)
		got := fmt.Sprintln(v.Totals(walker.Sent), v.Totals(walker.Excluded), v.PatternUses, v.EmptyFiles, v.WastedEntries, v.Transfer(), v.Largest(100))
		if first == "" {
			first = got
		} else if got != first {
			t.Errorf("%d processors:\n%s", processors, cmp.Diff(first, got))
		}
	}
}
