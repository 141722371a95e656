package edit

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ctxsize/ctxsize/internal/testtree"
)

// targetAt returns a file as the target of a change that has to stay in a directory, by what its path leads to now.
func targetAt(t testing.TB, root, path string) Target {
	t.Helper()
	root, err := filepath.EvalSymlinks(root)
	if err != nil {
		t.Fatal(err)
	}
	target := Target{Path: path, Root: root, Locate: func() (string, error) { return filepath.EvalSymlinks(path) }}
	if target.Real, err = target.Locate(); err != nil {
		target.Real = filepath.Join(root, filepath.Base(path))
	}
	info, err := os.Lstat(path)
	target.Link = err == nil && info.Mode()&fs.ModeSymlink != 0
	return target
}

func writeFile(t testing.TB, path, text string, mode fs.FileMode) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
}

// checkAlone fails where something was left in a directory beside these names.
func checkAlone(t *testing.T, dir string, names ...string) {
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
		writeFile(t, path, "a\r\n", mode)
		if err := (Change{Target: targetAt(t, dir, path), Before: []byte("a\r\n"), After: []byte("a\r\nb\r\n")}).Write(); err != nil {
			t.Fatal(err)
		}
		text, _ := os.ReadFile(path)
		info, _ := os.Stat(path)
		if string(text) != "a\r\nb\r\n" || runtime.GOOS != "windows" && info.Mode().Perm() != mode {
			t.Errorf("%q with %v, expected %v", text, info.Mode(), mode)
		}
		checkAlone(t, dir, ".dockerignore")
	}
}

func TestWriteNew(t *testing.T) {
	dir := t.TempDir()
	c := Change{Target: targetAt(t, dir, filepath.Join(dir, ".dockerignore")), New: true, After: []byte("x\n")}
	if err := c.Write(); err != nil {
		t.Fatal(err)
	}
	changed, ok := errors.AsType[*ChangedError](c.Write())
	if !ok || string(changed.Now) != "x\n" {
		t.Errorf("a file that has appeared: %v", changed)
	}
	checkAlone(t, dir, ".dockerignore")
}

func TestWriteChanged(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, ".dockerignore")
	writeFile(t, path, "theirs\n", 0o644)
	c := Change{Target: targetAt(t, dir, path), Before: []byte("ours\n"), After: []byte("ours\nx\n")}
	if changed, ok := errors.AsType[*ChangedError](c.Write()); !ok || string(changed.Now) != "theirs\n" {
		t.Errorf("a file that has changed: %v", changed)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if changed, ok := errors.AsType[*ChangedError](c.Write()); !ok || changed.Now != nil {
		t.Errorf("a file that is gone: %v", changed)
	}
	checkAlone(t, dir)
}

// links skips a test where symbolic links cannot be made.
func links(t *testing.T) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("symbolic links need a privilege there")
	}
}

// TestWriteThroughLinks: a link inside the root stays one, and the file that it leads to is written.
func TestWriteThroughLinks(t *testing.T) {
	links(t)
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, ".gitignore"), "a\n", 0o640)
	link := filepath.Join(dir, ".dockerignore")
	for n, target := range []string{".gitignore", filepath.Join(dir, ".gitignore")} {
		if err := os.Symlink(target, link); err != nil {
			t.Fatal(err)
		}
		before := strings.Repeat("a\n", n+1)
		if err := (Change{Target: targetAt(t, dir, link), Before: []byte(before), After: []byte(before + "a\n")}).Write(); err != nil {
			t.Fatal(err)
		}
		if got, err := os.Readlink(link); err != nil || got != target {
			t.Errorf("the link is %q, %v", got, err)
		}
		if text, err := os.ReadFile(filepath.Join(dir, ".gitignore")); err != nil || string(text) != before+"a\n" {
			t.Errorf("got %q, %v", text, err)
		}
		if err := os.Remove(link); err != nil {
			t.Fatal(err)
		}
	}
	checkAlone(t, dir, ".gitignore")
}

// TestWriteOutside: a file that is not in the root, or not in the project, is refused, and nothing is written.
func TestWriteOutside(t *testing.T) {
	links(t)
	dir := t.TempDir()
	testtree.Make(t, dir, "ctx/ victim/ project/")
	victim := filepath.Join(dir, "victim", "x")
	writeFile(t, victim, "a\n", 0o644)
	testtree.Make(t, dir, "ctx/absolute->"+victim+" ctx/relative->../victim/x ctx/twice->absolute ctx/dir->../victim")
	ctx := filepath.Join(dir, "ctx")
	for name, want := range map[string]string{"absolute": "symbolic link to", "relative": "symbolic link to", "twice": "symbolic link to", "dir/x": "its real path"} {
		err := Change{Target: targetAt(t, ctx, filepath.Join(ctx, name)), Before: []byte("a\n"), After: []byte("b\n")}.Write()
		refused, ok := errors.AsType[*RefusedError](err)
		if !ok || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), filepath.Join("victim", "x")) || refused.Hint == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	target := targetAt(t, filepath.Join(dir, "victim"), victim)
	target.Project = filepath.Join(dir, "project")
	err := Change{Target: target, Before: []byte("a\n"), After: []byte("b\n")}.Write()
	if err == nil || !strings.Contains(err.Error(), "outside the project") {
		t.Errorf("outside the project: %v", err)
	}
	target = targetAt(t, dir, filepath.Join(dir, "victim", "new"))
	target.Project, target.Real = filepath.Join(dir, "project"), target.Path
	if err := (Change{Target: target, New: true, After: []byte("b\n")}).Write(); err == nil || !strings.Contains(err.Error(), "outside the project") {
		t.Errorf("a new file outside the project: %v", err)
	}
	checkAlone(t, filepath.Join(dir, "victim"), "x")
	if text, err := os.ReadFile(victim); err != nil || string(text) != "a\n" {
		t.Errorf("the file outside holds %q, %v", text, err)
	}
}

// TestWriteRepository: a link does not make a file of git an ignore file.
func TestWriteRepository(t *testing.T) {
	links(t)
	dir := t.TempDir()
	testtree.Make(t, dir, ".git/hooks/")
	writeFile(t, filepath.Join(dir, ".git/hooks/post-checkout"), "#!/bin/sh\n", 0o755)
	testtree.Make(t, dir, ".dockerignore->.git/hooks/post-checkout")
	err := Change{Target: targetAt(t, dir, filepath.Join(dir, ".dockerignore")), Before: []byte("#!/bin/sh\n"), After: []byte("#!/bin/sh\nx\n")}.Write()
	if err == nil || !strings.Contains(err.Error(), "which belongs to git") {
		t.Errorf("got %v", err)
	}
	if text, err := os.ReadFile(filepath.Join(dir, ".git/hooks/post-checkout")); err != nil || string(text) != "#!/bin/sh\n" {
		t.Errorf("the hook holds %q, %v", text, err)
	}
}

// TestWriteSwapped: links that are put in the way after the file was read lead nowhere.
func TestWriteSwapped(t *testing.T) {
	links(t)
	for name, swap := range map[string]func(ctx string) error{
		"the file": func(ctx string) error {
			return errors.Join(os.Remove(filepath.Join(ctx, "a/b/ignore")), os.Symlink("../../../victim/ignore", filepath.Join(ctx, "a/b/ignore")))
		},
		"its directory": func(ctx string) error {
			return errors.Join(os.Rename(filepath.Join(ctx, "a/b"), filepath.Join(ctx, "a/c")), os.Symlink("../../victim", filepath.Join(ctx, "a/b")))
		},
		"the directory above": func(ctx string) error {
			return errors.Join(os.Rename(filepath.Join(ctx, "a"), filepath.Join(ctx, "c")), os.Symlink("../outer", filepath.Join(ctx, "a")))
		},
	} {
		dir := t.TempDir()
		ctx := filepath.Join(dir, "ctx")
		testtree.Make(t, dir, "ctx/a/b/ victim/ outer/b/")
		for _, file := range []string{"ctx/a/b/ignore", "victim/ignore", "outer/b/ignore"} {
			writeFile(t, filepath.Join(dir, file), "a\n", 0o644)
		}
		c := Change{Target: targetAt(t, ctx, filepath.Join(ctx, "a/b/ignore")), Before: []byte("a\n"), After: []byte("b\n")}
		if err := swap(ctx); err != nil {
			t.Fatal(err)
		}
		if err := c.Write(); err == nil {
			t.Errorf("%s: it was written", name)
		}
		// As if the link came after everything was checked by its path.
		c.Locate = func() (string, error) { return c.Real, nil }
		if err := c.Write(); err == nil {
			t.Errorf("%s, late: it was written", name)
		}
		for _, file := range []string{"victim/ignore", "outer/b/ignore"} {
			if text, err := os.ReadFile(filepath.Join(dir, file)); err != nil || string(text) != "a\n" {
				t.Errorf("%s: %s holds %q, %v", name, file, text, err)
			}
		}
	}
}

func TestWriteRefusals(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("these are unix files")
	}
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "first"), "a\n", 0o644)
	writeFile(t, filepath.Join(dir, "readonly"), "a\n", 0o444)
	testtree.Make(t, dir, "second=>first directory/ fifo|fifo dangling->gone")
	for name, want := range map[string]string{"first": "first has 2 hard links; replacing it would separate them", "readonly": "read-only", "directory": "not a regular file",
		"fifo": "not a regular file", "dangling": "has changed"} {
		err := Change{Target: targetAt(t, dir, filepath.Join(dir, name)), Before: []byte("a\n"), After: []byte("b\n")}.Write()
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := (Change{Target: targetAt(t, dir, filepath.Join(dir, "dangling")), New: true, After: []byte("b\n")}).Write(); err == nil {
		t.Error("a new file through a link that leads nowhere was written")
	}
	checkAlone(t, dir, "dangling", "directory", "fifo", "first", "readonly", "second")
}
