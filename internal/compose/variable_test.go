package compose

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestPlainVariables: a variable of compose has a default also where that is empty.
func TestPlainVariables(t *testing.T) {
	for value, want := range map[string]string{
		"${X}": "X", "$X": "X", "${X:-}": "", "${X-}": "", "${X:-a}": "", "${X:+a}": "", "${X?}": "", "${X:?a}": "", "$$X": "", "a": "",
		"${A:-${B}}": "B", "${A:-${B:-}}": "", "${A:-}-${B}": "B", "${A}/${B:-}/$C": "A C", "${": "", "${A:-" + strings.Repeat("${A:-", 100): "",
	} {
		var got []string
		plainVariables(value, func(name string) { got = append(got, name) })
		if diff := cmp.Diff(want, strings.Join(got, " ")); diff != "" {
			t.Errorf("%s: %s", value, diff)
		}
	}
}
