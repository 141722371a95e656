package dockerplugin_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"text/template"

	"github.com/google/go-cmp/cmp"

	"github.com/ctxsize/ctxsize/internal/dockerplugin"
)

// TestArguments has the arguments as docker 28 and 29 pass them.
func TestArguments(t *testing.T) {
	for args, want := range map[string]string{
		"":                               "",
		"ctxsize":                        "",
		"ctxsize --json .":               "--json .",
		"--debug ctxsize .":              ".",
		"--context x ctxsize ls":         "ls",
		"-c ctxsize ctxsize .":           ".",
		"--context=ctxsize .":            "--context=ctxsize .",
		"-H unix:///s -D ctxsize":        "",
		"help ctxsize":                   "--help",
		"help ctxsize ls":                "ls --help",
		"help":                           "help",
		"ctxsize --help":                 "--help",
		"__complete ctxsize ls --f":      "__complete ls --f",
		"__complete --debug ctxsize --f": "__complete --f",
		"__complete ls --f":              "__complete ls --f",
		". ctxsize":                      ". ctxsize",
		"--json ctxsize":                 "",
		"- ctxsize":                      "- ctxsize",
	} {
		if diff := cmp.Diff(strings.Fields(want), append([]string(nil), dockerplugin.Arguments(strings.Fields(args))...)); diff != "" && (want != "" || len(dockerplugin.Arguments(strings.Fields(args))) > 0) {
			t.Errorf("%q (-want +got):\n%s", args, diff)
		}
	}
}

func TestIsPlugin(t *testing.T) {
	for program, want := range map[string]bool{"/root/.docker/cli-plugins/docker-ctxsize": true, "docker-ctxsize.exe": true, "ctxsize": false, "docker-ctxsizes": false} {
		if got := dockerplugin.IsPlugin(program); got != want {
			t.Errorf("%s: %v, want %v", program, got, want)
		}
	}
}

func TestHookRequest(t *testing.T) {
	if request, ok := dockerplugin.HookRequest([]string{"ctxsize", "docker-cli-plugin-hooks", "{}"}); !ok || request != "{}" {
		t.Errorf("%q, %v", request, ok)
	}
	if _, ok := dockerplugin.HookRequest([]string{"ctxsize", "ls", "x"}); ok {
		t.Error("ls is no hook")
	}
}

// TestCommandLine: the command line of the process counts; without it, a build with unknown values is not guessed.
func TestCommandLine(t *testing.T) {
	for _, c := range []struct{ request, process, want string }{
		{`{"RootCmd":"build"}`, "/usr/bin/docker build -f x d", "docker build -f x d"},
		{`{"RootCmd":"build"}`, "bash -c x", "docker build ."},
		{`{"RootCmd":"build","Flags":{"t":"","no-cache":"true"}}`, "", "docker build ."},
		{`{"RootCmd":"build","Flags":{"tag=a":""}}`, "", "docker build ."},
		{`{"RootCmd":"build","Flags":{"file":""}}`, "", ""},
		{`{"RootCmd":"compose build"}`, "", ""},
		{`{"RootCmd":"compose build"}`, "docker compose build", "docker compose build"},
	} {
		r, err := dockerplugin.ParseRequest(c.request)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(r.CommandLine(strings.Fields(c.process)), " "); got != c.want {
			t.Errorf("%s, %q: %q, want %q", c.request, c.process, got, c.want)
		}
	}
	if _, err := dockerplugin.ParseRequest("no"); err == nil {
		t.Error("no error for a request that is not JSON")
	}
}

// TestWriteResponse reads the answer as docker does: a template.
func TestWriteResponse(t *testing.T) {
	for _, line := range []string{"", "plain 100 %", "{{ .x }} {{flagValue \"a\"}} }}", "{{{{"} {
		var out bytes.Buffer
		if err := dockerplugin.WriteResponse(&out, line); err != nil {
			t.Fatal(err)
		}
		var got struct {
			Type     int
			Template string
		}
		if err := json.Unmarshal(out.Bytes(), &got); err != nil || got.Type != 0 {
			t.Fatalf("%v: %s", err, out.String())
		}
		parsed, err := template.New("").Parse(got.Template)
		if err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		var shown strings.Builder
		if err := parsed.Execute(&shown, nil); err != nil || shown.String() != line {
			t.Errorf("got %q, %v, want %q", shown.String(), err, line)
		}
	}
}
