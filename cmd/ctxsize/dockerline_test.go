package main

import (
	"strings"
	"testing"

	"mvdan.cc/sh/v3/shell"
)

// pastedProject makes a project for pasted command lines.
func pastedProject(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	write(t, dir, "Dockerfile", "FROM scratch AS base\nCOPY a /\nFROM base AS prod\nCOPY . /\n")
	write(t, dir, "build.prod/Dockerfile", "FROM scratch\nARG WHAT=a\nCOPY $WHAT /\n")
	write(t, dir, "a", "1")
	write(t, dir, "b", "22")
	write(t, dir, "services/api/Dockerfile", "FROM scratch\nCOPY . /\n")
	write(t, dir, "compose.yaml", "services:\n  api: {build: services/api}\n  web: {build: ., profiles: [front]}\n")
	write(t, dir, "other.yaml", "services:\n  only: {build: services/api}\n")
	write(t, dir, "docker-bake.hcl", "variable \"FILE\" {default = \"Dockerfile\"}\ntarget \"default\" {dockerfile = FILE}\ntarget \"api\" {context = \"services/api\"}\n")
	return dir
}

// TestPastedLines: a docker command line after ctxsize has the result of the flags of ctxsize.
func TestPastedLines(t *testing.T) {
	dir := pastedProject(t)
	for pasted, want := range map[string]string{
		"docker build .": ".",
		"docker build -t shop/api:1.2 --no-cache --pull .":                                                                                                                ".",
		"docker build -q --rm --force-rm -m 2g -c 512 --squash .":                                                                                                         ".",
		"docker build -tapp:dev --build-arg WHAT=b -f build.prod/Dockerfile .":                                                                                            "--build-arg WHAT=b -f build.prod/Dockerfile .",
		"docker buildx build --platform linux/amd64,linux/arm64 -t a --push --cache-from type=gha --cache-to type=gha,mode=max .":                                         "--platform linux/amd64,linux/arm64 .",
		"docker buildx build --builder remote --load --provenance=false --sbom true --target base .":                                                                      "--builder buildkit --target base .",
		"docker buildx --builder remote build --output type=local,dest=out -o out --secret id=npm,src=.npmrc --ssh default --target=prod .":                               "--target prod .",
		"docker --context remote -l debug image build --network host --add-host db:1.2.3.4 --label a=b --ulimit nofile=9 --shm-size 1g --iidfile id --isolation=hyperv .": ".",
		"docker build --progress=plain --metadata-file m.json --attest type=sbom --annotation a=b --no-cache-filter base --security-opt x=y --call check services/api":    "services/api",
		"sudo docker build .": ".",
		"podman build --layers --format docker -v /a:/b -t x .": "--builder podman .",
		"docker compose build":                       "--compose",
		"docker compose build --no-cache --pull api": "--compose --service api",
		"docker compose -f other.yaml -p shop --progress plain build --build-arg WHAT=b": "--compose=other.yaml --build-arg WHAT=b",
		"docker compose --profile front build --ssh default web":                         "--compose --service web",
		"docker-compose build api": "--compose --service api",
		"docker buildx bake":       "--bake",
		"docker buildx bake --push --set *.tags=x --set *.platform=linux/arm64 api": "--bake --service api --platform linux/arm64",
		"build -t app .":        ".",
		"buildx build --load .": ".",
		"buildx bake api":       "--bake --service api",
		"compose build api":     "--compose --service api",
		"bake api":              "--bake --service api",
		"-t app --no-cache --pull --push --progress plain --label a=b --target base .": "--target base .",
		"--builder my-builder -o type=docker .":                                        ".",
		"docker build -t x . --top 3":                                                  ". --top 3",
		"--units iec docker build -t x .":                                              "--units iec .",
	} {
		t.Run(pasted, func(t *testing.T) {
			got, reference := runLine(t, dir, pasted+" --json"), runLine(t, dir, want+" --json")
			if got.code != exitDone || reference.code != exitDone {
				t.Fatalf("exit codes %d and %d\n%s%s", got.code, reference.code, got.errors, reference.errors)
			}
			if got.out != reference.out {
				t.Errorf("the report differs from that of ctxsize %s:\n%s\n%s", want, got.out, reference.out)
			}
		})
	}
}

// TestWellKnownLines: command lines as they are in the documentation of well-known projects are answered.
func TestWellKnownLines(t *testing.T) {
	dir := pastedProject(t)
	for _, line := range []string{
		"docker build -t getting-started .",
		"docker build --tag docker.io/library/app:latest --file ./Dockerfile --progress=plain --no-cache .",
		"docker build -t ghcr.io/acme/app:$(git rev-parse --short HEAD) .",
		"DOCKER_BUILDKIT=1 docker build --secret id=npmrc,src=$HOME/.npmrc -t app .",
		"docker buildx build --platform linux/amd64,linux/arm64 -t acme/app:latest --push .",
		"docker buildx build --cache-from=type=registry,ref=acme/app:cache --cache-to=type=registry,ref=acme/app:cache,mode=max --load .",
		"docker image build --pull --build-arg HTTP_PROXY --build-arg VERSION=1.2.3 -t app services/api",
		"docker build --target=base --ssh default --network=host -t app:base .",
		"docker compose -f compose.yaml build --pull api",
		"docker-compose build --no-cache",
		"docker buildx bake --set *.platform=linux/amd64 --print",
		"sudo podman build --format docker --squash-all -t app .",
		"docker build --iidfile /tmp/iid --label org.opencontainers.image.revision=abc --rm=true --force-rm=false .",
		"docker build . -f Dockerfile -t app && docker run --rm app",
	} {
		t.Run(line, func(t *testing.T) {
			first, _, _ := strings.Cut(line, " && ")
			first = strings.ReplaceAll(first, "$(git rev-parse --short HEAD)", "abc")
			runLine(t, dir, first+" -o text").expect(t, exitDone, "sent", "")
		})
	}
}

// TestPastedVariables: a pasted line may set variables.
func TestPastedVariables(t *testing.T) {
	dir := pastedProject(t)
	runLine(t, dir, "DOCKER_BUILDKIT=0 docker build --json .").expect(t, exitDone, `"builder_reason": "DOCKER_BUILDKIT=0"`, "")
	runLine(t, dir, "docker buildx bake -f docker-bake.hcl --var FILE=build.prod/Dockerfile --load --json").expect(t, exitDone, `"dockerfile": "build.prod/Dockerfile"`, "")
	runLine(t, dir, "docker compose --profile front build --json").expect(t, exitDone, `"name": "web"`, "")
}

// TestPastedCommands: a docker command line may follow a command that measures.
func TestPastedCommands(t *testing.T) {
	dir := pastedProject(t)
	runLine(t, dir, "ls docker build --target base -t x .").expect(t, exitDone, "a\n", "")
	runLine(t, dir, "check --max-files 1 docker build -t x .").expect(t, exitMet, "FAIL max-files: ", "")
	runLine(t, dir, "audit docker compose build").expect(t, exitDone, "services/api", "")
	runLine(t, dir, "check docker buildx bake api --max-files 9").expect(t, exitDone, "PASS max-files: 1 file sent", "")
}

// TestPastedErrors: lines that cannot be translated are errors, and contexts named like a command of docker stay contexts.
func TestPastedErrors(t *testing.T) {
	dir := pastedProject(t)
	for line, want := range map[string]string{
		"docker push app":                              "docker push does not build",
		"docker compose config":                        "docker compose config does not build",
		"docker build --frobnicate .":                  "unknown flag --frobnicate of docker build",
		"docker build -t":                              "docker build: the value of -t is missing",
		"docker build . other":                         "expected one context, got 2",
		"docker buildx bake --set api.target=x":        "--set api.target=x of docker buildx bake is not supported",
		"docker buildx bake https://example.com/a.git": "is not on this machine",
		"docker compose --project-directory sub build": "--project-directory of docker compose build is not supported",
		"docker compose build --with-dependencies api": "--with-dependencies of docker compose build is not supported",
		"docker build --builder podmann .":             "did you mean podman?",
	} {
		t.Run(line, func(t *testing.T) { runLine(t, dir, line).expect(t, exitFailed, "", want) })
	}
	write(t, dir, "build/Dockerfile", "FROM scratch\nCOPY . /\n")
	write(t, dir, "docker/Dockerfile", "FROM scratch\nCOPY . /\n")
	runLine(t, dir, "build --json").expect(t, exitDone, `"context": "build"`, "")
	runLine(t, dir, "docker --json").expect(t, exitDone, `"context": "docker"`, "")
	runLine(t, dir, "build -t app . --json").expect(t, exitDone, `"context": "."`, "")
}

// runLine runs the program with the words of a command line.
func runLine(t *testing.T, dir, line string) result {
	t.Helper()
	args, err := shell.Fields(line, nil)
	if err != nil {
		t.Fatal(err)
	}
	return runIn(t, dir, nil, args...)
}
