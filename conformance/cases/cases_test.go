package cases

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestGenerateRepeats(t *testing.T) {
	for n := range 200 {
		if diff := cmp.Diff(Generate(7, n).String(), Generate(7, n).String()); diff != "" {
			t.Fatalf("case %d differs from itself:\n%s", n, diff)
		}
	}
}

func TestWriteKeepsTimes(t *testing.T) {
	tree := Tree{
		Entries: []Entry{{Path: "d", Kind: Dir}, {Path: "d/f", Kind: File, Size: 3}, {Path: "d/l", Kind: Symlink, Target: "f"}, {Path: "h", Kind: Hard, Target: "d/f"}},
		Texts:   map[string]string{"d/e/Dockerfile": "FROM scratch\n"},
	}
	root := t.TempDir()
	if err := tree.Write(root); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"d", "d/f", "d/l", "h", "d/e", "d/e/Dockerfile"} {
		info, err := os.Lstat(filepath.Join(root, path))
		if err != nil {
			t.Fatal(err)
		}
		if info.ModTime().Unix() != clock {
			t.Errorf("%s: time %v", path, info.ModTime())
		}
	}
}

func TestShrinkKeepsWhatFails(t *testing.T) {
	c := Case{Main: Tree{
		Entries: []Entry{{Path: "a", Kind: Dir}, {Path: "a/b", Kind: File}, {Path: "c", Kind: File}, {Path: "d", Kind: File}},
		Texts:   map[string]string{".dockerignore": "x\ny\nz\n", "Dockerfile": "FROM scratch\nCOPY a /\nCOPY . /\n"},
	}}
	got := Shrink(c, 100, func(c Case) bool {
		has := false
		for _, e := range c.Main.Entries {
			has = has || e.Path == "a/b"
		}
		return has && filepath.Base(c.Main.Texts[".dockerignore"]) != ""
	})
	want := Case{Main: Tree{
		Entries: []Entry{{Path: "a/b", Kind: File}},
		Texts:   map[string]string{".dockerignore": "", "Dockerfile": ""},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("want, got:\n%s", diff)
	}
}
