package tui

import (
	"context"
	"fmt"
	"os"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/walker"
)

// TestVanished: a directory that goes away leaves the map as it was, and nothing is written.
func TestVanished(t *testing.T) {
	dir := newProject(t, usual, usualDockerfile, "docs\n")
	d := open(t, dir, 100, 30)
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	d.keys("r").shows("cannot scan again", "node_modules/")
	d.choosePath("logs").keys("x").shows("╳ logs/").keys("w enter").shows("nothing was written")
	if _, err := os.Lstat(dir); err == nil {
		t.Error("the directory is there again")
	}
}

// TestLive: the map grows while the disk is read.
func TestLive(t *testing.T) {
	s := newScreen(Options{Analysis: ctxsize.Options{Request: build.Request{Context: "shop", Dir: t.TempDir()}}})
	d := &driver{t, s}
	scanner{d.model}.rescan()
	d.resize(80, 24)
	d.shows("scanning shop: 0 entries")
	d.receive(progressMsg{scan: s.scan, entries: 1234, bytes: 5 << 20, branches: []walker.Branch{{Name: "node_modules", Dir: true, Bytes: 4 << 20, Files: 900}, {Name: "a.bin", Bytes: 1 << 20, Files: 1}}})
	d.shows("1,234 entries, 5.2 MB", "node_modules/", "4.0 MiB 80%", "a.bin")
	scan := s.scan
	if d.keys("q"); !d.quit || scan.context.Err() == nil {
		t.Error("q does not end the walk")
	}
}

// TestQuitDuringScan: the error of a scan that q cancels is no failure of the program.
func TestQuitDuringScan(t *testing.T) {
	s := newScreen(Options{Analysis: ctxsize.Options{Request: build.Request{Context: "shop", Dir: t.TempDir()}}})
	p := newProgram(t.Context(), s)
	p.Init()
	scan := s.scan
	p.Update(tea.KeyPressMsg{Code: 'q', Text: "q"})
	p.Update(doneMsg{scannedMsg{scan: scan, err: fmt.Errorf("cannot read shop: %w", context.Canceled)}})
	if !s.quit || s.failed != nil {
		t.Errorf("quit %v, failed %v, want true and nil", s.quit, s.failed)
	}
}
