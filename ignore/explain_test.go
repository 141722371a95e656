package ignore

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestExplain(t *testing.T) {
	var got strings.Builder
	for _, test := range [][2]string{
		{"a/b|!a|# no|c|!**/d", "a/b/c /a/x c/./y/d c/y . e"},
		{"[z-a]|a", "a"},
		{"a|[z-a]", "a b/c"},
	} {
		l := mustParse(t, strings.ReplaceAll(test[0], "|", "\n"), Moby)
		for path := range strings.SplitSeq(test[1], " ") {
			explain(&got, l, path)
		}
	}
	want := `a/b/c: excluded true, hit true, line 0, <nil>
  a/b at a/b, decides
  !a at a
/a/x: excluded false, hit false, line -1, <nil>
  !a at a
c/./y/d: excluded false, hit true, line 3, <nil>
  c at c
  !**/d at c/y/d, decides
c/y: excluded true, hit true, line 2, <nil>
  c at c, decides
.: excluded false, hit false, line -1, <nil>
e: excluded false, hit false, line -1, <nil>
a: excluded false, hit false, line -1, line 1 "[z-a]": syntax error in pattern
  a at a
a: excluded true, hit true, line 0, <nil>
  a at a, decides
b/c: excluded false, hit false, line -1, line 2 "[z-a]": syntax error in pattern
`
	if diff := cmp.Diff(want, got.String()); diff != "" {
		t.Error(diff)
	}
}

func explain(b *strings.Builder, l *PatternList, path string) {
	traces, d := l.Explain(path)
	fmt.Fprintf(b, "%s: excluded %t, hit %t, line %d, %v\n", path, d.Excluded, d.Matched, d.Index, d.Err)
	for _, trace := range traces {
		decides := ""
		if trace.Decides {
			decides = ", decides"
		}
		if trace.Matches || trace.Decides {
			fmt.Fprintf(b, "  %s at %s%s\n", trace.Pattern.Text, trace.Path, decides)
		}
	}
}
