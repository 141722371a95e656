package tui

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ctxsize/ctxsize/tui/internal/listing"
)

// age sets the time of change of files, in days before now.
func age(t *testing.T, dir string, days map[string]int) {
	t.Helper()
	for name, n := range days {
		at := time.Now().AddDate(0, 0, -n).Add(-time.Hour)
		if err := os.Chtimes(filepath.Join(dir, name), at, at); err != nil {
			t.Fatal(err)
		}
	}
}

// TestSortByChange: s sorts by the last change, the newest first and then reversed, with a column that has it at every size; details have it, too.
func TestSortByChange(t *testing.T) {
	dir := newProject(t, "a/old 10\na/new 20\nb/x 4000\nc 300\nd.log 7\n", "FROM scratch\nCOPY . /\n", "*.log\n")
	age(t, dir, map[string]int{"a/old": 800, "a/new": 3, "b/x": 90, "c": 1, "d.log": 0, "Dockerfile": 5, ".dockerignore": 6})
	for _, size := range sizes {
		d := open(t, dir, size[0], size[1])
		for d.order != (listing.Order{By: listing.KeyChanged}) {
			d.keys("s")
		}
		d.keys("tab home").shows("by change", "1 day ago", "3 days ago")
		var names []string
		for _, i := range d.list.rows {
			names = append(names, i.Name)
		}
		if got, want := strings.Join(names, " "), "c a Dockerfile .dockerignore b"; got != want {
			t.Errorf("at %v: sorted as %s, want %s", size, got, want)
		}
		if d.keys("s"); d.list.rows[0].Name != "b" {
			t.Errorf("at %v: reversed, %s is first", size, d.list.rows[0].Name)
		}
	}
	d := open(t, dir, 80, 24)
	d.choosePath("a").shows("changed 3 days ago").keys("/").text("old").shows("changed 2 years ago")
}

// committed is a project in a git repository with four commits: README.md is changed by three of them, src/index.js by one, notes by all.
func committed(t *testing.T) string {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	dir := newProject(t, "Dockerfile 0\n.dockerignore 0\nsrc/index.js 900\nREADME.md 200\nnotes/a 9\n", "FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci\n", ".git\nnotes\n")
	write(t, dir, "package.json", `{"name": "shop", "version": "1.0.0"}`)
	git := func(args ...string) {
		t.Helper()
		cmd := exec.Command("git", args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "HOME="+dir, "GIT_CONFIG_NOSYSTEM=1", "GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.org", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.org")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
	git("init", "-q")
	for n := range 5 {
		write(t, dir, "notes/a", strings.Repeat("n", n+1))
		if n < 4 {
			write(t, dir, "README.md", strings.Repeat("r", n+200))
		} else {
			write(t, dir, "src/index.js", "changed")
		}
		git("add", "-A")
		git("commit", "-q", "-m", "change")
	}
	return dir
}

// TestCommits: m measures by the commits that change what is copied, as soon as the history is read. Suggestions then show the reruns that they save,
// the most first; a draft changes the counts, and so does undoing it.
func TestCommits(t *testing.T) {
	dir := committed(t)
	for _, size := range sizes {
		d := open(t, dir, size[0], size[1], func(o *Options) { o.Env = os.Environ() })
		d.keys("m m m").shows("metric: commits changing copied files")
		if got := d.metric; got != listing.ByCommits {
			t.Fatalf("at %v: the metric is %v", size, got)
		}
		d.keys("left").shows("% of 4 commits", "README.md", "3 commits")
		readme, src := d.doc().item("README.md"), d.doc().item("src")
		if readme == nil || src == nil || readme.Commits != 3 || src.Commits != 1 || d.list.rows[0] != readme {
			t.Errorf("at %v: README.md %+v, src %+v", size, readme, src)
		}
		first := d.doc().suggestions[0]
		if first.Line != "**/*.md" || savedReruns(&first) != 3 {
			t.Errorf("at %v: the first suggestion is %s, which saves %d reruns", size, first.Line, savedReruns(&first))
		}
		if d.choosePath("README.md").keys("x"); d.doc().item("README.md").Commits != 0 || d.metric.Size(d.doc().item("README.md")) != 3 {
			t.Errorf("at %v: with the draft %+v", size, d.doc().item("README.md"))
		}
		if d.keys("u"); d.doc().item("README.md").Commits != 3 {
			t.Errorf("at %v: after undoing %+v", size, d.doc().item("README.md"))
		}
		if d.keys("r"); d.metric != listing.ByCommits || d.doc().item("README.md").Commits != 3 {
			t.Errorf("at %v: after another scan %v, %+v", size, d.metric, d.doc().item("README.md"))
		}
		if d.keys("m"); d.metric != listing.BySent {
			t.Errorf("at %v: the next metric is %v", size, d.metric)
		}
	}
}

// TestNoCommits: without a repository m goes on to the next metric, and a sentence has the reason.
func TestNoCommits(t *testing.T) {
	dir := newProject(t, "src/a 10\n", "FROM scratch\nCOPY . /\n", "")
	d := open(t, dir, 120, 36, func(o *Options) { o.Env = append(os.Environ(), "GIT_CEILING_DIRECTORIES="+filepath.Dir(dir)) })
	for range 2 {
		if d.keys("m m m").shows("not in a git repository: no commits to count; metric: sent bytes"); d.metric != listing.BySent {
			t.Errorf("the metric is %v", d.metric)
		}
	}
}

// TestCommitsInAnyOrder: a draft whose answer comes after the history, but was asked for before, is asked for again; a scan while the history is read
// reads it again.
func TestCommitsInAnyOrder(t *testing.T) {
	d := open(t, committed(t), 120, 36, func(o *Options) { o.Env = os.Environ() })
	d.keys("m m")
	reading := d.press("m")
	drafting := d.choosePath("README.md").press("x")
	d.do(reading)
	if d.metric != listing.ByCommits {
		t.Fatalf("the metric is %v", d.metric)
	}
	d.do(drafting)
	if i := d.doc().item("README.md"); i == nil || i.WasCommits != 3 || i.Commits != 0 {
		t.Errorf("with the draft %+v", i)
	}
	d.keys("u m m m")
	reading = d.press("r")
	d.shows("scanning")
	d.do(reading)
	d.keys("m").shows("% of 4 commits")
}
