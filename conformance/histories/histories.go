// Package histories makes random git repositories with a Dockerfile that copies from them.
package histories

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// History is a repository that is not made yet.
type History struct {
	// Commits are the scripts that change the work tree, one for each commit.
	Commits            []string
	Dockerfile, Ignore string
}

// maxCommits is the largest number of commits.
const maxCommits = 14

// Names of files and directories. They are few, so that commits change the same ones.
var (
	dirs  = []string{".", "src", "src/deep", "docs", "lib"}
	files = []string{"a.js", "b.js", "package.json", "package-lock.json", "README.md", "x"}
	links = []string{"lnk", "src/to", "here"}
	// required are sources without wildcards. The last commit has them.
	required = []string{"src", "docs", "src/deep", "package.json", "lnk", "here"}
)

// Generate makes a history.
func Generate(r *rand.Rand) History {
	h := History{Commits: []string{restore(r)}}
	for range 6 + r.IntN(maxCommits-6) {
		var script []string
		for range 1 + r.IntN(3) {
			script = append(script, h.change(r))
		}
		h.Commits = append(h.Commits, strings.Join(script, "\n"))
	}
	h.Commits = append(h.Commits, restore(r))
	h.Dockerfile = dockerfile(r)
	for _, line := range []string{".git", "docs/*", "**/*.md", "*\n!src\n!package.json", "lib", "src/deep\n!src/deep/a.js", "lnk"} {
		if line == ".git" || r.IntN(5) == 0 {
			h.Ignore += line + "\n"
		}
	}
	return h
}

// restore makes what instructions copy by its name.
func restore(r *rand.Rand) string {
	script := "for d in src docs src/deep; do test -d $d || { rm -rf $d; mkdir -p $d; }; test -f $d/a.js || { rm -rf $d/a.js; echo new >$d/a.js; }; done\n" +
		"test -f package.json || { rm -rf package.json; echo new >package.json; }\n"
	for _, link := range []string{"lnk", "here"} {
		script += fmt.Sprintf("rm -rf %s; ln -s %s %s\n", link, pick(r, []string{"src", "docs", "src/deep", "package.json", "src/a.js", "/docs"}), link)
	}
	return script
}

// change makes a script that changes something.
func (h *History) change(r *rand.Rand) string {
	file := filepath.Join(pick(r, dirs), pick(r, files))
	switch r.IntN(12) {
	case 0:
		return fmt.Sprintf("test -L %s || test -d %s || { rm -f %s; true; }", file, file, file)
	case 1:
		return fmt.Sprintf("test ! -f %s || chmod %s %s", file, pick(r, []string{"+x", "-x"}), file)
	case 2:
		return fmt.Sprintf("rm -rf %s", pick(r, []string{"docs", "src/deep", "lib", "lnk", "package.json"}))
	case 3:
		from, to := filepath.Join(pick(r, dirs), pick(r, files)), filepath.Join(pick(r, dirs), pick(r, files))
		return fmt.Sprintf("if test -f %s && test ! -L %s && test ! -d %s; then mkdir -p $(dirname %s); mv %s %s; fi", from, from, to, to, from, to)
	case 4:
		link := pick(r, links)
		target := pick(r, []string{"src", "docs", "lib", "package.json", "src/a.js", "docs/a.js", "/src", "../docs", "here", "nothing"})
		return fmt.Sprintf("if test ! -d %s || test -L %s; then mkdir -p $(dirname %s); rm -f %s; ln -s %s %s; fi", link, link, link, link, target, link)
	case 5:
		// The files of an earlier commit return.
		return fmt.Sprintf("git read-tree -u --reset HEAD~%d || true", r.IntN(len(h.Commits)+1))
	case 6:
		return "touch -c package.json src/a.js"
	default:
		dir := filepath.Dir(file)
		return fmt.Sprintf("if test ! -L %s && { test -d %s || test ! -e %s; } && test ! -d %s; then mkdir -p %s; rm -f %s; echo %d >%s; fi", dir, dir, dir, file, dir, file, r.IntN(3), file)
	}
}

// Write makes the repository.
func (h *History) Write(ctx context.Context, dir string) error {
	if err := os.Mkdir(dir, 0o755); err != nil {
		return err
	}
	if err := run(ctx, dir, 0, "git init -q"); err != nil {
		return err
	}
	for n, script := range h.Commits {
		if err := run(ctx, dir, n, script+"\ngit add -A\ngit commit -q --allow-empty -m 'commit "+fmt.Sprint(n)+"'"); err != nil {
			return err
		}
	}
	return nil
}

// run runs a script. Commits get a time that grows with their number.
func run(ctx context.Context, dir string, n int, script string) error {
	cmd := exec.CommandContext(ctx, "sh", "-ec", script)
	cmd.Dir = dir
	date := fmt.Sprintf("%d +0000", 1_700_000_000+n)
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.org", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.org",
		"GIT_AUTHOR_DATE="+date, "GIT_COMMITTER_DATE="+date)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("running %q: %w\n%s", script, err, out)
	}
	return nil
}

func pick(r *rand.Rand, list []string) string { return list[r.IntN(len(list))] }
