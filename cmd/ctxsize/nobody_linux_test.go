package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// userDir returns a directory that every user may read and write, and in it this program under its own name.
func userDir(t *testing.T) (dir, program string) {
	t.Helper()
	dir, err := os.MkdirTemp("", "ctxsize")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(self)
	if err != nil {
		t.Fatal(err)
	}
	program = filepath.Join(dir, "bin", "ctxsize")
	for _, err := range []error{os.Mkdir(filepath.Dir(program), 0o755), os.WriteFile(program, text, 0o755), os.Chmod(dir, 0o755)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return dir, program
}

// asUser runs a command as a user without rights of its own where this process may change its user.
func asUser(t *testing.T, dir, name string, args ...string) result {
	t.Helper()
	cmd := exec.Command(name, args...)
	if os.Geteuid() == 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	}
	var out, stderr bytes.Buffer
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = dir, []string{"NO_COLOR=1", "PATH=" + os.Getenv("PATH")}, &out, &stderr
	err := cmd.Run()
	if _, exited := errors.AsType[*exec.ExitError](err); err != nil && !exited {
		t.Fatal(err)
	}
	return result{cmd.ProcessState.ExitCode(), out.String(), stderr.String()}
}

// TestUnreadable: a directory that cannot be read fails a check, unless a limit is exceeded anyway or gaps are allowed.
func TestUnreadable(t *testing.T) {
	dir, program := userDir(t)
	write(t, dir, "ctx/Dockerfile", "FROM scratch\nCOPY . /\n")
	write(t, dir, "ctx/secret/file", "text")
	chmod(t, filepath.Join(dir, "ctx/secret"), 0)
	check := func(args ...string) result { return asUser(t, dir, program, append([]string{"check"}, args...)...) }
	check("--max-size", "1GB", "ctx").expect(t, exitIncomplete, "PASS max-size: 22 B sent, limit 1.0 GB\nFAIL complete: cannot read secret/: permission denied\n", "")
	check("--max-size", "1B", "ctx").expect(t, exitMet, "FAIL complete: cannot read secret/: permission denied\n", "")
	check("--max-transfer", "1GB", "ctx").expect(t, exitIncomplete, "FAIL max-transfer: unknown, limit 1.0 GB\n", "")
	check("--max-transfer", "1GB", "--allow-incomplete", "ctx").expect(t, exitDone, "SKIP max-transfer: unknown, limit 1.0 GB\nSKIP complete: cannot read secret/", "")
	check("--max-size", "1GB", "--json", "ctx").expect(t, exitIncomplete, `"cannot read secret/: permission denied"`, "")
	check("--max-size", "1GB", "--ignore", "secret", "ctx").expect(t, exitDone, "PASS", "")
}

// TestUnreadableIgnoreFile: the sizes are those of another ignore file than the author means.
func TestUnreadableIgnoreFile(t *testing.T) {
	dir, program := userDir(t)
	write(t, dir, "Dockerfile", "FROM scratch\nCOPY . /\n")
	write(t, dir, ".dockerignore", "x\n")
	chmod(t, filepath.Join(dir, ".dockerignore"), 0)
	asUser(t, dir, program, "check", "--max-size", "1GB").expect(t, exitIncomplete, "FAIL complete: cannot read ignore file: ", "")
}

// TestDescriptorsExhausted: what is not read because no more files may be open fails a check.
func TestDescriptorsExhausted(t *testing.T) {
	dir, program := userDir(t)
	write(t, dir, "Dockerfile", "FROM scratch\nCOPY . /\n")
	// Both workers hold directories open on their way down.
	deep := ""
	for range 40 {
		deep += "d/"
		write(t, dir, deep+"left/file", "text")
		write(t, dir, deep+"right/file", "text")
	}
	failed := false
	// How many descriptors the program needs before it reads directories is not to be relied on, nor how many directories are open at once.
	for round := 0; round < 10 && !failed; round++ {
		for limit := 5; limit <= 20; limit++ {
			got := asUser(t, dir, "/bin/sh", "-c", fmt.Sprintf("ulimit -n %d && exec %s check --max-files 1000", limit, program))
			switch {
			case got.code == exitDone && !strings.Contains(got.out, "PASS max-files: 82 files sent"):
				t.Errorf("with %d descriptors a wrong number passes:\n%s%s", limit, got.out, got.errors)
			case got.code == exitIncomplete:
				failed = true
				got.expect(t, exitIncomplete, ": too many open files", "")
			case got.code == exitMet:
				t.Errorf("with %d descriptors a limit counts as exceeded:\n%s", limit, got.out)
			}
		}
	}
	if !failed {
		t.Error("no limit of descriptors made the answer incomplete")
	}
}

func chmod(t *testing.T, path string, mode fs.FileMode) {
	t.Helper()
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.Chmod(path, 0o755) })
}
