package plan

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestStarts: what starts programs and names paths, with the directory, the shell and the heredocs.
func TestStarts(t *testing.T) {
	const dockerfile = "# escape=`\nFROM scratch AS a\nWORKDIR /app\nENV PATH=/app/bin:$PATH\nSHELL [\"/bin/bash\", \"-c\"]\nRUN make `\n  all\n" +
		"RUN <<EOF\nset -e\nmake\nEOF\nRUN python3 <<PY && true\nprint(1)\nPY\nRUN [\"make\", \"x\"]\nHEALTHCHECK CMD curl -f localhost\nONBUILD RUN make later\n" +
		"FROM a\nWORKDIR sub\nENTRYPOINT [\"./x\", \"y\"]\nCMD z\nHEALTHCHECK NONE\n"
	c, err := Collect([]byte(dockerfile), CollectOptions{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range c.Runs {
		got = append(got, fmt.Sprintf("%d RUN %d %s %q %q %q", r.Line, r.StageIndex, r.Dir, r.Command, r.Args, r.Shell))
	}
	for _, s := range c.Starts {
		got = append(got, fmt.Sprintf("%d %s %d %s %q %q %q", s.Line, s.Keyword, s.StageIndex, s.Dir, s.Command, s.Args, s.Paths))
	}
	want := []string{
		`6 RUN 0 /app "make   all" [] ["/bin/bash" "-c"]`,
		`8 RUN 0 /app "set -e\nmake\n" [] ["/bin/bash" "-c"]`,
		`12 RUN 0 /app "python3 <<PY && true\nprint(1)\nPY" [] ["/bin/bash" "-c"]`,
		`15 RUN 0 /app "make x" ["make" "x"] ["/bin/bash" "-c"]`,
		`17 RUN 1 /app "make later" [] ["/bin/bash" "-c"]`,
		`3 WORKDIR 0 /app "" [] ["/app"]`,
		`4 ENV 0 /app "" [] ["/app/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"]`,
		`16 HEALTHCHECK 0 /app "curl -f localhost" [] []`,
		`17 ONBUILD 0 /app "make later" [] []`,
		`19 WORKDIR 1 /app/sub "" [] ["/app/sub"]`,
		`20 ENTRYPOINT 1 /app/sub "./x y" ["./x" "y"] []`,
		`21 CMD 1 /app/sub "z" [] []`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

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

// TestPlainVariables: a variable of compose has a default also where that is empty.
func TestPlainVariables(t *testing.T) {
	for value, want := range map[string]string{
		"${X}": "X", "$X": "X", "${X:-}": "", "${X-}": "", "${X:-a}": "", "${X:+a}": "", "${X?}": "", "${X:?a}": "", "$$X": "", "a": "",
		"${A:-${B}}": "B", "${A:-${B:-}}": "", "${A:-}-${B}": "B", "${A}/${B:-}/$C": "A C", "${": "", "${A:-" + strings.Repeat("${A:-", 100): "",
	} {
		var got []string
		plainVariables(value, func(name string) { got = append(got, name) })
		if diff := cmp.Diff(want, strings.Join(got, " ")); diff != "" {
			t.Errorf("%s: %s", value, diff)
		}
	}
}
