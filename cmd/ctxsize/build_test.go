package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/ctxsize/ctxsize/internal/testtree"
)

// TestBuiltProgram runs the program as users have it: what a test links besides could hide what it does not link itself.
func TestBuiltProgram(t *testing.T) {
	dir := t.TempDir()
	program := filepath.Join(dir, "ctxsize.exe")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	testtree.Write(t, dir, "ctx/Dockerfile", []byte("FROM alpine@sha256:ba8bab66d4330ab9dbafa8f245bcbe99cf6ee3f2c8ce9b5fbb10e9c49658451c\nCOPY a /\n"))
	testtree.Make(t, dir, "ctx/a")
	cmd := exec.Command(program, "ls", filepath.Join(dir, "ctx"))
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil || string(out) != "a\n" {
		t.Errorf("%v: %q", err, out)
	}
}
