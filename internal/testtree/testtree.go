// Package testtree makes the trees that tests read: from a line of text ([Make]), or as a golden case has them ([Golden]).
package testtree

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// defaultSize is the size of a file without an explicit size.
const defaultSize = 10

// Make lays a tree out below dir. Each word is an entry; the parents that it needs are made first.
//
//	a d/b        files of ten bytes
//	a:500        a file of 500 bytes
//	d/           a directory
//	l->t         a symbolic link
//	b=>a         another name of the file a
//	p|fifo s|sock c|char
//	d/@000       a mode; directories get theirs last
//
// A space in a name is written ␠.
func Make(t testing.TB, dir, spec string) {
	t.Helper()
	var modes []func()
	for word := range strings.FieldsSeq(spec) {
		word = strings.ReplaceAll(word, "␠", " ")
		if later := entry(t, dir, word); later != nil {
			modes = append(modes, later)
		}
	}
	for _, set := range modes {
		set()
	}
}

// entry makes one entry; what it gives is to be called when all others are made.
func entry(t testing.TB, dir, word string) (later func()) {
	t.Helper()
	name, mode, hasMode := strings.Cut(word, "@")
	if from, to, ok := strings.Cut(name, "->"); ok {
		Parents(t, dir, from)
		must(t, os.Symlink(to, filepath.Join(dir, from)))
		return nil
	}
	if to, from, ok := strings.Cut(name, "=>"); ok {
		Parents(t, dir, to)
		must(t, os.Link(filepath.Join(dir, from), filepath.Join(dir, to)))
		return nil
	}
	if special, kind, ok := strings.Cut(name, "|"); ok && isSpecial(kind) {
		Parents(t, dir, special)
		must(t, makeSpecial(filepath.Join(dir, special), kind))
		return nil
	}
	name = file(t, dir, name)
	if hasMode {
		bits, err := strconv.ParseUint(mode, 8, 32)
		must(t, err)
		return func() { must(t, os.Chmod(filepath.Join(dir, name), os.FileMode(bits))) }
	}
	return nil
}

func isSpecial(kind string) bool { return kind == "fifo" || kind == "sock" || kind == "char" }

// file makes a file or a directory and gives its name.
func file(t testing.TB, dir, name string) string {
	t.Helper()
	if path, ok := strings.CutSuffix(name, "/"); ok {
		must(t, os.MkdirAll(filepath.Join(dir, path), 0o755))
		return path
	}
	size := defaultSize
	if at := strings.LastIndexByte(name, ':'); at >= 0 {
		if n, err := strconv.Atoi(name[at+1:]); err == nil {
			name, size = name[:at], n
		}
	}
	Write(t, dir, name, make([]byte, size))
	return name
}

// Write writes a file with mode 0644, and the directories above it.
func Write(t testing.TB, dir, name string, content []byte) {
	t.Helper()
	Parents(t, dir, name)
	path := filepath.Join(dir, name)
	must(t, os.WriteFile(path, content, 0o644))
	must(t, os.Chmod(path, 0o644))
}

// Archive writes the files of a txtar archive; "l->t" is a symbolic link without content.
func Archive(t testing.TB, dir, text string) {
	t.Helper()
	for _, f := range txtar.Parse([]byte(text)).Files {
		if strings.Contains(f.Name, "->") {
			entry(t, dir, f.Name)
			continue
		}
		Write(t, dir, f.Name, f.Data)
	}
}

// Parents makes the directories above an entry.
func Parents(t testing.TB, dir, name string) {
	t.Helper()
	must(t, os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755))
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(fmt.Errorf("making the test's tree: %w", err))
	}
}
