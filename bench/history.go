package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// The repository whose history is replayed.
const (
	historyCommits = 10_000
	historyFiles   = 5_000
	// changesEach is the number of files that a commit changes.
	changesEach = 3
)

// historyDockerfile copies the manifests before the install and everything behind it.
const historyDockerfile = "FROM node AS build\nWORKDIR /app\nCOPY package.json ./\nRUN npm ci\nCOPY . .\nRUN npm run build\nFROM nginx\nCOPY --from=build /app/dist /srv\n"

// history times ctxsize churn on a made repository.
func (s settings) history(p programs) (string, error) {
	dir := s.path("history")
	if err := makeHistory(dir); err != nil {
		return "", fmt.Errorf("cannot make a history: %w", err)
	}
	c := contest{title: "history", tree: tree{"history", historyCommits}}
	for _, args := range [][]string{{"churn", "--commits", "200"}, {"churn", "--commits", "0"}, {"audit", "--churn", "--json"}, {"audit", "--json"}} {
		c.entrants = append(c.entrants, entrant{name: "ctxsize " + strings.Join(args, " "), args: append(append([]string{p.ctxsize}, args...), dir)})
	}
	t, err := s.contest(c)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%d commits with %d changes each, %d files, with what each suggestion and fix saves.\n\n| command | wall s | processor s |\n| --- | --- | --- |\n", historyCommits, changesEach, historyFiles)
	for n, e := range c.entrants {
		fmt.Fprintf(&b, "| `%s` | %.2f | %.2f |\n", e.name, t.of(n, wall).median, t.of(n, cpu).median)
	}
	return b.String(), nil
}

// makeHistory makes the repository, unless it exists. The commits are always the same.
func makeHistory(dir string) error {
	if _, err := os.Stat(filepath.Join(dir, ".git")); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for _, c := range []struct {
		stdin string
		args  []string
	}{{"", []string{"init", "-q", "-b", "main", dir}}, {historyStream(), []string{"-C", dir, "fast-import", "--quiet"}}, {"", []string{"-C", dir, "checkout", "-q", "-f", "main"}}} {
		cmd := exec.Command("git", c.args...)
		cmd.Stdin = strings.NewReader(c.stdin)
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("git %s: %w\n%s", c.args[0], err, out)
		}
	}
	return nil
}

// historyStream returns the history as input of git fast-import. Files are chosen by a linear congruential generator.
func historyStream() string {
	var b bytes.Buffer
	file := func(name, text string) { fmt.Fprintf(&b, "M 100644 inline %s\ndata %d\n%s\n", name, len(text), text) }
	state := uint32(1)
	for n := range historyCommits + 1 {
		fmt.Fprintf(&b, "commit refs/heads/main\ncommitter bench <bench@example.org> %d +0000\ndata 0\n", 1_600_000_000+n*600)
		if n == 0 {
			file("Dockerfile", historyDockerfile)
			file(".dockerignore", initLines)
			file("package.json", "{}\n")
			for f := range historyFiles {
				file(historyFile(f), "0\n")
			}
			continue
		}
		for range changesEach {
			state = state*1_664_525 + 1_013_904_223
			file(historyFile(int(state>>8)%historyFiles), fmt.Sprintln(n))
		}
		if n%20 == 0 {
			file("package.json", fmt.Sprintf("{\"version\": \"%d\"}\n", n))
		}
	}
	return b.String()
}

// historyFile returns the path of a file: sources, tests and documentation.
func historyFile(n int) string {
	switch n % 10 {
	case 0:
		return fmt.Sprintf("docs/%d/page%d.md", n%7, n)
	case 1:
		return fmt.Sprintf("src/%d/tests/test%d.js", n%97, n)
	}
	return fmt.Sprintf("src/%d/file%d.js", n%97, n)
}
