package export_test

import (
	"bytes"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/export"
	"github.com/ctxsize/ctxsize/internal/testtree"
)

// TestDepfile reads a rule with make, which prints the prerequisites of the target.
func TestDepfile(t *testing.T) {
	if _, err := exec.LookPath("make"); err != nil || runtime.GOOS == "windows" {
		t.Skip("make is not installed")
	}
	dir := t.TempDir()
	names := []string{"plain", "a b", "$x$(shell touch y)z", "#c", "p%q", "x:y", "[id].ts", "*", "?", "~", `b\ c`, `e\`, "=first", "z=1", "é", "-"}
	for _, name := range names {
		testtree.Write(t, dir, name, nil)
	}
	r := newReport(t, dir, ctxsize.Options{})
	var out bytes.Buffer
	if err := export.Depfile(&out, &r.Analysis.Builds[0], r.Options, "my target"); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("make", "-f", "-", "-np")
	cmd.Dir, cmd.Stdin = dir, &out
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	rule := out.String()
	printed, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s\n%s", err, stderr.String(), rule)
	}
	line := ""
	for one := range strings.Lines(string(printed)) {
		if rest, ok := strings.CutPrefix(one, "my target:"); ok {
			line = strings.TrimSpace(rest)
		}
	}
	for _, name := range names {
		if !slices.Contains(splitNames(line, names), name) {
			t.Errorf("make does not know %q: %s", name, line)
		}
	}

	testtree.Write(t, dir, "line\nbreak", nil)
	r = newReport(t, dir, ctxsize.Options{})
	if err := export.Depfile(&out, &r.Analysis.Builds[0], r.Options, "x"); err == nil || !strings.Contains(err.Error(), `"line\nbreak" has a line break`) {
		t.Errorf("got %v", err)
	}
}

// splitNames returns those of the names that are in a line, with blanks around them.
func splitNames(line string, names []string) []string {
	var found []string
	for _, name := range names {
		if strings.Contains(" "+line+" ", " "+name+" ") {
			found = append(found, name)
		}
	}
	return found
}
