package suggest_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ctxsize/ctxsize/internal/analysis"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/testtree"
)

// TestSafety: a pattern is safe only where nothing that a build starts, names or installs from needs what it excludes.
func TestSafety(t *testing.T) {
	for _, c := range safetyCases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			for name, text := range c.files {
				if target, link := strings.CutPrefix(text, "->"); link {
					testtree.Parents(t, dir, name)
					if err := os.Symlink(target, filepath.Join(dir, name)); err != nil {
						t.Fatal(err)
					}
					continue
				}
				testtree.Write(t, dir, name, []byte(text))
			}
			want := strings.Split(c.want, "\n")
			if c.want == "" {
				want = nil
			}
			slices.Sort(want)
			if diff := cmp.Diff(want, suggestionsFor(t, dir)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// suggestionsFor returns the suggestions for the files in a directory, which is a plain build, sorted.
func suggestionsFor(t *testing.T, dir string) []string {
	t.Helper()
	a, err := analysis.Analyze(t.Context(), analysis.Options{NoTransfer: true, Suggest: true, Request: build.Request{Context: ".", Dir: dir}})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range a.Builds[0].Suggestions {
		if !s.Preventive {
			got = append(got, fmt.Sprintf("%s %s", s.Safety, s.Line))
		}
	}
	slices.Sort(got)
	return got
}

// TestEnvironmentFile: a .env is safe to exclude where git ignores it, compose gives it to the running container, and nothing of the build reads it.
func TestEnvironmentFile(t *testing.T) {
	const dockerfile, services = "FROM node\nWORKDIR /a\nCOPY . .\n", "services: {web: {build: ., env_file: [{path: ./.env, required: false}]}}\n"
	for _, c := range []struct{ name, dockerfile, compose, gitignore, packages, want string }{
		{"for run time", dockerfile, services, ".env\n", "{}", "safe /.env"},
		{"the short form", dockerfile, "services: {web: {build: ., env_file: .env}}\n", ".env\n", "{}", "safe /.env"},
		{"git does not ignore it", dockerfile, services, "x\n", "{}", "review /.env"},
		{"no service has it", dockerfile, "services: {web: {build: ., env_file: prod.env}}\n", ".env\n", "{}", "review /.env"},
		{"a bundler reads it", dockerfile, services, ".env\n", `{"devDependencies": {"vite": "1"}}`, "review /.env"},
		{"a command reads it", dockerfile + "RUN . ./.env && make\n", services, ".env\n", "{}", "review /.env"},
		{"an instruction names it", dockerfile + "COPY .env /etc/env\n", services, ".env\n", "{}", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			testtree.Archive(t, dir, "-- Dockerfile --\n"+c.dockerfile+"-- compose.yaml --\n"+c.compose+"-- .gitignore --\n"+c.gitignore+"-- package.json --\n"+c.packages+"\n-- .env --\nA=1\n")
			testtree.Repository(t, dir, "Dockerfile", "compose.yaml", "package.json", ".gitignore")
			got := slices.DeleteFunc(suggestionsFor(t, dir), func(s string) bool { return !strings.HasSuffix(s, ".env") })
			if diff := cmp.Diff(c.want, strings.Join(got, "\n")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestIgnoreFileOfGit: where the ignore file is a link to git's own, nothing that git tracks is suggested.
func TestIgnoreFileOfGit(t *testing.T) {
	dir := t.TempDir()
	testtree.Archive(t, dir, "-- Dockerfile --\nFROM x\nCOPY . .\n-- .gitignore --\nx\n-- .github/workflows/a.yml --\nx\n-- .gitlab-ci.yml --\nx\n-- .vscode/settings.json --\n{}\n-- .idea/misc.xml --\nx\n")
	testtree.Repository(t, dir, strings.Fields(".github .gitlab-ci.yml .vscode .gitignore")...)
	want := []string{"safe **/.idea", "safe **/.vscode", "safe .git", "safe .github", "safe .gitlab-ci.yml"}
	testtree.Write(t, dir, ".dockerignore", []byte("x\n"))
	if diff := cmp.Diff(want, suggestionsFor(t, dir)); diff != "" {
		t.Errorf("a file of its own: %s", diff)
	}
	symbolic := func(old, new string) error { return os.Symlink(filepath.Base(old), new) }
	for name, link := range map[string]func(old, new string) error{"symbolic link": symbolic, "hard link": os.Link} {
		if err := os.Remove(dir + "/.dockerignore"); err != nil {
			t.Fatal(err)
		}
		if err := link(dir+"/.gitignore", dir+"/.dockerignore"); err != nil {
			t.Skip(err)
		}
		if diff := cmp.Diff([]string{"safe **/.idea", "safe .git"}, suggestionsFor(t, dir)); diff != "" {
			t.Errorf("a %s: %s", name, diff)
		}
	}
}

// TestOneAnswerForGit: where another build of the context asks git, the finding about .git does not propose to exclude it.
func TestOneAnswerForGit(t *testing.T) {
	dir := t.TempDir()
	testtree.Archive(t, dir, "-- a.Dockerfile --\nFROM x\nCOPY . /\n-- Dockerfile --\nFROM y\nWORKDIR /s\nCOPY . .\nRUN ./v.sh\n-- v.sh --\n#!/bin/sh\ngit describe\n-- .git/HEAD --\nref\n")
	a, err := analysis.Analyze(t.Context(), analysis.Options{NoTransfer: true, Suggest: true, Request: build.Request{Context: ".", Dockerfile: "a.Dockerfile", Dir: dir}})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range a.Builds[0].Findings {
		if f.Code != lint.VCSSent {
			continue
		}
		if f.Fix == nil || f.Fix.Kind == "append-line" || !strings.Contains(f.Message, "line 2 of v.sh") {
			t.Errorf("%+v, %+v", f, f.Fix)
		}
		return
	}
	t.Error("no finding about .git")
}
