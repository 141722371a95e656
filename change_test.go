package ctxsize_test

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/testtree"
)

func put(t testing.TB, path, text string, mode fs.FileMode) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
}

// alone fails where something was left in a directory beside these names.
func alone(t *testing.T, dir string, names ...string) {
	t.Helper()
	var got []string
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		got = append(got, e.Name())
	}
	if diff := cmp.Diff(names, got); diff != "" {
		t.Errorf("in the directory:\n%s", diff)
	}
}

func TestWriteKeepsModes(t *testing.T) {
	for _, mode := range []fs.FileMode{0o600, 0o644, 0o755, 0o664} {
		dir := t.TempDir()
		path := filepath.Join(dir, ".dockerignore")
		put(t, path, "a\r\n", mode)
		if err := (ctxsize.Change{Path: path, Before: []byte("a\r\n"), After: []byte("a\r\nb\r\n")}).Write(); err != nil {
			t.Fatal(err)
		}
		text, _ := os.ReadFile(path)
		info, _ := os.Stat(path)
		if string(text) != "a\r\nb\r\n" || runtime.GOOS != "windows" && info.Mode().Perm() != mode {
			t.Errorf("%q with %v, expected %v", text, info.Mode(), mode)
		}
		alone(t, dir, ".dockerignore")
	}
}

func TestWriteNew(t *testing.T) {
	dir := t.TempDir()
	c := ctxsize.Change{Path: filepath.Join(dir, ".dockerignore"), New: true, After: []byte("x\n")}
	if err := c.Write(); err != nil {
		t.Fatal(err)
	}
	changed, ok := errors.AsType[*ctxsize.ChangedError](c.Write())
	if !ok || string(changed.Now) != "x\n" {
		t.Errorf("a file that has appeared: %v", changed)
	}
	alone(t, dir, ".dockerignore")
}

func TestWriteChanged(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, ".dockerignore")
	put(t, path, "theirs\n", 0o644)
	c := ctxsize.Change{Path: path, Before: []byte("ours\n"), After: []byte("ours\nx\n")}
	if changed, ok := errors.AsType[*ctxsize.ChangedError](c.Write()); !ok || string(changed.Now) != "theirs\n" {
		t.Errorf("a file that has changed: %v", changed)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if changed, ok := errors.AsType[*ctxsize.ChangedError](c.Write()); !ok || changed.Now != nil {
		t.Errorf("a file that is gone: %v", changed)
	}
	alone(t, dir)
}

func TestWriteThroughLinks(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("symbolic links need a privilege there")
	}
	dir := t.TempDir()
	put(t, filepath.Join(dir, ".gitignore"), "a\n", 0o640)
	link := filepath.Join(dir, ".dockerignore")
	for _, target := range []string{".gitignore", filepath.Join(dir, ".gitignore")} {
		if err := os.Symlink(target, link); err != nil {
			t.Fatal(err)
		}
		if err := (ctxsize.Change{Path: link, Before: []byte("a\n"), After: []byte("a\n")}).Write(); err != nil {
			t.Fatal(err)
		}
		if got, err := os.Readlink(link); err != nil || got != target {
			t.Errorf("the link is %q, %v", got, err)
		}
		if err := os.Remove(link); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("new", link); err != nil {
		t.Fatal(err)
	}
	if err := (ctxsize.Change{Path: link, New: true, After: []byte("n\n")}).Write(); err != nil {
		t.Fatal(err)
	}
	if text, err := os.ReadFile(filepath.Join(dir, "new")); err != nil || string(text) != "n\n" {
		t.Errorf("%q, %v", text, err)
	}
	for name, target := range map[string]string{"nowhere": "gone/new", "loop": "loop"} {
		if err := os.Symlink(target, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
		if err := (ctxsize.Change{Path: filepath.Join(dir, name), New: true, After: []byte("n\n")}).Write(); err == nil {
			t.Errorf("%s was written", name)
		}
	}
}

func TestWriteRefusals(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("what is refused are unix files")
	}
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	put(t, at("first"), "a\n", 0o644)
	put(t, at("readonly"), "a\n", 0o444)
	testtree.Make(t, dir, "second=>first directory/ fifo|fifo")
	for name, want := range map[string]string{"first": "2 names", "readonly": "chmod u+w", "directory": "no regular file", "fifo": "no regular file"} {
		err := ctxsize.Change{Path: at(name), Before: []byte("a\n"), After: []byte("b\n")}.Write()
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	alone(t, dir, "directory", "fifo", "first", "readonly", "second")
}

// TestTwoWriters: of many that change the same text one wins, and none is mixed into another.
func TestTwoWriters(t *testing.T) {
	path := filepath.Join(t.TempDir(), ".dockerignore")
	put(t, path, "", 0o644)
	var wg sync.WaitGroup
	for n := range 20 {
		wg.Go(func() {
			// Those that come later are refused, or win: what is there afterwards is whole.
			_ = ctxsize.Change{Path: path, Before: nil, After: []byte(strings.Repeat(fmt.Sprintf("%d\n", n), 1000))}.Write()
		})
	}
	wg.Wait()
	text, err := os.ReadFile(path)
	first, _, _ := strings.Cut(string(text), "\n")
	if err != nil || string(text) != strings.Repeat(first+"\n", 1000) {
		t.Errorf("%v, %d bytes that begin with %q", err, len(text), first)
	}
	alone(t, filepath.Dir(path), ".dockerignore")
}

// TestDiffApplies lets git and patch apply diffs of random texts.
func TestDiffApplies(t *testing.T) {
	if testing.Short() {
		t.Skip("starts git hundreds of times")
	}
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("there is no git")
	}
	random := rand.New(rand.NewPCG(1, 2))
	for n := range 150 {
		before, after := randomText(random, nil), ""
		if random.IntN(3) > 0 {
			after = randomText(random, strings.SplitAfter(before, "\n"))
		} else {
			after = randomText(random, nil)
		}
		c := ctxsize.Change{Before: []byte(before), New: n%5 == 0, After: []byte(after)}
		if c.New {
			c.Before = nil
		}
		name := []string{".dockerignore", "a b/.dockerignore", "é/x", `quo"te`}[random.IntN(4)]
		if runtime.GOOS == "windows" && strings.Contains(name, `"`) || c.New && after == "" {
			continue
		}
		applies(t, c, name)
	}
}

func applies(t *testing.T, c ctxsize.Change, name string) {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if !c.New {
		put(t, file, string(c.Before), 0o644)
	}
	diff := c.Diff(name)
	if diff == "" {
		if string(c.Before) != string(c.After) {
			t.Errorf("no diff between %q and %q", c.Before, c.After)
		}
		return
	}
	cmd := exec.Command("git", "-c", "core.autocrlf=false", "apply", "--whitespace=nowarn", "-")
	cmd.Dir, cmd.Stdin = dir, strings.NewReader(diff)
	cmd.Env = append(os.Environ(), "GIT_CEILING_DIRECTORIES="+filepath.Dir(dir))
	out, err := cmd.CombinedOutput()
	got, _ := os.ReadFile(file)
	if err != nil || string(got) != string(c.After) {
		t.Errorf("%v: %s\n%q became %q and not %q by\n%s", err, out, c.Before, got, c.After, diff)
	}
}

// randomText is a few lines, some of them of another text, with all kinds of endings.
func randomText(r *rand.Rand, lines []string) string {
	var b strings.Builder
	ending := []string{"\n", "\r\n"}[r.IntN(2)]
	for _, l := range lines {
		if r.IntN(4) > 0 {
			b.WriteString(l)
		}
	}
	for range r.IntN(6) {
		b.WriteString([]string{"a", "", "# é", "node_modules", "\ufeffx", "  b "}[r.IntN(6)] + ending)
	}
	text := b.String()
	if r.IntN(3) == 0 {
		text = strings.TrimRight(text, "\r\n")
	}
	return text
}

func TestNewIgnoreText(t *testing.T) {
	got := string(ctxsize.NewIgnoreText([]ctxsize.IgnoreGroup{{Heading: "Dependencies", Lines: []string{"**/node_modules"}}, {Lines: []string{"x", "y"}}, {Heading: "None"}}))
	want := "# What docker build leaves out of the context.\n\nx\ny\n\n# Dependencies\n**/node_modules\n"
	if got != want {
		t.Errorf("%q, expected %q", got, want)
	}
}
