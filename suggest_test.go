package ctxsize_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/testtree"
	"github.com/ctxsize/ctxsize/plan"
	"github.com/ctxsize/ctxsize/walker"
)

// suggestions analyzes files, "path size" a word, and gives what is suggested, a line each.
func suggestions(t *testing.T, files, dockerfile, lines string) (*ctxsize.Analysis, []string) {
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
	a, err := ctxsize.Analyze(context.Background(), ctxsize.Options{NoTransfer: true, Full: true, Request: plan.Request{Context: ".", Dir: dir}})
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
		{"everything is copied", "FROM scratch\nCOPY . /\nRUN npm ci\n", "", "review dist 90000 of 90000\nsafe **/node_modules 1000 of 1000\n" +
			"safe .git 500 of 500\nsafe **/.venv 200 of 200\nsafe **/__pycache__ 50 of 50\nsafe **/*.log 40 of 40"},
		{"what is out already is not proposed", "FROM scratch\nCOPY . /\n", "**/node_modules\n.git\ndist\n", "safe **/.venv 200 of 200\n" +
			"safe **/__pycache__ 50 of 50\nsafe **/*.log 40 of 40"},
		{"nothing installs it again", "FROM scratch\nCOPY . /\n", ".git\ndist\n**/.venv\n**/*.pyc\nlogs", "review **/node_modules 1000 of 1000"},
		{"what is named stays, though a part of it may go", "FROM scratch\nCOPY node_modules /\nCOPY api /api\nCOPY logs/*.log /\nRUN npm ci", "",
			"safe **/.venv 200 of 200\nsafe **/__pycache__ 50 of 50\nreview dist 0 of 90000\nsafe web/node_modules 0 of 700\nsafe .git 0 of 500"},
		{"unreachable stages count", "FROM scratch\nCOPY dist /\nCOPY .git/HEAD /\nFROM scratch\nCOPY api /\n", "**/node_modules",
			"safe **/.venv 200 of 200\nsafe **/__pycache__ 50 of 50\nsafe **/*.log 0 of 40"},
		{"git is called", "FROM scratch\nCOPY . /\nRUN git describe\n", "*\n!.git", "review .git 500 of 500"},
		{"a line in git's manner", "FROM scratch\nCOPY . /\n", ".git\ndist\n*.log\n# no\n**/.venv\n__pycache__/\n**/node_modules",
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

// TestSafeLinesTakeNothingNamed applies the safe lines on random projects: no instruction loses a source, and what a named source takes
// outside of directories is all there.
func TestSafeLinesTakeNothingNamed(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	names := []string{"a", "src", "node_modules", ".git", "HEAD", "dist", ".venv", "pyvenv.cfg", "x.log", "__pycache__", "package.json", "target", ".rustc_info.json"}
	pick := func() string { return names[random.IntN(len(names))] }
	for range 150 {
		var files []string
		for range 20 {
			files = append(files, strings.Join([]string{pick() + "1", pick(), pick() + "." + pick()}[:1+random.IntN(3)], "/")+":10", pick()+"/"+pick()+"2:10")
		}
		dockerfile := "FROM scratch\n"
		for range 1 + random.IntN(4) {
			dockerfile += "COPY " + []string{pick(), pick() + "/" + pick(), pick() + "/*", "*.log", pick() + "1"}[random.IntN(5)] + " /d/\n"
		}
		a, _ := suggestions(t, strings.Join(unclashing(files), " "), dockerfile, "")
		b := &a.Builds[0]
		text := ""
		for _, s := range a.Suggest(b, 0) {
			text += s.Line + "\n"
		}
		next, err := b.With(context.Background(), 0, []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		next.Examine()
		for n, in := range next.Instructions {
			if len(in.Missing) > len(b.Instructions[n].Missing) {
				t.Errorf("%s loses %v by\n%s", in.Text, in.Missing, text)
			}
			for _, s := range in.Sources {
				if was, _ := b.Main.View.Has(s.Path, walker.Sent); was && s.Path != "." {
					if is, in := next.Main.View.Has(s.Path, walker.Sent); !is || !in {
						t.Errorf("%s is not sent any more by\n%s", s.Path, text)
					}
				}
			}
		}
	}
}

// unclashing leaves out files that lie below other files.
func unclashing(files []string) []string {
	var list []string
	for _, f := range files {
		name, _, _ := strings.Cut(f, ":")
		clash := false
		for _, other := range list {
			o, _, _ := strings.Cut(other, ":")
			clash = clash || strings.HasPrefix(name+"/", o+"/") || strings.HasPrefix(o+"/", name+"/")
		}
		if !clash {
			list = append(list, f)
		}
	}
	return list
}
