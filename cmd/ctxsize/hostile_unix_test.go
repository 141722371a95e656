//go:build unix

package main

import (
	"bytes"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/ctxsize/ctxsize/internal/testtree"
)

// hostileProject uses every file that the program may read of a project.
const hostileProject = `-- a --
x
-- Dockerfile --
FROM scratch
COPY . /
RUN npm ci && ./build.sh && make && pip install -r requirements.txt
-- package.json --
{}
-- build.sh --
true
-- svc.env --
A=b
-- inc.env --
C=d
-- base.yaml --
services: {b: {build: .}}
-- inc.yaml --
services: {i: {build: .}}
-- compose.yaml --
include: [{path: inc.yaml, env_file: inc.env}]
services:
  s: {build: ., env_file: svc.env}
  e: {extends: {file: base.yaml, service: b}}
-- docker-bake.hcl --
target "default" {}
-- sub/a --
y
-- .git/HEAD --
ref: refs/heads/main
-- .git/objects/x --
-- .git/refs/x --
-- .gitignore --
x
`

// hostileNames are the names of such files.
var hostileNames = []string{"compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml", "compose.override.yaml", "docker-compose.override.yml",
	"docker-bake.hcl", "docker-bake.json", "docker-bake.override.hcl", "docker-bake.override.json", "Containerfile", "Dockerfile", "dockerfile", "Dockerfile.dev",
	"Dockerfile.dockerignore", "Dockerfile.dev.dockerignore", "Containerfile.containerignore", ".dockerignore", ".containerignore", ".env", ".ctxsize.yaml",
	".git", ".git/index", ".git/HEAD", ".git/commondir", ".git/info/exclude", ".gitignore", "package.json", "pyproject.toml", "go.mod", "Makefile", "build.sh", "README.md",
	"requirements.txt", "inc.yaml", "base.yaml", "svc.env", "inc.env", "sub/.dockerignore"}

// hostileCommands are those besides audit, which reads all of them.
var hostileCommands = [][]string{{}, {"--json"}, {"ls"}, {"why", "a"}, {"suggest"}, {"check", "--max-size", "1GB"}, {"--compose"}, {"--bake"},
	{"--builder", "legacy"}, {"--builder", "podman"}}

// outsideText is the content of a file outside of the project.
const outsideText = "OUTSIDE-TEXT"

// TestHostileFiles puts something that is no file of the project in the place of each: no command hangs, panics, or shows what is outside.
func TestHostileFiles(t *testing.T) {
	kinds := map[string]func(t *testing.T, path, outside string) error{
		"FIFO":              func(_ *testing.T, path, _ string) error { return syscall.Mkfifo(path, 0o644) },
		"link to /dev/zero": func(_ *testing.T, path, _ string) error { return os.Symlink("/dev/zero", path) },
		"link to a FIFO": func(_ *testing.T, path, outside string) error {
			os.Symlink(outside+"/fifo", path)
			return syscall.Mkfifo(outside+"/fifo", 0o644)
		},
		"link out":  func(_ *testing.T, path, outside string) error { return os.Symlink(outside+"/text", path) },
		"loop":      func(_ *testing.T, path, _ string) error { return os.Symlink(filepath.Base(path), path) },
		"directory": func(_ *testing.T, path, _ string) error { return os.Mkdir(path, 0o755) },
		"socket": func(t *testing.T, path, _ string) error {
			t.Chdir(filepath.Dir(path)) // a socket's path has to be short
			l, err := net.ListenUnix("unix", &net.UnixAddr{Name: filepath.Base(path)})
			if err == nil {
				l.SetUnlinkOnClose(false)
				err = l.Close()
			}
			return err
		},
	}
	for _, name := range hostileNames {
		turn := 0
		for kind, put := range kinds {
			t.Run(name+"/"+kind, func(t *testing.T) {
				dir, outside := t.TempDir(), t.TempDir()
				testtree.Archive(t, dir, hostileProject)
				testtree.Write(t, outside, "text", []byte(outsideText+" = "+outsideText+"\n"))
				if slices.Contains([]string{"compose.yml", "docker-compose.yaml", "docker-compose.yml"}, name) {
					os.Remove(filepath.Join(dir, "compose.yaml"))
				}
				path := filepath.Join(dir, name)
				os.RemoveAll(path)
				if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := put(t, path, outside); err != nil {
					t.Fatal(err)
				}
				runHostile(t, dir, []string{"audit"})
				// With the kinds of a name, all commands get their turn.
				for range 2 {
					runHostile(t, dir, hostileCommands[turn%len(hostileCommands)])
					turn++
				}
				if strings.HasPrefix(name, ".git") {
					runHostile(t, filepath.Join(dir, "sub"), []string{"suggest"})
				}
			})
		}
	}
}

// hostileTime is how long a command may take. Each takes milliseconds.
const hostileTime = 20 * time.Second

func runHostile(t *testing.T, dir string, args []string) {
	t.Helper()
	var out bytes.Buffer
	done := make(chan int, 1)
	go func() {
		w := world{args: args, stdin: strings.NewReader(""), stdout: &out, stderr: &out, dir: dir, env: []string{"HOME=/nonexistent", "GIT_CONFIG_NOSYSTEM=1"}}
		done <- run(w)
	}()
	select {
	case code := <-done:
		if code < exitDone || code > exitIncomplete {
			t.Errorf("%v: exit code %d", args, code)
		}
		if text := out.String(); strings.Contains(text, outsideText) || strings.Contains(text, "goroutine ") || code == exitFailed && !strings.Contains(text, "ctxsize: ") {
			t.Errorf("%v: %s", args, text)
		}
	case <-time.After(hostileTime):
		t.Fatalf("%v does not end", args)
	}
}
