package analysis_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ctxsize/ctxsize/internal/analysis"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/inventory"
)

// historyOf makes a repository whose commits are scripts.
func historyOf(t *testing.T, scripts ...string) string {
	t.Helper()
	for _, program := range []string{"git", "sh"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skip(program + " is not installed")
		}
	}
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	script := "git init -q\n"
	for _, s := range scripts {
		script += s + "\ngit add -A; git commit -q --allow-empty -m x\n"
	}
	cmd := exec.Command("sh", "-ec", script)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "HOME="+dir, "GIT_CONFIG_NOSYSTEM=1", "GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.org", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.org")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return dir
}

// churnOf replays a history with the build of a directory.
func churnOf(t *testing.T, dir string) *analysis.BuildChurn {
	t.Helper()
	a, err := analysis.Analyze(context.Background(), analysis.Options{Request: build.Request{Context: dir, Dir: dir, Env: os.Environ()}, NoTransfer: true, Suggest: true, Audit: true})
	if err != nil {
		t.Fatal(err)
	}
	list, err := a.Churn(context.Background(), analysis.ChurnOptions{Env: os.Environ()})
	if err != nil {
		t.Fatal(err)
	}
	return &list[0]
}

// savingOf returns what a pattern saves.
func savingOf(t *testing.T, c *analysis.BuildChurn, pattern string) string {
	t.Helper()
	for _, s := range c.Build.Suggestions {
		if s.Line == pattern {
			if s.Safety != inventory.Review {
				t.Errorf("%s is %s", pattern, s.Safety)
			}
			return s.Reruns.String()
		}
	}
	return "not suggested"
}

// TestSavedReruns: each commit of the history changes files whose effect is obvious.
func TestSavedReruns(t *testing.T) {
	const dockerfile = "FROM node\nWORKDIR /app\nCOPY . .\nRUN npm ci\nRUN npm run build\nCMD node .\n"
	c := churnOf(t, historyOf(t,
		`mkdir docs src tests; echo '{"dependencies": {"x": "1"}}' >package.json; echo '{}' >package-lock.json; echo 1 | tee docs/a.md src/a.js tests/a.js README.md; printf '`+strings.ReplaceAll(dockerfile, "\n", `\n`)+`' >Dockerfile; printf '.git\nDockerfile\n.dockerignore\n' >.dockerignore`,
		"echo 2 >src/a.js",
		"echo 2 >README.md",
		"echo 2 >docs/a.md",
		"echo 3 >docs/a.md",
		"echo 2 >tests/a.js; echo 3 >src/a.js",
		"echo 3 >tests/a.js",
		`echo '{"dependencies": {"x": "2"}}' >package.json`,
		"echo x >docs/b.txt",
	))
	for pattern, want := range map[string]string{
		"**/*.md":  "saves 6 reruns: 3 of 8 of `npm ci` (line 4), 3 of 8 of `npm run build` (line 5)",
		"docs":     "saves 6 reruns: 3 of 8 of `npm ci` (line 4), 3 of 8 of `npm run build` (line 5)",
		"**/tests": "saves 2 reruns: 1 of 8 of `npm ci` (line 4), 1 of 8 of `npm run build` (line 5)",
		"examples": "not suggested",
	} {
		if got := savingOf(t, c, pattern); got != want {
			t.Errorf("%s: got %s, want %s", pattern, got, want)
		}
	}
	fixes := 0
	for _, s := range c.Savings {
		if s.Finding != nil {
			fixes++
			// Only the change of package.json installs again.
			if got := s.Saving.String(); got != "saves 7 of 8 reruns of `npm ci` (line 4)" {
				t.Errorf("%s: %s", s.Finding.Fix.Text, got)
			}
		}
	}
	if fixes != 1 || c.Savings[0].Finding == nil {
		t.Errorf("%d fixes", fixes)
	}
}

// TestFrequentPatternsAreProved: a file that the build needs is not excluded with the others that commits change.
func TestFrequentPatternsAreProved(t *testing.T) {
	dir := historyOf(t,
		`printf 'FROM scratch\nCOPY README.md /\nCOPY . /app/\nRUN build\n' >Dockerfile; echo .git >.dockerignore; echo 1 | tee README.md NOTES.md`,
		"echo 2 >README.md", "echo 2 >NOTES.md", "echo 3 >NOTES.md")
	c := churnOf(t, dir)
	if got := savingOf(t, c, "**/*.md"); got != "not suggested" {
		t.Errorf("**/*.md: %s", got)
	}
	if got := savingOf(t, c, "/NOTES.md"); got != "saves 2 of 3 reruns of `build` (line 4)" {
		t.Errorf("/NOTES.md: %s", got)
	}
}

// TestRepositorySavesReruns: every commit changes .git.
func TestRepositorySavesReruns(t *testing.T) {
	c := churnOf(t, historyOf(t, `printf 'FROM scratch\nCOPY . /app/\nRUN build\n' >Dockerfile`, "echo 1 >x", "true"))
	for _, s := range c.Savings {
		if s.Pattern == ".git" && s.Reruns == 1 {
			return
		}
	}
	t.Errorf("%+v", c.Savings)
}

// TestIncludedRequirements: files that a requirements file of pip includes are manifests, too.
func TestIncludedRequirements(t *testing.T) {
	c := churnOf(t, historyOf(t,
		`mkdir requirements; echo '-r requirements/production.txt' >requirements.txt; echo '-r base.txt' >requirements/production.txt; echo 1 | tee requirements/base.txt x
printf 'FROM python\nCOPY . /app/\nWORKDIR /app\nRUN pip install -r requirements.txt\n' >Dockerfile; echo .git >.dockerignore`,
		"echo a >requirements/base.txt", "echo 2 >x"))
	for _, s := range c.Steps {
		if s.Keyword == "RUN" && (s.Reruns != 2 || s.Needless != 1) {
			t.Errorf("%d reruns, %d needless, manifests %q", s.Reruns, s.Needless, s.Manifests)
		}
	}
}
