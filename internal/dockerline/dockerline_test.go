package dockerline

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"mvdan.cc/sh/v3/shell"

	"github.com/ctxsize/ctxsize/internal/build"
)

// own has flags as ctxsize has them, and a directory named build.
func own() Own {
	return Own{
		Flag: func(flag string) (takesValue, ok bool) {
			takesValue, ok = map[string]bool{"--json": false, "--top": true, "-o": true, "-q": false, "--max-size": true}[flag]
			return takesValue, ok
		},
		Format: func(value string) bool { return strings.HasPrefix(value, "json") },
		Exists: func(name string) bool { return name == "build" },
	}
}

// translate returns the translated line, its variables first.
func translate(t *testing.T, line string) (string, error) {
	t.Helper()
	args, err := shell.Fields(line, nil)
	if err != nil {
		t.Fatal(err)
	}
	out, err := Translate(args, []string{"ls", "check", "audit"}, own())
	if err != nil || out == nil {
		return "", err
	}
	return strings.Join(slices.Concat(out.Env, out.Args), " "), nil
}

// TestTranslate holds the flags of ctxsize for a docker command line.
func TestTranslate(t *testing.T) {
	for line, want := range map[string]string{
		"docker build .": ".",
		"docker build -t a/b:1 --no-cache -f x/Dockerfile ctx": "--file=x/Dockerfile ctx",
		"docker build -tapp -fDockerfile.dev .":                "--file=Dockerfile.dev .",
		"docker build -qt app .":                               ".",
		"docker image build --target=dev .":                    "--target=dev .",
		"docker builder build .":                               ".",
		"docker build --build-arg A=1 --build-arg=B .":         "--build-arg=A=1 --build-arg=B .",
		"docker build --load --push .":                         ".",
		"docker build -o type=local,dest=out .":                ".",
		"docker build -o json=x .":                             "--output=json=x .",
		"docker build - ":                                      "-",
		"docker build -t x -- .":                               ".",
		"docker build . --json --top 3":                        ". --json --top=3",
		"docker --context far -D build .":                      ".",
		"docker buildx build --platform linux/arm64 .":         "--platform=linux/arm64 .",
		"docker buildx --builder b build .":                    "--builder=b .",
		"docker buildx b .":                                    ".",
		"docker-buildx b .":                                    ".",
		"sudo docker build .":                                  ".",
		"DOCKER_BUILDKIT=0 sudo docker build .":                "DOCKER_BUILDKIT=0 .",
		"nerdctl build -t x .":                                 ".",
		"podman build --layers -v /a:/b .":                     "--builder=podman .",
		"buildah bud --ignorefile x .":                         "--builder=podman --ignore-file=x .",
		"podman build --squash-all --arch arm64 --from x .":    "--builder=podman --platform=linux/arm64 .",
		"docker compose build":                                 "--compose",
		"docker compose build api web":                         "--service=api --service=web --compose",
		"docker compose -f a.yaml -f b.yaml build --no-cache":  "--compose=a.yaml --compose=b.yaml",
		"docker compose --profile a --profile b build":         "COMPOSE_PROFILES=a,b --compose",
		"docker compose -p shop --env-file .env.ci build":      "COMPOSE_PROJECT_NAME=shop COMPOSE_ENV_FILES=.env.ci --compose",
		"docker-compose build api":                             "--service=api --compose",
		"docker buildx bake":                                   "--bake",
		"docker buildx bake -f a.hcl --var TAG=1 api":          "TAG=1 --bake=a.hcl --service=api",
		"docker buildx bake --set *.args.A=1 --set *.tags=x":   "--build-arg=A=1 --bake",
		"docker buildx bake --set *.contexts.src=../src":       "--build-context=src=../src --bake",
		"check --max-size 5MB docker build -t x .":             "check --max-size 5MB .",
		"check docker build -t x . --max-size 5MB":             "check . --max-size=5MB",
		"audit docker compose build":                           "audit --compose",
		"build -t app .":                                       ".",
		"build":                                                "",
		"buildx bake":                                          "--bake",
		"compose build":                                        "--compose",
		".":                                                    "",
		"why docker build":                                     "",
		"docker":                                               "",
		"--unknown docker build .":                             "",
		"NAME=1":                                               "",
	} {
		got, err := translate(t, line)
		if err != nil {
			t.Errorf("%s: %v", line, err)
			continue
		}
		if words := strings.Fields(got); !sameWords(words, strings.Fields(want)) {
			t.Errorf("%s: got %q, want %q", line, got, want)
		}
	}
}

// sameWords compares flags: --compose may come before the services or after them.
func sameWords(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

// TestTranslateErrors holds the errors of lines that do not build, and of flags on which the result depends.
func TestTranslateErrors(t *testing.T) {
	for line, want := range map[string]string{
		"docker push x":                              "docker push does not build | paste a docker build, docker compose build or docker buildx bake command",
		"docker biuld .":                             "docker biuld does not build | did you mean build or buildx?",
		"docker compose up":                          "docker compose up does not build | paste a docker build, docker compose build or docker buildx bake command",
		"docker build --taget x .":                   "unknown flag --taget of docker build | did you mean --target?",
		"docker build --frobnicate .":                "unknown flag --frobnicate of docker build | remove it if it does not change which files are sent",
		"docker compose --project-directory x build": "--project-directory of docker compose build is not supported | run ctxsize in that directory, with --compose=FILE for a file elsewhere",
		"docker buildx bake --set a.target=x":        "--set a.target=x of docker buildx bake is not supported | set target in a second bake file, as in --bake=docker-bake.hcl --bake=override.hcl",
		"docker buildx bake --var TAG":               `--var "TAG" of docker buildx bake has no value | use --var NAME=VALUE`,
		"docker build -f":                            "docker build: the value of -f is missing | ",
	} {
		_, err := translate(t, line)
		if err == nil {
			t.Errorf("%s: no error", line)
			continue
		}
		hint := ""
		if e, ok := errors.AsType[*build.Error](err); ok {
			hint = e.Hint
		}
		if got := err.Error() + " | " + hint; got != want {
			t.Errorf("%s: got %q, want %q", line, got, want)
		}
	}
}

// TestFlagTables: a flag is in one list of a command only, and has its dashes.
func TestFlagTables(t *testing.T) {
	for name, set := range map[string]flagSet{"docker": toolFlags(), "buildx": buildxFlags(), "build": buildFlags(false), "podman build": buildFlags(true),
		"compose": composeFlags(), "compose build": composeBuildFlags(), "bake": bakeFlags()} {
		seen := map[string]bool{}
		list := slices.Concat(strings.Fields(set.switches), strings.Fields(set.values))
		for flag := range set.actions {
			list = append(list, flag)
		}
		for _, flag := range list {
			if seen[flag] || !strings.HasPrefix(flag, "-") || !strings.HasPrefix(flag, "--") && len(flag) != 2 {
				t.Errorf("%s: flag %s", name, flag)
			}
			seen[flag] = true
		}
	}
}
