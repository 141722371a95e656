package report

import (
	"bytes"
	"strings"
	"testing"

	"github.com/ctxsize/ctxsize/internal/lint"
)

// TestMarkdownFinding: names are not markup, the fence of a fix is longer than any in it, and findings with the same text are one.
func TestMarkdownFinding(t *testing.T) {
	var out bytes.Buffer
	m := newMarkdown(&out, Options{})
	one := lint.Finding{Code: lint.IgnoreFileMissing, File: "a_b", Bytes: 1, Message: "see [this](x) & <b> \\ _c_", Fix: &lint.Fix{Kind: "append-line", Text: "```\n\x1b[31m"}}
	two := one
	two.File, two.Bytes = "c", 2
	m.finding(7, concern{Finding: one, builds: []string{"y"}, more: []concern{{Finding: two, builds: []string{"x"}}}})
	prosaic := lint.Finding{Code: lint.TargetUnset, Message: "x", Fix: &lint.Fix{Kind: "edit", Text: "do it"}}
	m.finding(8, concern{Finding: prosaic})
	if err := m.out.Flush(); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"**7. info: No ignore file: `ignore-file-missing`** (`x`, `y`)\n", "See `[this](x)` `&` `<b>` `\\` `_c_`.\n", "(3 bytes) sent without need",
		"**Location:** `a_b`, `c`.\n", "````\n```\n\\x1b[31m\n````\n", "**8. info: Service builds the last stage without naming it: `target-unset`**\n", "**Fix:** Do it.\n"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is missing in\n%s", want, &out)
		}
	}
}
