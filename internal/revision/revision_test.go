package revision_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/ctxsize/ctxsize/internal/history"
	"github.com/ctxsize/ctxsize/internal/revision"
)

// TestUnpack writes a commit and the tracked files of the work tree.
func TestUnpack(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	env := append(os.Environ(), "HOME="+dir, "GIT_CONFIG_NOSYSTEM=1", "GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.org", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.org")
	cmd := exec.Command("sh", "-ec", `git init -q; mkdir d; echo 1 >d/a; cp d/a copy; ln -s d/a link; echo 1 >gone; head -c 2000000 /dev/zero >large; chmod +x copy; git add -A; git commit -qm 1
echo 22 >d/a; rm gone; echo 3 >untracked`)
	cmd.Dir, cmd.Env = dir, env
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	ctx := context.Background()
	r, err := history.Find(ctx, dir, env)
	if err != nil {
		t.Fatal(err)
	}
	commit, worktree := t.TempDir(), t.TempDir()
	if err := revision.Commit(ctx, r, "HEAD", commit); err != nil {
		t.Fatal(err)
	}
	if err := revision.Worktree(ctx, r, worktree); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		dir, name string
		size      int64
		mode      os.FileMode
	}{
		{commit, "d/a", 2, 0}, {commit, "copy", 2, 0o100}, {commit, "gone", 2, 0}, {commit, "large", 2_000_000, 0}, {commit, "link", 3, os.ModeSymlink},
		{worktree, "d/a", 3, 0}, {worktree, "copy", 2, 0o100}, {worktree, "large", 2_000_000, 0}, {worktree, "link", 3, os.ModeSymlink},
	} {
		info, err := os.Lstat(filepath.Join(c.dir, c.name))
		if err != nil || info.Size() != c.size || info.Mode()&os.ModeSymlink != c.mode&os.ModeSymlink || c.mode&os.ModeSymlink == 0 && info.Mode()&0o100 != c.mode {
			t.Errorf("%s: %v, %v", c.name, info, err)
		}
	}
	for _, name := range []string{filepath.Join(worktree, "gone"), filepath.Join(worktree, "untracked"), filepath.Join(commit, ".git")} {
		if _, err := os.Lstat(name); err == nil {
			t.Errorf("%s exists", name)
		}
	}
}
