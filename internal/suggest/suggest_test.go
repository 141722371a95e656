package suggest_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ctxsize/ctxsize/internal/analysis"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/testtree"
)

// suggestions analyzes files, "path size" a word, and gives what is suggested, a line each.
func suggestions(t *testing.T, files, dockerfile, lines string) (*analysis.Analysis, []string) {
	t.Helper()
	dir := t.TempDir()
	for word := range strings.FieldsSeq(files) {
		name, size, _ := strings.Cut(word, ":")
		n := 0
		if size != "" {
			if _, err := fmt.Sscan(size, &n); err != nil {
				t.Fatal(err)
			}
		}
		testtree.Write(t, dir, name, make([]byte, n))
	}
	testtree.Write(t, dir, "Dockerfile", []byte(dockerfile))
	testtree.Write(t, dir, ".dockerignore", []byte(lines))
	a, err := analysis.Analyze(t.Context(), analysis.Options{NoTransfer: true, Full: true, Request: build.Request{Context: ".", Dir: dir}})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range a.Suggest(&a.Builds[0], 0) {
		line := s.Line
		if s.Replaces > 0 {
			line += fmt.Sprintf(" for %d", s.Replaces)
		}
		got = append(got, fmt.Sprintf("%s %s %d of %d", s.Safety, line, s.SavesBytes, s.SavesEligibleBytes))
	}
	return a, got
}

func TestSuggest(t *testing.T) {
	const files = "package.json web/package.json web/node_modules/a/index.js:700 node_modules/b/index.js:300 .git/HEAD .git/objects/x:500 " +
		"api/.venv/pyvenv.cfg api/.venv/lib/x.py:200 api/a.py api/__pycache__/a.pyc:50 dist/bundle.js:90000 logs/app.log:40 env/readme:5 vendor/x:5"
	for _, c := range []struct{ name, dockerfile, lines, want string }{
		{"everything is copied", "FROM scratch\nCOPY . /\nRUN npm ci\n", "", "review /dist 90000 of 90000\nreview web/node_modules 700 of 700\n" +
			"safe .git 500 of 500\nsafe /node_modules 300 of 300\nsafe **/.venv 200 of 200\nsafe **/__pycache__ 50 of 50\nsafe **/*.log 40 of 40"},
		{"what is out already is not proposed", "FROM scratch\nCOPY . /\n", "**/node_modules\n.git\ndist\n", "safe **/.venv 200 of 200\n" +
			"safe **/__pycache__ 50 of 50\nsafe **/*.log 40 of 40"},
		{"nothing installs it again", "FROM scratch\nCOPY . /\n", ".git\ndist\n**/.venv\n**/*.pyc\nlogs", "review **/node_modules 1000 of 1000"},
		{"what is named stays, though a part of it may go", "FROM scratch\nCOPY node_modules /\nCOPY api /api\nCOPY logs/*.log /\nRUN npm ci", "",
			"safe **/.venv 200 of 200\nsafe **/__pycache__ 50 of 50\nreview /dist 0 of 90000\nsafe web/node_modules 0 of 700\nsafe .git 0 of 500"},
		{"unreachable stages count", "FROM scratch\nCOPY dist /\nCOPY .git/HEAD /\nFROM scratch\nCOPY api /\n", "**/node_modules",
			"safe **/.venv 200 of 200\nsafe **/__pycache__ 50 of 50\nsafe **/*.log 0 of 40"},
		{"git is called", "FROM scratch\nCOPY . /\nRUN git describe\n", "*\n!.git", "review .git 500 of 500"},
		{"a gitignore-style pattern", "FROM scratch\nCOPY . /\n", ".git\ndist\n*.log\n# no\n**/.venv\n__pycache__/\n**/node_modules",
			"safe **/__pycache__ for 6 50 of 50\nsafe **/*.log for 3 40 of 40"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, got := suggestions(t, files, c.dockerfile, c.lines)
			if diff := cmp.Diff(strings.Split(c.want, "\n"), got); diff != "" {
				t.Error(diff)
			}
		})
	}
}
