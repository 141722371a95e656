package edit

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/ctxsize/ctxsize/internal/testtree"
)

func TestWriteReport(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "report.json")
	for _, text := range []string{"first and long", "second"} {
		if err := WriteReport(path, []string{dir}, textContent([]byte(text))); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != text {
			t.Errorf("%q, %v", got, err)
		}
	}
	checkAlone(t, dir, "report.json")
	if err := WriteReport(filepath.Join(dir, "none", "x"), []string{dir}, textContent(nil)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a directory that does not exist: %v", err)
	}
	if err := WriteReport(dir, nil, textContent(nil)); err == nil {
		t.Error("a directory was written")
	}
}

// TestWriteReportLinks: neither a link nor what it leads to is written, wherever the link is in the path and however the path is spelled.
func TestWriteReportLinks(t *testing.T) {
	links(t)
	dir := t.TempDir()
	testtree.Make(t, dir, "checkout/real/ outside/ alias->checkout")
	victim := filepath.Join(dir, "outside", "victim")
	writeFile(t, victim, "theirs", 0o644)
	testtree.Make(t, dir, "checkout/out.json->"+victim+" checkout/relative->../outside/victim checkout/new->"+filepath.Join(dir, "outside", "new")+
		" checkout/dir->../outside checkout/deep->dir checkout/inner->real checkout/real/link->"+victim)
	checkout := filepath.Join(dir, "checkout")
	for path, want := range map[string]string{
		"checkout/out.json": "symbolic link", "checkout/relative": "symbolic link", "checkout/new": "symbolic link", "checkout/dir/victim": "symbolic link", "checkout/dir/new": "symbolic link",
		"checkout/deep/victim": "symbolic link", "checkout/inner/link": "symbolic link", "checkout/inner/new": "symbolic link", "alias/out.json": "symbolic link", "alias/dir/victim": "symbolic link",
	} {
		if err := WriteReport(filepath.Join(dir, path), []string{checkout}, textContent([]byte("ours"))); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", path, err)
		}
	}
	checkAlone(t, filepath.Join(dir, "outside"), "victim")
	if text, err := os.ReadFile(victim); err != nil || string(text) != "theirs" {
		t.Errorf("the file outside holds %q, %v", text, err)
	}
	// Directories that the user named.
	for _, path := range []string{"checkout/real/report", "alias/report", "outside/report"} {
		if err := WriteReport(filepath.Join(dir, path), []string{checkout}, textContent([]byte("ours"))); err != nil {
			t.Error(err)
		}
	}
}

// TestWriteReportStreams: what the user names as a stream gets the text.
func TestWriteReportStreams(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("there are no FIFOs in the file system")
	}
	dir := t.TempDir()
	testtree.Make(t, dir, "fifo|fifo")
	fifo := filepath.Join(dir, "fifo")
	read := make(chan string)
	go func() {
		text, _ := os.ReadFile(fifo)
		read <- string(text)
	}()
	if err := WriteReport(fifo, []string{dir}, textContent([]byte("ours"))); err != nil {
		t.Fatal(err)
	}
	if got := <-read; got != "ours" {
		t.Errorf("the reader got %q", got)
	}
	if err := WriteReport(os.DevNull, []string{dir}, textContent([]byte("ours"))); err != nil {
		t.Error(err)
	}
	out, err := os.Create(filepath.Join(dir, "out"))
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	if err := WriteReport(fmt.Sprintf("/dev/fd/%d", out.Fd()), []string{dir}, textContent([]byte("ours"))); err != nil {
		t.Error(err)
	}
	if text, err := os.ReadFile(out.Name()); err != nil || string(text) != "ours" {
		t.Errorf("through a descriptor: %q, %v", text, err)
	}
}
