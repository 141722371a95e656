package rebuild_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/history"
	"github.com/ctxsize/ctxsize/internal/rebuild"
)

// repository is a git repository that a test makes.
type repository struct {
	*testing.T
	dir string
	env []string
	// date is the time of the next commit, in seconds.
	date int
}

// newRepository makes an empty repository.
func newRepository(t *testing.T) *repository {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	r := &repository{T: t, dir: dir, date: 1_700_000_000}
	r.env = append(os.Environ(), "HOME="+dir, "GIT_CONFIG_NOSYSTEM=1", "GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.org", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.org")
	r.git("init", "-q", "-b", "main")
	return r
}

// git runs git.
func (r *repository) git(args ...string) string {
	r.Helper()
	cmd := exec.Command("git", append([]string{"-c", "protocol.file.allow=always", "-c", "advice.detachedHead=false"}, args...)...)
	cmd.Dir = r.dir
	cmd.Env = append(r.env, fmt.Sprintf("GIT_AUTHOR_DATE=%d +0000", r.date), fmt.Sprintf("GIT_COMMITTER_DATE=%d +0000", r.date))
	out, err := cmd.CombinedOutput()
	if err != nil {
		r.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(string(out))
}

// commit runs a script in the work tree, and commits what it changes.
func (r *repository) commit(script string) {
	r.Helper()
	r.script(script)
	r.date++
	r.git("add", "-A")
	r.git("commit", "-q", "--allow-empty", "-m", script)
}

// script runs a script in the work tree.
func (r *repository) script(script string) {
	r.Helper()
	cmd := exec.Command("sh", "-ec", script)
	cmd.Dir, cmd.Env = r.dir, r.env
	if out, err := cmd.CombinedOutput(); err != nil {
		r.Fatalf("%s: %v\n%s", script, err, out)
	}
}

// churn replays the history with the build of a directory of the work tree.
func (r *repository) churn(dir string, o history.Options, change func(*ctxsize.Request)) *rebuild.Churn {
	r.Helper()
	ctx := context.Background()
	request := ctxsize.Request{Context: filepath.Join(r.dir, dir), Dir: r.dir, Env: r.env}
	if change != nil {
		change(&request)
	}
	a, err := ctxsize.Analyze(ctx, ctxsize.Options{Request: request, NoTransfer: true})
	if err != nil {
		r.Fatal(err)
	}
	opened, err := history.Find(ctx, filepath.Join(r.dir, dir), r.env)
	if err != nil {
		r.Fatal(err)
	}
	past, err := rebuild.Read(ctx, opened, o)
	if err != nil {
		r.Fatal(err)
	}
	b := &a.Builds[0]
	c, err := past.Churn(rebuild.Build{Build: b.Build, Contexts: b.Usages()})
	if err != nil {
		r.Fatal(err)
	}
	return c
}

// counts describes the steps: the line, the changes and the reruns of each.
func counts(c *rebuild.Churn) string {
	var list []string
	for _, s := range c.Steps {
		list = append(list, fmt.Sprintf("%d:%d/%d", s.Line, s.Changes, s.Reruns))
	}
	return strings.Join(list, " ")
}
