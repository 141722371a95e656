package edit

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestForeignEditor: no edit of another program is lost while ctxsize writes all the time, whether it writes in place or renames a new file.
func TestForeignEditor(t *testing.T) {
	for name, save := range map[string]func(path string, text []byte) error{
		"in place": func(path string, text []byte) error { return os.WriteFile(path, text, 0o644) },
		"rename": func(path string, text []byte) error {
			other := filepath.Join(filepath.Dir(path), "editor~")
			return errors.Join(os.WriteFile(other, text, 0o644), os.Rename(other, path))
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, ".dockerignore")
			writeFile(t, path, "", 0o644)
			if name == "in place" && !grantsLeases(t, dir) {
				t.Skip("the file system grants no leases")
			}
			target := targetAt(t, dir, path)
			stop := make(chan struct{})
			written := 0
			var wg sync.WaitGroup
			wg.Go(func() {
				for n := 0; ; n++ {
					select {
					case <-stop:
						return
					default:
					}
					before, err := os.ReadFile(path)
					if err != nil {
						continue
					}
					// A line of ours comes and goes.
					after := append(before[:len(before):len(before)], "ours\n"...)
					if i := strings.Index(string(before), "ours\n"); i >= 0 {
						after = []byte(strings.ReplaceAll(string(before), "ours\n", ""))
					}
					if (Change{Target: target, Before: before, After: after}).Write() == nil {
						written++
					}
				}
			})
			const edits = 200
			for n := range edits {
				edit(t, path, n, save)
				time.Sleep(time.Duration(rand.IntN(1500)) * time.Microsecond)
			}
			close(stop)
			wg.Wait()
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			for n := range edits {
				if !strings.Contains(string(text), fmt.Sprintf("edit-%d\n", n)) {
					t.Errorf("edit %d of %d is lost", n, edits)
				}
			}
			if written == 0 {
				t.Error("ctxsize never wrote: nothing was tried")
			}
			t.Logf("%d writes beside %d edits", written, edits)
			checkAlone(t, dir, ".dockerignore")
		})
	}
}

// edit adds an edit as an editor does that does not know of other programs. It opens a file that shows the last edit: for some microseconds,
// between an exchange that met an edit and the exchange back, a file does not. A lost edit never shows.
func edit(t *testing.T, path string, n int, save func(string, []byte) error) {
	t.Helper()
	var text []byte
	for until := time.Now().Add(time.Second); ; time.Sleep(time.Millisecond) {
		var err error
		if text, err = os.ReadFile(path); err != nil {
			t.Fatal(err)
		}
		if n == 0 || strings.Contains(string(text), fmt.Sprintf("edit-%d\n", n-1)) || time.Now().After(until) {
			break
		}
	}
	if err := save(path, fmt.Appendf(text, "edit-%d\n", n)); err != nil {
		t.Fatal(err)
	}
}

func grantsLeases(t *testing.T, dir string) bool {
	t.Helper()
	e, err := openEntry(dir, ".dockerignore")
	if err != nil {
		t.Fatal(err)
	}
	defer e.close()
	l, err := e.takeLease()
	if err != nil {
		t.Fatal(err)
	}
	defer l.release()
	return l.isHeld
}
