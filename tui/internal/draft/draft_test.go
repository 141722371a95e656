package draft

import (
	"testing"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/inventory"
)

// TestReplace: a suggestion in the place of a line takes that place, so that exceptions after it still apply.
func TestReplace(t *testing.T) {
	file, err := ignore.Parse([]byte("*.log\n!keep.log\n.venv\n"), ignore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	d := Draft{}.Apply(inventory.Suggestion{Line: "**/*.log", Replaces: 1}).Apply(inventory.Suggestion{Line: ".git"}).Toggle(3)
	text := func(d Draft) string {
		lines, err := d.Edit(file)
		if err != nil {
			t.Fatal(err)
		}
		return string(lines.Bytes())
	}
	if got, want := text(d), "**/*.log\n!keep.log\n.git\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := d.String(), "2 patterns drafted, 1 removed"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if !d.Has("**/*.log") || !d.Has(".git") {
		t.Errorf("patterns are missing in %v", d)
	}
	for _, back := range []Draft{d.Undo("**/*.log"), d.Toggle(1)} {
		if got, want := text(back), "*.log\n!keep.log\n.git\n"; got != want {
			t.Errorf("undone: got %q, want %q", got, want)
		}
	}
	if got, want := text(d.Apply(inventory.Suggestion{Line: "**/.venv", Replaces: 3})), "**/*.log\n!keep.log\n**/.venv\n.git\n"; got != want {
		t.Errorf("in the place of a removed line: got %q, want %q", got, want)
	}
	if d.Equal(d.Undo(".git")) || !d.Equal(d.Undo(".git").Apply(inventory.Suggestion{Line: ".git"})) {
		t.Error("Equal is wrong about a pattern more or less")
	}
}

// TestHistory: a push drops what was undone, and an amendment is one step with the push before it.
func TestHistory(t *testing.T) {
	var h History
	a := Draft{}.With("a")
	if h.Push(Draft{}) || !h.Push(a) || h.Push(a) {
		t.Error("Push is wrong about what changes")
	}
	before := h.Now()
	h.Amend(before.With("b"), before)
	h.Amend(before.With("bc"), before)
	if got := h.Now().String(); got != "2 patterns drafted" || h.Now().Added[1] != "bc" {
		t.Errorf("amended: %v", h.Now())
	}
	if !h.Step(-1) || !h.Now().Equal(a) || !h.Step(-1) || !h.Now().Empty() || h.Step(-1) {
		t.Errorf("undone: %v", h.Now())
	}
	if !h.Step(1) || !h.Push(Draft{}.With("c")) || h.Can(1) {
		t.Error("redo after a push")
	}
}
