package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// printingCommands are command lines that write something to standard output, of every command and in every form.
var printingCommands = [][]string{
	{}, {"-o", "text"}, {"--json"}, {"--exit-code"}, {"--strict"}, {"--color", "always"}, {"-o", "json=report.json", "-o", "text"},
	{"-o", "markdown"}, {"-o", "ndjson"}, {"-o", "sarif"}, {"-o", "gitlab"}, {"-o", "junit"}, {"-o", "rdjson"}, {"-o", "ncdu"}, {"check", "--max-size", "1GB", "-o", "junit"},
	{"ls", "-o", "tar"}, {"ls", "-o", "depfile"}, {"ls", "-o", "tsv"}, {"plugin"}, {"plugin", "install", "--help"},
	{"--help"}, {"-h"}, {"help"}, {"help", "check"}, {"--version"}, {"schema"},
	{"completion", "bash"}, {"completion", "zsh"}, {"completion", "fish"}, {"completion", "powershell"}, {"completion", "--help"},
	{"ls"}, {"ls", "-0"}, {"ls", "--long"}, {"ls", "--json"}, {"ls", "--eligible"}, {"ls", "--help"},
	{"why", "a"}, {"why", "--json", "a"}, {"why", "--help"},
	{"suggest"}, {"suggest", "--diff"}, {"suggest", "--write"}, {"suggest", "--json"}, {"suggest", "--allowlist"}, {"suggest", "--help"},
	{"check", "--max-size", "1GB"}, {"check", "--max-size", "1B"}, {"check", "--max-size", "1GB", "--json"}, {"check", "--help"},
	{"audit"}, {"audit", "--json"}, {"audit", "-o", "markdown"}, {"audit", "--fix"}, {"audit", "--fix", "--dry-run"}, {"audit", "--help"},
}

// TestStdout runs every command with a standard output that is full, and with a closed pipe.
func TestStdout(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("needs /dev/full")
	}
	program := filepath.Join(t.TempDir(), "ctxsize")
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(self, program); err != nil {
		t.Fatal(err)
	}
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer full.Close()
	reader, unread, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer unread.Close()
	reader.Close()
	for _, args := range printingCommands {
		t.Run(strings.Join(args, " "), func(t *testing.T) {
			checkStdout(t, program, args, full, "ctxsize: cannot write to standard output: no space left on device\n")
			checkStdout(t, program, args, unread, "")
		})
	}
}

func checkStdout(t *testing.T, program string, args []string, out *os.File, want string) {
	t.Helper()
	dir := t.TempDir()
	write(t, dir, "Dockerfile", "FROM scratch\nCOPY a app /\n")
	write(t, dir, "a", "text")
	write(t, dir, "app/app.py", "text")
	write(t, dir, "app/.venv/pyvenv.cfg", "version = 3.12\n")
	cmd := exec.Command(program, args...)
	var stderr bytes.Buffer
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, out, &stderr
	_ = cmd.Run()
	if got := cmd.ProcessState.ExitCode(); got != exitFailed || stderr.String() != want {
		t.Errorf("into %s: exit code %d and %q, want %d and %q", out.Name(), got, stderr.String(), exitFailed, want)
	}
}
