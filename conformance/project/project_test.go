package project

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/project"
)

// TestProjects holds what is read of compose and bake files against what the programs themselves read. The comment of each archive says which
// is meant, with its files, environment and names; where the program refuses the files, so do we, or we say which service is why.
func TestProjects(t *testing.T) {
	oracle, err := Build(t.Context(), t.TempDir())
	if err != nil {
		t.Fatalf("NOTHING WAS COMPARED: %v", err)
	}
	archives, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(archives) < 30 {
		t.Fatalf("%d archives, %v", len(archives), err)
	}
	for _, path := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			c := unpack(t, archive)
			c.compare(t, oracle)
		})
	}
}

// question is one archive.
type question struct {
	dir               string
	program           string
	env, files, names []string
}

func unpack(t *testing.T, archive *txtar.Archive) question {
	t.Helper()
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range archive.Files {
		name := filepath.Join(root, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	q := question{dir: root}
	for line := range strings.Lines(string(archive.Comment)) {
		words := strings.Fields(line)
		switch {
		case len(words) == 0 || strings.HasPrefix(words[0], "#"):
		case words[0] == "dir":
			q.dir = filepath.Join(root, words[1])
		case words[0] == "env":
			q.env = append(q.env, words[1:]...)
		case words[0] == "files":
			q.files = words[1:]
		default:
			q.program, q.names = words[0], words[1:]
		}
	}
	return q
}

func (q *question) compare(t *testing.T, oracle *Oracle) {
	t.Helper()
	ask := oracle.Compose
	if q.program == "bake" {
		ask = oracle.Bake
	}
	want, wrong := ask(t.Context(), q.dir, q.env, q.files, q.names)
	p, specs, err := project.Read(t.Context(), build.Request{Dir: q.dir, Env: q.env},
		project.Request{Compose: q.program == "compose", Bake: q.program == "bake", Files: q.files, Names: q.names})
	for _, f := range p.Failures {
		err = errors.Join(err, &f)
	}
	if (wrong != nil) != (err != nil) {
		t.Fatalf("%s says %v, and ctxsize says %v", q.program, wrong, err)
	}
	if wrong != nil {
		t.Logf("%v\n%v", wrong, err)
		return
	}
	got := Answer{}
	for _, s := range specs {
		got[strings.ReplaceAll(s.Name, ".", "_")] = target(s)
	}
	for name, one := range want {
		want[name] = q.absolute(one)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-) and ctxsize (+) differ:\n%s", q.program, diff)
	}
}

// target puts a build of ours into the form of the programs, with absolute paths.
func target(s build.Spec) Target {
	r := s.Request
	one := Target{Context: r.Context, Dockerfile: r.Dockerfile, DockerfileInline: string(r.Inline), Target: r.Target, Platforms: r.Platforms}
	if r.Inline != nil {
		one.Dockerfile = ""
	}
	for _, pair := range r.BuildArgs {
		key, value, _ := strings.Cut(pair, "=")
		if one.Args == nil {
			one.Args = map[string]string{}
		}
		one.Args[key] = value
	}
	for _, pair := range r.BuildContexts {
		key, value, _ := strings.Cut(pair, "=")
		if one.Contexts == nil {
			one.Contexts = map[string]string{}
		}
		if strings.HasPrefix(value, "target:") {
			value = strings.ReplaceAll(value, ".", "_")
		}
		one.Contexts[key] = value
	}
	return one
}

// absolute makes the paths of an answer absolute, and takes back how the programs mark what is not to be expanded.
func (q *question) absolute(one Target) Target {
	local := func(p string) string {
		p = strings.TrimPrefix(p, "cwd://")
		if filepath.IsAbs(p) || strings.Contains(p, "://") || strings.HasPrefix(p, "target:") || strings.Contains(p, "@") {
			return p
		}
		return filepath.Join(q.dir, p)
	}
	unescape := strings.NewReplacer("$${", "${", "%%{", "%{").Replace
	one.Context = local(one.Context)
	switch {
	case one.DockerfileInline != "":
		one.Dockerfile, one.DockerfileInline = "", unescape(one.DockerfileInline)
	case strings.HasPrefix(one.Dockerfile, "cwd://"):
		one.Dockerfile = local(one.Dockerfile)
	case !filepath.IsAbs(one.Dockerfile) && !strings.Contains(one.Context, "://") && !strings.Contains(one.Context, "@"):
		one.Dockerfile = filepath.Join(one.Context, one.Dockerfile)
	}
	for _, key := range slices.Sorted(maps.Keys(one.Args)) {
		one.Args[key] = unescape(one.Args[key])
	}
	for key, value := range one.Contexts {
		one.Contexts[key] = local(value)
	}
	if len(one.Args) == 0 {
		one.Args = nil
	}
	if len(one.Contexts) == 0 {
		one.Contexts = nil
	}
	return one
}
