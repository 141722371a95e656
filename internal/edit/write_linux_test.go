package edit

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sys/unix"
)

// writerVariable makes the test program a writer that never ends: "how path".
const writerVariable = "CTXSIZE_TEST_WRITER"

func TestMain(m *testing.M) {
	if how, path, ok := strings.Cut(os.Getenv(writerVariable), " "); ok {
		writeForever(how, path)
	}
	cache, err := os.MkdirTemp("", "cache")
	if err == nil {
		err = os.Setenv("XDG_CACHE_HOME", cache)
	}
	if err != nil {
		panic(err)
	}
	code := m.Run()
	_ = os.RemoveAll(cache)
	os.Exit(code)
}

// texts are those that the writer writes in turn.
func texts() [2][]byte {
	return [2][]byte{bytes.Repeat([]byte("one\n"), 20_000), bytes.Repeat([]byte("another\n"), 30_000)}
}

func writeForever(how, path string) {
	t := texts()
	target := Target{Path: path, Real: path, Root: filepath.Dir(path), Locate: func() (string, error) { return path, nil }}
	fmt.Println("ready")
	for n := 0; ; n++ {
		before, err := os.ReadFile(path)
		if err != nil {
			panic(err)
		}
		c := Change{Target: target, Before: before, After: t[n%2]}
		if err := writeBy(how, c); err != nil {
			panic(err)
		}
	}
}

// writeBy makes a change by one of the ways that files can be replaced.
func writeBy(how string, c Change) error {
	if how != "named" {
		return c.Write()
	}
	e, err := openEntry(c.Root, filepath.Base(c.Path))
	if err != nil {
		return err
	}
	defer e.close()
	if err := e.lock(); err != nil {
		return err
	}
	old, err := e.read()
	if err != nil {
		return err
	}
	return e.replaceNamed(old, textContent(c.After), c.compare)
}

// context makes a directory for an ignore file for which new files get their names in a directory of the user's ("cache"), in the one above, or
// in itself.
func context(t *testing.T, how string) (dir string, env []string) {
	t.Helper()
	above := filepath.Join(t.TempDir(), "above")
	dir = filepath.Join(above, "context")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	cache := t.TempDir()
	if how != "cache" {
		cache = filepath.Join(cache, "none")
	}
	if how != "above" {
		// No stage, since others may write to it.
		if err := os.Chmod(above, 0o777); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("XDG_CACHE_HOME", cache)
	t.Setenv("TMPDIR", cache)
	return dir, []string{"XDG_CACHE_HOME=" + cache, "TMPDIR=" + cache}
}

// TestKilled kills a writer at any moment: the file is whole, and what is left of the writer is gone after the next run.
func TestKilled(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	kills := map[string]int{"cache": 100, "above": 30, "beside": 30, "named": 30}
	for how := range kills {
		t.Run(how, func(t *testing.T) {
			dir, env := context(t, how)
			path := filepath.Join(dir, ".dockerignore")
			t1 := texts()
			writeFile(t, path, string(t1[0]), 0o644)
			left := 0
			for range kills[how] {
				killWriter(t, self, append(env, writerVariable+"="+how+" "+path))
				text, err := os.ReadFile(path)
				if err != nil || !bytes.Equal(text, t1[0]) && !bytes.Equal(text, t1[1]) {
					t.Fatalf("%v, %d bytes: neither the old text nor the new one", err, len(text))
				}
				entries, err := os.ReadDir(dir)
				if err != nil {
					t.Fatal(err)
				}
				if len(entries) > 1 {
					left++
				}
				if (how == "cache" || how == "above") && len(entries) > 1 {
					t.Errorf("in the context: %v", entries)
				}
				if err := writeBy(how, Change{Target: targetAt(t, dir, path), Before: text, After: append(text, '\n')}); err != nil {
					t.Fatal(err)
				}
				checkAlone(t, dir, ".dockerignore")
				checkAlone(t, filepath.Dir(dir), "context")
				if how == "cache" {
					checkAlone(t, filepath.Join(os.TempDir(), fmt.Sprintf("ctxsize-edit-%d", os.Geteuid())))
				}
				writeFile(t, path, string(t1[0]), 0o644)
			}
			t.Logf("something was left in the directory %d times", left)
		})
	}
}

// killWriter starts a writer and kills it a moment later.
func killWriter(t *testing.T, self string, env []string) {
	t.Helper()
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), env...)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil || line != "ready\n" {
		t.Errorf("the writer: %q, %v", line, err)
	}
	time.Sleep(time.Duration(rand.IntN(3000)) * time.Microsecond)
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
}

// TestNothingElseInContext: whoever watches the context sees no name but the ignore file's, so that no builder can send another.
func TestNothingElseInContext(t *testing.T) {
	for _, how := range []string{"cache", "above"} {
		t.Run(how, func(t *testing.T) { checkLeftovers(t, how) })
	}
}

func checkLeftovers(t *testing.T, how string) {
	dir, _ := context(t, how)
	watch, err := unix.InotifyInit1(unix.IN_NONBLOCK | unix.IN_CLOEXEC)
	if err != nil {
		t.Skip(err)
	}
	defer unix.Close(watch)
	if _, err := unix.InotifyAddWatch(watch, dir, unix.IN_CREATE|unix.IN_MOVE|unix.IN_DELETE); err != nil {
		t.Skip(err)
	}
	path := filepath.Join(dir, ".dockerignore")
	target := targetAt(t, dir, path)
	if err := (Change{Target: target, New: true, After: []byte("0\n")}).Write(); err != nil {
		t.Fatal(err)
	}
	for n := range 20 {
		if err := (Change{Target: target, Before: fmt.Appendf(nil, "%d\n", n), After: fmt.Appendf(nil, "%d\n", n+1)}).Write(); err != nil {
			t.Fatal(err)
		}
	}
	var names []string
	b := make([]byte, 64<<10)
	n, err := unix.Read(watch, b)
	for at := 0; err == nil && at+unix.SizeofInotifyEvent <= n; {
		size := int(binary.NativeEndian.Uint32(b[at+12:]))
		names = append(names, string(bytes.TrimRight(b[at+unix.SizeofInotifyEvent:at+unix.SizeofInotifyEvent+size], "\x00")))
		at += unix.SizeofInotifyEvent + size
	}
	slices.Sort(names)
	if diff := cmp.Diff([]string{".dockerignore"}, slices.Compact(names)); diff != "" {
		t.Errorf("names in the context:\n%s", diff)
	}
}

// TestStageInContext: a directory of the user's that is in the context is no stage.
func TestStageInContext(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("XDG_CACHE_HOME", dir)
	t.Setenv("TMPDIR", dir)
	path := filepath.Join(dir, ".dockerignore")
	writeFile(t, path, "a\n", 0o644)
	if err := (Change{Target: targetAt(t, dir, path), Before: []byte("a\n"), After: []byte("b\n")}).Write(); err != nil {
		t.Fatal(err)
	}
	if text, err := os.ReadFile(path); err != nil || string(text) != "b\n" {
		t.Errorf("%q, %v", text, err)
	}
	checkAlone(t, dir, ".dockerignore")
}

// TestForeignStage: a directory that somebody else may write to is no stage.
func TestForeignStage(t *testing.T) {
	cache := t.TempDir()
	t.Setenv("XDG_CACHE_HOME", cache)
	t.Setenv("TMPDIR", cache)
	foreign := filepath.Join(cache, fmt.Sprintf("ctxsize-edit-%d", os.Geteuid()))
	if err := errors.Join(os.Mkdir(foreign, 0o700), os.Chmod(foreign, 0o777)); err != nil {
		t.Fatal(err)
	}
	writeFile(t, filepath.Join(foreign, "new"), "theirs", 0o644)
	dir := t.TempDir()
	path := filepath.Join(dir, ".dockerignore")
	writeFile(t, path, "a\n", 0o644)
	if err := (Change{Target: targetAt(t, dir, path), Before: []byte("a\n"), After: []byte("b\n")}).Write(); err != nil {
		t.Fatal(err)
	}
	checkAlone(t, dir, ".dockerignore")
	if text, err := os.ReadFile(filepath.Join(foreign, "new")); err != nil || string(text) != "theirs" {
		t.Errorf("the foreign directory's file holds %q, %v", text, err)
	}
}

// acl is an access control list in which the user 1234 may read (linux/posix_acl_xattr.h).
func acl() []byte {
	b := []byte{2, 0, 0, 0}
	for _, e := range [][3]uint32{{0x01, 6, 0xffffffff}, {0x02, 4, 1234}, {0x04, 4, 0xffffffff}, {0x10, 4, 0xffffffff}, {0x20, 0, 0xffffffff}} {
		b = binary.LittleEndian.AppendUint16(b, uint16(e[0]))
		b = binary.LittleEndian.AppendUint16(b, uint16(e[1]))
		b = binary.LittleEndian.AppendUint32(b, e[2])
	}
	return b
}

// TestWriteKeepsAttributes: extended attributes and access control lists are the old file's, and not those that the directory hands down.
func TestWriteKeepsAttributes(t *testing.T) {
	for _, how := range []string{"cache", "above", "beside", "named"} {
		for _, with := range []bool{true, false} {
			t.Run(fmt.Sprint(how, with), func(t *testing.T) {
				dir, _ := context(t, how)
				path := filepath.Join(dir, ".dockerignore")
				writeFile(t, path, "a\n", 0o640)
				wanted := map[string]string{}
				if with {
					wanted["user.note"], wanted["user.empty"], wanted["system.posix_acl_access"] = strings.Repeat("x", 3000), "", string(acl())
				}
				for name, value := range wanted {
					if err := unix.Setxattr(path, name, []byte(value), 0); err != nil {
						t.Skip(name, err)
					}
				}
				if err := unix.Setxattr(dir, "system.posix_acl_default", acl(), 0); err != nil {
					t.Skip(err)
				}
				if os.Geteuid() == 0 {
					if err := os.Chown(path, 1234, 4321); err != nil {
						t.Fatal(err)
					}
				}
				before := facts(t, path)
				if err := writeBy(how, Change{Target: targetAt(t, dir, path), Before: []byte("a\n"), After: []byte("b\n")}); err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(before, facts(t, path)); diff != "" {
					t.Error(diff)
				}
			})
		}
	}
}

// facts are the owner, mode and attributes of a file.
func facts(t *testing.T, path string) map[string]string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var s unix.Stat_t
	if err := unix.Fstat(int(f.Fd()), &s); err != nil {
		t.Fatal(err)
	}
	all := map[string]string{"owner": fmt.Sprint(s.Uid, ":", s.Gid), "mode": fmt.Sprintf("%o", s.Mode)}
	names, err := listAttributes(f)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		value, err := grow(func(b []byte) (int, error) { return unix.Fgetxattr(int(f.Fd()), name, b) })
		if err != nil {
			t.Fatal(err)
		}
		all[name] = string(value)
	}
	return all
}
