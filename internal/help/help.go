// Package help writes the help of commands.
package help

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/ctxsize/ctxsize/internal/report"
)

// Width is the number of columns of help texts.
const Width = 80

// The groups of flags. The flags of one command alone have none.
const (
	groupBuild    = "Build"
	groupOutput   = "Output"
	groupAdvanced = "Advanced"
)

// flagGroups returns the groups in the order of help.
func flagGroups() []string { return []string{"", groupBuild, groupOutput, groupAdvanced} }

// groupHeading returns the heading of a group.
func groupHeading(group string) string {
	if group == "" {
		return "Flags"
	}
	return group + " flags"
}

// groupOf returns the group of a flag, "" for none.
func groupOf(flag string) string {
	switch flag {
	case "file", "target", "build-arg", "build-context", "platform", "builder", "compose", "bake", "service", "ignore", "ignore-file", "no-dockerfile", "load":
		return groupBuild
	case "output", "json", "full-tree", "top", "churn", "units", "color", "quiet", "ascii", "theme", "no-mouse":
		return groupOutput
	case "full", "scan-content", "no-transfer", "workers", "strict", "exit-code", "help", "version":
		return groupAdvanced
	}
	return ""
}

// Placeholder returns the name of a flag's value in help, "" for a flag without a value.
func Placeholder(flag string) string {
	switch flag {
	case "file", "ignore-file", "baseline", "config", "load", "progress-file", "timings":
		return "FILE"
	case "compose", "bake":
		return "[=FILE]"
	case "churn":
		return "[=N]"
	case "output":
		return "FORMAT[=FILE]"
	case "build-arg":
		return "NAME=VALUE"
	case "build-context":
		return "NAME=PATH"
	case "service":
		return "NAME"
	case "target":
		return "STAGE"
	case "ignore", "must-exclude":
		return "PATTERN"
	case "max-size", "min-size", "max-transfer", "max-growth":
		return "SIZE"
	case "base", "since":
		return "REVISION"
	case "top", "workers", "max-files", "min-files", "commits":
		return "N"
	case "sort":
		return "ORDER"
	case "fail-on":
		return "SEVERITY"
	case "color":
		return "WHEN"
	case "platform", "builder", "units", "theme":
		return strings.ToUpper(flag)
	}
	return ""
}

// Install sets the help of a command and its subcommands, and adds the commands help, completion and man. It is called when the command has its output
// and its subcommands.
func Install(root *cobra.Command) {
	root.SetUsageFunc(func(cmd *cobra.Command) error {
		_, err := cmd.OutOrStderr().Write([]byte(Text(cmd)))
		return err
	})
	root.SetHelpCommand(helpCommand())
	root.InitDefaultCompletionCmd()
	root.AddCommand(manCommand())
	for _, cmd := range root.Commands() {
		if cmd.Name() == "completion" {
			checkShell(cmd)
		}
	}
}

// Text returns the help of a command after its description.
func Text(cmd *cobra.Command) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Usage:\n  %s\n", cmd.UseLine())
	if cmd.HasAvailableSubCommands() && cmd.HasParent() {
		fmt.Fprintf(&b, "  %s [command]\n", cmd.CommandPath())
	}
	if cmd.HasExample() {
		fmt.Fprintf(&b, "\nExamples:\n%s\n", cmd.Example)
	}
	if cmd.HasAvailableSubCommands() {
		b.WriteString("\nCommands:\n")
		for _, c := range cmd.Commands() {
			if c.IsAvailableCommand() || c.Name() == "help" {
				fmt.Fprintf(&b, "  %-12s %s\n", c.Name(), c.Short)
			}
		}
	}
	for _, group := range flagGroups() {
		writeFlags(&b, cmd.Flags(), group)
	}
	return b.String()
}

// writeFlags writes the flags of a group with a heading, nothing if there are none.
func writeFlags(b *strings.Builder, fs *pflag.FlagSet, group string) {
	heading := groupHeading(group) + ":"
	fs.VisitAll(func(f *pflag.Flag) {
		if f.Hidden || groupOf(f.Name) != group {
			return
		}
		if heading != "" {
			fmt.Fprintf(b, "\n%s\n", heading)
			heading = ""
		}
		const column = 33
		for n, line := range report.Wrap(flagText(f), Width-column) {
			name := ""
			if n == 0 {
				name = FlagName(f)
			}
			fmt.Fprintf(b, "%-*s%s\n", column, name, line)
		}
	})
}

// FlagName returns a flag as it is typed.
func FlagName(f *pflag.Flag) string {
	name := "      --" + f.Name
	if f.Shorthand != "" {
		name = "  -" + f.Shorthand + ", --" + f.Name
	}
	value := Placeholder(f.Name)
	if value != "" && value[0] != '[' {
		name += " "
	}
	return name + value
}

// flagText returns the description of a flag, with its default.
func flagText(f *pflag.Flag) string {
	if slices.Contains([]string{"", "false", "0", "[]"}, f.DefValue) {
		return f.Usage
	}
	return fmt.Sprintf("%s (default: %s)", f.Usage, f.DefValue)
}
