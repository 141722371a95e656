//go:build amd64 || arm64

package walker

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/ctxsize/ctxsize/ignore"
)

// TestRecordName has records of each length with something behind the NUL, which the kernel does not clear.
func TestRecordName(t *testing.T) {
	for n := 1; n <= maxNameBytes; n++ {
		name := bytes.Repeat([]byte{'n'}, n)
		from := int(unsafe.Offsetof(unix.Dirent{}.Name))
		record := bytes.Repeat([]byte{'x'}, (from+n+1+7)&^7)
		copy(record[from:], name)
		record[from+n] = 0
		if got := recordName(record); !bytes.Equal(got, name) {
			t.Fatalf("%d bytes: %q", n, got)
		}
	}
}

// TestLost has directories that go away after their parent was read, and a link and a file in the place of others.
func TestLost(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"a/b", "gone/below", "a/gone/below", "now-link", "now-file", "z"} {
		if err := os.MkdirAll(filepath.Join(dir, name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"a/b/file", "file"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("12345"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s := newScan(dir, Options{}.withDefaults())
	w := s.addWorker()
	read := func(task task) {
		w.readDirectory(&task)
		w.finishTask()
	}
	s.pending.Store(1)
	read(s.rootTask())
	for _, name := range []string{"gone", "a/gone", "now-link", "now-file"} {
		if err := os.RemoveAll(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(os.Symlink("a", filepath.Join(dir, "now-link")), os.WriteFile(filepath.Join(dir, "now-file"), nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	for {
		task, ok := pop(&w.stack)
		if !ok {
			break
		}
		read(task)
	}
	tree := s.tree()
	v, err := tree.View(Query{Filter: Filter{Patterns: &ignore.PatternList{}}})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	v.Each(Eligible, func(e Entry) bool {
		got = append(got, e.Path)
		return true
	})
	want := []string{"a", "a/b", "a/b/file", "file", "now-file", "now-link", "z"}
	counts := Counts{Bytes: 10, Files: 2, Dirs: 5}
	if !slices.Equal(got, want) || v.Totals(Eligible) != counts || tree.Entries() != len(want) {
		t.Errorf("%q, %+v, %d entries, want %q, %+v", got, v.Totals(Eligible), tree.Entries(), want, counts)
	}
	var problems []string
	for _, p := range v.Problems {
		problems = append(problems, p.Op+" "+p.Path)
	}
	if want := []string{"lstat gone", "open now-file", "open now-link"}; !slices.Equal(problems, want) {
		t.Errorf("problems %q, want %q", problems, want)
	}
}

// TestFewDescriptors has more directories that could stay open than there are descriptors.
func TestFewDescriptors(t *testing.T) {
	dir := t.TempDir()
	const levels = 150
	at := dir
	for range levels {
		for _, name := range []string{"a", "b", "z"} {
			if err := os.MkdirAll(filepath.Join(at, name), 0o755); err != nil {
				t.Fatal(err)
			}
		}
		at = filepath.Join(at, "m")
		if err := os.Mkdir(at, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	var usual unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &usual); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := unix.Setrlimit(unix.RLIMIT_NOFILE, &usual); err != nil {
			t.Error(err)
		}
	})
	for _, most := range []uint64{32, 64, 100} {
		if err := unix.Setrlimit(unix.RLIMIT_NOFILE, &unix.Rlimit{Cur: most, Max: usual.Max}); err != nil {
			t.Fatal(err)
		}
		for _, workers := range []int{0, 1, 64} {
			tree, err := Walk(t.Context(), dir, Options{Workers: workers})
			if err != nil {
				t.Fatal(err)
			}
			if tree.Entries() != 4*levels || len(tree.problems) > 0 {
				t.Errorf("%d descriptors, %d workers: %d entries, %v", most, workers, tree.Entries(), tree.problems)
			}
		}
	}
}
