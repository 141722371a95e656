package walker_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/walker"
)

// manyListed is a tree with more directories than one block of the table holds.
func manyListed(seed uint64) []walker.ArchiveEntry {
	r := rand.New(rand.NewPCG(seed, 1))
	dirs := []string{""}
	var list []walker.ArchiveEntry
	for n := range 3000 {
		dir := dirs[r.IntN(len(dirs))]
		e := walker.ArchiveEntry{Path: fmt.Sprintf("%s%c%d", dir, 'a'+rune(r.IntN(4)), n), Size: int64(r.IntN(1000))}
		if r.IntN(5) == 0 {
			e.Kind = walker.Dir
			dirs = append(dirs, e.Path+"/")
		}
		list = append(list, e)
	}
	return list
}

// wideListed is manyListed with a directory that is searched in stretches.
func wideListed(seed uint64) []walker.ArchiveEntry {
	list := manyListed(seed)
	for n := range 40_000 {
		list = append(list, walker.ArchiveEntry{Path: fmt.Sprintf("d-wide/%c%d", 'a'+rune(n%4), n), Size: 1})
		if n%1000 == 7 {
			list = append(list, walker.ArchiveEntry{Path: fmt.Sprintf("d-wide/b%d-/c/d7", n), Size: 1})
		}
	}
	return list
}

// TestSearch holds what all processors find against one way through the tree.
func TestSearch(t *testing.T) {
	for seed := range uint64(20) {
		lines, err := ignore.Compile([]string{"**/a*1", "b*", "!b*2", "c*/**/d*"})
		if err != nil {
			t.Fatal(err)
		}
		rules := []walker.Rules{walker.FileSync, walker.Tar}[seed%2]
		list := manyListed(seed)
		if seed < 2 {
			list = wideListed(seed)
		}
		v, err := walker.NewTree(list).View(walker.Query{Filter: walker.Filter{Patterns: lines, Rules: rules}})
		if err != nil {
			t.Fatal(err)
		}
		visitor := func(list *[]string) func(string, walker.Kind) bool {
			return func(p string, k walker.Kind) bool {
				*list = append(*list, fmt.Sprint(p, " ", k))
				return !strings.HasSuffix(p, "17")
			}
		}
		for _, match := range []func([]byte, walker.Kind) bool{
			func(name []byte, k walker.Kind) bool {
				return name[len(name)-1] == '7' || k == walker.Dir && name[0] == 'd'
			},
			func([]byte, walker.Kind) bool { return true },
		} {
			var want, got []string
			v.Find(match, visitor(&want))
			other := func(name []byte, _ walker.Kind) bool { return name[0] == 'a' }
			var wantOther, gotOther []string
			v.Find(other, visitor(&wantOther))
			v.Search(walker.AnyDepth, func(name []byte, k walker.Kind, _ int) (questions uint8) {
				if match(name, k) {
					questions = 1
				}
				if other(name, k) {
					questions |= 2
				}
				return questions
			}, checked(t, v, visitor(&got)), checked(t, v, visitor(&gotOther)))
			if len(want) == 0 || len(wantOther) == 0 || !slices.Equal(got, want) || !slices.Equal(gotOther, wantOther) {
				t.Fatalf("seed %d: found %d, want %d: %.1000q, want %.1000q, and %d, want %d", seed, len(got), len(want), got, want, len(gotOther), len(wantOther))
			}
		}
		v.Search(walker.AnyDepth, func(_ []byte, _ walker.Kind, depth int) uint8 {
			if depth != 2 {
				return 0
			}
			return 1
		}, func(p string, _ walker.SearchResult) bool {
			if strings.Count(p, "/") != 2 {
				t.Errorf("%s is said to lie below two directories", p)
			}
			return true
		})
		for deepest := range 3 {
			var want, got []string
			v.Find(func([]byte, walker.Kind) bool { return true }, func(p string, _ walker.Kind) bool {
				want = append(want, p)
				return strings.Count(p, "/") < deepest
			})
			v.Search(deepest, func([]byte, walker.Kind, int) uint8 { return 1 }, func(p string, _ walker.SearchResult) bool {
				got = append(got, p)
				return true
			})
			if !slices.Equal(got, want) {
				t.Errorf("seed %d: %.1000q below up to %d directories, want %.1000q", seed, got, deepest, want)
			}
		}
	}
}

// checked holds what a search says of what it found against what the view says of the path.
func checked(t *testing.T, v *walker.View, visit func(string, walker.Kind) bool) func(string, walker.SearchResult) bool {
	return func(p string, f walker.SearchResult) bool {
		if sum, ok := v.SumBelow(p, walker.Eligible); !ok || sum.Bytes != f.Bytes {
			t.Errorf("%s has %d bytes, want %d", p, f.Bytes, sum.Bytes)
		}
		return visit(p, f.Kind)
	}
}

// TestLarge holds what is large against the lists of all directories.
func TestLarge(t *testing.T) {
	v, err := walker.NewTree(manyListed(1)).View(walker.Query{Filter: walker.Filter{Patterns: &ignore.PatternList{}}})
	if err != nil {
		t.Fatal(err)
	}
	const least = 700
	var want, got []string
	var list func(dir string)
	list = func(dir string) {
		children, _ := v.Children(dir)
		for _, c := range children {
			p := strings.TrimPrefix(dir+"/"+c.Name, "./")
			within, isDir := v.Children(p)
			for _, in := range within {
				if c.HasNoEntry(in.Name) {
					t.Errorf("%s has %s", p, in.Name)
				}
			}
			if c.HasNoEntry("nothing") != isDir {
				t.Errorf("%s, a directory: %v", p, isDir)
			}
			if c.Eligible.Bytes >= least {
				want = append(want, fmt.Sprint(p, c))
				if c.Kind == walker.Dir && !strings.HasSuffix(p, "3") {
					list(p)
				}
			}
		}
	}
	list(".")
	v.FindLarge(least, func(p []byte, c walker.Child) bool {
		got = append(got, fmt.Sprint(string(p), c))
		return !bytes.HasSuffix(p, []byte("3"))
	})
	if len(want) < 10 || !reflect.DeepEqual(got, want) {
		t.Errorf("found %d, want %d: %q, want %q", len(got), len(want), got, want)
	}
}

// TestFiles: the sizes of files below a directory, excluded ones as well, each hard link once, and only where all of them are known.
func TestFiles(t *testing.T) {
	dir := t.TempDir()
	for name, size := range map[string]int{"d/a": 1, "d/s/b": 2, "d/s/c.log": 4, "e/x": 8} {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, make([]byte, size), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Link(filepath.Join(dir, "d/a"), filepath.Join(dir, "d/z")); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		text, dir, want string
		full, complete  bool
	}{
		{"", "d", "d/a 1, d/s/b 2, d/s/c.log 4, d/z 0", false, true},
		{"**/*.log\n", "d", "d/a 1, d/s/b 2, d/s/c.log 4, d/z 0", false, true},
		{"d\n", "d", "d/a 1, d/s/b 2, d/s/c.log 4, d/z 0", true, true},
		{"e\n", "d", "d/a 1, d/s/b 2, d/s/c.log 4, d/z 0", false, true},
		{"d/s\n", "d", "", false, false},
		{"d\n", "d", "", false, false},
		{"", "none", "", false, false},
		{"", "d/a", "", false, false},
	} {
		filter := walker.Filter{Patterns: parse(t, c.text)}
		tree, err := walker.Walk(t.Context(), dir, walker.Options{Filters: []walker.Filter{filter}, Full: c.full})
		if err != nil {
			t.Fatal(err)
		}
		var list []string
		complete := tree.Files(c.dir, func(path string, bytes int64) { list = append(list, fmt.Sprint(path, " ", bytes)) })
		if got := strings.Join(list, ", "); complete != c.complete || complete && got != c.want {
			t.Errorf("%q, %s: got %s, %t; want %s, %t", c.text, c.dir, got, complete, c.want, c.complete)
		}
	}
}
