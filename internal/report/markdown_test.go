package report

import (
	"bytes"
	"encoding/json"
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

// TestLocalDevelopment: the measured size of local development packages is a sentence of each report that is read, in its units, and an object in JSON.
func TestLocalDevelopment(t *testing.T) {
	f := lint.New(lint.DependenciesCopiedToFinal, "They reach it.")
	f.Development = &lint.DevelopmentPackages{Lock: "web/package-lock.json", Packages: 41, Bytes: 3 << 20, Total: 5 << 20}
	var out bytes.Buffer
	m := newMarkdown(&out, Options{})
	m.finding(1, concern{Finding: f})
	if err := m.out.Flush(); err != nil {
		t.Fatal(err)
	}
	want := "In the local `node_modules`, 41 packages that `web/package-lock.json` marks as development take 3.0 MiB of 5.0 MiB.\n"
	if !strings.Contains(out.String(), want) {
		t.Errorf("%q is missing in\n%s", want, &out)
	}
	if got, want := (Options{Units: SI}).message(f), "They reach it. In the local node_modules, 41 packages that web/package-lock.json marks as development take 3.1 MB of 5.2 MB."; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	f.Development.Packages = 1
	if got, want := (Options{Units: Bytes}).message(f), "They reach it. In the local node_modules, 1 package that web/package-lock.json marks as development takes 3,145,728 B of 5,242,880 B."; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	text, err := json.Marshal(Options{}.finding(f).Development)
	if want := `{"lock_file":"web/package-lock.json","packages":1,"bytes":3145728,"total_bytes":5242880}`; err != nil || string(text) != want {
		t.Errorf("got %s, %v, want %s", text, err, want)
	}
	f.Development = nil
	if got := (Options{}).message(f); got != "They reach it." || (Options{}).finding(f).Development != nil {
		t.Errorf("not measured: got %s", got)
	}
}
