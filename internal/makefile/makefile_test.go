package makefile

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestLines: continued lines are one, with the number of the first.
func TestLines(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []Line
	}{
		{"nothing", "", nil},
		{"a rule", "a: b\n\tcc b\n", []Line{{"a: b", 1}, {"\tcc b", 2}}},
		{"continued lines", "A = 1 \\\n  2 \\\n  3\nB = 4\n", []Line{{"A = 1    2    3", 1}, {"B = 4", 4}}},
		{"an escaped backslash", "A = \\\\\nB = 1\n", []Line{{`A = \\`, 1}, {"B = 1", 2}}},
		{"an escaped backslash and one that continues", "A = \\\\\\\nB\n", []Line{{`A = \\ B`, 1}}},
		{"line ends of Windows", "a:\r\n\tx \\\r\n\ty\r\n", []Line{{"a:", 1}, {"\tx  \ty", 2}}},
		{"no newline at the end", "a:\\", []Line{{"a: ", 1}}},
		{"an empty line between", "a:\n\n\tx", []Line{{"a:", 1}, {"", 2}, {"\tx", 3}}},
	} {
		if diff := cmp.Diff(c.want, Lines(c.text)); diff != "" {
			t.Errorf("%s: want -, got +\n%s", c.name, diff)
		}
	}
}

func TestIsRecipe(t *testing.T) {
	for text, want := range map[string]bool{"\tcc": true, "  cc": false, "": false} {
		if got := (&Line{Text: text}).IsRecipe(); got != want {
			t.Errorf("%q: got %t, want %t", text, got, want)
		}
	}
}

// references are texts with their expansion, where a variable NAME has the value <NAME>, and all references.
var references = []struct {
	text, expanded string
	names          []string
}{
	{"plain", "plain", nil},
	{"$(A) ${B} $C $$D", "<A> <B> <C> $D", []string{"A", "B", "C"}},
	{"$(dir $(A))x", "<dir $(A)>x", []string{"dir $(A)", "A"}},
	{"$(A_${B})", "<A_${B}>", []string{"A_${B}", "B"}},
	{"${shell echo \")\"}", "<shell echo \")\">", []string{"shell echo \")\""}},
	{"$(shell echo '}')y", "<shell echo '}'>y", []string{"shell echo '}'"}},
	{"$(call f,(a),b)", "<call f,(a),b>", []string{"call f,(a),b"}},
	{"$(A", "<A>", []string{"A"}},
	{"$", "$", nil},
	{"a$", "a$", nil},
	{"$()", "<>", []string{""}},
	{"$@ $<", "<@> <<>", []string{"@", "<"}},
}

func TestExpand(t *testing.T) {
	for _, c := range references {
		if got := Expand(c.text, func(name string) string { return "<" + name + ">" }); got != c.expanded {
			t.Errorf("Expand(%q): got %q, want %q", c.text, got, c.expanded)
		}
		if diff := cmp.Diff(c.names, References(c.text)); diff != "" {
			t.Errorf("References(%q): want -, got +\n%s", c.text, diff)
		}
	}
}

// TestDeepReferences: references that are nested too deep cost no more than those that are searched.
func TestDeepReferences(t *testing.T) {
	start := time.Now()
	if n := len(References(strings.Repeat("$(", 1<<19))); n != maxNesting {
		t.Errorf("got %d references, want %d", n, maxNesting)
	}
	if d := time.Since(start); d > 2*time.Second {
		t.Errorf("took %v", d)
	}
}

// TestBracketsAsMake compares the end of references with make itself.
func TestBracketsAsMake(t *testing.T) {
	program, err := exec.LookPath("make")
	if err != nil {
		t.Skip("make is not installed")
	}
	for _, text := range []string{"$(strip a(b)c)d", "${strip a(b}c)d", "$(strip a{b)c}d", "$(strip a$(strip })b)c", "${strip a${strip )}b}c", "$$(strip a)b"} {
		file := filepath.Join(t.TempDir(), "Makefile")
		if err := os.WriteFile(file, []byte("TEXT = "+text+"\n$(info [$(TEXT)])\nall: ;\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command(program, "-s", "-f", file).Output()
		if err != nil {
			t.Errorf("make cannot read %s: %v", text, err)
			continue
		}
		if got, want := "["+strip(text)+"]\n", string(out); got != want {
			t.Errorf("%s: got %q, make prints %q", text, got, want)
		}
	}
}

// strip expands $(strip TEXT) for texts without blanks.
func strip(text string) string {
	return Expand(text, func(name string) string { return strip(strings.TrimPrefix(name, "strip ")) })
}
