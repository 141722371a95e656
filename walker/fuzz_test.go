package walker_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/walker"
	"github.com/google/go-cmp/cmp"
)

// grow lays a tree out below dir as the bytes say: each chooses a step down, a step up, or an entry and its name.
func grow(t *testing.T, dir string, plan []byte) {
	t.Helper()
	names := []string{"a", "b.go", "c", "node_modules", "é", "a b", ".env", "[x]"}
	at, depth := dir, 0
	var files []string
	for _, b := range plan {
		name := names[b&7]
		path := filepath.Join(at, name)
		switch b >> 3 & 7 {
		case 0, 1:
			if depth < 5 && os.MkdirAll(path, 0o755) == nil {
				at, depth = path, depth+1
			}
		case 2:
			if depth > 0 {
				at, depth = filepath.Dir(at), depth-1
			}
		case 3:
			_ = os.Symlink(names[b>>5], path)
		case 4:
			if len(files) > 0 {
				_ = os.Link(files[int(b)%len(files)], path)
			}
		default:
			if os.WriteFile(path, make([]byte, int(b)), 0o644) == nil {
				files = append(files, path)
			}
		}
	}
}

// state is everything that a view says.
func state(v *walker.View) string {
	var b strings.Builder
	for _, set := range []walker.Set{walker.Eligible, walker.Sent} {
		fmt.Fprintf(&b, "%+v\n", v.Totals(set))
		v.Each(set, func(e walker.Entry) bool {
			fmt.Fprintf(&b, "%+v\n", e)
			return true
		})
	}
	fmt.Fprintln(&b, v.Transfer(), v.EmptyFiles, v.Largest(5))
	return b.String()
}

// FuzzWhatIf holds a view with other lines against a walk with those lines.
func FuzzWhatIf(f *testing.F) {
	f.Add([]byte("\x28\x01\x2a\x29\x12\x33"), "c\n", "**/node_modules", "a")
	f.Add([]byte("\x03\x28\x01\x2a\x29\x12\x12\x33\x1f\x20\x21"), "*\n!node_modules\n", "!**/*.go", "")
	f.Fuzz(func(t *testing.T, plan []byte, text, line, path string) {
		if len(plan) > 60 || len(text) > 200 || len(line) > 50 || len(path) > 50 || strings.ContainsAny(line, "\r\n") {
			t.Skip()
		}
		lines, err := ignore.Parse([]byte(text), ignore.Options{})
		if err != nil {
			t.Skip()
		}
		edited, err := lines.Try(line)
		if err != nil {
			t.Skip()
		}
		dir := t.TempDir()
		grow(t, dir, plan)
		before, after := ask(t, dir, lines, edited, path), ask(t, dir, edited, edited, path)
		if before == nil || after == nil {
			if (before == nil) != (after == nil) {
				t.Fatalf("one of the views fails: %v, %v", before, after)
			}
			return
		}
		if len(before.SkippedDirs) > 0 {
			return
		}
		if diff := cmp.Diff(state(after), state(before)); diff != "" {
			t.Errorf("%q and %q on %q (-fresh walk +what if):\n%s", text, line, plan, diff)
		}
	})
}

// ask walks with one list of lines and views with another; nil where a line or path is no pattern.
func ask(t *testing.T, dir string, walk, view *ignore.PatternList, path string) *walker.View {
	t.Helper()
	tree, err := walker.Walk(t.Context(), dir, walker.Options{Filters: []walker.Filter{{Patterns: walk}}})
	if err != nil {
		t.Fatal(err)
	}
	a := walker.Query{Filter: walker.Filter{Patterns: view}}
	if path != "" && !strings.Contains(path, "\x00") {
		if a.Request, err = tree.FollowPaths([]string{path}); err != nil {
			return nil
		}
	}
	v, err := tree.View(a)
	if err != nil {
		return nil
	}
	return v
}

// FuzzReaders holds the reader of this system against the one that works everywhere.
func FuzzReaders(f *testing.F) {
	f.Add([]byte("\x28\x01\x2a\x29\x12\x33"), "c\n")
	f.Add([]byte("\x03\x28\x01\x2a\x29\x12\x12\x33\x1f\x20\x21"), "**/a\n!a/b\n")
	f.Fuzz(func(t *testing.T, plan []byte, text string) {
		lines, err := ignore.Parse([]byte(text), ignore.Options{})
		if err != nil || len(plan) > 200 {
			t.Skip()
		}
		dir := t.TempDir()
		grow(t, dir, plan)
		var states []string
		for _, portable := range []bool{false, true} {
			filter := walker.Filter{Patterns: lines}
			tree, err := walker.Walk(t.Context(), dir, walker.Options{Filters: []walker.Filter{filter}, Portable: portable})
			if err != nil {
				t.Fatal(err)
			}
			v, err := tree.View(walker.Query{Filter: filter})
			if err != nil {
				t.Skip()
			}
			states = append(states, state(v))
		}
		if diff := cmp.Diff(states[1], states[0]); diff != "" {
			t.Errorf("(-portable +this system's):\n%s", diff)
		}
	})
}
