package tui

import (
	"strings"
	"testing"

	"github.com/ctxsize/ctxsize/internal/project"
	"github.com/ctxsize/ctxsize/internal/testtree"
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
