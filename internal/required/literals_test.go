package required

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/inventory"
)

// TestLinesWith: each line with the key is visited once, the last one also without a line break.
func TestLinesWith(t *testing.T) {
	for _, c := range []struct{ text, key, want string }{
		{"a x\nb\nx x\nx", "x", `0"a x\n" 6"x x\n" 10"x" `},
		{"a\nb\n", "", `0"a\n" 2"b\n" `},
		{"a\n", "x", ""},
		{"", "", ""},
	} {
		got := ""
		for at, line := range linesWith([]byte(c.text), []byte(c.key)) {
			got += fmt.Sprintf("%d%q ", at, line)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%q in %q: %s", c.key, c.text, diff)
		}
	}
}

// TestIsCopied: only files that an instruction takes from the context are searched.
func TestIsCopied(t *testing.T) {
	s := &Set{own: 1, shares: []inventory.Share{{Usage: inventory.Usage{Context: &build.Context{}}, Build: &build.Build{Instructions: []build.Instruction{{Sources: []build.Source{
		{Path: "src"}, {Path: "*.py", Wildcard: true}, {Path: "docs", Exclude: []string{"*.md"}},
	}}}}}}}
	for p, want := range map[string]bool{"src": true, "src/a/b.go": true, "srcs/a.go": false, "a.py": true, "x/a.py": false, "docs/a.md": false, "docs/a.txt": true} {
		if got := s.isCopied(p); got != want {
			t.Errorf("%s: got %t, want %t", p, got, want)
		}
	}
}
