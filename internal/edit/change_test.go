package edit

import (
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// TestDiffApplies lets git and patch apply diffs of random texts.
func TestDiffApplies(t *testing.T) {
	if testing.Short() {
		t.Skip("starts git hundreds of times")
	}
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("there is no git")
	}
	random := rand.New(rand.NewPCG(1, 2))
	for n := range 150 {
		before, after := randomText(random, nil), ""
		if random.IntN(3) > 0 {
			after = randomText(random, strings.SplitAfter(before, "\n"))
		} else {
			after = randomText(random, nil)
		}
		c := Change{Before: []byte(before), New: n%5 == 0, After: []byte(after)}
		if c.New {
			c.Before = nil
		}
		name := []string{".dockerignore", "a b/.dockerignore", "é/x", `quo"te`}[random.IntN(4)]
		if runtime.GOOS == "windows" && strings.Contains(name, `"`) || c.New && after == "" {
			continue
		}
		applies(t, c, name)
	}
}

func applies(t *testing.T, c Change, name string) {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if !c.New {
		writeFile(t, file, string(c.Before), 0o644)
	}
	diff := c.Diff(name)
	if diff == "" {
		if string(c.Before) != string(c.After) {
			t.Errorf("no diff between %q and %q", c.Before, c.After)
		}
		return
	}
	cmd := exec.Command("git", "-c", "core.autocrlf=false", "apply", "--whitespace=nowarn", "-")
	cmd.Dir, cmd.Stdin = dir, strings.NewReader(diff)
	cmd.Env = append(os.Environ(), "GIT_CEILING_DIRECTORIES="+filepath.Dir(dir))
	out, err := cmd.CombinedOutput()
	got, _ := os.ReadFile(file)
	if err != nil || string(got) != string(c.After) {
		t.Errorf("%v: %s\n%q became %q and not %q by\n%s", err, out, c.Before, got, c.After, diff)
	}
}

// randomText is a few lines, some of them of another text, with all kinds of endings.
func randomText(r *rand.Rand, lines []string) string {
	var b strings.Builder
	ending := []string{"\n", "\r\n"}[r.IntN(2)]
	for _, l := range lines {
		if r.IntN(4) > 0 {
			b.WriteString(l)
		}
	}
	for range r.IntN(6) {
		b.WriteString([]string{"a", "", "# é", "node_modules", "\ufeffx", "  b "}[r.IntN(6)] + ending)
	}
	text := b.String()
	if r.IntN(3) == 0 {
		text = strings.TrimRight(text, "\r\n")
	}
	return text
}
