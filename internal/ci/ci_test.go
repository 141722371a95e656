package ci

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// describe returns what a file runs, a build or a skipped one a line.
func describe(f File) string {
	var list []string
	for _, b := range f.Builds {
		line := fmt.Sprintf("%d: %s in %s", b.Line, b.Context, strings.Join(b.Dirs, " or "))
		for _, part := range []struct{ what, value string }{{"file", b.Dockerfile}, {"target", b.Target}, {"args", strings.Join(b.BuildArgs, " ")},
			{"contexts", strings.Join(b.Contexts, " ")}, {"platforms", strings.Join(b.Platforms, " ")}} {
			if part.value != "" {
				line += " " + part.what + " " + part.value
			}
		}
		if b.Committed {
			line += " committed"
		}
		list = append(list, line)
	}
	for _, d := range f.Definitions {
		by := "compose"
		if d.Bake {
			by = "bake"
		}
		list = append(list, fmt.Sprintf("%s %s in %s", by, d.Path, strings.Join(d.Dirs, " or ")))
	}
	for _, s := range f.Skipped {
		list = append(list, fmt.Sprintf("%d: skipped, %s", s.Line, s.Reason))
	}
	return strings.Join(list, "\n")
}

// TestRead: each kind of file with the builds that it runs.
func TestRead(t *testing.T) {
	const workflows = ".github/workflows/a.yml"
	for _, c := range []struct{ what, name, text, want string }{
		{"build-push-action", workflows, `
jobs:
  image:
    steps:
      - uses: actions/checkout@v4
      - uses: docker/build-push-action@v6
        with:
          context: services/api
          file: ./services/api/Dockerfile.prod
          target: production
          platforms: linux/amd64, linux/arm64
          build-args: |
            A=1
            B=${{ secrets.B }}
          build-contexts: shared=./shared
`, "6: services/api in . file ./services/api/Dockerfile.prod target production args A=1 contexts shared=./shared platforms linux/amd64,linux/arm64"},
		{"the repository as it is committed", workflows, "jobs:\n  a:\n    steps:\n    - uses: docker/build-push-action@v6\n      with: {push: true}\n    - uses: docker/build-push-action@v6\n      with: {context: \"{{defaultContext}}:web\", file: Dockerfile.x}\n",
			"4: . in . committed\n6: web in . file Dockerfile.x committed"},
		{"a literal matrix", workflows, "jobs:\n  a:\n    strategy:\n      matrix:\n        app: [api, web]\n        include:\n        - {app: web, target: prod}\n    steps:\n    - uses: docker/build-push-action@v6\n      with: {context: \"apps/${{ matrix.app }}\", target: \"${{matrix.target}}\"}\n",
			"9: apps/web in . target prod\n9: skipped, its target is a variable"},
		{"a matrix of mappings", workflows, "jobs:\n  a:\n    strategy:\n      matrix:\n        image:\n        - {dir: a, file: a/D1}\n        - {dir: b, file: b/D2}\n    steps:\n    - uses: docker/build-push-action@v6\n      with: {context: \"${{ matrix.image.dir }}\", file: \"${{ matrix.image.file }}\"}\n",
			"9: a in . file a/D1\n9: b in . file b/D2"},
		{"an expression as the matrix", workflows, "jobs:\n  a:\n    strategy:\n      matrix: {app: \"${{ fromJSON(needs.x.outputs.y) }}\"}\n    steps:\n    - uses: docker/build-push-action@v6\n      with: {context: \"${{ matrix.app }}\"}\n",
			"6: skipped, its context is a variable"},
		{"scripts of steps", workflows, "env: {IMAGE: web}\ndefaults: {run: {working-directory: apps}}\njobs:\n  a:\n    steps:\n    - run: docker build -t x:${{ github.sha }} -f \"$IMAGE/Dockerfile\" .\n    - working-directory: other\n      run: |\n        set -e\n        docker buildx build \\\n          --target ${{ env.IMAGE }} --build-arg V=\"$(git describe)\" --build-arg W=1 .\n",
			"6: . in apps file web/Dockerfile\n10: . in other target web args W=1"},
		{"a composite action", ".github/actions/x/action.yml", "runs:\n  using: composite\n  steps:\n  - shell: bash\n    run: docker build $GITHUB_WORKSPACE/web\n", "5: /web in ."},
		{"GitLab CI", ".gitlab-ci.yml", "variables: {DIR: svc}\nbuild:\n  variables: {FILE: Dockerfile.ci}\n  before_script: [docker login]\n  script:\n    - cd $DIR\n    - docker build --pull -f $FILE --target prod \"$CI_PROJECT_DIR\"\n    - docker build -t $CI_REGISTRY_IMAGE:$CI_COMMIT_SHA .\n",
			"7: / in svc file Dockerfile.ci target prod\n8: . in svc"},
		{"anchors of GitLab CI", ".gitlab/ci/images.yml", ".x: &x\n  - docker build a\nb:\n  script: *x\n", "2: a in ."},
		{"Azure Pipelines", "azure-pipelines.yml", "steps:\n- task: Docker@2\n  inputs: {command: buildAndPush, Dockerfile: src/web/Dockerfile}\n- script: docker build src/api\n", "2: src/web in . file src/web/Dockerfile\n4: src/api in ."},
		{"CircleCI", ".circleci/config.yml", "jobs:\n  b:\n    steps:\n    - run: {name: x, command: docker build web}\n    - run: docker build api\n", "4: web in .\n5: api in ."},
		{"a makefile", "docker/Makefile", "FILE ?= Dockerfile.x\nDOCKER := docker\nTAG = $(shell git describe)\n\nimage: FILE\n\t@$(DOCKER) build -t a:$(TAG) \\\n\t  -f $(FILE) --target=$(TARGET) ..\nother:\n\t-docker build $(ARGS) -f $(FILE) $(CURDIR)\n\tdocker push x\n",
			"9: . in docker or . file Dockerfile.x\n6: skipped, its target is a variable"},
		{"references in references", "Makefile", "KIND = API\nAPI_DIR = services/api\nimage:\n\tdocker build $($(KIND)_DIR)\n\tdocker build -f $(wildcard $(KIND)/{a,b}) api\n\tdocker build ${API_DIR}/${shell echo ')'}\n",
			"4: services/api in .\n5: skipped, its Dockerfile is a variable\n6: skipped, its context is a variable"},
		{"several unknown parts", "a.sh", "docker build --target $T -f $F $C\n", "1: skipped, its context is a variable"},
		{"a script", "scripts/build.sh", "#!/bin/bash\nset -e\nfor x in a b; do\n  docker build -f \"$x/Dockerfile\" .\ndone\nDIR=web\npodman build -f $DIR/Containerfile \"$DIR\"\ndocker build - < Dockerfile\ndocker build https://example.com/a.git\n",
			"7: web in . or scripts file web/Containerfile\n9: https://example.com/a.git in . or scripts\n4: skipped, its Dockerfile is a variable\n8: skipped, it reads standard input"},
		{"a script that changes its directory", "build.sh", "cd web && docker build ..\n(cd api; docker build .)\ndocker build .\n", "1: .. in web\n2: . in web/api\n3: . in web"},
		{"what only looks like a build", "a.sh", "echo docker build .\n# docker build x\ndocker buildx bake\ndocker compose build\ndocker push x\n", ""},
		{"bake-action", workflows, "jobs:\n  a:\n    steps:\n    - uses: docker/bake-action@v6\n      with:\n        workdir: deploy\n        files: |\n          images.hcl\n          ${{ inputs.file }}\n          cwd://other.hcl\n        targets: web\n    - run: docker buildx bake -f ci/release.json web && docker compose -f stack.yml build\n",
			"bake images.hcl in deploy\nbake other.hcl in deploy\nbake ci/release.json in .\ncompose stack.yml in ."},
		{"Skaffold", "deploy/skaffold.yaml", "apiVersion: skaffold/v4\nkind: Config\nbuild:\n  artifacts:\n  - image: a\n    context: ../src/a\n    docker: {dockerfile: D2, target: t, buildArgs: {A: x, B: \"{{.B}}\"}}\n  - image: b\n    jib: {}\nprofiles:\n- name: dev\n  build: {artifacts: [{image: docker-c}]}\n",
			"5: ../src/a in deploy file D2 target t args A=x\n12: . in deploy"},
		{"a dev container", ".devcontainer/devcontainer.json", "// docker\n{\n  \"build\": {\"dockerfile\": \"../Dockerfile\", \"context\": \"..\", \"args\": {\"V\": \"1\", \"W\": \"${localEnv:W}\"}, \"target\": \"dev\",},\n}\n", "1: .. in .devcontainer file ../Dockerfile target dev args V=1"},
		{"the former spelling of a dev container", ".devcontainer/devcontainer.json", "{\"dockerFile\": \"Dockerfile\", /* docker */ \"context\": \"..\"}", "1: .. in .devcontainer file Dockerfile"},
		{"scripts of npm", "web/package.json", "{\n  \"scripts\": {\n    \"image\": \"docker build -t x .\"\n  }\n}\n", "3: . in web"},
		{"other YAML", "k8s/deploy.yaml", "command: docker build .\n", ""},
		{"a file that cannot be parsed", workflows, "jobs: [docker\n", ""},
	} {
		t.Run(c.what, func(t *testing.T) {
			if diff := cmp.Diff(c.want, describe(Read(c.name, []byte(c.text)))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestMakefileBudget: variables that consist of each other are expanded only so far.
func TestMakefileBudget(t *testing.T) {
	var text strings.Builder
	for n := range 9 {
		fmt.Fprintf(&text, "V%d = %s\n", n, strings.Repeat(fmt.Sprintf("$(V%d) ", n+1), 3000))
	}
	text.WriteString("V9 = x\nimage:\n\tdocker build $(V0)\n\tdocker build api\n")
	start := time.Now()
	f := Read("Makefile", []byte(text.String()))
	if d := time.Since(start); d > 2*time.Second {
		t.Errorf("took %v", d)
	}
	if len(f.Builds) != 1 || f.Builds[0].Context != "api" {
		t.Errorf("got %s, want the build of api", describe(f))
	}
}
