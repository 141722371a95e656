package ignore

import (
	"fmt"
	"strings"
	"sync"
	"testing"
)

// TestConcurrently walks with the same lines in many goroutines; one of them enters what another decides in.
func TestConcurrently(t *testing.T) {
	lines := mustParse(t, "**/*.x\n!a/b\n[^q]y\na|b*\nd/**\n", Moby)
	root := lines.Root()
	want := fmt.Sprint(decisions(lines, []string{"a/b/c.x", "d/e/f", "by/z"}))
	var group sync.WaitGroup
	for range 8 {
		clone, child := root.Clone(), root.Enter([]byte("a"))
		group.Go(func() {
			if got := fmt.Sprint(decisions(lines, []string{"a/b/c.x", "d/e/f", "by/z"})); got != want {
				t.Errorf("%s, expected %s", got, want)
			}
			for n := range 100 {
				child.Enter(fmt.Append(nil, "b", n)).Match([]byte("c.x"))
				clone.Match([]byte("a"))
			}
		})
		root.Match([]byte("qy"))
	}
	group.Wait()
}

// TestAllocations holds the promise that deciding about entries costs no memory, and entering costs none where nothing changes.
func TestAllocations(t *testing.T) {
	for name, text := range lists {
		lines := mustParse(t, text, Moby)
		dir := lines.Root().Enter([]byte("packages"))
		got := testing.AllocsPerRun(100, func() {
			for _, name := range npm {
				dir.Match(name)
				dir.Enter(name)
			}
		})
		if got > 0 {
			t.Errorf("%s lines: %v allocations", name, got)
		}
	}
}

// TestLongList goes beyond what has room on the stack.
func TestLongList(t *testing.T) {
	var b strings.Builder
	for n := range 2000 {
		fmt.Fprintf(&b, "**/x%d\n!**/*.e%d\nd%d/**\n", n, n, n)
	}
	checkWalk(t, b.String(), []string{"x1999", "a/x7/b.e1", "d1500/q", "d1/x2.e4"})
}
