package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// action is action.yml.
type action struct {
	Inputs map[string]struct{ Default string }
	Runs   struct {
		Steps []struct {
			ID, Run, Shell, Uses string
			Env                  map[string]string
		}
	}
}

func readAction(t *testing.T) action {
	t.Helper()
	text, err := os.ReadFile("../../action.yml")
	if err != nil {
		t.Fatal(err)
	}
	var a action
	if err := yaml.Unmarshal(text, &a); err != nil {
		t.Fatal(err)
	}
	return a
}

// TestAction runs the last step of action.yml as GitHub does, with its files.
func TestAction(t *testing.T) {
	if _, err := exec.LookPath("bash"); err != nil {
		t.Skip("bash is not installed")
	}
	a := readAction(t)
	install, check := a.Runs.Steps[len(a.Runs.Steps)-2], a.Runs.Steps[len(a.Runs.Steps)-1]
	if install.Run != "go install ./cmd/ctxsize" || check.ID != "check" || check.Env["ARGS"] != "${{ inputs.args }}" || strings.Contains(check.Run, "${{") {
		t.Fatalf("the steps are %+v and %+v", install, check)
	}
	for _, c := range []struct {
		name, args     string
		code           int
		result, stdout string
	}{
		{"no arguments", a.Inputs["args"].Default, 0, "PASS fail-on error", "PASS fail-on error"},
		{"passes", "--max-size 1MB .", 0, "PASS max-size: ", "PASS max-size: "},
		{"fails", "--max-files 1 ctx", 1, "FAIL max-files: 2 files sent, limit 1", "::error title=ctxsize check::exit code 1, see the summary of this job"},
		{"several lines", "--max-size 1MB\n--max-files 1\nctx\n", 1, "FAIL max-files: 2 files sent, limit 1", "exit code 1"},
		{"a pattern is not expanded", "--must-exclude * ctx", 1, "FAIL must-exclude *", "exit code 1"},
		{"no answer", "nowhere", 2, "no such directory", "exit code 2"},
	} {
		t.Run(c.name, func(t *testing.T) {
			runStep(t, check.Run, c.args).expect(t, c.code, c.result, c.stdout)
		})
	}
}

// stepResult is what a step of the action left.
type stepResult struct {
	code            int
	stdout          string
	output, summary string // the files
}

// runStep runs a step in a project with a Dockerfile in the root and one in ctx.
func runStep(t *testing.T, script, args string) stepResult {
	t.Helper()
	dir, home := t.TempDir(), t.TempDir()
	write(t, dir, "Dockerfile", "FROM scratch\nCOPY Dockerfile /\n")
	write(t, dir, "ctx/Dockerfile", "FROM scratch\nCOPY . /\n")
	write(t, dir, "ctx/a", "a")
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	write(t, home, "go/bin/.keep", "")
	if err := os.Symlink(self, filepath.Join(home, "go/bin/ctxsize")); err != nil {
		t.Fatal(err)
	}
	output, summary := filepath.Join(home, "output"), filepath.Join(home, "summary")
	write(t, home, "step.sh", script)
	cmd := exec.Command("bash", "--noprofile", "--norc", "-eo", "pipefail", filepath.Join(home, "step.sh"))
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "ARGS="+args, "GOPATH="+filepath.Join(home, "go"), "GITHUB_OUTPUT="+output, "GITHUB_STEP_SUMMARY="+summary, "GITHUB_ACTIONS=true")
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		t.Fatal(err)
	}
	r := stepResult{code: cmd.ProcessState.ExitCode(), stdout: string(out)}
	for file, to := range map[string]*string{output: &r.output, summary: &r.summary} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		*to = string(text)
	}
	return r
}

// expect checks a step: the result is in the output and in the summary.
func (r stepResult) expect(t *testing.T, code int, result, stdout string) {
	t.Helper()
	if r.code != code || !strings.Contains(r.stdout, stdout) {
		t.Errorf("exit code %d, want %d, and %q in\n%s", r.code, code, stdout, r.stdout)
	}
	m := regexp.MustCompile(`(?s)^result<<([0-9a-f]{32})\n(.*)\n([0-9a-f]{32})\n$`).FindStringSubmatch(r.output)
	if m == nil || m[1] != m[3] || !strings.Contains(m[2], result) {
		t.Errorf("the output is %q, want %q", r.output, result)
	}
	if !strings.HasPrefix(r.summary, "### ctxsize check\n\n    ") || !strings.Contains(r.summary, result) {
		t.Errorf("the summary is %q, want %q", r.summary, result)
	}
}
