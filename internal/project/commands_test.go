package project

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/testtree"
)

// TestCommands: builds of workflows and scripts are those of the project, and no context is guessed for their Dockerfiles.
func TestCommands(t *testing.T) {
	dir := t.TempDir()
	testtree.Archive(t, dir, `
-- compose.yaml --
services: {web: {build: web}}
-- .github/workflows/ci.yml --
jobs:
  a:
    steps:
    - uses: docker/build-push-action@v6
      with: {context: ., file: docker/api.Dockerfile, target: prod}
    - run: docker build web
    - uses: docker/bake-action@v6
      with: {files: "./deploy/images.hcl, missing.hcl, ../out.hcl"}
    - run: docker compose -f deploy/stack.yml build
    - run: docker build $UNKNOWN
    - run: docker build missing
    - run: docker build ../outside
-- deploy/images.hcl --
target "batch" { context = "batch" }
-- deploy/stack.yml --
services: {queue: {build: queue}}
-- deploy/queue/Dockerfile --
FROM scratch
-- batch/Dockerfile --
FROM scratch
-- docker/api.Dockerfile --
FROM scratch AS prod
COPY a /
-- docker/alone.Dockerfile --
FROM scratch
COPY a /
-- scripts/tool.sh --
docker build tool
-- scripts/tool/Dockerfile --
FROM scratch
-- web/Dockerfile --
FROM scratch
-- testfiles/broken/Dockerfile --
NONSENSE
-- a --
`)
	p, err := ResolveAll(t.Context(), build.Request{Context: ".", Dir: dir}, Request{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	relative := func(path string) string {
		rel, err := filepath.Rel(dir, path)
		if err != nil {
			t.Fatal(err)
		}
		return filepath.ToSlash(rel)
	}
	for _, b := range p.Builds {
		got = append(got, fmt.Sprintf("%s %s:%d %s %s %s %s", b.Origin.Kind, relative(b.Origin.File), b.Origin.Line, relative(b.Context.Root), relative(b.Dockerfile.Path), b.Target, b.Origin.Note))
	}
	for _, s := range p.Skipped {
		got = append(got, fmt.Sprintf("skipped %s:%d %s", relative(s.File), s.Line, s.Reason))
	}
	for _, f := range p.Failures {
		got = append(got, f.Error())
	}
	want := []string{
		"compose compose.yaml:1 web web/Dockerfile  ",
		"compose deploy/stack.yml:1 deploy/queue deploy/queue/Dockerfile  ",
		"bake deploy/images.hcl:1 batch batch/Dockerfile  assumed to run in the project root, where its paths exist",
		"command .github/workflows/ci.yml:4 . docker/api.Dockerfile prod ",
		"command scripts/tool.sh:1 scripts/tool scripts/tool/Dockerfile  assumed to run in scripts, where its Dockerfile exists",
		"dockerfile docker/alone.Dockerfile:0 . docker/alone.Dockerfile  no file of the project is known to build it; its context is assumed, from the paths that it copies",
		"skipped .github/workflows/ci.yml:10 its context is a variable",
	}
	if diff := cmp.Diff(strings.Join(want, "\n"), strings.Join(got, "\n")); diff != "" {
		t.Error(diff)
	}
}

// TestAbsentSubmodule: a build in a submodule that is not checked out is no error of the project.
func TestAbsentSubmodule(t *testing.T) {
	dir := t.TempDir()
	testtree.Archive(t, dir, "-- compose.yaml --\nservices: {a: {build: third/x}, b: {build: b}}\n-- .gitmodules --\n[submodule \"x\"]\n\tpath = third/x\n\turl = https://example.com/x\n-- b/Dockerfile --\nFROM scratch\n")
	p, err := ResolveAll(t.Context(), build.Request{Context: ".", Dir: dir}, Request{})
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Failures) != 1 || p.Failures[0].Error() != "service a: the submodule "+filepath.Join(dir, "third", "x")+" is not checked out" {
		t.Errorf("failures %v, want one about a submodule that is not checked out", p.Failures)
	}
}
