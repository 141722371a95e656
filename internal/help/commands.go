package help

import (
	"slices"

	"github.com/spf13/cobra"

	"github.com/ctxsize/ctxsize/internal/similar"
)

// helpCommand returns the command that shows the help of another one.
func helpCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "help [COMMAND]",
		Short: "Show the help of a command",
		ValidArgsFunction: func(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			of, rest, err := cmd.Root().Find(args)
			if err != nil || len(rest) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return CommandNames(of), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			of, rest, err := cmd.Root().Find(args)
			if err != nil {
				return err
			}
			if len(rest) > 0 {
				return &similar.UnknownError{Kind: "command", Name: rest[0], Known: CommandNames(of), Else: "ctxsize --help lists all commands"}
			}
			of.InitDefaultHelpFlag()
			return of.Help()
		},
	}
}

// checkShell makes the command for completion refuse an unknown shell.
func checkShell(completion *cobra.Command) {
	completion.Args = cobra.ArbitraryArgs
	completion.RunE = func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 {
			return cmd.Help()
		}
		return &similar.UnknownError{Kind: "shell", Name: args[0], Known: CommandNames(cmd)}
	}
}

// CommandNames returns the names of the commands below a command, sorted.
func CommandNames(cmd *cobra.Command) []string {
	var names []string
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() {
			names = append(names, c.Name())
		}
	}
	slices.Sort(names)
	return names
}
