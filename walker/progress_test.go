package walker_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ctxsize/ctxsize/internal/testtree"
	"github.com/ctxsize/ctxsize/walker"
)

// TestBranches: in the end the branches hold what the walk has read, and not what it has left out.
func TestBranches(t *testing.T) {
	dir := t.TempDir()
	for path, size := range map[string]int{"big/a/b": 500, "big/c": 100, "small/x": 7, "file": 50, "out/y": 9000} {
		testtree.Write(t, dir, path, make([]byte, size))
	}
	testtree.Make(t, dir, "link->file")
	for range 2 {
		var p walker.Progress
		stop := make(chan struct{})
		watched := make(chan struct{})
		go func() {
			defer close(watched)
			for {
				select {
				case <-stop:
					return
				default:
					p.Branches()
				}
			}
		}()
		_, err := walker.Walk(context.Background(), dir, walker.Options{Filters: []walker.Filter{{Patterns: parse(t, "out\n")}}, Progress: &p})
		close(stop)
		<-watched
		if err != nil {
			t.Fatal(err)
		}
		want := []walker.Branch{{"big", true, 600, 2}, {"file", false, 50, 1}, {"small", true, 7, 1}, {"link", false, 0, 0}}
		if diff := cmp.Diff(want, p.Branches()); diff != "" {
			t.Error(diff)
		}
	}
}
