package ignore

import (
	"fmt"
	"strings"
	"testing"
)

// TestIndexSet: a set has what was added, in the first word and in later ones.
func TestIndexSet(t *testing.T) {
	var text strings.Builder
	const patterns = 130
	for n := range patterns {
		fmt.Fprintf(&text, "p%d\n", n)
	}
	list, err := Parse([]byte(text.String()), Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, index := range []int{0, 1, 63, 64, 65, 127, 128, 129} {
		one, sum := list.NewIndexSet(), list.NewIndexSet()
		one[index/64] = 1 << (index % 64)
		sum.Add(one)
		for n := range patterns {
			if got := sum.Has(n); got != (n == index) {
				t.Errorf("the set of %d: Has(%d) = %t", index, n, got)
			}
		}
	}
}

// TestMatchAndRecord: patterns are recorded in lists that fill their last word, and in those that do not.
func TestMatchAndRecord(t *testing.T) {
	for _, patterns := range []int{1, 63, 64, 65, 128} {
		var text strings.Builder
		for n := range patterns {
			fmt.Fprintf(&text, "p%d\n", n)
		}
		list := mustParse(t, text.String(), Moby)
		for _, index := range []int{0, patterns / 2, patterns - 1} {
			set := list.NewIndexSet()
			list.Root().MatchAndRecord(fmt.Appendf(nil, "p%d", index), set)
			for n := range patterns {
				if got := set.Has(n); got != (n == index) {
					t.Errorf("%d patterns, p%d: Has(%d) = %t", patterns, index, n, got)
				}
			}
		}
	}
}

// TestLineEnding: an appended pattern has the line ending of the file, also of a file of one line. A file without a newline at its end stays
// without.
func TestLineEnding(t *testing.T) {
	for text, want := range map[string]string{"a\r\n": "a\r\nb\r\n", "a\n": "a\nb\n", "a\r\nc": "a\r\nc\r\nb", "": "b\n"} {
		list, err := Parse([]byte(text), Options{})
		if err != nil {
			t.Fatal(err)
		}
		list, err = list.Append("b")
		if err != nil {
			t.Fatal(err)
		}
		if got := string(list.Bytes()); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}
