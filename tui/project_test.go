package tui

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/project"
	"github.com/ctxsize/ctxsize/internal/testtree"
	"github.com/google/go-cmp/cmp"
)

// TestProject: several services open on their table, and a draft for a file that two of them read says what the other one loses.
func TestProject(t *testing.T) {
	dir := newProject(t, "api/main.py 5000\nweb/page 9000\n", "FROM scratch\nCOPY api /\n", "")
	for name, text := range map[string]string{
		"compose.yaml":   "services:\n  api: {build: .}\n  web: {build: {context: ., dockerfile: web.Dockerfile}}\n",
		"web.Dockerfile": "FROM scratch\nCOPY web /\n",
	} {
		testtree.Write(t, dir, name, []byte(text))
	}
	d := open(t, dir, 80, 24, func(o *Options) { o.Analysis.Project = &project.Request{Compose: true} })
	d.shows("┌─ builds", "build", "api", "web").lacks("instead")
	d.keys("down enter").shows("ctxsize api")
	d.choosePath("web").keys("x")
	if got := strings.Join(d.doc().broken, "\n"); !strings.Contains(got, "web: the build fails at line 2: COPY web /") {
		t.Errorf("the draft is said to break %q", got)
	}
	d.keys("t up enter").shows("ctxsize web")
}

// TestLoaded: a saved analysis is shown at every size with the paths below the directory that all of it is in. Nothing can be drafted, there is no
// history, and another scan shows the same.
func TestLoaded(t *testing.T) {
	dir := node(t)
	a, err := ctxsize.Analyze(t.Context(), ctxsize.Options{Request: build.Request{Context: ".", Dir: dir}, Project: &project.Request{}, Suggest: true, Audit: true})
	if err != nil {
		t.Fatal(err)
	}
	before := contents(t, dir)
	for _, size := range sizes {
		d := open(t, dir, size[0], size[1], func(o *Options) { o.Loaded, o.Analysis = a, ctxsize.Options{Request: build.Request{Dir: "/elsewhere"}} })
		d.keys("enter").lacks(filepath.Dir(dir)).shows("src/")
		d.keys("x").shows("this is a saved report: nothing can")
		d.keys("m m m").shows("a saved report has no git history")
		d.keys("r S w e").lacks("looking for")
		if d.keys("f").shows("cache-mount-missing"); d.doc().drafted() || d.scan != nil {
			t.Errorf("at %v: something is drafted or scanned", size)
		}
	}
	if diff := cmp.Diff(before, contents(t, dir)); diff != "" {
		t.Errorf("written:\n%s", diff)
	}
}

// TestCommonDir: paths are shown relative to the deepest directory that has all of them.
func TestCommonDir(t *testing.T) {
	at := func(dirs ...string) *ctxsize.Analysis {
		a := &ctxsize.Analysis{}
		for _, dir := range dirs {
			b := ctxsize.Result{Build: &build.Build{Dockerfile: &build.Dockerfile{Path: filepath.Join(dir, "Dockerfile")}}}
			b.Main.Context = &build.Context{Given: dir}
			a.Builds = append(a.Builds, b)
		}
		return a
	}
	root := t.TempDir()
	in := func(name string) string { return filepath.Join(root, name) }
	for _, c := range []struct {
		analysis *ctxsize.Analysis
		want     string
	}{
		{at(in("a")), in("a")}, {at(in("a"), in("b")), root}, {at(in("a"), in("a/b")), in("a")}, {at(in("a/b"), in("a")), in("a")}, {at(in("ab"), in("a")), root},
		{at("."), ""}, {at(), ""},
	} {
		if got := commonDir(c.analysis); got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
	}
}
