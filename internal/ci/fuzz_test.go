package ci

import (
	"path"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// FuzzFiles reads any text as each kind of file that runs builds: the answer is the same each time, its lines are lines of the text, and its
// directories are below the project root.
func FuzzFiles(f *testing.F) {
	for _, text := range []string{
		"jobs:\n  a:\n    strategy: {matrix: {app: [api, web], include: [{app: x, target: y}]}}\n    steps:\n    - uses: docker/build-push-action@v6\n      with: {context: \"${{ matrix.app }}\", target: \"${{matrix.target}}\"}\n",
		"build:\n  variables: {FILE: Dockerfile.ci}\n  script: &s\n    - cd $DIR && docker build -f $FILE \"$CI_PROJECT_DIR\"\nb: {script: *s}\n",
		"steps:\n- task: Docker@2\n  inputs: {command: buildAndPush, Dockerfile: src/web/Dockerfile}\n",
		"KIND = API\nAPI_DIR ?= ../api\nimage:\n\t@$(DOCKER) build $($(KIND)_DIR) \\\n\t  --target=${T}\n",
		"#!/bin/sh\n(cd api; docker build -t \"$(git describe)\" ..)\ndocker build - < Dockerfile\n",
		"build:\n  artifacts:\n  - image: a\n    context: ../src/a\n    docker: {dockerfile: D2, buildArgs: {A: x}}\n",
		"{\"build\": {\"dockerfile\": \"../Dockerfile\", \"context\": \"..\"}, // docker\n\"scripts\": {\"image\": \"docker build .\"}}",
	} {
		f.Add(text)
	}
	names := []string{".github/workflows/a.yml", ".github/actions/x/action.yml", ".gitlab-ci.yml", "azure-pipelines.yml", ".circleci/config.yml", "Makefile", "mk/build.mk", "scripts/build.sh", "deploy/skaffold.yaml", ".devcontainer/devcontainer.json", "web/package.json"}
	f.Fuzz(func(t *testing.T, text string) {
		number := strings.Count(text, "\n") + 1
		for _, name := range names {
			start := time.Now()
			got := Read(name, []byte(text))
			if d := time.Since(start); d > 5*time.Second {
				t.Errorf("%s took %v", name, d)
			}
			if diff := cmp.Diff(got, Read(name, []byte(text))); diff != "" {
				t.Errorf("%s: the second answer differs\n%s", name, diff)
			}
			for _, b := range got.Builds {
				if b.Line < 1 || b.Line > number {
					t.Errorf("%s: a build in line %d of %d", name, b.Line, number)
				}
				for _, dir := range b.Dirs {
					if path.IsAbs(dir) || dir != path.Clean(dir) || dir == ".." || strings.HasPrefix(dir, "../") {
						t.Errorf("%s: the directory %q is not below the project root", name, dir)
					}
				}
			}
			for _, s := range got.Skipped {
				if s.Line < 1 || s.Line > number || s.Reason == "" {
					t.Errorf("%s: skipped in line %d of %d: %q", name, s.Line, number, s.Reason)
				}
			}
		}
	})
}
