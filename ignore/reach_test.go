package ignore

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestReach(t *testing.T) {
	var got strings.Builder
	for _, text := range []string{"a", "*|!a/b", "*|!a/b/**", "*|!a/b/*", "*|!a/*.go|!b", "*|!**/x", "*|!\\a", "a/b/**|c", "a*/b", "!**/x|*", "!**/x|!**/y|*|**"} {
		l := mustParse(t, strings.ReplaceAll(text, "|", "\n"), Moby)
		fmt.Fprintf(&got, "%s:", text)
		for _, dir := range []string{"a", "a/b", "c"} {
			fmt.Fprintf(&got, " %s %t %t %t,", dir, l.MustEnter(dir), l.MustEnterLegacy(dir), l.MayMatchBelow(dir))
		}
		exception, _ := l.WildcardException()
		request, _ := l.WildcardInclude()
		fmt.Fprintf(&got, " %q %q\n", exception.Text, request.Text)
	}
	want := `a: a false false true, a/b false false false, c false false false, "" ""
*|!a/b: a true true true, a/b true true true, c false false true, "" "*"
*|!a/b/**: a true true true, a/b true true true, c false false true, "" "*"
*|!a/b/*: a true true true, a/b true true true, c false false true, "" "*"
*|!a/*.go|!b: a true true true, a/b true false true, c true false true, "!a/*.go" "*"
*|!**/x: a true false true, a/b true false true, c true false true, "!**/x" "*"
*|!\a: a true false true, a/b true false true, c true false true, "!\\a" "*"
a/b/**|c: a false false true, a/b false false true, c false false true, "" ""
a*/b: a false false true, a/b false false true, c false false true, "" "a*/b"
!**/x|*: a true false true, a/b true false true, c true false true, "!**/x" "*"
!**/x|!**/y|*|**: a true false true, a/b true false true, c true false true, "!**/x" "*"
`
	if diff := cmp.Diff(want, got.String()); diff != "" {
		t.Error(diff)
	}
}
