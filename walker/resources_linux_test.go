package walker_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/ctxsize/ctxsize/internal/testtree"
	"github.com/ctxsize/ctxsize/walker"
)

// openDescriptors returns the number of descriptors of this process.
func openDescriptors(t *testing.T) int {
	t.Helper()
	list, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(list)
}

// TestNoLeaks: walks that succeed, fail or are cancelled leave neither descriptors nor goroutines.
func TestNoLeaks(t *testing.T) {
	dir := t.TempDir()
	testtree.Make(t, dir, "a/b/c a/d e/f g/h/i/j k")
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	round := func() {
		for _, portable := range []bool{false, true} {
			o := walker.Options{Workers: 8, Attributes: true, Portable: portable}
			if _, err := walker.Walk(t.Context(), dir, o); err != nil {
				t.Fatal(err)
			}
			if _, err := walker.Walk(cancelled, dir, o); err == nil {
				t.Fatal("a cancelled walk has no error")
			}
			if _, err := walker.Walk(t.Context(), filepath.Join(dir, "missing"), o); err == nil {
				t.Fatal("a walk of no directory has no error")
			}
		}
	}
	round()
	descriptors, goroutines := openDescriptors(t), runtime.NumGoroutine()
	for range 50 {
		round()
	}
	for end := time.Now().Add(5 * time.Second); runtime.NumGoroutine() > goroutines && time.Now().Before(end); {
		time.Sleep(time.Millisecond)
	}
	if got := runtime.NumGoroutine(); got > goroutines {
		t.Errorf("%d goroutines, %d before", got, goroutines)
	}
	if got := openDescriptors(t); got > descriptors {
		t.Errorf("%d descriptors, %d before", got, descriptors)
	}
}

// maxMemory is what a walk of a million entries may hold at its end, in bytes.
const maxMemory = 256 << 20

// TestMemory: a tree holds at most 256 MiB for a million entries. Without CTXSIZE_LARGE a part of them is walked, with the same bytes an entry.
func TestMemory(t *testing.T) {
	dirs := 50
	if os.Getenv("CTXSIZE_LARGE") != "" {
		dirs = 1000
	}
	const files = 999
	dir := t.TempDir()
	for d := range dirs {
		sub := filepath.Join(dir, fmt.Sprintf("directory-%d", d))
		if err := os.Mkdir(sub, 0o755); err != nil {
			t.Fatal(err)
		}
		for f := range files {
			if err := os.WriteFile(filepath.Join(sub, fmt.Sprintf("component-%d.js", f)), nil, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	before := heap()
	tree, err := walker.Walk(t.Context(), dir, walker.Options{Full: true})
	if err != nil {
		t.Fatal(err)
	}
	v := viewed(t, tree, walker.Query{})
	held := heap() - before
	entries := dirs * (files + 1)
	if tree.Entries() != entries {
		t.Errorf("got %d entries, want %d", tree.Entries(), entries)
	}
	if limit := maxMemory / 1_000_000 * int64(entries); held > limit {
		t.Errorf("%d entries hold %d bytes, limit %d", entries, held, limit)
	}
	runtime.KeepAlive(v)
}

// heap returns the bytes in use.
func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
