package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"github.com/ctxsize/ctxsize/internal/testtree"
)

// ciScripts returns the shell lines of the examples in docs/ci.md, by their headings.
func ciScripts(t *testing.T) map[string][]string {
	t.Helper()
	text, err := os.ReadFile("../../docs/ci.md")
	if err != nil {
		t.Fatal(err)
	}
	section := func(name string) string {
		_, rest, ok := strings.Cut(string(text), "\n## "+name+"\n")
		if !ok {
			t.Fatalf("docs/ci.md has no section %s", name)
		}
		body, _, _ := strings.Cut(rest, "\n## ")
		return body
	}
	code := func(name string) string {
		block := regexp.MustCompile("(?s)```\\w+\n(.*?)```").FindAllStringSubmatch(section(name), -1)
		return block[len(block)-1][1]
	}
	decode := func(name string, to any) {
		if err := yaml.Unmarshal([]byte(code(name)), to); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	var gitlab struct{ Context struct{ Script []string } }
	var buildkite struct{ Steps []struct{ Commands []string } }
	var github []struct{ Run string }
	decode("GitLab CI", &gitlab)
	decode("Buildkite", &buildkite)
	decode("GitHub Actions", &github)
	jenkins := regexp.MustCompile(`sh '([^']+)'`).FindStringSubmatch(code("Jenkins"))
	if jenkins == nil || len(buildkite.Steps) != 1 || len(github) != 1 {
		t.Fatalf("unexpected examples: %v, %v, %v", jenkins, buildkite, github)
	}
	return map[string][]string{
		"GitLab CI": gitlab.Context.Script, "Buildkite": {strings.ReplaceAll(strings.Join(buildkite.Steps[0].Commands, "\n"), "$$", "$")}, "GitHub Actions": {github[0].Run},
		"Jenkins": {jenkins[1]}, "reviewdog": {code("reviewdog")}, "Growth": {code("Growth")},
	}
}

// ciPrograms are the programs of CI systems, as far as the examples need them.
var ciPrograms = map[string]string{
	"go":              "mkdir -p \"$GOPATH/bin\" && ln -s \"$(command -v ctxsize)\" \"$GOPATH/bin/ctxsize\"",
	"buildkite-agent": "cat > annotation.md",
	"reviewdog":       "cat > diagnostics.json",
}

// TestDocsCI runs the shell lines of docs/ci.md in a project that passes, and in one that exceeds a limit.
func TestDocsCI(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil || runtime.GOOS == "windows" {
		t.Skip("needs a shell and git")
	}
	files := map[string][]string{
		"GitLab CI": {"quality.json", "ctxsize.xml", "audit.md"}, "Buildkite": {"ctxsize.xml", "annotation.md"}, "GitHub Actions": {"ctxsize.sarif"},
		"Jenkins": {"ctxsize.xml", "ctxsize.sarif"}, "reviewdog": {"diagnostics.json"}, "Growth": {"comment.md", "diff.html"},
	}
	for name, lines := range ciScripts(t) {
		for size, fails := range map[int]bool{1: false, 60_000_000: name != "reviewdog"} {
			dir, code, log := runCI(t, lines, size)
			if fails != (code == 1) || code > 1 {
				t.Errorf("%s, %d bytes: exit code %d\n%s", name, size, code, log)
			}
			for _, file := range files[name] {
				if info, err := os.Stat(filepath.Join(dir, file)); (err != nil || info.Size() == 0) && !fails {
					t.Errorf("%s, %d bytes: %s is missing: %v\n%s", name, size, file, err, log)
				}
			}
		}
	}
}

// runCI runs lines as a CI system does, in a clone with a file of a size that its origin does not have.
func runCI(t *testing.T, lines []string, size int) (dir string, code int, log string) {
	t.Helper()
	dir, programs := t.TempDir(), t.TempDir()
	testtree.Write(t, dir, "Dockerfile", []byte("FROM scratch\nCOPY . /\n"))
	testtree.Write(t, dir, "package.json", []byte("{}  "))
	testtree.Write(t, dir, ".dockerignore", []byte(".git\n.go\n"))
	testtree.Write(t, dir, "kept", make([]byte, 1000))
	commit(t, dir)
	testtree.Write(t, dir, "added.bin", make([]byte, size))
	for _, args := range [][]string{{"update-ref", "refs/remotes/origin/main", "HEAD"}, {"add", "-A"}} {
		cmd := exec.Command("git", args...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v: %s", args, err, out)
		}
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(self, filepath.Join(programs, "ctxsize")); err != nil {
		t.Fatal(err)
	}
	for name, body := range ciPrograms {
		if err := os.WriteFile(filepath.Join(programs, name), []byte("#!/bin/sh\n"+body+"\n"), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command("sh", "-ec", strings.Join(lines, "\n"))
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "PATH="+programs+string(os.PathListSeparator)+os.Getenv("PATH"), "GOPATH="+filepath.Join(dir, ".go"))
	out, _ := cmd.CombinedOutput()
	return dir, cmd.ProcessState.ExitCode(), string(out)
}
