package history_test

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"github.com/ctxsize/ctxsize/internal/history"
)

// clone makes a repository with a script, and opens it.
func clone(t *testing.T, script string) (*history.Repository, []string) {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip("there is no shell")
	}
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	env := append(os.Environ(), "HOME="+dir, "GIT_CONFIG_NOSYSTEM=1", "GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.org", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.org")
	cmd := exec.Command("sh", "-ec", "git init -q\n"+script)
	cmd.Dir, cmd.Env = dir, env
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	r, err := history.Find(context.Background(), dir, env)
	if err != nil {
		t.Fatal(err)
	}
	return r, env
}

func TestLog(t *testing.T) {
	r, _ := clone(t, "mkdir d; echo 1 >d/a; git add -A; git commit -qm 1\nprintf x >\"d/b\nc\"; chmod +x d/a; git add -A; git commit -qm 2\ngit rm -qr d; git commit -qm 3 --allow-empty")
	log, err := r.Log(context.Background(), history.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range log.Commits {
		for _, change := range c.Changes {
			kind := "modified"
			if !change.Old.Exists() {
				kind = "added"
			} else if !change.New.Exists() {
				kind = "deleted"
			}
			got = append(got, kind+" "+log.Paths.Name(change.Path))
		}
	}
	want := []string{"deleted d", "deleted d/a", "deleted d/b\nc", "modified d", "modified d/a", "added d/b\nc"}
	if !slices.Equal(got, want) || len(log.Commits) != 3 || len(log.Commits[2].Parents) != 0 {
		t.Errorf("%q", got)
	}
}

// TestHostileConfiguration: a repository cannot start programs.
func TestHostileConfiguration(t *testing.T) {
	r, _ := clone(t, `echo 1 >a; echo '* diff=x filter=x' >.gitattributes; git add -A; git commit -qm 1
echo 2 >a; git commit -qam 2
printf '#!/bin/sh\ntouch $HOME/started\nfalse\n' >p; chmod +x p
for key in core.fsmonitor core.pager core.sshCommand diff.external diff.x.textconv diff.x.command filter.x.smudge filter.x.clean gpg.program core.editor pager.log pager.cat-file; do git config $key $PWD/p; done
git config log.showSignature true; git config core.hooksPath $PWD/hooks
mkdir hooks; for h in post-index-change reference-transaction; do cp p hooks/$h; done`)
	ctx := context.Background()
	log, err := r.Log(ctx, history.Options{})
	if err != nil || len(log.Commits) != 2 {
		t.Fatal(err)
	}
	err = r.Tree(ctx, "HEAD", log.Paths, func(int32, history.Entry) {})
	_, tracked := r.Tracked(ctx)
	_, differ := r.Differences(ctx, []string{log.Commits[0].ID, log.Commits[1].ID}, log.Paths)
	read := r.Contents(ctx, []history.ObjectID{log.Commits[0].Changes[0].New.ID}, func(_ history.ObjectID, size int64, content io.Reader) error {
		text, err := io.ReadAll(content)
		if string(text) != "2\n" || size != 2 {
			t.Errorf("%q", text)
		}
		return err
	})
	if err := errors.Join(err, tracked, differ, read); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Join(r.Worktree, "started")); err == nil {
		t.Error("a program of the repository was started")
	}
}

func TestOpenErrors(t *testing.T) {
	if _, err := history.Find(context.Background(), t.TempDir(), os.Environ()); !errors.Is(err, history.ErrNoRepository) && !errors.Is(err, history.ErrNoGit) {
		t.Error(err)
	}
	r, _ := clone(t, "git commit -q --allow-empty -m 1")
	for _, revision := range []string{"nothing", "--all", "HEAD; true", ""} {
		if got, err := r.Resolve(context.Background(), revision); err == nil {
			t.Errorf("%q: %s", revision, got)
		}
	}
	if _, err := r.Log(context.Background(), history.Options{Since: "soon"}); err == nil {
		t.Error("no error")
	}
}
