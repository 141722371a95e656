package inventory

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestIndexNames: the paths are those that git lists, for every version of the format, and a damaged index has none.
func TestIndexNames(t *testing.T) {
	dir := t.TempDir()
	git := func(args ...string) []byte {
		t.Helper()
		out, err := exec.Command("git", append([]string{"-C", dir}, args...)...).Output()
		if err != nil {
			t.Fatalf("git %v: %v", args, err)
		}
		return out
	}
	git("init", "-q")
	var want []string
	for n := range 40 {
		want = append(want, fmt.Sprintf("d%d/%s.txt", n%3, strings.Repeat("x", n)))
	}
	// Its length does not fit in the flags of an entry.
	want = append(want, strings.Repeat(strings.Repeat("y", 200)+"/", 21)+"z")
	slices.Sort(want)
	update := exec.Command("git", "-C", dir, "update-index", "--index-info")
	update.Stdin = strings.NewReader(indexInfo(want))
	if out, err := update.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for _, version := range []string{"2", "3", "4"} {
		git("update-index", "--index-version", version)
		text, err := os.ReadFile(filepath.Join(dir, ".git", "index"))
		if err != nil {
			t.Fatal(err)
		}
		got, ok := indexNames(text)
		if diff := cmp.Diff(want, got); !ok || diff != "" {
			t.Errorf("version %s: %v %s", version, ok, diff)
		}
		for at := range text {
			damaged := bytes.Clone(text)
			damaged[at] ^= 1
			if _, ok := indexNames(damaged); ok {
				t.Fatalf("version %s: byte %d is wrong, and the index is read", version, at)
			}
			if _, ok := indexNames(text[:at]); ok {
				t.Fatalf("version %s: only %d bytes are there, and the index is read", version, at)
			}
			if at > 2000 {
				break
			}
		}
	}
}

// indexInfo returns the input of git update-index --index-info for empty files.
func indexInfo(paths []string) string {
	var text strings.Builder
	for _, p := range paths {
		fmt.Fprintf(&text, "100644 e69de29bb2d1d6434b8b29ae775ad8c2e48c5391\t%s\n", p)
	}
	return text.String()
}
