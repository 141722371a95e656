package columns

import (
	"strings"
	"testing"

	"github.com/ctxsize/ctxsize/tui/internal/cells"
)

func blocks() []Block {
	return []Block{
		{Title: "signs", Indent: 4, Rows: []Row{{"!", "finding: something is wrong with it, and this goes on for more than a line of forty cells"}}},
		{Title: "keys", Indent: 6, Rows: []Row{{"x", "exclude"}, {"esc backspace", "back"}, {"q", "quit"}}},
		{Title: "more", Indent: 6, Rows: []Row{{"?", "help"}}},
	}
}

// TestLay: at every width all words are there, and no line is wider than the room.
func TestLay(t *testing.T) {
	for room := 36; room <= 200; room++ {
		lines := Lay(blocks(), room)
		text := strings.Join(lines, " ")
		for _, b := range blocks() {
			for _, r := range b.Rows {
				for _, word := range strings.Fields(r.Key + " " + r.Text) {
					if !strings.Contains(text, word) {
						t.Fatalf("in %d cells %q is missing:\n%s", room, word, strings.Join(lines, "\n"))
					}
				}
			}
		}
		for _, line := range lines {
			if cells.Width(line) > room {
				t.Fatalf("a line has %d cells, want at most %d: %q", cells.Width(line), room, line)
			}
		}
	}
}

// TestColumns: more room means more columns, and fewer lines.
func TestColumns(t *testing.T) {
	one, two := len(Lay(blocks(), 60)), len(Lay(blocks(), 120))
	if two >= one {
		t.Errorf("%d lines in 120 cells, %d in 60", two, one)
	}
	if got := Lay(blocks(), 120)[0]; !strings.HasPrefix(got, "signs") || !strings.Contains(got, "more") {
		t.Errorf("first line: got %q, want the titles of two columns", got)
	}
}
