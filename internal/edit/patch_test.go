package edit

import (
	"errors"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/ctxsize/ctxsize/internal/testtree"
)

// TestPatch: what a terminal or the log of a CI system would obey is not printed, wherever the patch shows it.
func TestPatch(t *testing.T) {
	for _, c := range []struct {
		before, after string
		line          int // that is refused, 0 for none
	}{
		{"a\n", "a\nb\n", 0},
		{"\ufeffa\r\n", "\ufeffa\r\nb\r\n", 0},
		{"a\tb\n", "a\tb\nc\n", 0},
		{"# \x1b[31m\n", "# \x1b[31m\nb\n", 1},
		{"a\n# \x9b\n", "a\n# \x9b\nb\n", 2},
		{"# caf\xe9\na\nb\nc\nd\n", "# caf\xe9\na\nb\nc\nd\ne\n", 0}, // too far above the change to be shown
		{"a\rb\n", "a\rb\nc\n", 1},
		{"a\nb\u202e\n", "a\n", 2},
		{"a\n", "a\nb\u2028\n", 2},
		{"::error::x\n", "::error::x\nb\n", 1},
		{"a\n", "a\n::error::x\n", 0}, // stands behind a plus
		{"a\n", "a\n##[error]x\n", 2},
		{"a\nx\ufeff\n", "a\nx\ufeff\nb\n", 2},
	} {
		change := Change{Target: Target{Path: "/p/.dockerignore"}, Before: []byte(c.before), After: []byte(c.after)}
		patch, err := change.Patch(".dockerignore")
		var refused *UnprintableError
		switch {
		case c.line == 0 && (err != nil || patch != change.Diff(".dockerignore")):
			t.Errorf("%q: %q, %v", c.after, patch, err)
		case c.line > 0 && (!errors.As(err, &refused) || refused.Line != c.line || patch != ""):
			t.Errorf("%q: %q, %v", c.after, patch, err)
		}
	}
	if _, err := (Change{After: []byte("a\n::error::x\n")}).Printable("x"); err == nil {
		t.Error("a text with a command is printable")
	}
}

// TestPatchNames lets git apply patches of files with hostile names.
func TestPatchNames(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil || runtime.GOOS == "windows" {
		t.Skip("there is no git, or no such names")
	}
	for _, name := range testtree.HostileNames() {
		if len(name) > 200 || strings.TrimRight(name, "/") == "" {
			continue
		}
		change := Change{Before: []byte("a\n"), After: []byte("a\nb\n")}
		head, _, _ := strings.Cut(change.Diff(name+"/.dockerignore"), "\n@@")
		if !utf8.ValidString(head) || strings.ContainsAny(head, "\x1b\x07\x7f\u202e\u2028\u009b") || strings.Contains(head, "##[") {
			t.Errorf("%q: %q", name, head)
		}
		applies(t, change, name+"/.dockerignore")
	}
}
