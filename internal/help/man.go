package help

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/ctxsize/ctxsize/internal/similar"
)

// manCommand returns the hidden command that writes manual pages, for packages.
func manCommand() *cobra.Command {
	var list bool
	cmd := &cobra.Command{
		Use:               "man [flags] [COMMAND]",
		Short:             "Write the manual page of a command",
		Hidden:            true,
		Args:              cobra.MaximumNArgs(1),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			root := cmd.Root()
			if list {
				_, err := io.WriteString(cmd.OutOrStdout(), strings.Join(manPages(root), "\n")+"\n")
				return err
			}
			of, rest, err := root.Find(args)
			if err != nil {
				return err
			}
			if len(rest) > 0 {
				return &similar.UnknownError{Kind: "command", Name: rest[0], Known: CommandNames(root)}
			}
			_, err = io.WriteString(cmd.OutOrStdout(), ManPage(of))
			return err
		},
	}
	cmd.Flags().BoolVar(&list, "list", false, "list the names of all pages")
	return cmd
}

// manPages returns the names of all manual pages.
func manPages(root *cobra.Command) []string {
	list := []string{root.Name()}
	for _, name := range CommandNames(root) {
		list = append(list, root.Name()+"-"+name)
	}
	return list
}

// ManPage returns the manual page of a command, in the macros of man(7). It has no date, so that the same version has the same page.
func ManPage(cmd *cobra.Command) string {
	name := strings.ReplaceAll(cmd.CommandPath(), " ", "-")
	var b strings.Builder
	fmt.Fprintf(&b, ".TH %s 1 \"\" \"%s\" \"User Commands\"\n", roffArgument(strings.ToUpper(name)), roff(strings.TrimSpace(cmd.Root().Name()+" "+cmd.Root().Version)))
	fmt.Fprintf(&b, ".SH NAME\n%s \\- %s\n", roff(name), roff(strings.ToLower(cmd.Short[:1])+cmd.Short[1:]))
	fmt.Fprintf(&b, ".SH SYNOPSIS\n%s\n", roff(cmd.UseLine()))
	about := cmd.Long
	if about == "" {
		about = cmd.Short + "."
	}
	b.WriteString(".SH DESCRIPTION\n" + roffText(about))
	if !cmd.HasParent() {
		manCommands(&b, cmd)
	}
	for _, group := range flagGroups() {
		manFlags(&b, cmd.Flags(), group)
	}
	if cmd.HasExample() {
		b.WriteString(".SH EXAMPLES\n" + roffText(cmd.Example))
	}
	see := manPages(cmd.Root())
	see = slices.DeleteFunc(see, func(page string) bool { return page == name })
	for n, page := range see {
		see[n] = roff(page) + "(1)"
	}
	b.WriteString(".SH SEE ALSO\n" + strings.Join(see, ", ") + "\n")
	return b.String()
}

// manCommands writes the list of commands.
func manCommands(b *strings.Builder, root *cobra.Command) {
	b.WriteString(".SH COMMANDS\n")
	for _, c := range root.Commands() {
		if c.IsAvailableCommand() {
			fmt.Fprintf(b, ".TP\n.B %s\n%s.\n", roffArgument(c.Name()), roff(c.Short))
		}
	}
}

// manFlags writes the flags of a group, with a heading.
func manFlags(b *strings.Builder, fs *pflag.FlagSet, group string) {
	heading := ".SH " + strings.ToUpper(groupHeading(group)) + "\n"
	fs.VisitAll(func(f *pflag.Flag) {
		if f.Hidden || groupOf(f.Name) != group {
			return
		}
		b.WriteString(heading)
		heading = ""
		fmt.Fprintf(b, ".TP\n.B %s\n%s.\n", roffArgument(strings.TrimSpace(FlagName(f))), roff(flagText(f)))
	})
}

// roffText returns paragraphs. Indented lines stay lines.
func roffText(text string) string {
	var b strings.Builder
	literal := false
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if indented := strings.HasPrefix(line, "  "); line != "" && indented != literal {
			b.WriteString(map[bool]string{true: ".PP\n.nf\n", false: ".fi\n"}[indented])
			literal = indented
		}
		if line == "" && !literal {
			b.WriteString(".PP\n")
			continue
		}
		b.WriteString(roff(line) + "\n")
	}
	if literal {
		b.WriteString(".fi\n")
	}
	return b.String()
}

// roff returns a text in which no character has a meaning for roff.
func roff(text string) string {
	text = strings.NewReplacer(`\`, `\e`, "-", `\-`, "'", `\(aq`, "`", `\(ga`, "^", `\(ha`, "~", `\(ti`).Replace(text)
	if strings.HasPrefix(text, ".") {
		return `\&` + text
	}
	return text
}

// roffArgument returns a text as one argument of a macro.
func roffArgument(text string) string { return `"` + strings.ReplaceAll(roff(text), `"`, `""`) + `"` }
