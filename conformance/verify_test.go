package conformance

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/moby/buildkit/client"

	"github.com/ctxsize/ctxsize/conformance/builder"
)

// TestVerify builds made contexts with an empty cache, and gives the daemon's own progress to ctxsize verify.
func TestVerify(t *testing.T) {
	t.Parallel()
	for n := range 10 {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "context")
			script := fmt.Sprintf("mkdir -p %[1]s/src/deep; cd %[1]s; head -c %[2]d /dev/urandom >src/a; head -c %[3]d /dev/urandom >src/deep/b; ln -s a src/l; echo x >other; "+
				"printf 'FROM scratch\\nCOPY src /src\\n' >Dockerfile", dir, n*20_000, n)
			if out, err := exec.CommandContext(t.Context(), "sh", "-ec", script).CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			var log bytes.Buffer
			logBuild(t, builder.Build{Context: dir}, "", &log)
			verifyLog(t, dir, &log, 1, ".")
		})
	}
}

// logBuild builds with an empty cache and writes the progress as docker buildx bake writes it for one of its targets (github.com/docker/buildx
// util/progress, addPrefix), or with no target as docker build does.
func logBuild(t *testing.T, b builder.Build, target string, log *bytes.Buffer) {
	t.Helper()
	o, err := shared.daemon.BuildLogged(t.Context(), b, func(s *client.SolveStatus) {
		for _, v := range s.Vertexes {
			switch {
			case target == "":
			case strings.HasPrefix(v.Name, "["):
				v.Name = "[" + target + " " + v.Name[1:]
			default:
				v.Name = "[" + target + "] " + v.Name
			}
		}
		line, err := json.Marshal(s)
		if err != nil {
			t.Error(err)
		}
		log.Write(append(line, '\n'))
	})
	if err != nil || o.Failure != builder.None {
		t.Fatalf("%v, %v", err, o.Err)
	}
}

// verifyLog gives progress to ctxsize verify, which must find that many transfers, all of them equal to the byte.
func verifyLog(t *testing.T, dir string, log *bytes.Buffer, loads int, args ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), shared.program.Path(), append([]string{"verify", "--json"}, args...)...)
	cmd.Stdin, cmd.Dir = log, dir
	out, err := cmd.Output()
	var answer struct {
		Exact, Equal bool
		Loads        []struct{ Verdict string }
	}
	if err != nil || json.Unmarshal(out, &answer) != nil || !answer.Exact || !answer.Equal || len(answer.Loads) != loads {
		t.Errorf("%v\n%s", err, out)
	}
	for _, l := range answer.Loads {
		if l.Verdict != "equal" {
			t.Errorf("%s\n%s", l.Verdict, out)
		}
	}
}

// severalContexts makes a project of two services, one of them with a named context, with a compose file and a bake file.
const severalContexts = `
mkdir -p api/src web libs/common
head -c 70001 /dev/urandom >api/src/a; head -c 32768 /dev/urandom >libs/common/b; head -c 5 /dev/urandom >web/index.html; echo x >web/unused; echo y >libs/unused
printf 'FROM scratch\nCOPY src /src\nCOPY --from=libs common /common\n' >api/Dockerfile
printf 'FROM scratch AS site\nCOPY . /site\nFROM scratch\nCOPY --from=site / /\n' >web/Dockerfile
echo unused >web/.dockerignore
cat >compose.yaml <<END
services:
  api:
    build:
      context: api
      additional_contexts:
        libs: libs
  web:
    build: web
END
cat >docker-bake.hcl <<END
group "default" { targets = ["api", "web"] }
target "api" {
  context = "api"
  contexts = { libs = "libs" }
}
target "web" { context = "web" }
END
`

// TestVerifyProjects builds the services of a compose file, and the targets of a bake file, with empty caches.
func TestVerifyProjects(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "shop")
	if out, err := exec.CommandContext(t.Context(), "sh", "-ec", "mkdir "+dir+"; cd "+dir+"\n"+severalContexts).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, flag := range []string{"--compose=compose.yaml", "--bake=docker-bake.hcl"} {
		t.Run(flag, func(t *testing.T) {
			var log bytes.Buffer
			logBuild(t, builder.Build{Context: filepath.Join(dir, "api"), Named: map[string]string{"libs": filepath.Join(dir, "libs")}}, "api", &log)
			logBuild(t, builder.Build{Context: filepath.Join(dir, "web")}, "web", &log)
			verifyLog(t, dir, &log, 3, flag)
		})
	}
}
