package conformance

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/project"

	"github.com/ctxsize/ctxsize/conformance/builder"
	"github.com/ctxsize/ctxsize/conformance/cases"
	"github.com/ctxsize/ctxsize/conformance/compare"
)

// TestServices builds each service of whole projects, and compares what the builder is sent with what ctxsize says of the service: a project of two
// services that a script makes, and those that are named in CTXSIZE_CONFORMANCE_PROJECTS. They are only read: what is built is a copy whose
// Dockerfiles are made fit to be built here.
func TestServices(t *testing.T) {
	t.Parallel()
	made := filepath.Join(t.TempDir(), "shop")
	if out, err := exec.CommandContext(t.Context(), "sh", "../scripts/twoservices.sh", made).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, dir := range append(filepath.SplitList(os.Getenv("CTXSIZE_CONFORMANCE_PROJECTS")), made) {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			buildServices(t, dir)
		})
	}
}

func buildServices(t *testing.T, dir string) {
	t.Helper()
	work := filepath.Join(t.TempDir(), filepath.Base(dir))
	if out, err := exec.CommandContext(t.Context(), "cp", "-a", dir, work).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	_, specs, err := project.Read(t.Context(), build.Request{Context: work, Dir: work}, project.Request{})
	if err != nil {
		t.Fatal(err)
	}
	fit := map[string]bool{}
	compared := 0
	for _, s := range specs {
		r := s.Request
		if r.Inline != nil || len(r.Platforms) > 1 || !isLocal(r) {
			continue
		}
		if r.Dockerfile == "" {
			r.Dockerfile = filepath.Join(r.Context, "Dockerfile")
		}
		if file, err := filepath.EvalSymlinks(r.Dockerfile); err == nil && !fit[file] {
			fit[file] = true
			makeFit(t, file)
		}
		if compareService(t, s.Name, r) {
			compared++
		}
	}
	t.Logf("%d of %d builds were compared", compared, len(specs))
	if compared == 0 {
		t.Error("nothing was compared")
	}
}

// isLocal reports whether everything that a build reads is on this machine.
func isLocal(r build.Request) bool {
	for _, pair := range r.BuildContexts {
		if _, value, _ := strings.Cut(pair, "="); strings.Contains(value, ":") {
			return false
		}
	}
	_, err := os.Stat(r.Context)
	return err == nil
}

func makeFit(t *testing.T, file string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if text, err := cases.Scratch(text); err == nil {
		write(t, file, []byte(text))
	}
}

// compareService reports whether there was something to compare.
func compareService(t *testing.T, name string, r build.Request) bool {
	t.Helper()
	flags := []string{"-f", r.Dockerfile}
	b := builder.Build{Context: r.Context, Dockerfile: r.Dockerfile, Target: r.Target, Args: map[string]string{}}
	if r.Target != "" {
		flags = append(flags, "--target", r.Target)
	}
	for _, pair := range r.BuildArgs {
		key, value, _ := strings.Cut(pair, "=")
		b.Args[key] = value
		flags = append(flags, "--build-arg", pair)
	}
	a, err := shared.program.Ask(t.Context(), append(flags, r.Context)...)
	if err != nil {
		t.Fatal(err)
	}
	if a.Exit > 1 {
		t.Logf("%s: %s", name, a.Stderr)
		return false
	}
	o, err := shared.daemon.Build(t.Context(), b)
	if err != nil {
		t.Fatal(err)
	}
	if diff := compare.BuildKit(o, a); diff != "" {
		t.Errorf("%s (%s): the builder (-) and ctxsize (+) differ\n%s", name, r.Dockerfile, diff)
	}
	return true
}
