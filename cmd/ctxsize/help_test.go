package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/ctxsize/ctxsize/internal/help"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// allCommands returns all commands of the program.
func allCommands(t *testing.T) []*cobra.Command {
	t.Helper()
	root := world{stdin: strings.NewReader(""), stdout: new(bytes.Buffer), stderr: new(bytes.Buffer), dir: t.TempDir()}.command()
	root.InitDefaultCompletionCmd("completion")
	return append([]*cobra.Command{root}, root.Commands()...)
}

// TestHelpWidth: help fits 80 columns, and a description of a flag fits a line of 60.
func TestHelpWidth(t *testing.T) {
	for _, cmd := range allCommands(t) {
		for line := range strings.Lines(cmd.Long + "\n" + help.Text(cmd)) {
			if n := len(strings.TrimRight(line, "\n")); n > help.Width {
				t.Errorf("%s: %d columns: %s", cmd.Name(), n, line)
			}
		}
		if len(cmd.Short) > 60 {
			t.Errorf("%s: %d columns: %s", cmd.Name(), len(cmd.Short), cmd.Short)
		}
	}
}

// TestHelpFlags: a flag has a placeholder if it has a value, and is listed once.
func TestHelpFlags(t *testing.T) {
	for _, cmd := range allCommands(t) {
		text := help.Text(cmd)
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			if _, dockers := f.Value.(ignored); dockers {
				return // not in help
			}
			_, optional := f.Value.(*optionalFiles)
			if takes := optional || f.Value.Type() != "bool"; takes != (help.Placeholder(f.Name) != "") {
				t.Errorf("%s --%s: placeholder %q for a flag of type %s", cmd.Name(), f.Name, help.Placeholder(f.Name), f.Value.Type())
			}
			if f.Usage == "" || strings.HasSuffix(f.Usage, ".") || strings.Contains(f.Usage, "`") {
				t.Errorf("%s --%s: description %q", cmd.Name(), f.Name, f.Usage)
			}
			want := 1
			if f.Hidden {
				want = 0
			}
			if got := strings.Count(text, "\n"+help.FlagName(f)+" "); got != want {
				t.Errorf("%s --%s: listed %d times, want %d", cmd.Name(), f.Name, got, want)
			}
		})
	}
}
