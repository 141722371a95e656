package analysis_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ctxsize/ctxsize/internal/analysis"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/edit"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/testtree"
	"github.com/ctxsize/ctxsize/walker"
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
	a, err := analysis.Analyze(context.Background(), analysis.Options{NoTransfer: true, Full: true, Request: build.Request{Context: ".", Dir: dir}})
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

// improvedTrees times improvedBuilds are the projects that are improved: making a tree is what takes the time.
const improvedTrees, improvedBuilds = 50, 20

// TestImprovedProjects applies what is safe, and then all, on 1,000 random projects: no instruction loses what it names, what is sent afterwards
// is what was promised, to the byte, and a second time there is nothing to do; so with an allowlist.
func TestImprovedProjects(t *testing.T) {
	for n := range improvedTrees {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			t.Parallel()
			random, dir := rand.New(rand.NewPCG(1, uint64(n))), t.TempDir()
			randomTree(t, random, dir)
			for build := range improvedBuilds {
				randomBuild(t, random, dir)
				improvedTwice(t, dir, build == 0)
			}
		})
	}
}

// improvedTwice takes what is safe, then all, and after each looks again. Where it is written, that is done with what is on disk.
func improvedTwice(t *testing.T, dir string, written bool) {
	t.Helper()
	b := &analyzeDir(t, dir).Builds[0]
	allowedTwice(t, b)
	for _, all := range []bool{false, true} {
		next, change := improveBuild(t, b, all)
		if written && change.Path != "" {
			if err := change.Write(); err != nil {
				t.Fatal(err)
			}
			next = &analyzeDir(t, dir).Builds[0]
		}
		if _, again, err := next.Improve(t.Context(), all); err != nil || again != (analysis.Edits{}) {
			t.Errorf("a second time: %+v, %v, with\n%s", again, err, change.After)
		}
		b = next
	}
}

// allowedTwice makes an allowlist where there is one, and looks again: there is nothing to do.
func allowedTwice(t *testing.T, b *analysis.Result) {
	t.Helper()
	a := &analysis.Analysis{Builds: []analysis.Result{*b}}
	text, err := a.Allowlist(t.Context(), b)
	if err != nil {
		return
	}
	next, err := b.With(t.Context(), 0, text)
	if err != nil {
		t.Fatal(err)
	}
	next.Examine()
	next.Main.Context.Ignore.Path = filepath.Join(b.Main.Context.Root, ".dockerignore")
	a = &analysis.Analysis{Builds: []analysis.Result{*next}}
	if again, err := a.Allowlist(t.Context(), next); err != nil || string(again) != string(text) {
		t.Errorf("a second time: %v\n%s\nafter\n%s\nafter\n%s", err, again, text, b.Main.Context.Ignore.Text)
	}
}

// improveBuild is a build with the suggestions taken, which keeps what was promised.
func improveBuild(t *testing.T, b *analysis.Result, all bool) (*analysis.Result, edit.Change) {
	t.Helper()
	promised := b.Main.View.Totals(walker.Sent).Bytes
	for _, s := range b.Suggestions {
		if s.Safety == inventory.Safe || all {
			promised -= s.SavesBytes
		}
	}
	change, edits, err := b.Improve(t.Context(), all)
	if err != nil {
		t.Fatal(err)
	}
	if edits == (analysis.Edits{}) {
		return b, edit.Change{}
	}
	next, err := b.With(t.Context(), 0, change.After)
	if err != nil {
		t.Fatal(err)
	}
	next.Examine()
	if got := next.Main.View.Totals(walker.Sent).Bytes; got != promised {
		t.Errorf("%d bytes are sent and not %d, with\n%s\nfrom %v", got, promised, change.After, b.Suggestions)
	}
	keepsNamed(t, b, next, change.After)
	// As it is after the change is written.
	next.Main.Context.Ignore.Path = change.Path
	a := &analysis.Analysis{Builds: []analysis.Result{*next}}
	next.Suggestions = a.Suggest(next, 0)
	return next, change
}

func analyzeDir(t *testing.T, dir string) *analysis.Analysis {
	t.Helper()
	a, err := analysis.Analyze(context.Background(), analysis.Options{NoTransfer: true, Suggest: true, Request: build.Request{Context: ".", Dir: dir}})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// randomName is one of offenders, of what shows that they are, and of sources.
func randomName(random *rand.Rand) string {
	names := []string{"a", "src", "node_modules", ".git", "HEAD", "dist", ".venv", "pyvenv.cfg", "x.log", "__pycache__", "package.json", "target",
		".rustc_info.json", ".env", "id_rsa", "CACHEDIR.TAG", "README.md", "a.dump"}
	return names[random.IntN(len(names))]
}

func randomTree(t *testing.T, random *rand.Rand, dir string) {
	t.Helper()
	pick := func() string { return randomName(random) }
	var files []string
	for range 20 {
		files = append(files, strings.Join([]string{pick() + "1", pick(), pick() + "." + pick()}[:1+random.IntN(3)], "/"), pick()+"/"+pick())
	}
	for n, name := range unclashing(files) {
		testtree.Write(t, dir, name, make([]byte, 10+n*n*100))
	}
}

// randomBuild writes instructions that name some of a random tree, and lines of an ignore file or none.
func randomBuild(t *testing.T, random *rand.Rand, dir string) {
	t.Helper()
	pick := func() string { return randomName(random) }
	dockerfile := "FROM scratch AS one\n"
	for range 1 + random.IntN(4) {
		source := []string{pick(), pick() + "/" + pick(), pick() + "/*", "*.log", pick() + "1", ".", "."}[random.IntN(7)]
		dockerfile += []string{"COPY " + source + " /d/\n", "RUN --mount=source=" + source + ",target=/m x\n", "FROM scratch\nADD " + source + " /d/\n"}[random.IntN(3)]
	}
	testtree.Write(t, dir, "Dockerfile", []byte(dockerfile+"RUN npm ci\n"))
	if err := os.RemoveAll(filepath.Join(dir, ".dockerignore")); err != nil {
		t.Fatal(err)
	}
	if random.IntN(3) > 0 {
		lines := ""
		for range random.IntN(6) {
			lines += []string{"", "!", "/", "**/", "# "}[random.IntN(5)] + pick() + []string{"", "/", " # x", "\r"}[random.IntN(4)] + "\n"
		}
		testtree.Write(t, dir, ".dockerignore", []byte(strings.TrimSuffix(lines, []string{"\n", "x"}[random.IntN(2)])))
	}
}

func keepsNamed(t *testing.T, before, after *analysis.Result, text []byte) {
	t.Helper()
	for n, in := range after.Build.Instructions {
		if len(in.Missing) > len(before.Build.Instructions[n].Missing) {
			t.Errorf("%s loses %v by\n%s", in.Text, in.Missing, text)
		}
		for _, s := range in.Sources {
			if was, sent := before.Main.View.Has(s.Path, walker.Eligible); was && sent && s.Path != "." {
				if is, in := after.Main.View.Has(s.Path, walker.Eligible); !is || !in {
					t.Errorf("%s is not eligible any more by\n%s", s.Path, text)
				}
			}
		}
	}
}

// TestGitignoreHabits is a Python service with a front end and a gitignore-style ignore file. It checks which patterns miss nested
// directories, and the size of those.
func TestGitignoreHabits(t *testing.T) {
	dir := t.TempDir()
	testtree.Make(t, dir, "backend/app/main.py:100 backend/app/__pycache__/main.cpython-312.pyc:2000 backend/poetry.lock:50 backend/.venv/pyvenv.cfg:30 "+
		"backend/.venv/lib/a.py:9000 backend/.env:70 backend/.env.example:60 frontend/package.json:10 frontend/node_modules/astro/index.js:50000 "+
		"frontend/src/index.astro:80 .env.example:5 x.pyc:7")
	testtree.Write(t, dir, "Dockerfile", []byte("FROM scratch\nCOPY . /\nRUN npm ci\n"))
	testtree.Write(t, dir, ".dockerignore", []byte("__pycache__/\n*.py[cod]\n.venv/\nnode_modules/\n.env\n!.env.example\n"))
	var got []string
	for _, f := range analyzeDir(t, dir).Builds[0].Findings {
		if f.Severity > lint.Info && f.Code == lint.GitignoreHabit {
			got = append(got, fmt.Sprintf("%d %s %d", f.Line, f.Fix.Text, f.Bytes))
		}
	}
	want := []string{"1 **/__pycache__ 2000", "3 **/.venv 9030", "4 **/node_modules 50000", "5 **/.env 70"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
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
