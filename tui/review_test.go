package tui

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/project"
)

// holds fails unless a file has that content.
func holds(t *testing.T, path, want string) {
	t.Helper()
	if text, err := os.ReadFile(path); err != nil || string(text) != want {
		t.Errorf("%s holds %q, %v; expected %q", path, text, err, want)
	}
}

// TestReviewTooSmall: what no review can be shown of is not written, neither on a terminal that is too small from the start nor on one that
// became so.
func TestReviewTooSmall(t *testing.T) {
	dir := newProject(t, usual, usualDockerfile, "docs\n")
	path := filepath.Join(dir, ".dockerignore")
	d := open(t, dir, 20, 5)
	d.keys("S w").shows("too small").keys("enter")
	holds(t, path, "docs\n")

	d = open(t, dir, 80, 24)
	d.keys("S w").shows("write .dockerignore")
	d.do(d.resize(20, 5))
	d.draw()
	d.keys("enter").shows("too small")
	holds(t, path, "docs\n")
	d.do(d.resize(80, 24))
	d.draw()
	d.keys("enter").shows("wrote .dockerignore")
	if text, err := os.ReadFile(path); err != nil || !strings.Contains(string(text), ".git\n") {
		t.Errorf("%q, %v", text, err)
	}
}

// TestReviewNotDrawn: keys that were typed ahead of the first frame do not write.
func TestReviewNotDrawn(t *testing.T) {
	dir := newProject(t, usual, usualDockerfile, "docs\n")
	d := open(t, dir, 80, 24)
	d.keys("S")
	d.do(d.press("w"))
	d.do(d.press("enter"))
	d.shows("look at it again")
	holds(t, filepath.Join(dir, ".dockerignore"), "docs\n")
}

// TestReviewWraps: a pattern that is longer than the screen is wide is shown to its end.
func TestReviewWraps(t *testing.T) {
	d := open(t, newProject(t, usual, usualDockerfile, ""), 40, 12)
	d.keys("e").text(strings.Repeat("long-", 20) + "end")
	d.do(d.press("esc"))
	d.keys("w end").shows("end")
	d.lacks("…")
}

// TestReviewLink: the title of the review and the diff name the file that is written.
func TestReviewLink(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("symbolic links need a privilege there")
	}
	for _, builder := range []build.Builder{build.BuildKit, build.Legacy, build.Podman} {
		dir := newProject(t, usual, usualDockerfile, "docs\n")
		if err := os.Rename(filepath.Join(dir, ".dockerignore"), filepath.Join(dir, ".gitignore")); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(".gitignore", filepath.Join(dir, ".dockerignore")); err != nil {
			t.Fatal(err)
		}
		d := open(t, dir, 120, 30, func(o *Options) { o.Analysis.Request.Builder = builder })
		d.choosePath("logs").keys("x w").shows("write .gitignore (.dockerignore is a symbolic link to it)", "+++ b/.gitignore").keys("enter").shows("wrote .gitignore")
		holds(t, filepath.Join(dir, ".gitignore"), "docs\nlogs\n")
	}
}

// TestWriteOutside: what leads out of the context is not written, and the map says why.
func TestWriteOutside(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("symbolic links need a privilege there")
	}
	for _, builder := range []build.Builder{build.BuildKit, build.Legacy, build.Podman} {
		dir, outside := newProject(t, usual, usualDockerfile, "docs\n"), t.TempDir()
		victim := filepath.Join(outside, "victim")
		write(t, outside, "victim", "docs\n")
		decoy := filepath.Join(dir, victim)
		if err := os.MkdirAll(filepath.Dir(decoy), 0o755); err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Dir(decoy), "victim", "docs\n")
		if err := os.Remove(filepath.Join(dir, ".dockerignore")); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(victim, filepath.Join(dir, ".dockerignore")); err != nil {
			t.Fatal(err)
		}
		d := open(t, dir, 120, 30, func(o *Options) { o.Analysis.Request.Builder = builder })
		if builder == build.Legacy {
			// The builder would read what is outside of the project: ctxsize does not.
			if !d.quit || d.failed == nil || !strings.Contains(d.failed.Error(), "outside of") {
				t.Errorf("the map ends with %v, want that the ignore file is outside of the project", d.failed)
			}
			holds(t, decoy, "docs\n")
		} else {
			// The builder finds the decoy in the context, and so does the write.
			d.choosePath("logs").keys("x w enter").shows("wrote ")
			holds(t, decoy, "docs\nlogs\n")
		}
		holds(t, victim, "docs\n")
	}
}

// TestWriteOutsideProject: contexts that a compose file names outside of its project are not written to.
func TestWriteOutsideProject(t *testing.T) {
	for _, named := range []bool{false, true} {
		dir, outside := newProject(t, "a 1\n", "FROM scratch\nCOPY . /\n", ""), newProject(t, "logs/x.log 5000\n", "FROM scratch\nCOPY . /\n", "docs\n")
		text := "services: {api: {build: {context: " + outside + "}}}\n"
		if named {
			text = "services: {api: {build: {context: ., additional_contexts: {lib: " + outside + "}}}}\n"
			write(t, dir, "Dockerfile", "FROM scratch\nCOPY --from=lib . /\n")
		}
		write(t, dir, "compose.yaml", text)
		d := open(t, dir, 120, 30, func(o *Options) { o.Analysis.Project = &project.Request{Compose: true} })
		if named {
			d.keys("enter")
		}
		d.choosePath("logs").keys("x w").shows("nothing was written", "is outside", "hint: ").keys("enter")
		holds(t, filepath.Join(outside, ".dockerignore"), "docs\n")
	}
}
