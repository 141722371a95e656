package tui

import (
	"testing"

	"github.com/ctxsize/ctxsize/audit"
	"github.com/ctxsize/ctxsize/ignore"
)

// TestDraftReplaces: what is suggested in the place of a line takes that place, so that exceptions behind it still hold.
func TestDraftReplaces(t *testing.T) {
	file, err := ignore.Parse([]byte("*.log\n!keep.log\n.venv\n"), ignore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	d := draft{}.taking(audit.Suggestion{Line: "**/*.log", Replaces: 1}).taking(audit.Suggestion{Line: ".git"}).toggle(3)
	text := func(d draft) string {
		lines, err := d.apply(file)
		if err != nil {
			t.Fatal(err)
		}
		return string(lines.Bytes())
	}
	if got := text(d); got != "**/*.log\n!keep.log\n.git\n" {
		t.Errorf("%q", got)
	}
	if d.String() != "2 lines drafted, 1 removed" || !d.has("**/*.log") || !d.has(".git") {
		t.Errorf("%s", d)
	}
	for _, back := range []draft{d.undo("**/*.log"), d.toggle(1)} {
		if got := text(back); got != "*.log\n!keep.log\n.git\n" {
			t.Errorf("taken back: %q", got)
		}
	}
	if got := text(d.taking(audit.Suggestion{Line: "**/.venv", Replaces: 3})); got != "**/*.log\n!keep.log\n**/.venv\n.git\n" {
		t.Errorf("in the place of a line that was taken out: %q", got)
	}
	if d.equal(d.undo(".git")) || !d.equal(d.undo(".git").taking(audit.Suggestion{Line: ".git"})) {
		t.Error("drafts are not told apart")
	}
}
