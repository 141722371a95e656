package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// completionProject makes a project to complete names of.
func completionProject(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	write(t, dir, "Dockerfile", "FROM scratch AS base\nFROM base AS development\nFROM base AS production\n")
	write(t, dir, "compose.yaml", "services:\n  api: {build: .}\n  frontend: {build: ., profiles: [dev]}\n")
	write(t, dir, "bake.hcl", "target \"default\" {}\ntarget \"image\" {}\n")
	write(t, dir, "services/api/Dockerfile", "FROM scratch AS inner\n")
	return dir
}

// TestCompletion: values complete to the names of the project.
func TestCompletion(t *testing.T) {
	dir := completionProject(t)
	for line, want := range map[string]string{
		"--target ''":                            "base\ndevelopment\nproduction\n:4\n",
		"-f services/api/Dockerfile --target ''": "inner\n:4\n",
		"services/api --target ''":               "inner\n:4\n",
		"check --compose --service ''":           "api\nfrontend\n:4\n",
		"--bake=bake.hcl --service ''":           "default\nimage\n:4\n",
		"audit -o ''":                            "text\njson\nmarkdown\nhtml\nsvg\nndjson\nsarif\ngithub\ngitlab\njunit\nrdjson\nncdu\nsnapshot\n:4\n",
		"check --fail-on ''":                     "info\nwarning\nerror\n:4\n",
		"ls --sort ''":                           "name\nsize\nfiles\n:4\n",
		"check ''":                               ":16\n",
		"-f ''":                                  ":0\n",
	} {
		t.Run(line, func(t *testing.T) {
			if got := runLine(t, dir, "__complete "+line); got.out != want {
				t.Errorf("got %q, want %q", got.out, want)
			}
		})
	}
}

// TestShells completes a stage, a service and a code in real shells.
func TestShells(t *testing.T) {
	if _, err := exec.LookPath("tmux"); err != nil {
		t.Skip("tmux is not installed")
	}
	bin := t.TempDir()
	if out, err := exec.Command("go", "build", "-o", filepath.Join(bin, "ctxsize"), ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	dir := completionProject(t)
	for shell, c := range map[string]struct {
		args  string
		setup string
	}{
		"bash": {"--norc --noprofile", ". /usr/share/bash-completion/bash_completion; . <(ctxsize completion bash)"},
		"zsh":  {"-f", "autoload -Uz compinit; compinit -D; . <(ctxsize completion zsh)"},
		"fish": {"--no-config", "ctxsize completion fish | source"},
	} {
		t.Run(shell, func(t *testing.T) {
			if _, err := exec.LookPath(shell); err != nil {
				t.Skip(shell + " is not installed")
			}
			if _, err := os.Stat("/usr/share/bash-completion/bash_completion"); shell == "bash" && err != nil {
				t.Skip("bash-completion is not installed")
			}
			s := startShell(t, dir, bin, shell+" "+c.args)
			s.send(c.setup, "Enter")
			s.send("echo re''ady", "Enter")
			s.wait("\nready")
			for typed, want := range map[string]string{"ctxsize --target dev": "development", "ctxsize --compose --service fr": "frontend", "ctxsize explain vcs": "vcs-sent"} {
				s.send(typed, "Tab")
				s.wait(want)
				s.send("", "C-u")
			}
		})
	}
}

// shellScreen is a shell in a terminal.
type shellScreen struct {
	t      *testing.T
	socket string
}

func startShell(t *testing.T, dir, bin, command string) shellScreen {
	t.Helper()
	s := shellScreen{t, filepath.Join(t.TempDir(), "tmux")}
	t.Cleanup(func() { _ = exec.Command("tmux", "-S", s.socket, "kill-server").Run() })
	cmd := exec.Command("tmux", "-S", s.socket, "-f", os.DevNull, "new-session", "-d", "-x", "120", "-y", "40", "-c", dir, command)
	cmd.Env = append(os.Environ(), "PATH="+bin+":"+os.Getenv("PATH"), "TERM=xterm", "HOME="+t.TempDir(), "LC_ALL=C.UTF-8")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Skipf("tmux does not start: %v\n%s", err, out)
	}
	return s
}

// send types a text and a key.
func (s shellScreen) send(text, key string) {
	s.t.Helper()
	for _, args := range [][]string{{"-l", text}, {key}} {
		if args[len(args)-1] == "" {
			continue
		}
		if out, err := exec.Command("tmux", append([]string{"-S", s.socket, "send-keys"}, args...)...).CombinedOutput(); err != nil {
			s.t.Fatalf("%v\n%s", err, out)
		}
	}
}

// wait waits until a text is on the screen.
func (s shellScreen) wait(text string) {
	s.t.Helper()
	screen := ""
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		out, err := exec.Command("tmux", "-S", s.socket, "capture-pane", "-p").Output()
		if screen = string(out); err == nil && strings.Contains("\n"+screen, text) {
			return
		}
	}
	s.t.Fatalf("%q does not appear:\n%s", text, screen)
}
