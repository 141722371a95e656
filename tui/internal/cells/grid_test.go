package cells

import (
	"testing"

	"github.com/ctxsize/ctxsize/internal/termtext"
	"github.com/ctxsize/ctxsize/internal/testtree"
)

// TestCellsHoldNoControls: a text that was not cleaned is escaped where it is drawn.
func TestCellsHoldNoControls(t *testing.T) {
	var g Grid
	for _, name := range testtree.HostileNames() {
		g.Reset(60, 3)
		g.Text(0, 0, 60, name, Style{})
		for _, c := range g.cells {
			for _, r := range string(c.Rune) + c.extra {
				if c.Rune != 0 && termtext.IsUnsafe(r) {
					t.Errorf("%q: cell with %U", name, r)
				}
			}
		}
	}
}

// TestWrap: every line fits, and no word is lost.
func TestWrap(t *testing.T) {
	for _, c := range []struct {
		text string
		room int
		want []string
	}{
		{"", 5, []string{""}},
		{"one two three", 7, []string{"one two", "three"}},
		{"abcdefgh ij", 3, []string{"abc", "def", "gh", "ij"}},
		{"日本語 x", 4, []string{"日本", "語 x"}},
	} {
		got := Wrap(c.text, c.room)
		if len(got) != len(c.want) {
			t.Errorf("%q in %d: got %q, want %q", c.text, c.room, got, c.want)
			continue
		}
		for n := range got {
			if got[n] != c.want[n] {
				t.Errorf("%q in %d: got %q, want %q", c.text, c.room, got, c.want)
			}
		}
	}
}

// TestCut: what is cut has a mark and fits.
func TestCut(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{CutEnd("abcdef", 6, "…"), "abcdef"}, {CutEnd("abcdef", 4, "…"), "abc…"}, {CutEnd("abc", 0, "…"), ""},
		{CutMiddle("abcdefgh", 5, "…"), "ab…gh"}, {CutMiddle("abcdefgh", 2, "…"), ""}, {CutMiddle("ab", 2, "…"), "ab"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

// TestNearest: the 256 colors of a terminal are matched by the cube and the grays.
func TestNearest(t *testing.T) {
	for color, want := range map[RGB]int{0x000000: 16, 0xffffff: 231, 0xff0000: 196, 0x080808: 232, 0x5f87af: 67} {
		if got := color.nearest(); got != want {
			t.Errorf("%06x: got %d, want %d", color, got, want)
		}
	}
}
