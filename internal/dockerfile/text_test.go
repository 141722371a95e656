package dockerfile

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestIsDockerfile(t *testing.T) {
	for name, want := range map[string]bool{
		"Dockerfile": true, "dockerfile": true, "Containerfile": true, "Dockerfile.dev": true, "Dockerfile-prod": true, "Dockerfile_dev": true, "Dockerfile2": true, "DockerfileCI": true,
		"dockerfile.x": true, "app.dockerfile": true, "app.Dockerfile": true, "web-Containerfile": true, "DOCKERFILE.PROD": true, "Dockerfile.go": true, "Dockerfile.txt": true,
		"Dockerfile.dockerignore": false, "Dockerfile~": false, "Dockerfile.bak": false, ".Dockerfile.swp": false, "Dockerfile.tmpl": false, "Dockerfile.j2": false, "Dockerfile.md": false,
		"dockerfile_test.go": false, "dockerfile-parser.ts": false, "docker-compose.yml": false, "README": false, ".#Dockerfile": false, "dockerfiles": true,
	} {
		if got := IsDockerfile(name); got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestCollectAny(t *testing.T) {
	c, err := CollectAny([]byte("ARG BASE\nFROM $BASE\nARG SRC\nCOPY node_modules ${SRC:?} /x/\n"))
	if err != nil || len(c.Instructions) != 1 || c.Instructions[0].Sources[0].Path != "node_modules" {
		t.Errorf("%+v, %v", c, err)
	}
	if _, err := CollectAny([]byte("package main\n")); err == nil {
		t.Error("a program in Go is no Dockerfile")
	}
}

func TestVariableStages(t *testing.T) {
	got := VariableStages([]byte("ARG T\nFROM build-${TARGETARCH} AS a\nFROM ${T:-x}\nFROM Test-$T-x\nFROM os-$T${D:+-debug${X:-}}\n# FROM c-$T\n"))
	if diff := cmp.Diff([]string{"build-*", "os-**", "test-*-x"}, got); diff != "" {
		t.Error(diff)
	}
}
