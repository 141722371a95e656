//go:build unix

package projectfile

import (
	"errors"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// tree lays out a directory "in" with a file "f" in it, what nobody should read beside it, and links.
func tree(t *testing.T) string {
	t.Helper()
	top, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(top, "in")
	for _, d := range []string{"d", "e"} {
		check(t, os.MkdirAll(filepath.Join(dir, d), 0o755))
	}
	check(t, os.WriteFile(filepath.Join(dir, "f"), []byte("text"), 0o644))
	check(t, os.WriteFile(filepath.Join(dir, "large"), []byte(strings.Repeat("x", 101)), 0o644))
	check(t, os.WriteFile(filepath.Join(top, "out"), []byte("outside"), 0o644))
	check(t, syscall.Mkfifo(filepath.Join(dir, "fifo"), 0o644))
	socket, err := net.Listen("unix", filepath.Join(dir, "socket"))
	check(t, err)
	t.Cleanup(func() { socket.Close() })
	for name, to := range map[string]string{"to-f": "f", "d/to-f": "../f", "to-fifo": "fifo", "to-socket": "socket", "to-d": "d", "to-out": "../out", "abs-f": filepath.Join(dir, "f"),
		"abs-out": filepath.Join(top, "out"), "zero": "/dev/zero", "loop": "loop", "a": "b", "b": "a", "gone": "nothing", "root-f": "/f"} {
		check(t, os.Symlink(to, filepath.Join(dir, name)))
	}
	return dir
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// kindOf names an error.
func kindOf(err error) string {
	_, irregular := errors.AsType[*NotRegularError](err)
	_, large := errors.AsType[*TooLargeError](err)
	_, outside := errors.AsType[*OutsideError](err)
	switch {
	case err == nil:
		return ""
	case irregular:
		return "irregular"
	case large:
		return "large"
	case outside:
		return "outside"
	case errors.Is(err, fs.ErrNotExist):
		return "gone"
	}
	return "error"
}

// TestRead: what each way of reading says about each kind of file. No one may block.
func TestRead(t *testing.T) {
	dir := tree(t)
	const limit = 100
	scope := NewScope(dir)
	ways := []struct {
		name string
		read func(name string) ([]byte, error)
	}{
		{"in", func(name string) ([]byte, error) { return ReadIn(dir, name, limit) }},
		{"within", func(name string) ([]byte, error) { return ReadWithin(dir, filepath.Join(dir, name), limit) }},
		{"scope", func(name string) ([]byte, error) { return scope.Read(filepath.Join(dir, name), limit) }},
		{"own", func(name string) ([]byte, error) { return ReadOwn(filepath.Join(dir, name), limit) }},
	}
	for _, c := range []struct{ name, in, within, own string }{
		{"f", "", "", ""},
		{"to-f", "", "", ""},
		{"d/to-f", "", "", ""},
		{"d/../f", "", "", ""},
		{"large", "large", "large", "large"},
		{"fifo", "irregular", "irregular", "irregular"},
		{"to-fifo", "irregular", "irregular", "irregular"},
		{"socket", "irregular", "irregular", "error"},
		{"to-socket", "irregular", "irregular", "error"},
		{"d", "irregular", "irregular", "irregular"},
		{"to-d", "irregular", "irregular", "irregular"},
		{"zero", "gone", "outside", "irregular"},
		{"to-out", "gone", "outside", ""},
		{"abs-f", "gone", "", ""},
		{"root-f", "", "gone", "gone"},
		{"abs-out", "gone", "outside", ""},
		{"loop", "error", "error", "error"},
		{"a", "error", "error", "error"},
		{"gone", "gone", "gone", "gone"},
		{"nothing", "gone", "gone", "gone"},
	} {
		for _, w := range ways {
			want := map[string]string{"in": c.in, "within": c.within, "scope": c.within, "own": c.own}[w.name]
			type answer struct {
				text []byte
				err  error
			}
			done := make(chan answer, 1)
			go func() {
				text, err := w.read(c.name)
				done <- answer{text, err}
			}()
			select {
			case a := <-done:
				if got := kindOf(a.err); got != want {
					t.Errorf("%s of %s: %v, expected %q", w.name, c.name, a.err, want)
				}
				if w.name != "own" && strings.Contains(string(a.text), "outside") {
					t.Errorf("%s of %s leaves the directory", w.name, c.name)
				}
			case <-time.After(5 * time.Second):
				t.Fatalf("%s of %s blocks", w.name, c.name)
			}
		}
	}
}

func TestReadNamed(t *testing.T) {
	dir := tree(t)
	if text, err := ReadNamed(filepath.Join(dir, "to-out"), 100); err != nil || string(text) != "outside" {
		t.Errorf("a link out: %q, %v", text, err)
	}
	if _, err := ReadNamed(filepath.Join(dir, "zero"), 100); kindOf(err) != "large" {
		t.Errorf("/dev/zero: %v", err)
	}
	fifo := filepath.Join(dir, "fifo")
	go func() {
		if f, err := os.OpenFile(fifo, os.O_WRONLY, 0); err == nil {
			f.WriteString("piped")
			f.Close()
		}
	}()
	if text, err := ReadNamed(fifo, 100); err != nil || string(text) != "piped" {
		t.Errorf("a process substitution: %q, %v", text, err)
	}
}

// TestRaceOutside: who replaces a directory by a link while a file is opened does not lead out.
func TestRaceOutside(t *testing.T) {
	dir := tree(t)
	root, err := OpenRoot(dir)
	check(t, err)
	defer root.Close()
	check(t, os.RemoveAll(filepath.Join(dir, "e")))
	check(t, os.Symlink("..", filepath.Join(dir, "e")))
	if _, err := OpenIn(root, "e/out"); err == nil {
		t.Error("e/out was opened")
	}
}

func TestScope(t *testing.T) {
	dir := tree(t)
	top := filepath.Dir(dir)
	for _, c := range []struct {
		dirs []string
		path string
		dir  string
		in   bool
	}{
		{nil, dir + "/f", dir, false},
		{[]string{dir}, dir + "/d/x", dir, true},
		{[]string{dir, top}, dir + "/d/x", top, true},
		{[]string{dir + "/d", dir}, dir + "/d/x", dir, true},
		{[]string{dir + "/d"}, dir + "/f", dir, false},
		{[]string{dir + "/to-d"}, dir + "/d/x", dir + "/d", true},
		{[]string{dir + "/d"}, dir + "/to-d/x", dir + "/d", true},
		{[]string{"", top + "/nothing"}, dir + "/f", dir, false},
		{[]string{top + "/i"}, dir + "/f", dir, false},
	} {
		s := NewScope(c.dirs...)
		if got := s.Dir(c.path); got != c.dir || s.Contains(c.path) != c.in {
			t.Errorf("%v with %s: %s, contained %v", c.dirs, c.path, got, s.Contains(c.path))
		}
	}
	if _, err := NewScope(dir+"/d").ReadReferred(dir+"/f", 100); kindOf(err) != "outside" {
		t.Errorf("a file outside of the scope: %v", err)
	}
	if text, err := NewScope(top).ReadReferred(dir+"/to-out", 100); err != nil || string(text) != "outside" {
		t.Errorf("a link inside the project: %q, %v", text, err)
	}
}

func TestHeadAndEntries(t *testing.T) {
	dir := tree(t)
	if text, err := NewScope(dir).Head(dir+"/large", 3); err != nil || string(text) != "xxx" {
		t.Errorf("head %q, %v", text, err)
	}
	if entries, err := Entries(dir, 2); err != nil || len(entries) != 2 {
		t.Errorf("%d entries, %v", len(entries), err)
	}
	if _, err := Entries(dir+"/fifo", 2); err == nil {
		t.Error("a FIFO has entries")
	}
}
