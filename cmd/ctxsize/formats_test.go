package main

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ctxsize/ctxsize/internal/testtree"
)

// formatMarks are the formats with a text that each output has. Those without one but text and markdown are JSON.
var formatMarks = map[string]string{
	"text": "", "json": "", "markdown": "", "html": "<!doctype html>", "svg": "<svg ", "ndjson": "{", "sarif": "", "github": "::", "gitlab": "", "junit": "<testsuites ",
	"rdjson": "", "ncdu": "", "snapshot": "", "tsv": "\t", "depfile": "Dockerfile", "tar": "Dockerfile",
}

// TestFormatTable runs every reporting command with every format: it writes the format, or names those that it has.
func TestFormatTable(t *testing.T) {
	dir := t.TempDir()
	testtree.Write(t, dir, "Dockerfile", []byte("FROM node\nCOPY . .\nRUN npm ci\n"))
	testtree.Write(t, dir, ".dockerignore", []byte("dist\nnode_modules/\n"))
	testtree.Make(t, dir, "package.json package-lock.json web/package.json web/node_modules/p/index.js:5000 .env")
	testtree.Write(t, dir, "build.log", []byte("#1 [internal] load build context\n#1 transferring context: 5.05kB done\n#1 DONE 0.0s\n"))
	commands := map[string][]string{
		"": {"."}, "audit": {"."}, "check": {"."}, "suggest": {"."}, "ls": {"."}, "why": {"web"}, "diff": {".", "web/.."}, "verify": {"--progress-file", "build.log", "."}, "explain": {"vcs-sent"},
	}
	if commit(t, dir) {
		commands["churn"] = []string{"."}
	}
	for command, args := range commands {
		if command != "" {
			args = append([]string{command}, args...)
		}
		for format, mark := range formatMarks {
			checkFormat(t, dir, command, format, mark, args)
		}
	}
}

// checkFormat runs a command with a format on stdout and in a file.
func checkFormat(t *testing.T, dir, command, format, mark string, args []string) {
	t.Helper()
	name := strings.TrimSpace("ctxsize " + command + " -o " + format)
	known := outputFormats(command)
	file := filepath.Join(t.TempDir(), "report")
	var stdout, stderr bytes.Buffer
	code := run(world{args: append(slices.Clone(args), "-o", format, "-o", known[0]+"="+file), stdin: strings.NewReader(""), stdout: &stdout, stderr: &stderr, env: os.Environ(), dir: dir})
	if !slices.Contains(known, format) {
		if code != exitFailed || !strings.Contains(stderr.String(), "expected "+oneOf(known)) || stdout.Len() > 0 {
			t.Errorf("%s: exit code %d, %s%s", name, code, stdout.String(), stderr.String())
		}
		return
	}
	if code == exitFailed || stdout.Len() == 0 || !strings.Contains(stdout.String(), mark) {
		t.Errorf("%s: exit code %d, %.300s%s", name, code, stdout.String(), stderr.String())
	}
	if text, err := os.ReadFile(file); err != nil || len(text) == 0 {
		t.Errorf("%s: the second report has %d bytes, %v", name, len(text), err)
	}
	if mark == "" && format != "text" && format != "markdown" {
		for d := json.NewDecoder(&stdout); ; {
			var value any
			if err := d.Decode(&value); err == io.EOF {
				break
			} else if err != nil {
				t.Errorf("%s: not JSON: %v", name, err)
				break
			}
		}
	}
}

// commit makes a repository with two commits of a directory. It reports whether git is installed.
func commit(t *testing.T, dir string) bool {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		return false
	}
	git := func(args ...string) {
		cmd := exec.Command("git", append([]string{"-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main", "-c", "commit.gpgsign=false"}, args...)...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v: %s", args, err, out)
		}
	}
	git("init", "-q")
	git("add", "-A")
	git("commit", "-q", "-m", "one")
	testtree.Write(t, dir, "package.json", []byte("{}\n"))
	git("add", "-A")
	git("commit", "-q", "-m", "two")
	return true
}
