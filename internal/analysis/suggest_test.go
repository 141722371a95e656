package analysis_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ctxsize/ctxsize/internal/analysis"
	"github.com/ctxsize/ctxsize/internal/edit"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/testanalysis"
	"github.com/ctxsize/ctxsize/internal/testtree"
	"github.com/ctxsize/ctxsize/walker"
)

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
	b := &testanalysis.Of(t, dir).Builds[0]
	allowedTwice(t, b)
	for _, all := range []bool{false, true} {
		next, change := improveBuild(t, b, all)
		if written && change.Path != "" {
			if err := change.Write(); err != nil {
				t.Fatal(err)
			}
			next = &testanalysis.Of(t, dir).Builds[0]
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
	for _, f := range testanalysis.Of(t, dir).Builds[0].Findings {
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
