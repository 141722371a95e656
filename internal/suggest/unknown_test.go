package suggest_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ctxsize/ctxsize/internal/testanalysis"
	"github.com/ctxsize/ctxsize/internal/testtree"
)

const mebibyte = 1 << 20

// TestUnknown: large paths that no rule matches by name are proposed for review: by their size, or because git ignores them.
func TestUnknown(t *testing.T) {
	for _, c := range []struct {
		name      string
		sizes     map[string]int64
		gitignore string // with a repository, unless it is "-"
		tracked   string
		want      string
	}{
		{"a file by its size", map[string]int64{"big.xyz": 50 * mebibyte, "a/also.xyz": 51 * mebibyte}, "-", "", "review a/also.xyz\nreview /big.xyz"},
		{"a file that is too small", map[string]int64{"big.xyz": 50*mebibyte - 1}, "-", "", ""},
		{"a directory without git", map[string]int64{"set/a": 30 * mebibyte, "set/b": 30 * mebibyte}, "-", "", ""},
		{"an untracked directory", map[string]int64{"set/a": 30 * mebibyte, "set/b": 20 * mebibyte}, "", "main.c", "review /set\nsafe .git"},
		{"an untracked directory that is too small", map[string]int64{"set/a": 30 * mebibyte, "set/b": 20*mebibyte - 1}, "", "main.c", "safe .git"},
		{"a tracked file", map[string]int64{"big.xyz": 60 * mebibyte}, "", "big.xyz", "safe .git"},
		{"a submodule", map[string]int64{"sub/.git": 10, "sub/a": 50 * mebibyte}, "-", "", "review /sub\nsafe **/.git"},
		{"what git ignores", map[string]int64{"set/a": mebibyte, "b.xyz": mebibyte, "c.xyz": mebibyte - 1}, "set/\n*.xyz\n", "main.c", "review /b.xyz\nreview /set\nsafe .git"},
		{"what git ignores by a pattern further down", map[string]int64{"a/b/set/x": mebibyte, "a/b/.gitignore": 0}, "", "main.c", "review a/b/set\nsafe .git"},
		{"what git does not ignore", map[string]int64{"set/a": 2 * mebibyte}, "other/\n", "main.c", "safe .git"},
		{"a program", map[string]int64{"server": mebibyte, "bin.d/server": mebibyte}, "-", "", "review /server"},
		{"a program that is small", map[string]int64{"server": mebibyte - 1}, "-", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			testtree.Make(t, dir, "main.c")
			testtree.Write(t, dir, "Dockerfile", []byte("FROM scratch\nCOPY . /\n"))
			for name, size := range c.sizes {
				content := ""
				switch {
				case filepath.Base(name) == "server":
					content = "\x7fELF"
				case filepath.Base(name) == ".gitignore":
					content, size = "set/\n", int64(len("set/\n"))
				}
				testtree.Write(t, dir, name, []byte(content))
				if err := os.Truncate(filepath.Join(dir, name), size); err != nil {
					t.Fatal(err)
				}
			}
			if c.gitignore != "-" {
				if c.gitignore != "" {
					testtree.Write(t, dir, ".gitignore", []byte(c.gitignore))
				}
				testtree.Repository(t, dir, strings.Fields(c.tracked)...)
			}
			var got []string
			for _, s := range testanalysis.Of(t, dir).Builds[0].Suggestions {
				if !s.Preventive {
					got = append(got, fmt.Sprintf("%s %s", s.Safety, s.Line))
				}
			}
			if diff := cmp.Diff(c.want, strings.Join(got, "\n")); diff != "" {
				t.Error(diff)
			}
		})
	}
}
