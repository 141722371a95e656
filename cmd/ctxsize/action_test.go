package main

import (
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"github.com/ctxsize/ctxsize/internal/testtree"
)

// action is the part of action.yml that is tested.
type action struct {
	Inputs map[string]struct{ Default string }
	Runs   struct {
		Steps []struct {
			ID, Run string
			Env     map[string]string
		}
	}
}

// actionRun is the result of the check step.
type actionRun struct {
	exit                int
	log, output, report string
	comment             string
	dir                 string
}

// runAction runs the step of action.yml that checks, as GitHub Actions does, with fake files and variables.
func runAction(t *testing.T, inputs map[string]string, prepare func(workspace string)) actionRun {
	t.Helper()
	text, err := os.ReadFile("../../action.yml")
	if err != nil {
		t.Fatal(err)
	}
	var a action
	if err := yaml.Unmarshal(text, &a); err != nil {
		t.Fatal(err)
	}
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	workspace, files := t.TempDir(), t.TempDir()
	testtree.Write(t, workspace, ".dockerignore", []byte("node_modules/\n"))
	testtree.Write(t, workspace, "Dockerfile", []byte("FROM scratch\nCOPY . .\n"))
	testtree.Make(t, workspace, "web/node_modules/p/package.json web/package.json")
	prepare(workspace)
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	testtree.Write(t, files, "ctxsize-bin/x", nil)
	if err := os.Symlink(self, filepath.Join(files, "ctxsize-bin", "ctxsize")); err != nil {
		t.Fatal(err)
	}
	values := map[string]string{"github.action_path": root}
	for name, input := range a.Inputs {
		values["inputs."+name] = input.Default
	}
	for name, value := range inputs {
		if _, ok := a.Inputs[name]; !ok {
			t.Fatalf("action.yml has no input %s", name)
		}
		values["inputs."+name] = value
	}
	env := append(os.Environ(), "GITHUB_ACTIONS=true", "GITHUB_WORKSPACE="+workspace, "RUNNER_TEMP="+files, "GITHUB_OUTPUT="+filepath.Join(files, "output"),
		"GITHUB_STEP_SUMMARY="+filepath.Join(files, "summary"))
	run := ""
	for _, step := range a.Runs.Steps {
		if step.ID != "check" {
			continue
		}
		run = step.Run
		for name, value := range maps.All(step.Env) {
			for expression, with := range values {
				value = strings.ReplaceAll(value, "${{ "+expression+" }}", with)
			}
			env = append(env, name+"="+value)
		}
	}
	cmd := exec.Command("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", run)
	cmd.Dir, cmd.Env = workspace, env
	log, _ := cmd.CombinedOutput()
	result := actionRun{exit: cmd.ProcessState.ExitCode(), log: string(log), dir: workspace}
	for file, to := range map[string]*string{"output": &result.output, "summary": &result.report, "ctxsize-comment.md": &result.comment} {
		if text, err := os.ReadFile(filepath.Join(files, file)); err == nil {
			*to = string(text)
		}
	}
	return result
}

// TestAction runs the action with its inputs.
func TestAction(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("needs bash")
	}
	warning := "::warning file=.dockerignore,line=1,title=ctxsize gitignore-habit::"
	for _, c := range []struct {
		name   string
		inputs map[string]string
		exit   int
		log    []string
		output []string
	}{
		{"default", nil, 0, []string{warning, "PASS fail-on error: 0 findings"}, []string{"\nPASS fail-on error: 0 findings\n", "\nexit-code=0\n", "/ctxsize.json\n"}},
		{"limit", map[string]string{"args": "--max-size 1B"}, 1, []string{"::error file=Dockerfile,line=1,title=ctxsize max-size::", "FAIL max-size"}, []string{"\nexit-code=1\n"}},
		{"blocking warning", map[string]string{"blocking": "warning"}, 1, []string{"FAIL fail-on warning"}, []string{"\nexit-code=1\n"}},
		{"blocking none", map[string]string{"blocking": "none", "args": "--max-size 1B"}, 0, []string{"FAIL max-size"}, []string{"\nexit-code=1\n"}},
		{"blocking none with an error", map[string]string{"blocking": "none", "args": "none"}, 2, []string{"no such directory"}, nil},
		{"bad blocking", map[string]string{"blocking": "a\n::set-output x::%0Ab"}, 2, []string{"expected none, warning or error"}, nil},
		{"sarif", map[string]string{"sarif": "out.sarif"}, 0, nil, []string{"out.sarif\n"}},
		{"no annotations", map[string]string{"annotations": "false"}, 0, []string{"PASS"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := runAction(t, c.inputs, func(string) {})
			if r.exit != c.exit {
				t.Errorf("exit code %d, want %d\n%s", r.exit, c.exit, r.log)
			}
			for _, want := range c.log {
				if !strings.Contains(r.log, want) {
					t.Errorf("the log has no %q:\n%s", want, r.log)
				}
			}
			for _, want := range c.output {
				if !strings.Contains(r.output, want) {
					t.Errorf("the outputs have no %q:\n%s", want, r.output)
				}
			}
			if strings.Contains(r.log, "\n::set-output") {
				t.Errorf("an input is a command:\n%s", r.log)
			}
			if annotates := c.inputs["annotations"] != "false" && c.exit != 2; annotates != strings.Contains(r.report, "### ctxsize") {
				t.Errorf("summary: %q", r.report)
			}
			if _, err := os.Stat(filepath.Join(r.dir, "out.sarif")); (err == nil) != (c.inputs["sarif"] != "") {
				t.Errorf("SARIF file: %v", err)
			}
		})
	}
}

// TestActionComment: with a base there is a file for a comment of the pull request, also in a shallow clone, and never a failure because of it.
func TestActionComment(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil || runtime.GOOS == "windows" {
		t.Skip("needs bash and git")
	}
	for _, c := range []struct {
		name, base, args string
		comment, output  string
		log              string
	}{
		{"branch", "main", "", "**Docker build contexts against `origin/main`: +4 B**", "\ngrows=true\n", ""},
		{"branch of the origin", "origin/main", "", "**Docker build contexts against `origin/main`: +4 B**", "\ngrows=true\n", ""},
		{"commit", "HEAD", "", "**Docker build contexts against `HEAD`: 0 B**", "\ngrows=false\n", ""},
		{"no such branch", "none", "", "", "\ncomment=\ngrows=\n", "::warning title=ctxsize::cannot fetch"},
		{"not a branch", "--upload-pack=touch x", "", "", "\ncomment=\ngrows=\n", "::warning title=ctxsize::cannot fetch"},
		{"bad flags", "HEAD", "--nothing", "", "\ncomment=\ngrows=\n", "::warning title=ctxsize::ctxsize diff failed"},
		{"flags on two lines", "HEAD", "--units\nbytes", "**Docker build contexts against `HEAD`: 0 B**", "\ngrows=false\n", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := runAction(t, map[string]string{"base": c.base, "diff-args": c.args}, func(dir string) { cloneAhead(t, dir) })
			if r.exit != 0 || !strings.Contains(r.output, c.output) || !strings.Contains(r.log, c.log) {
				t.Errorf("exit code %d, outputs %s, log:\n%s", r.exit, r.output, r.log)
			}
			if !strings.HasPrefix(r.comment, c.comment) || (r.comment == "") != (c.comment == "") {
				t.Errorf("comment %q, want %q", r.comment, c.comment)
			}
		})
	}
}

// cloneAhead makes a directory a shallow repository with a commit that its origin does not have, and without the commit of its branch main.
func cloneAhead(t *testing.T, dir string) {
	t.Helper()
	origin := t.TempDir()
	if err := os.CopyFS(origin, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	commit(t, origin)
	testtree.Write(t, dir, "added", []byte("1234"))
	testtree.Write(t, dir, "package.json", []byte("{}\n"))
	for _, args := range [][]string{{"init", "-q"}, {"remote", "add", "origin", origin}, {"add", "-A"}, {"commit", "-q", "-m", "ahead"}} {
		cmd := exec.Command("git", append([]string{"-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=topic", "-c", "commit.gpgsign=false"}, args...)...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v: %s", args, err, out)
		}
	}
}
