package walker_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/ctxsize/ctxsize/walker"
)

// TestChanges: a directory was changed when its newest eligible file was; what is excluded does not count, and the totals are the same as
// without times.
func TestChanges(t *testing.T) {
	dir := t.TempDir()
	start := time.Unix(1_700_000_000, 0)
	for name, seconds := range map[string]int64{"a/old": 1, "a/b/new": 500, "a/log": 900, "c": 200, "d/log": 700, "future": 1 << 32, "past": -2_000_000_000} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(name), 0o644); err != nil {
			t.Fatal(err)
		}
		at := start.Add(time.Duration(seconds) * time.Second)
		if err := os.Chtimes(path, at, at); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("c", filepath.Join(dir, "link")); err != nil {
		t.Skip(err)
	}
	views := map[bool]*walker.View{}
	for _, timed := range []bool{false, true} {
		tree, err := walker.Walk(t.Context(), dir, walker.Options{Times: timed})
		if err != nil {
			t.Fatal(err)
		}
		if views[timed], err = tree.View(walker.Query{Filter: walker.Filter{Patterns: parse(t, "**/log\n")}}); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := views[true].Totals(walker.Sent), views[false].Totals(walker.Sent); got != want {
		t.Errorf("got %+v with times, %+v without", got, want)
	}
	if views[false].Changes() != nil {
		t.Error("times of a scan without")
	}
	changes, want := views[true].Changes(), map[string]int64{"a": 500, "c": 200, "future": 1<<32 - 1 - start.Unix(), "past": 1 - start.Unix()}
	children, _ := views[true].Children(".")
	for n, at := range changes.Of(".") {
		name := children[n].Name
		if seconds, ok := want[name]; ok != !at.IsZero() || ok && !at.Equal(start.Add(time.Duration(seconds)*time.Second)) {
			t.Errorf("%s: changed %v, want %d s after %v (%v)", name, at, seconds, start, ok)
		}
	}
	if got := changes.Of("a/b"); len(got) != 1 || got[0].Unix() != start.Unix()+500 {
		t.Errorf("a/b: got %v", got)
	}
	if got := changes.At("a/b"); got.Unix() != start.Unix()+500 {
		t.Errorf("a/b was changed %v", got)
	}
	if !changes.At("a/log").IsZero() || !changes.At("missing").IsZero() {
		t.Error("times of what is excluded, or missing")
	}
	if changes.Of("missing") != nil {
		t.Error("times of a directory that is none")
	}
}
