package inventory

import (
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ctxsize/ctxsize/walker"
)

// runGit runs git in a directory, without anybody's configuration.
func runGit(t testing.TB, dir string, stdin string, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	cmd := exec.Command("git", args...)
	cmd.Dir, cmd.Stdin = dir, strings.NewReader(stdin)
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1", "HOME="+dir)
	out, err := cmd.Output()
	if err != nil && cmd.ProcessState.ExitCode() != 1 {
		t.Fatalf("git %v: %v", args, err)
	}
	return string(out)
}

// TestGitIgnores holds our reading of .gitignore files against git's, on random ones in two directories.
func TestGitIgnores(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	pick := func(list ...string) string { return list[random.IntN(len(list))] }
	lines := func() string {
		var text strings.Builder
		for range 1 + random.IntN(4) {
			text.WriteString(pick("", "", "!", "/", "# "))
			for n := range 1 + random.IntN(3) {
				if n > 0 {
					text.WriteString("/")
				}
				text.WriteString(pick("a", "b", "x", "*", "**", "?", "[ab]", "[!a]", "a*", "?b", "*.*", "ab"))
			}
			text.WriteString(pick("\n", "\r\n", " \n", "/\n"))
		}
		return text.String()
	}
	paths := []string{"a", "b", "ab", "a.b", "x/a", "x/b", "x/a/b", "x/ab/a", "x/x/b", "b/a", "b/x/a", "b/b"}
	dir := t.TempDir()
	runGit(t, dir, "", "init", "-q")
	for range 150 {
		text, below := lines(), lines()
		write(t, dir, ".gitignore", text)
		write(t, dir, "x/.gitignore", below)
		out := runGit(t, dir, strings.Join(paths, "\x00"), "check-ignore", "--no-index", "--stdin", "-z")
		ignored := map[string]bool{}
		for p := range strings.SplitSeq(out, "\x00") {
			ignored[p] = true
		}
		project := OpenProject(dir, nil)
		for _, p := range paths {
			if got := project.Ignored(p, walker.File); got != ignored[p] {
				t.Errorf("%s: %v, and git says %v, with %q and in x %q", p, got, ignored[p], text, below)
			}
		}
	}
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	p := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(p, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestTracked: what git's index holds, for the whole repository, for a directory in it, and for another work tree.
func TestTracked(t *testing.T) {
	dir := t.TempDir()
	runGit(t, dir, "", "init", "-q")
	for _, name := range []string{"a", "sub/b", "sub/deep/c", "other"} {
		write(t, dir, name, "x")
	}
	write(t, dir, "sub/.gitignore", "*.tmp\n")
	write(t, dir, ".gitignore", "*.bak\n")
	runGit(t, dir, "", "add", "a", "sub")
	for _, c := range []struct {
		dir     string
		tracked string
		not     string
		ignored string
	}{
		{".", "a sub sub/b sub/deep sub/deep/c", "other su sub/d", "x.bak sub/y.tmp"},
		{"sub", "b deep deep/c", "a other", "y.tmp z.bak"},
	} {
		p := OpenProject(filepath.Join(dir, c.dir), nil)
		if !p.HasGit() {
			t.Errorf("%s: no repository", c.dir)
		}
		for name := range strings.FieldsSeq(c.tracked) {
			if !p.Tracked(name) {
				t.Errorf("%s: %s is not tracked", c.dir, name)
			}
		}
		for name := range strings.FieldsSeq(c.not) {
			if p.Tracked(name) {
				t.Errorf("%s: %s is tracked", c.dir, name)
			}
		}
		for name := range strings.FieldsSeq(c.ignored) {
			if !p.Ignored(name, walker.File) {
				t.Errorf("%s: %s is not ignored", c.dir, name)
			}
		}
	}
	if OpenProject(t.TempDir(), nil).HasGit() {
		t.Error("a repository out of nothing")
	}
}
