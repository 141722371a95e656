package rebuild_test

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/history"
	"github.com/ctxsize/ctxsize/internal/rebuild"
)

// TestTouched counts the commits that change copied paths and the directories above them, on a history whose answers are known. A path counts once a
// commit; excluded and uncopied ones do not, and with .git copied every commit counts.
func TestTouched(t *testing.T) {
	r := newRepository(t)
	for _, script := range []string{
		"mkdir -p app/src/deep app/docs; echo 1 >app/src/a; echo 1 >app/src/deep/b; echo 1 >app/docs/c; echo 1 >app/x.log; echo 1 >other",
		"echo 2 >app/src/a; echo 2 >app/src/deep/b",
		"echo 3 >app/src/a",
		"echo 2 >app/docs/c",
		"echo 2 >app/x.log; echo 2 >other",
		"rm app/src/deep/b",
		"chmod +x app/docs/c",
		"true",
	} {
		r.commit(script)
	}
	for _, c := range []struct {
		dir, dockerfile, ignore string
		want                    map[string]int
	}{
		{"app", "COPY . /\n", "*.log\n", map[string]int{".": 5, "src": 3, "src/a": 2, "src/deep": 2, "src/deep/b": 2, "docs": 2, "docs/c": 2, "x.log": 0}},
		{"app", "COPY src /src\n", "", map[string]int{".": 3, "src": 3, "docs": 0, "x.log": 0}},
		{"app", "RUN --mount=source=docs,target=/d x\n", "", map[string]int{".": 2, "src": 0, "docs/c": 2}},
		{"app", "RUN x\n", "", map[string]int{".": 0, "src": 0}},
		{".", "COPY . /\n", ".git\n", map[string]int{".": 6, "app": 6, "other": 1, ".git": 0}},
		{".", "COPY . /\n", "", map[string]int{".": 7, "app": 6, ".git": 7}},
	} {
		write(t, filepath.Join(r.dir, c.dir, "Dockerfile"), "FROM scratch\n"+c.dockerfile)
		write(t, filepath.Join(r.dir, c.dir, ".dockerignore"), c.ignore)
		touched := r.touched(c.dir)
		if touched.Commits != 7 {
			t.Errorf("%d commits, want 7", touched.Commits)
		}
		for path, want := range c.want {
			if got := touched.Of(path); got != want {
				t.Errorf("%s with %q: %s is changed by %d commits, want %d", c.dockerfile, c.ignore, path, got, want)
			}
		}
	}
}

// touched counts the commits that change what the build of a directory copies.
func (r *repository) touched(dir string) *rebuild.Touched {
	r.Helper()
	ctx := context.Background()
	a, err := ctxsize.Analyze(ctx, ctxsize.Options{Request: ctxsize.Request{Context: filepath.Join(r.dir, dir), Dir: r.dir, Env: r.env}, NoTransfer: true})
	if err != nil {
		r.Fatal(err)
	}
	opened, err := history.Find(ctx, r.dir, r.env)
	if err != nil {
		r.Fatal(err)
	}
	past, err := rebuild.Read(ctx, opened, history.Options{})
	if err != nil {
		r.Fatal(err)
	}
	of := rebuild.Build{Build: a.Builds[0].Build, Contexts: a.Builds[0].Usages()}
	touched, err := past.Touched(of, "")
	if err != nil {
		r.Fatal(err)
	}
	if _, err := past.Touched(of, "elsewhere"); err == nil {
		r.Error("there are commits of a context that is not in the repository")
	}
	return touched
}
