//go:build unix

package project

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/ctxsize/ctxsize/internal/build"
)

// outsideText stands in the files outside of the projects of these tests.
const outsideText = "OUTSIDE TEXT"

// project lays out a project in a directory "in", and files beside it. A line "!path" is a FIFO.
func project(t *testing.T, lines string) string {
	t.Helper()
	var rest, fifos []string
	for line := range strings.SplitSeq(strings.TrimSpace(lines), "\n") {
		if name, ok := strings.CutPrefix(line, "!"); ok {
			fifos = append(fifos, name)
		} else {
			rest = append(rest, line)
		}
	}
	top := write(t, strings.Join(append(rest, "out/text: "+outsideText+` = x\n`, "out/c.yaml: services:\\n  b: {build: ./b}", "out/env: "+outsideText), "\n"))
	for _, name := range fifos {
		if err := syscall.Mkfifo(filepath.Join(top, name), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(top, "in")
}

// TestReferredFiles: what compose files refer to. Each project has a service "ok", too.
func TestReferredFiles(t *testing.T) {
	const ok = `\n  ok: {build: .}`
	for _, c := range []struct{ name, tree, builds, says string }{
		{"a FIFO is included", "in/compose.yaml: include: [i.yaml]\\nservices:" + ok + "\n!in/i.yaml", "ok", "in/i.yaml is not a regular file (FIFO)"},
		{"a link to /dev/zero is included", "in/compose.yaml: include: [i.yaml]\\nservices:" + ok + "\nin/i.yaml -> /dev/zero", "ok", "outside of"},
		{"a file outside is included", "in/compose.yaml: include: [../out/c.yaml]\\nservices:" + ok, "ok", "out/c.yaml is outside of"},
		{"by a variable", "in/compose.yaml: include: ['${UP}/out/c.yaml']\\nservices:" + ok + "\nin/.env: UP=..", "ok", "out/c.yaml is outside of"},
		{"by an escaped key", `in/compose.yaml: "\x69nclude": [i.yaml]\nservices:` + ok + "\n!in/i.yaml", "ok", "(FIFO)"},
		{"by a key in base64", `in/compose.yaml: !!binary aW5jbHVkZQ==: [i.yaml]\nservices:` + ok + "\n!in/i.yaml", "ok", "(FIFO)"},
		{"a nested FIFO", "in/compose.yaml: include: [s/i.yaml]\\nservices:" + ok + "\nin/s/i.yaml: include: [j.yaml]\n!in/s/j.yaml", "ok", "in/s/j.yaml is not a regular file"},
		{"an env_file that is a FIFO", "in/compose.yaml: include: [{path: i.yaml, env_file: e}]\\nservices:" + ok + "\nin/i.yaml: services: {}\n!in/e", "ok", "in/e is not a regular file"},
		{"an env_file outside", "in/compose.yaml: include: [{path: i.yaml, env_file: ../out/env}]\\nservices:" + ok + "\nin/i.yaml: services: {}", "ok", "out/env is outside of"},
		{"the .env of what is included", "in/compose.yaml: include: [s/i.yaml]\\nservices:" + ok + "\nin/s/i.yaml: services: {}\n!in/s/.env", "ok", "in/s/.env is not a regular file"},
		{"a service extends a FIFO", "in/compose.yaml: services:\\n  e: {extends: {file: i.yaml, service: b}}" + ok + "\n!in/i.yaml", "ok", "service e:"},
		{"a service extends a file outside", "in/compose.yaml: services:\\n  e: {extends: {file: ../out/c.yaml, service: b}}" + ok, "ok", "service e:"},
		{"a chain of extends", "in/compose.yaml: services:\\n  e: {extends: {file: s/i.yaml, service: b}}" + ok + "\nin/s/i.yaml: services: {b: {extends: {file: j.yaml, service: c}}}\n!in/s/j.yaml", "ok", "service e:"},
		{"a good include", "in/compose.yaml: include: [{path: [s/i.yaml], project_directory: ., env_file: e}]\\nservices:" + ok + "\nin/s/i.yaml: services: {i: {build: '${V}'}}\nin/e: V=sub\nin/sub/Dockerfile: FROM scratch", "i ok", ""},
		{"a good extends", "in/compose.yaml: services:\\n  e: {extends: {file: s/i.yaml, service: b}}" + ok + "\nin/s/i.yaml: services: {b: {build: ..}}", "e ok", ""},
		{"an env_file that nobody needs", "in/compose.yaml: services:\\n  e: {build: ., env_file: f}" + ok + "\n!in/f", "e ok", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := project(t, c.tree+"\nin/Dockerfile: FROM scratch\\nCOPY . /")
			p, err := ResolveAll(t.Context(), build.Request{Context: ".", Dir: dir}, Request{Compose: true})
			var builds []string
			said := fmt.Sprint(err)
			for _, b := range p.Builds {
				builds = append(builds, b.Name)
			}
			for _, f := range p.Failures {
				said += " " + f.Error()
			}
			if strings.Join(builds, " ") != c.builds || !strings.Contains(said, c.says) || c.says == "" && len(p.Failures) > 0 || strings.Contains(said, outsideText) {
				t.Errorf("builds %v: %s", builds, said)
			}
		})
	}
}

// TestReferredFromWorkingDirectory: compose-go looks for files of nested includes below the process's working directory, too.
func TestReferredFromWorkingDirectory(t *testing.T) {
	dir := project(t, "in/x/compose.yaml: include: [s/i.yaml]\\nservices: {ok: {build: .}}\nin/x/s/i.yaml: include: [{path: j.yaml, env_file: e}]\nin/x/s/j.yaml: services: {}\n"+
		"in/x/s/e: A=b\nin/s/a: x\n!in/s/e\nin/x/Dockerfile: FROM scratch")
	t.Chdir(dir)
	p, err := ResolveAll(t.Context(), build.Request{Context: "x", Dir: dir}, Request{})
	if err != nil || len(p.Failures) == 0 || !strings.Contains(p.Failures[0].Error(), "in/s/e is not a regular file") {
		t.Errorf("%v, %v", p.Failures, err)
	}
}

// TestBakeReadsEnvFiles: of a service that bake builds, the env_file is read, and no other than a file of the project.
func TestBakeReadsEnvFiles(t *testing.T) {
	for _, c := range []struct{ file, more, says string }{
		{"f", "in/f: A=b", "<nil>"},
		{"f", "!in/f", "in/f is not a regular file"},
		{"../out/env", "", "out/env is outside of"},
	} {
		dir := project(t, "in/compose.yaml: services:\\n  e: {build: {context: ., args: {A: }}, env_file: "+c.file+"}\nin/Dockerfile: FROM scratch\n"+c.more)
		p, err := ResolveAll(t.Context(), build.Request{Context: ".", Dir: dir}, Request{Bake: true})
		said := fmt.Sprint(err)
		for _, f := range p.Failures {
			said += f.Error()
		}
		if !strings.Contains(said, c.says) || strings.Contains(said, outsideText) {
			t.Errorf("%s: %s", c.file, said)
		}
	}
}

// TestFoundFiles: files that were found may be links inside of the project and not out of it; files that were named may.
func TestFoundFiles(t *testing.T) {
	for _, c := range []struct {
		name, tree string
		r          build.Request
		says, hint string
	}{
		{"legacy Dockerfile", "in/Dockerfile -> ../out/text", build.Request{Builder: build.Legacy}, "out/text, outside of", "-f "},
		{"podman Containerfile", "in/Containerfile -> ../out/text", build.Request{Builder: build.Podman}, "out/text, outside of", "-f "},
		{"legacy .dockerignore", "in/.dockerignore -> ../out/text\nin/Dockerfile: FROM scratch", build.Request{Builder: build.Legacy}, "out/text, outside of", "--ignore-file "},
		{"podman ignore file of the Dockerfile", "in/Dockerfile.dockerignore -> ../out/text\nin/Dockerfile: FROM scratch", build.Request{Builder: build.Podman}, "out/text, outside of", "--ignore-file "},
		{"a link inside", "in/Dockerfile -> d/f\nin/d/f: FROM scratch", build.Request{Builder: build.Legacy}, "<nil>", ""},
		{"a named Dockerfile", "in/d -> ../out/c\nout/c: FROM scratch", build.Request{Builder: build.Legacy, Dockerfile: "d"}, "<nil>", ""},
		{"a named ignore file", "in/i -> ../out/text\nin/Dockerfile: FROM scratch", build.Request{IgnoreFile: "i"}, "<nil>", ""},
		{"a named ignore file without an end", "in/i -> /dev/zero\nin/Dockerfile: FROM scratch", build.Request{IgnoreFile: "i"}, "exceeds maximum allowed size", ""},
		{"legacy, a FIFO", "!in/Dockerfile", build.Request{Builder: build.Legacy}, "is not a regular file (FIFO)", ""},
	} {
		c.r.Dir, c.r.Context = project(t, "in/a: x\n"+c.tree), "."
		_, err := Resolve(t.Context(), c.r)
		hint := ""
		if e, ok := err.(*build.Error); ok {
			hint = e.Hint
		}
		if said := fmt.Sprint(err); !strings.Contains(said, c.says) || !strings.HasPrefix(hint, c.hint) || strings.Contains(said, outsideText) {
			t.Errorf("%s: %s (%s)", c.name, said, hint)
		}
	}
}

// TestDescribedDockerfile: what a compose file names as a Dockerfile is not quoted where it is outside of the project.
func TestDescribedDockerfile(t *testing.T) {
	for _, c := range []struct{ build, says string }{
		{"{context: ., dockerfile: ../out/text}", "out/text is outside of"},
		{"{context: ., dockerfile: OUT/text}", "out/text is outside of"},
		{"{context: ../out, dockerfile: text}", "out/text is outside of the project and is not a valid Dockerfile"},
	} {
		for _, builder := range []build.Builder{build.BuildKit, build.Legacy, build.Podman} {
			dir := project(t, "in/a: x\nin/compose.yaml: services:\\n  a: {build: ")
			text := "services:\n  a: {build: " + strings.ReplaceAll(c.build, "OUT", filepath.Join(dir, "../out")) + "}\n"
			if err := os.WriteFile(filepath.Join(dir, "compose.yaml"), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
			_, err := ResolveAll(t.Context(), build.Request{Context: ".", Dir: dir, Builder: builder}, Request{Compose: true})
			if said := fmt.Sprint(err); !strings.Contains(said, c.says) || strings.Contains(said, outsideText) {
				t.Errorf("%s with %v: %s", c.build, builder, said)
			}
		}
	}
}

// TestEnvFilesQuoteNothing: what is wrong with a file of variables is said with its line alone.
func TestEnvFilesQuoteNothing(t *testing.T) {
	for _, text := range []string{`A=b\nPASS WORD=hunter2`, `A="hunter2`, `A=${hunter2`} {
		dir := write(t, "compose.yaml: services: {a: {build: .}}\nDockerfile: FROM scratch\n.env: "+text)
		_, err := ResolveAll(t.Context(), build.Request{Context: ".", Dir: dir}, Request{Compose: true})
		if said := fmt.Sprint(err); err == nil || strings.Contains(said, "hunter2") || !strings.Contains(said, ".env") {
			t.Errorf("%s: %s", text, said)
		}
	}
}

// TestEnvFilesNamedOutside: the user's environment may name a file outside of the project, whose values are not shown; the project may not.
func TestEnvFilesNamedOutside(t *testing.T) {
	tree := "out/e: CI_TOKEN=s3cr3tT0ken\nin/compose.yaml: services: {a: {build: {context: ., target: '${CI_TOKEN}'}}}\nin/Dockerfile: FROM scratch"
	dir := project(t, tree)
	_, err := ResolveAll(t.Context(), build.Request{Context: ".", Dir: dir, Env: []string{"COMPOSE_ENV_FILES=../out/e"}}, Request{Compose: true})
	if said := fmt.Sprint(err); !strings.Contains(said, `"${CI_TOKEN}" could not be found`) {
		t.Error(said)
	}
	dir = project(t, tree+"\nin/.env: COMPOSE_ENV_FILES=../out/e")
	_, err = ResolveAll(t.Context(), build.Request{Context: ".", Dir: dir}, Request{Compose: true})
	if said := fmt.Sprint(err); !strings.Contains(said, "out/e is outside of") {
		t.Error(said)
	}
}
