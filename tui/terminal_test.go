//go:build unix

package tui

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/build"
)

// asScreen makes the test program the screen of a directory, for tests in a real terminal.
const asScreen = "CTXSIZE_TEST_SCREEN"

func TestMain(m *testing.M) {
	dir := os.Getenv(asScreen)
	if dir == "" {
		os.Exit(m.Run())
	}
	s := newScreen(Options{Analysis: ctxsize.Options{Request: build.Request{Context: ".", Dir: dir}}, Env: os.Environ(), Input: os.Stdin, Output: os.Stdout})
	s.keys = append(s.keys,
		binding{keys: []string{"P"}, hint: none, when: always, do: func() []job { panic("while a key is handled") }},
		binding{keys: []string{"J"}, hint: none, when: always, do: func() []job { return []job{func(context.Context) any { panic("in a job") }} }})
	ctx, stop := signal.NotifyContext(context.Background(), slices.DeleteFunc([]os.Signal{syscall.SIGHUP, syscall.SIGQUIT}, signal.Ignored)...)
	defer stop()
	if err := s.run(ctx); errors.Is(err, ErrTerminalLost) {
		os.WriteFile(filepath.Join(dir, "lost"), nil, 0o600)
		os.Exit(3)
	} else if err != nil {
		fmt.Println("error:", err)
		os.Exit(2)
	}
	os.Exit(0)
}

// terminal is a tmux with a shell in it.
type terminal struct {
	t      *testing.T
	socket string
}

func newTerminal(t *testing.T, w, h int) *terminal {
	t.Helper()
	if _, err := exec.LookPath("tmux"); err != nil {
		t.Skip("there is no tmux")
	}
	term := &terminal{t, filepath.Join(t.TempDir(), "tmux")}
	term.tmux("-f", os.DevNull, "new-session", "-d", "-x", fmt.Sprint(w), "-y", fmt.Sprint(h), "env", "PS1=ready> ", "TERM=xterm-256color", "sh")
	t.Cleanup(func() { exec.Command("tmux", "-S", term.socket, "kill-server").Run() })
	term.waitFor("ready>")
	return term
}

func (term *terminal) tmux(args ...string) string {
	term.t.Helper()
	out, err := exec.Command("tmux", append([]string{"-S", term.socket}, args...)...).CombinedOutput()
	if err != nil {
		term.t.Fatalf("tmux %q: %v\n%s", args, err, out)
	}
	return string(out)
}

func (term *terminal) send(keys ...string) {
	term.t.Helper()
	term.tmux(append([]string{"send-keys"}, keys...)...)
}

func (term *terminal) capture() string { return term.tmux("capture-pane", "-p") }

// waitFor looks at the terminal until it shows a text, and gives what it shows then.
func (term *terminal) waitFor(text string) string {
	term.t.Helper()
	end := time.Now().Add(20 * time.Second)
	for {
		got := term.capture()
		if strings.Contains(got, text) {
			return got
		}
		if time.Now().After(end) {
			term.t.Fatalf("the terminal does not show %q:\n%s", text, got)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// start shows a directory.
func (term *terminal) start(dir string) {
	term.t.Helper()
	program, err := os.Executable()
	if err != nil {
		term.t.Fatal(err)
	}
	term.send("clear; stty -g > '"+dir+"/before'; "+asScreen+"='"+dir+"' sh -c 'echo $$ >\""+dir+"/pid\"; exec \""+program+"\"'; echo \"exit $?\"; stty -g > '"+dir+"/after'", "Enter")
	term.waitFor("Dockerfile → web")
}

// restored fails unless the terminal is as it was found.
func (term *terminal) restored(dir string) {
	term.t.Helper()
	term.waitFor("exit ")
	term.send("echo still $((40+2))", "Enter")
	term.waitFor("still 42")
	before, _ := os.ReadFile(filepath.Join(dir, "before"))
	after, _ := os.ReadFile(filepath.Join(dir, "after"))
	if len(before) == 0 || string(before) != string(after) {
		term.t.Errorf("stty was %q and is %q", before, after)
	}
	state := term.tmux("display-message", "-p", "#{alternate_on} #{cursor_flag} #{mouse_any_flag}")
	if strings.TrimSpace(state) != "0 1 0" {
		term.t.Errorf("alternate screen, cursor, mouse: %s", state)
	}
}

func TestTerminal(t *testing.T) {
	dir := newProject(t, usual, usualDockerfile, "# kept\ndocs\n")
	term := newTerminal(t, 80, 24)
	term.start(dir)
	term.waitFor("S: 2 safe patterns")
	term.send("x")
	term.waitFor("59 MiB → 2.8 MiB")
	term.send("u")
	term.waitFor("% of 59 MiB sent")
	term.tmux("resize-window", "-x", "120", "-y", "36")
	term.waitFor("suggestions: 2")
	term.send("S")
	term.waitFor("2 patterns drafted")
	term.send("w")
	shown := term.waitFor("+.git")
	term.send("Enter")
	term.waitFor("wrote .dockerignore")
	if text, err := os.ReadFile(filepath.Join(dir, ".dockerignore")); err != nil || string(text) != "# kept\ndocs\n\n# Version control\n.git\n\n# Logs\n**/*.log\n" {
		t.Errorf("written: %q, %v; shown:\n%s", text, err, shown)
	}
	term.send("q")
	term.restored(dir)
}

// TestTerminalRestored ends the program in every other way.
func TestTerminalRestored(t *testing.T) {
	for name, end := range map[string]func(term *terminal, dir string){
		"ctrl+c":         func(term *terminal, _ string) { term.send("x", "C-c") },
		"panic":          func(term *terminal, _ string) { term.send("P") },
		"panic in a job": func(term *terminal, _ string) { term.send("J") },
		"terminated":     func(_ *terminal, dir string) { kill(t, dir, syscall.SIGTERM) },
		"interrupted":    func(_ *terminal, dir string) { kill(t, dir, syscall.SIGINT) },
		"hung up":        func(_ *terminal, dir string) { kill(t, dir, syscall.SIGHUP) },
		"while it resizes": func(term *terminal, _ string) {
			for n := range 30 {
				term.tmux("resize-window", "-x", fmt.Sprint(1+n*37%200), "-y", fmt.Sprint(1+n*13%60))
			}
			term.tmux("resize-window", "-x", "80", "-y", "24")
			term.send("q")
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := newProject(t, usual, usualDockerfile, "docs\n")
			term := newTerminal(t, 80, 24)
			term.start(dir)
			end(term, dir)
			term.restored(dir)
		})
	}
}

// TestTerminalQuitEarly: q that is typed while the program starts quits it like any other.
func TestTerminalQuitEarly(t *testing.T) {
	dir := newProject(t, usual, usualDockerfile, "docs\n")
	term := newTerminal(t, 80, 24)
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	term.send("clear; "+asScreen+"='"+dir+"' '"+program+"'; echo \"exit $?\"", "Enter", "q")
	term.waitFor("exit 0")
}

// TestTerminalGone: the program ends when its terminal is gone, even if no signal says so.
func TestTerminalGone(t *testing.T) {
	dir := newProject(t, usual, usualDockerfile, "docs\n")
	term := newTerminal(t, 80, 24)
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	term.send("clear; trap '' HUP; "+asScreen+"='"+dir+"' exec '"+program+"'", "Enter")
	term.waitFor("Dockerfile → web")
	term.tmux("kill-window")
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		if _, err := os.Lstat(filepath.Join(dir, "lost")); err == nil {
			return
		}
		if time.Now().After(end) {
			t.Fatal("the program still runs, or ended without noticing")
		}
	}
}

// kill sends a signal to what runs in the terminal.
func kill(t *testing.T, dir string, signal syscall.Signal) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "pid"))
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(pid, signal); err != nil {
		t.Fatal(err)
	}
}
