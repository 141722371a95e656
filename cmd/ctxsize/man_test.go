package main

import (
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"github.com/ctxsize/ctxsize/internal/help"
)

// TestManPages: every command has a manual page with its flags, in macros that groff knows.
func TestManPages(t *testing.T) {
	dir := t.TempDir()
	listed := strings.Fields(runIn(t, dir, nil, "man", "--list").out)
	for _, cmd := range allCommands(t) {
		if cmd.Hidden || cmd.Name() == "help" {
			continue
		}
		name := strings.ReplaceAll(cmd.CommandPath(), " ", "-")
		if !slices.Contains(listed, name) {
			t.Errorf("ctxsize man --list does not list %s", name)
		}
		page := runIn(t, dir, nil, append([]string{"man"}, strings.Fields(cmd.CommandPath())[1:]...)...)
		page.expect(t, exitDone, ".SH NAME\n"+strings.ReplaceAll(name, "-", `\-`)+` \- `, "")
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			want := `.B "` + strings.ReplaceAll(strings.TrimSpace(help.FlagName(f)), "-", `\-`) + `"`
			if got := strings.Contains(page.out, want); got == f.Hidden {
				t.Errorf("%s: %s is listed: %t", name, want, got)
			}
		})
		if odd := regexp.MustCompile(`(?m)^(?:\.(?:TH|SH|PP|TP|B|nf|fi)\b|[^.']|$)`).ReplaceAllString(page.out, ""); regexp.MustCompile(`(?m)^[.'][^\n]*`).MatchString(odd) {
			t.Errorf("%s: a line is a request of roff: %q", name, regexp.MustCompile(`(?m)^[.'][^\n]*`).FindString(odd))
		}
		checkGroff(t, name, page.out)
	}
	runIn(t, dir, nil, "man", "chek").expect(t, exitFailed, "", "hint: did you mean check?")
}

// checkGroff lets groff report warnings, where it is installed.
func checkGroff(t *testing.T, name, page string) {
	t.Helper()
	if _, err := exec.LookPath("groff"); err != nil {
		return
	}
	cmd := exec.Command("groff", "-man", "-Tutf8", "-ww", "-z")
	cmd.Stdin = strings.NewReader(page)
	if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("%s: groff: %v\n%s", name, err, out)
	}
}
