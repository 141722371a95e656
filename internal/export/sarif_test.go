package export_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/export"
	"github.com/ctxsize/ctxsize/internal/testtree"
)

// sarifOf returns the results of a SARIF log.
func sarifOf(t *testing.T, r *export.Report) []sarifResult {
	t.Helper()
	var log struct {
		Runs []struct{ Results []sarifResult }
	}
	if err := json.Unmarshal(render(t, "sarif", r), &log); err != nil {
		t.Fatal(err)
	}
	return log.Runs[0].Results
}

type sarifResult struct {
	RuleID              string
	PartialFingerprints map[string]string
	Locations           []struct {
		PhysicalLocation struct {
			ArtifactLocation struct{ URI string }
			Region           struct{ StartLine int }
		}
	}
	Suppressions []struct{ Justification string }
	Fixes        []struct {
		ArtifactChanges []struct {
			ArtifactLocation struct{ URI string }
			Replacements     []struct {
				DeletedRegion   struct{ StartLine, StartColumn, EndLine, EndColumn int }
				InsertedContent struct{ Text string }
			}
		}
	}
}

// TestSARIFFixes applies each fix to the file that it changes, and compares with what the fix should be.
func TestSARIFFixes(t *testing.T) {
	dir := t.TempDir()
	testtree.Make(t, dir, "web/node_modules/p/package.json web/package.json a dist/x")
	text := "# 😀\nnode_modules/\na # comment\ngone\ngone\ndist"
	testtree.Write(t, dir, ".dockerignore", []byte(text))
	testtree.Write(t, dir, "Dockerfile", []byte("FROM scratch\nCOPY web dist/x /\n"))
	got := map[string]string{}
	for _, one := range sarifOf(t, newReport(t, dir, ctxsize.Options{})) {
		for _, fix := range one.Fixes {
			c := fix.ArtifactChanges[0]
			if c.ArtifactLocation.URI != ".dockerignore" {
				t.Errorf("%s: the fix changes %s", one.RuleID, c.ArtifactLocation.URI)
			}
			r := c.Replacements[0]
			from, to := offset(text, r.DeletedRegion.StartLine, r.DeletedRegion.StartColumn), offset(text, r.DeletedRegion.EndLine, r.DeletedRegion.EndColumn)
			got[one.RuleID] = text[:from] + r.InsertedContent.Text + text[to:]
		}
	}
	want := map[string]string{
		"gitignore-habit":      "# 😀\n**/node_modules\na # comment\ngone\ngone\ndist",
		"inline-comment":       "# 😀\nnode_modules/\na\ngone\ngone\ndist",
		"line-duplicate":       "# 😀\nnode_modules/\na # comment\ngone\ndist",
		"copy-source-excluded": text + "\n!dist/x",
	}
	for code, after := range want {
		if got[code] != after {
			t.Errorf("%s: got %q, want %q", code, got[code], after)
		}
	}
}

// offset returns the byte of a text at a line and a column, which counts UTF-16 code units.
func offset(text string, line, column int) int {
	at := 0
	for ; line > 1; line-- {
		n := strings.IndexByte(text[at:], '\n')
		if n < 0 {
			return len(text)
		}
		at += n + 1
	}
	for ; column > 1; column-- {
		_, size := utf8.DecodeRuneInString(text[at:])
		if size == 4 {
			column--
		}
		at += size
	}
	return at
}

// TestFingerprints: they stay if lines are added above, and differ from each other.
func TestFingerprints(t *testing.T) {
	dir := makeProject(t)
	prints := func() map[string]string {
		list := map[string]string{}
		for _, one := range sarifOf(t, newReport(t, dir, ctxsize.Options{})) {
			list[one.PartialFingerprints["ctxsize/v1"]] = one.RuleID
		}
		return list
	}
	before := prints()
	if len(before) != len(sarifOf(t, newReport(t, dir, ctxsize.Options{}))) {
		t.Error("two results have the same fingerprint")
	}
	for _, name := range []string{".dockerignore", "Dockerfile"} {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		testtree.Write(t, dir, name, append([]byte("# one\n# two\n"), text...))
	}
	if diff := cmp.Diff(before, prints()); diff != "" {
		t.Errorf("-before +after:\n%s", diff)
	}
}
