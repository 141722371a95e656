package rebuild_test

import (
	"testing"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/history"
)

// TestMerges: a merge is compared with its first parent, and what its branch built is cached.
func TestMerges(t *testing.T) {
	r := newRepository(t)
	r.commit("mkdir a b; echo 1 >a/x; echo 1 >b/x; printf 'FROM scratch\\nCOPY a /a\\nCOPY b /b\\n' >Dockerfile; echo .git >.dockerignore")
	r.git("checkout", "-q", "-b", "side")
	r.commit("echo 2 >b/x") // b
	r.git("checkout", "-q", "main")
	r.commit("echo 2 >a/x") // a, and b after it
	r.date++
	r.git("merge", "-q", "--no-edit", "side") // b after a
	r.git("checkout", "-q", "-b", "ahead")
	r.commit("echo 3 >b/x") // b
	r.git("checkout", "-q", "main")
	r.date++
	r.git("merge", "-q", "--no-ff", "--no-edit", "ahead") // the tree of ahead: cached
	for _, c := range []struct {
		name    string
		options history.Options
		commits int
		want    string
	}{
		{"all", history.Options{}, 5, "2:1/1 3:4/4"},
		{"first parents", history.Options{FirstParent: true}, 3, "2:1/1 3:2/3"},
		{"few", history.Options{Commits: 2}, 2, "2:0/0 3:2/1"},
		{"since a revision", history.Options{Since: "main~1"}, 2, "2:0/0 3:2/1"},
		{"since a date", history.Options{Since: "2023-11-14T22:13:25Z"}, 2, "2:0/0 3:2/1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := r.churn(".", c.options, nil)
			if counts(got) != c.want || got.Commits != c.commits {
				t.Errorf("got %s of %d, want %s of %d", counts(got), got.Commits, c.want, c.commits)
			}
		})
	}
}

// TestBranchesFromBeforeTheLog: branches that the selected commits do not connect are compared by their trees.
func TestBranchesFromBeforeTheLog(t *testing.T) {
	r := newRepository(t)
	r.commit("mkdir a; echo 1 >a/x; echo 1 >a/y; printf 'FROM scratch\\nCOPY a /a\\n' >Dockerfile")
	r.git("checkout", "-q", "-b", "side")
	r.git("checkout", "-q", "main")
	r.commit("echo 2 >a/x")
	r.git("checkout", "-q", "side")
	r.commit("echo 2 >a/x") // the tree of main~1
	r.git("checkout", "-q", "main")
	r.date++
	r.git("merge", "-q", "--no-edit", "side")
	if got := r.churn(".", history.Options{Commits: 2}, nil); counts(got) != "2:1/0" || got.Commits != 2 {
		t.Errorf("%s of %d", counts(got), got.Commits)
	}
}

// TestSubdirectory: paths are relative to the context, and commits elsewhere count as commits.
func TestSubdirectory(t *testing.T) {
	r := newRepository(t)
	r.commit("mkdir -p api/src web; echo 1 >api/src/x; echo 1 >web/x; printf 'FROM scratch\\nCOPY . /\\n' >api/Dockerfile")
	r.commit("echo 2 >web/x")
	r.commit("echo 2 >api/src/x")
	r.commit("echo '# comment' >>api/Dockerfile")
	c := r.churn("api", history.Options{}, nil)
	if counts(c) != "2:2/2" || c.Commits != 3 || c.DockerfileChanges != 1 {
		t.Errorf("%s of %d, %d changes of the Dockerfile", counts(c), c.Commits, c.DockerfileChanges)
	}
	if p := c.Steps[0].Paths; len(p) != 3 || p[0].Path != "Dockerfile" || p[1].Path != "src/" || p[2].Path != "src/x" {
		t.Errorf("%v", p)
	}
}

// TestShallow: the border of a shallow clone is compared with nothing.
func TestShallow(t *testing.T) {
	r := newRepository(t)
	r.commit("echo 1 >x; printf 'FROM scratch\\nCOPY x /\\n' >Dockerfile")
	for _, script := range []string{"echo 2 >x", "true", "echo 3 >x"} {
		r.commit(script)
	}
	r.git("clone", "-q", "--depth", "3", "file://"+r.dir, "clone")
	r.dir += "/clone"
	if c := r.churn(".", history.Options{}, nil); counts(c) != "2:1/1" || c.Commits != 2 {
		t.Errorf("%s of %d", counts(c), c.Commits)
	}
}

// TestSubmodule: another commit of a submodule counts as a change of its files.
func TestSubmodule(t *testing.T) {
	r := newRepository(t)
	r.commit("echo 1 >x")
	outer := newRepository(t)
	outer.git("submodule", "--quiet", "add", r.dir, "sub")
	outer.commit("printf 'FROM scratch\\nCOPY sub/x /\\nRUN y\\n' >Dockerfile")
	outer.commit("echo 1 >y")
	r.commit("echo 2 >x")
	outer.git("-C", "sub", "pull", "-q")
	outer.commit("true")
	if c := outer.churn(".", history.Options{}, nil); counts(c) != "2:1/1 3:0/1" || !c.Submodules {
		t.Errorf("%s, submodules %v", counts(c), c.Submodules)
	}
}

// TestUntracked: a source that git does not know is assumed to stay as it is.
func TestUntracked(t *testing.T) {
	r := newRepository(t)
	r.commit("echo 1 >x; echo dist >.gitignore; printf 'FROM scratch\\nCOPY dist /\\nCOPY x /\\n' >Dockerfile")
	r.commit("echo 2 >x")
	r.script("mkdir dist; echo 1 >dist/y")
	c := r.churn(".", history.Options{}, nil)
	if counts(c) != "2:0/0 3:1/1" || len(c.Untracked) != 1 || c.Untracked[0] != "dist" || len(c.Failing) > 0 {
		t.Errorf("%s, untracked %v, failing %v", counts(c), c.Untracked, c.Failing)
	}
}

// TestNamedContext: named contexts of the same repository count, others do not.
func TestNamedContext(t *testing.T) {
	r := newRepository(t)
	r.commit("mkdir -p app libs; echo 1 >libs/x; echo 1 >app/x; printf 'FROM scratch\\nCOPY --from=libs x /\\nCOPY --from=far x /\\nCOPY x /y\\n' >app/Dockerfile")
	r.commit("echo 2 >libs/x")
	r.commit("echo 2 >app/x")
	far := t.TempDir()
	write(t, far+"/x", "")
	c := r.churn("app", history.Options{}, func(q *ctxsize.Request) { q.BuildContexts = []string{"libs=" + r.dir + "/libs", "far=" + far} })
	if counts(c) != "2:1/1 3:0/1 4:1/2" || len(c.Outside) != 1 || c.Outside[0] != "far" {
		t.Errorf("%s, outside %q", counts(c), c.Outside)
	}
}
