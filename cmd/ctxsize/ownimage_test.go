package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// TestOwnImage: the context of our own image has every file of the program, and keeps its limits.
func TestOwnImage(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	runIn(t, root, nil, "check").expect(t, exitDone, "PASS max-size", "")
	list := runIn(t, root, nil, "ls")
	list.expect(t, exitDone, "go.mod\n", "")
	sent := map[string]bool{}
	for name := range strings.Lines(list.out) {
		sent[strings.TrimSuffix(name, "\n")] = true
	}
	const files = `{{if not .Standard}}{{$dir := .Dir}}{{range .GoFiles}}{{$dir}}/{{.}}{{"\n"}}{{end}}{{range .EmbedFiles}}{{$dir}}/{{.}}{{"\n"}}{{end}}{{end}}`
	out, err := exec.Command("go", "list", "-deps", "-f", files, ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	own := 0
	for file := range strings.Lines(string(out)) {
		name, err := filepath.Rel(root, strings.TrimSpace(file))
		if err != nil || strings.HasPrefix(name, "..") || name == "." {
			continue
		}
		if own++; !sent[filepath.ToSlash(name)] {
			t.Errorf("%s is part of the program and not sent", name)
		}
	}
	if own < 100 {
		t.Errorf("%d files of the program, want at least 100", own)
	}
}

// TestWorkflows: the files for other tools are YAML, and the commands in them parse.
func TestWorkflows(t *testing.T) {
	var files []string
	for _, pattern := range []string{"../../*.yml", "../../.*.yaml", "../../.github/*/*.yml"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, found...)
	}
	if len(files) < 8 {
		t.Errorf("%d files, want 8: %q", len(files), files)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var content any
		if err := yaml.Unmarshal(text, &content); err != nil {
			t.Errorf("%s: %v", file, err)
		}
	}
	text, err := os.ReadFile("../../.pre-commit-hooks.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var hooks []struct{ ID, Entry, Language string }
	if err := yaml.Unmarshal(text, &hooks); err != nil {
		t.Fatal(err)
	}
	for _, hook := range hooks {
		words := strings.Fields(hook.Entry)
		if err := parses(words[1:]); words[0] != "ctxsize" || hook.Language != "golang" || err != nil {
			t.Errorf("hook %s: %s (%s): %v", hook.ID, hook.Entry, hook.Language, err)
		}
	}
}
