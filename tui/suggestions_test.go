package tui

import (
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/walker"
)

func TestSuggestions(t *testing.T) {
	d := open(t, newProject(t, usual, usualDockerfile, ""), 100, 30)
	d.keys("tab tab").shows("would change", "safe    .git", "safe    **/*.log").lacks("**/node_modules")
	d.keys("x").shows("74 MiB → 65 MiB").keys("x").lacks("→ 65")
	d.keys("S").shows("2 safe patterns drafted", "74 MiB → 59 MiB").keys("u").lacks("→ 59")
	d.keys("down down x S esc w").shows("+.git", "+**/*.log")
}

// TestWhyNot: a key that has nothing to do says so.
func TestWhyNot(t *testing.T) {
	d := open(t, newProject(t, usual, usualDockerfile, ""), 80, 24)
	d.keys("w").shows("nothing is drafted: x excludes the selection").keys("u").shows("nothing to undo").keys("ctrl+r").shows("nothing to redo")
	d.keys("S S").shows("no more safe suggestions")
	d.doc().suggestions = nil
	d.keys("S").shows("nothing to suggest")
	d.doc().examined = false
	d.keys("S").shows("looking for suggestions")
}

func TestSuggestionsInNewFile(t *testing.T) {
	dir := newProject(t, usual, "FROM scratch\nCOPY . /\nRUN npm ci\n", "")
	write(t, dir, "package.json", "{}")
	if err := os.Remove(filepath.Join(dir, ".dockerignore")); err != nil {
		t.Fatal(err)
	}
	d := open(t, dir, 100, 40)
	d.keys("S").choosePath("logs").keys("x w").shows("+# Files that docker build does not send", "+# Version control", "+.git", "+# Dependencies", "+**/node_modules", "+logs").keys("enter")
	text, err := os.ReadFile(filepath.Join(dir, ".dockerignore"))
	if want := "# Files that docker build does not send to the builder.\n# A pattern matches at the root of the build context only; with **/ it matches at any depth.\n\nlogs\n\n# Dependencies\n**/node_modules\n\n# Version control\n.git\n\n# Logs\n**/*.log\n"; err != nil || string(text) != want {
		t.Errorf("%q, %v", text, err)
	}
}

// TestWriteChanged: what somebody else has written is shown, and kept.
func TestWriteChanged(t *testing.T) {
	dir := newProject(t, usual, usualDockerfile, "docs\n")
	d := open(t, dir, 100, 30)
	d.choosePath("logs").keys("x w")
	write(t, dir, ".dockerignore", "theirs\n")
	d.keys("enter").shows("nothing was written", "theirs").keys("esc r").shows("1 pattern drafted")
	d.keys("w").shows(" theirs", "+logs").keys("enter").shows("wrote .dockerignore")
	if text, err := os.ReadFile(filepath.Join(dir, ".dockerignore")); err != nil || string(text) != "theirs\nlogs\n" {
		t.Errorf("%q, %v", text, err)
	}
}

func TestOwnIgnoreFile(t *testing.T) {
	dir := newProject(t, usual, usualDockerfile, "docs\n")
	write(t, dir, "Dockerfile.dockerignore", "\ufefflogs\r\n")
	d := open(t, dir, 100, 30)
	d.shows("Dockerfile.dockerignore").choosePath("package.json").keys("x").shows("entries share this tile").keys("tab").choosePath("docs").keys("x w enter").shows("wrote Dockerfile.dockerignore")
	if text, err := os.ReadFile(filepath.Join(dir, "Dockerfile.dockerignore")); err != nil || string(text) != "\ufefflogs\r\ndocs\r\n" {
		t.Errorf("%q, %v", text, err)
	}
}

// TestHostileNames: the pattern that x drafts excludes its file and nothing else; if no pattern can, a notice reports that.
func TestHostileNames(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("such names cannot be made there")
	}
	dir := newProject(t, "Dockerfile 0\n.dockerignore 0\n", "FROM scratch\nCOPY . /\n", "")
	names := []string{"!x", "x", " x", "x ", "a*b", "axb", "#c", "c", "[d]", "d", `e\f`, "ef", "g|h", "g", "h", "é", "日本", "-n", "a b", "k.l", "kxl", "(m)", "n$", "\x1b[31mred"}
	unnameable := []string{"new\nline", "\xff"}
	for _, name := range slices.Concat(names, unnameable) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("123"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	d := open(t, dir, 80, 40)
	d.keys("tab")
	for _, name := range names {
		d.choosePath(name).keys("x")
		for _, other := range names {
			if _, in := d.doc().view().Has(other, walker.Eligible); in == (other == name) {
				t.Errorf("%q after %q by %q: eligible is %v", other, name, d.doc().history.Now().Added, in)
			}
		}
		if d.keys("x"); d.drafted() {
			t.Errorf("%q cannot be taken back", name)
		}
	}
	for _, name := range unnameable {
		d.choosePath(name).keys("x").shows(ignore.ErrNotLiteral.Error())
	}
	d.lacks("\x1b", "\xff")
	checkCells(t, d, "with hostile names")
}

func paste(text string) tea.Msg { return tea.PasteMsg{Content: text} }

// TestExaminationsInAnyOrder: an examination that was asked for before the suggestions were known, and ends after one that knows them, changes nothing.
func TestExaminationsInAnyOrder(t *testing.T) {
	d := open(t, newProject(t, usual, usualDockerfile, ""), 80, 24)
	doc := d.doc()
	list := doc.suggestions
	doc.setSuggestions(nil)
	early := d.examine(doc)
	doc.setSuggestions(list)
	late := d.examine(doc)
	for _, j := range []job{late, early} {
		d.do(d.receive(j(t.Context())))
	}
	if doc.safe == nil {
		t.Error("the safe suggestions are not counted")
	}
	d.shows("S: ", "◆")
}

// TestHighEntry: of an entry that is higher than its pane, the pattern is shown, and a mark for what has no room.
func TestHighEntry(t *testing.T) {
	d := open(t, newProject(t, usual, usualDockerfile, ""), 60, 16)
	d.doc().suggestions[0].Reason = strings.Repeat("words of a reason ", 40)
	d.keys("tab tab").shows("safe    "+d.doc().suggestions[0].Line, "reason", " …")
	if d.suggestions.rows[0].entry != 0 || d.suggestions.rows[0].text[:2] != "  " {
		t.Errorf("the first row is %+v", d.suggestions.rows[0])
	}
}
