package tui

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/build"
)

// usual is a project as they are: two services' worth of sources, dependencies, history, and an ignore file that misses most of it.
const usual = `
Dockerfile 0
.dockerignore 0
.git/HEAD 23
.git/objects/pack/pack-1.pack 9000000
.git/objects/pack/pack-1.idx 400000
node_modules/.package-lock.json 90000
node_modules/typescript/lib/tsc.js 6000000
node_modules/typescript/lib/typescript.js 9100000
node_modules/react/index.js 190000
node_modules/react/cjs/react.development.js 120000
node_modules/next/dist/server.js 31000000
node_modules/next/dist/client.js 12000000
src/index.ts 9000
src/app/page.tsx 14000
src/app/layout.tsx 3000
src/app/世界.tsx 2500
public/logo.png 220000
public/video.mp4 2400000
docs/guide.md 40000
logs/app.log 7000000
package.json 800
package-lock.json 310000
`

const usualDockerfile = `FROM node:22 AS deps
COPY package.json package-lock.json ./
FROM deps AS build
COPY src src
COPY public public
COPY node_modules node_modules
FROM nginx AS web
COPY --from=build /app /app
`

// project makes files of these sizes, "path size" a line.
func newProject(t testing.TB, files, dockerfile, ignoreFile string) string {
	t.Helper()
	dir := t.TempDir()
	for line := range strings.Lines(strings.TrimSpace(files)) {
		var name string
		var size int64
		if _, err := fmt.Sscan(line, &name, &size); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.Truncate(path, size); err != nil {
			t.Fatal(err)
		}
	}
	write(t, dir, "Dockerfile", dockerfile)
	write(t, dir, ".dockerignore", ignoreFile)
	return dir
}

func write(t testing.TB, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// driver is a user at a screen whose jobs are done at once.
type driver struct {
	t testing.TB
	*screen
}

func open(t testing.TB, dir string, w, h int, change ...func(*Options)) *driver {
	t.Helper()
	o := Options{Colors: ColorsTrue, Analysis: ctxsize.Options{Request: build.Request{Context: ".", Dir: dir}}}
	for _, c := range change {
		c(&o)
	}
	d := &driver{t, newScreen(o)}
	d.do(d.resize(w, h))
	d.do(scanner{d.model}.rescan())
	return d
}

// do does jobs, and those that come of them.
func (d *driver) do(jobs []job) {
	for len(jobs) > 0 {
		result := jobs[0](context.Background())
		jobs = append(jobs[1:], d.receive(result)...)
	}
}

// keys types keys by their names, separated by blanks. The screen is drawn after each.
func (d *driver) keys(keys string) *driver {
	for key := range strings.FieldsSeq(keys) {
		if d.isTyping() {
			d.do(d.input(keyPress(key)))
		} else {
			d.do(d.press(key))
		}
		d.draw()
	}
	return d
}

// text types into a pane that takes text.
func (d *driver) text(text string) *driver {
	for _, r := range text {
		d.message(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
	return d
}

func (d *driver) message(m tea.Msg) {
	if !d.isTyping() {
		d.t.Fatalf("nothing takes text: %T", d.over)
	}
	d.do(d.input(m))
}

func (d *driver) picture() string { return d.draw().Plain() }

// shows fails unless the screen holds each of the texts.
func (d *driver) shows(texts ...string) *driver {
	d.t.Helper()
	picture := d.picture()
	for _, text := range texts {
		if !strings.Contains(picture, text) {
			d.t.Errorf("%q is not on the screen:\n%s", text, picture)
		}
	}
	return d
}

func (d *driver) lacks(texts ...string) *driver {
	d.t.Helper()
	picture := d.picture()
	for _, text := range texts {
		if strings.Contains(picture, text) {
			d.t.Errorf("%q is on the screen:\n%s", text, picture)
		}
	}
	return d
}

// select moves the selection in the list to a path.
func (d *driver) choosePath(path string) *driver {
	d.t.Helper()
	d.choose(path)
	d.do(d.arrange())
	if i := d.selected(); i == nil || i.Path != path {
		d.t.Fatalf("%s is not in the list", path)
	}
	return d
}

func TestDraft(t *testing.T) {
	d := open(t, newProject(t, usual, usualDockerfile, "docs\n"), 80, 24)
	d.shows("eligible 74 MiB", "sent 59 MiB", "node_modules/", ".git/")
	d.choosePath(".git").keys("x").shows("eligible 74 MiB → 65 MiB (-12 %)", "sent 59 MiB", "drafted: .git", "╳ .git/", "1 pattern drafted")
	d.keys("u").shows("eligible 74 MiB  S:").lacks("╳")
	d.keys("ctrl+r").shows("→ 65 MiB", "╳ .git/")
	d.keys("x").shows("undone: .git").lacks("╳")
	if got := d.doc().history.Now(); !got.Empty() {
		t.Errorf("left: %v", got)
	}
}

func TestDraftThatBreaks(t *testing.T) {
	d := open(t, newProject(t, usual, usualDockerfile, ""), 100, 30)
	d.choosePath("node_modules").keys("x").shows("! breaks 1 instruction", "→")
	d.keys("w").shows("! the build fails at line 6: COPY node_modules node_modules", "+node_modules")
	d.keys("esc").lacks("+node_modules")
}

func TestSpellings(t *testing.T) {
	d := open(t, newProject(t, usual, usualDockerfile, ""), 100, 30)
	d.choosePath("logs").keys("enter").choosePath("logs/app.log").keys("X")
	d.shows("exclude by which pattern", "logs/app.log", "**/app.log", "**/*.log", "6.7 MiB")
	d.keys("down down enter").shows("drafted: **/*.log", "╳ app.log")
}

func TestEditor(t *testing.T) {
	d := open(t, newProject(t, usual, usualDockerfile, ""), 100, 30)
	d.keys("e").text(".git").shows("drafted patterns", "eligible 74 MiB → 65 MiB")
	d.message(tea.KeyPressMsg{Code: tea.KeyEnter})
	d.text("[").shows("the builder refuses the pattern [")
	d.message(tea.KeyPressMsg{Code: tea.KeyBackspace})
	d.text("logs").shows("→ 59 MiB")
	d.message(tea.PasteMsg{Content: "\npublic"})
	d.message(tea.KeyPressMsg{Code: tea.KeyEscape})
	if got := d.doc().history.Now().Added; strings.Join(got, ",") != ".git,logs,public" {
		t.Errorf("added %q", got)
	}
	if d.keys("u"); d.drafted() {
		t.Errorf("one undo leaves %v", d.doc().history.Now())
	}
}

func (d *driver) drafted() bool { return d.doc().drafted() }

func TestLines(t *testing.T) {
	d := open(t, newProject(t, usual, usualDockerfile, "# what for\ndocs\nlogs\n*.nothing\n"), 100, 30)
	d.keys("tab tab tab tab").shows("patterns of .dockerignore", "3  logs", "not scanned", "4  *.nothing")
	d.keys("down x").shows("1 line removed", "-   3  logs", "→")
	d.keys("u").lacks("1 line removed")
	d.keys("esc").choosePath(".git").keys("x tab tab tab tab").shows("+      .git").keys("end x").lacks("+      .git")
}

func TestGhosts(t *testing.T) {
	d := open(t, newProject(t, usual, usualDockerfile, "node_modules\n"), 100, 30)
	d.lacks("node_modules")
	d.keys(".").shows("░ node_modules/")
	d.choosePath("node_modules").shows("excluded: 56 MiB")
	d.keys("x").shows("the ignore file excludes it")
	d.keys(".").lacks("node_modules")
}

// TestLetIn: what nobody has looked into is read when a draft lets it in.
func TestLetIn(t *testing.T) {
	d := open(t, newProject(t, usual, usualDockerfile, "node_modules\n"), 100, 30)
	d.keys("tab tab tab tab x").shows("eligible 19 MiB → 74 MiB", "node_modules/")
}

func TestEnterAndLeave(t *testing.T) {
	d := open(t, newProject(t, usual, usualDockerfile, ""), 80, 24)
	d.choosePath("node_modules").keys("enter").shows("node_modules/  4 entries", "next/dist/")
	d.keys("esc").shows("./  10 entries")
	if d.selected().Path != "node_modules" {
		t.Errorf("selected: %s", d.selected().Path)
	}
	if d.keys("esc esc"); d.quit {
		t.Error("esc quits")
	}
}

// TestSmaller: the tile of what is folded can be entered.
func TestSmaller(t *testing.T) {
	d := open(t, newProject(t, usual, usualDockerfile, ""), 80, 24)
	for n := range d.treemap.tiles {
		if d.treemap.tiles[n].Item == nil && d.treemap.tiles[n].Depth == 0 {
			d.choosePath(d.treemap.tiles[n].First())
			count := len(d.treemap.tiles[n].Folded)
			d.keys("enter").shows("smaller ones", fmt.Sprintf("%d entries", count))
			d.keys("esc").shows("./  10 entries")
			return
		}
	}
	t.Fatal("nothing is folded")
}

// TestSearch: a search finds names at any depth, lights what holds them, and x offers the pattern for all of them.
func TestSearch(t *testing.T) {
	d := open(t, newProject(t, usual, usualDockerfile, ""), 80, 24)
	d.keys("/").text("*.js").shows("*.js  6 matches, 56 MiB", "node_modules/next/dist/server.js")
	if lit, dim := d.doc().matches.Lit("node_modules"), d.doc().matches.Lit("public"); !lit || dim {
		t.Errorf("node_modules is lit: %v, public: %v", lit, dim)
	}
	d.message(tea.KeyPressMsg{Code: tea.KeyEnter})
	if got := d.keys("n").selected().Path; got != "node_modules/next/dist/client.js" {
		t.Errorf("the second match is %s", got)
	}
	d.keys("x").shows("exclude by which pattern", "**/*.js").keys("enter").shows("drafted: **/*.js", "1 pattern drafted")
	d.keys("u /").text("LO").shows("LO  5 matches")
	d.message(tea.KeyPressMsg{Code: tea.KeyEscape})
	d.lacks("matches")
	d.keys("/").text("nothing-like-this").shows("nothing-like-this  0 matches")
}

func TestMetrics(t *testing.T) {
	d := open(t, newProject(t, usual, usualDockerfile, ""), 100, 30)
	d.shows("% of 59 MiB sent").keys("m").shows("metric: eligible bytes", "% of 74 MiB eligible").keys("m").shows("7 files").keys("m").shows("% of 59 MiB sent")
	d.keys("s s s s").shows("by name").keys("c").shows("category").keys("c").shows("instruction").keys("c").shows("extension", ".js", "other").keys("c")
	d.keys("v").lacks("entries").keys("v").shows("entries").keys("v")
}

func TestWhy(t *testing.T) {
	d := open(t, newProject(t, usual, usualDockerfile, "docs\n"), 80, 24)
	d.choosePath("src").keys("y").shows("why src", "sent", "copied by line 4: COPY src src", "no pattern matches (1 pattern)").keys("esc").lacks("why src")
}

func TestQuit(t *testing.T) {
	d := open(t, newProject(t, usual, usualDockerfile, ""), 80, 24)
	if d.keys("q"); !d.quit {
		t.Error("q does not quit")
	}
	d = open(t, newProject(t, usual, usualDockerfile, ""), 80, 24)
	d.choosePath("logs").keys("x q").shows("1 drafted change not written", "quit without writing")
	if d.quit {
		t.Error("q quits with drafts")
	}
	if d.keys("down enter"); !d.quit {
		t.Error("quitting without writing does not quit")
	}
}

func TestNamedContexts(t *testing.T) {
	dir := newProject(t, usual, "FROM scratch\nCOPY --from=lib . /lib\nCOPY src /\n", "")
	lib := newProject(t, "a/b 1000\nc 10\n", "", "c\n")
	d := open(t, dir, 100, 30, func(o *Options) { o.Analysis.Request.BuildContexts = []string{"lib=" + lib} })
	d.shows("builds", "lib=", "eligible")
	d.keys("down enter").shows("lib=", "1002 B", "copied by line 2: COPY --from=lib . /lib").keys("y").shows("why a").keys("esc")
	d.keys("t up enter").shows("node_modules")
}

func TestTargets(t *testing.T) {
	d := open(t, newProject(t, usual, usualDockerfile, ""), 100, 30)
	d.keys("t").shows("build target deps instead").keys("down enter").shows("→ deps", "sent 304 KiB")
}

func TestNoTransfer(t *testing.T) {
	dir := newProject(t, usual, usualDockerfile, "")
	open(t, dir, 140, 30).shows("transfer 61.48MB")
	open(t, dir, 140, 30, func(o *Options) { o.Analysis.NoTransfer = true }).shows("sent 59 MiB").lacks("transfer")
}

// TestFailure: what cannot be analyzed at all is said where the user typed, not on a screen that has to be left.
func TestFailure(t *testing.T) {
	d := open(t, newProject(t, usual, "NONSENSE\n", ""), 80, 24)
	if !d.quit || d.failed == nil || !strings.Contains(d.failed.Error(), "unknown instruction: NONSENSE") {
		t.Errorf("quit %v, failed %v", d.quit, d.failed)
	}
}

// TestLateAnswers: the totals of a former draft may arrive after the next draft was requested, and before its totals.
func TestLateAnswers(t *testing.T) {
	d := open(t, newProject(t, usual, usualDockerfile, ""), 80, 24)
	before := d.examine(d.doc())
	next := d.choosePath("logs").press("x")
	d.do([]job{before})
	d.do(next)
	d.shows("74 MiB → 68 MiB", "╳ logs/")
	late := d.choosePath(".git").press("x")
	d.keys("u")
	d.do(late)
	d.shows("74 MiB → 68 MiB").lacks("╳ .git/")
}
