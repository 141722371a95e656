package edit

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// appendLine adds a line to an ignore file as a run of ctxsize does, and tries again if somebody else was faster.
func appendLine(t *testing.T, target Target, line string) {
	for range 10_000 {
		before, err := os.ReadFile(target.Path)
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			t.Error(err)
			return
		}
		err = Change{Target: target, Before: before, After: append(before[:len(before):len(before)], line+"\n"...)}.Write()
		if err == nil {
			return
		}
		if _, ok := errors.AsType[*ChangedError](err); !ok {
			t.Error(err)
			return
		}
	}
	t.Errorf("line %s was never written", line)
}

// TestTwoWriters: two that write at once lose no line.
func TestTwoWriters(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, ".dockerignore")
	writeFile(t, path, "", 0o644)
	const each = 60
	var wg sync.WaitGroup
	for writer := range 2 {
		target := targetAt(t, dir, path)
		wg.Go(func() {
			for n := range each {
				appendLine(t, target, fmt.Sprintf("%d-%d", writer, n))
			}
		})
	}
	wg.Wait()
	text, err := os.ReadFile(path)
	if lines := strings.Fields(string(text)); err != nil || len(lines) != 2*each {
		t.Errorf("%v, %d lines, expected %d", err, len(lines), 2*each)
	}
	checkAlone(t, dir, ".dockerignore")
}
