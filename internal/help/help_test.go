package help

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/cobra"

	"github.com/ctxsize/ctxsize/internal/similar"
)

// program returns a command with a subcommand and flags of each group.
func program(out *bytes.Buffer) *cobra.Command {
	root := &cobra.Command{Use: "tool [flags]", Short: "Does things", Long: "tool does things:\n\n  like 'this'\n\nand .that.", Version: "1-2", SilenceErrors: true, SilenceUsage: true, Args: cobra.ArbitraryArgs,
		Run: func(*cobra.Command, []string) {}}
	sub := &cobra.Command{Use: "check [flags] DIR", Short: "Check a thing", Example: "  tool check .", Run: func(*cobra.Command, []string) {}}
	sub.Flags().StringP("file", "f", "", "read this file")
	sub.Flags().Int("top", 10, "list that many of the largest entries, which is a long description of a flag")
	sub.Flags().Bool("strict", false, "exit with 3")
	sub.Flags().Bool("own", false, "of this command")
	sub.Flags().StringSlice("compose", nil, "use a compose file")
	sub.Flags().Bool("secret", false, "not in help")
	if err := sub.Flags().MarkHidden("secret"); err != nil {
		panic(err)
	}
	root.AddCommand(sub)
	root.SetOut(out)
	root.SetErr(out)
	Install(root)
	return root
}

func run(t *testing.T, args ...string) (string, error) {
	t.Helper()
	var out bytes.Buffer
	root := program(&out)
	root.SetArgs(args)
	err := root.Execute()
	return out.String(), err
}

// TestText: flags are in groups, in the order of the groups, wrapped at 80 columns, with defaults.
func TestText(t *testing.T) {
	got, err := run(t, "check", "--help")
	if err != nil {
		t.Fatal(err)
	}
	const want = `Check a thing

Usage:
  tool check [flags] DIR

Examples:
  tool check .

Flags:
      --own                      of this command

Build flags:
      --compose[=FILE]           use a compose file
  -f, --file FILE                read this file

Output flags:
      --top N                    list that many of the largest entries, which is
                                 a long description of a flag (default: 10)

Advanced flags:
  -h, --help                     help for check
      --strict                   exit with 3
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("want -, got +\n%s", diff)
	}
}

// TestHelpCommand: help shows the help of a command, and an unknown one gets a hint.
func TestHelpCommand(t *testing.T) {
	direct, err := run(t, "check", "--help")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := run(t, "help", "check"); err != nil || got != direct {
		t.Errorf("help check: %v\n%s", err, cmp.Diff(direct, got))
	}
	for _, args := range [][]string{{"help", "chek"}, {"completion", "bsh"}, {"man", "chek"}} {
		_, err := run(t, args...)
		var unknown *similar.UnknownError
		if !errors.As(err, &unknown) || unknown.Name != args[1] {
			t.Errorf("%v: got the error %v, want one about an unknown name", args, err)
		}
	}
	if got, err := run(t, "completion"); err != nil || !strings.Contains(got, "zsh") {
		t.Errorf("completion without a shell: %v\n%s", err, got)
	}
}

func TestCommandNames(t *testing.T) {
	if diff := cmp.Diff([]string{"check", "completion"}, CommandNames(program(new(bytes.Buffer)))); diff != "" {
		t.Errorf("want -, got +\n%s", diff)
	}
}

// TestManPage: a page in the macros of man(7), where nothing of a text is a request.
func TestManPage(t *testing.T) {
	got, err := run(t, "man")
	if err != nil {
		t.Fatal(err)
	}
	const want = `.TH "TOOL" 1 "" "tool 1\-2" "User Commands"
.SH NAME
tool \- does things
.SH SYNOPSIS
tool [flags]
.SH DESCRIPTION
tool does things:
.PP
.PP
.nf
  like \(aqthis\(aq

.fi
and .that.
.SH COMMANDS
.TP
.B "check"
Check a thing.
.TP
.B "completion"
Generate the autocompletion script for the specified shell.
.SH SEE ALSO
tool\-check(1), tool\-completion(1)
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("want -, got +\n%s", diff)
	}
	if got, err := run(t, "man", "--list"); err != nil || got != "tool\ntool-check\ntool-completion\n" {
		t.Errorf("man --list: %v, got %q", err, got)
	}
	page, err := run(t, "man", "check")
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{".SH SYNOPSIS\ntool check [flags] DIR\n", ".SH DESCRIPTION\nCheck a thing.\n", ".SH BUILD FLAGS\n.TP\n.B \"\\-\\-compose[=FILE]\"\nuse a compose file.\n", ".SH EXAMPLES\n.PP\n.nf\n  tool check .\n"} {
		if !strings.Contains(page, part) {
			t.Errorf("the page of check lacks %q:\n%s", part, page)
		}
	}
	if strings.Contains(page, "secret") {
		t.Error("the page has a hidden flag")
	}
}

func TestRoff(t *testing.T) {
	for text, want := range map[string]string{`a\b`: `a\eb`, "-x": `\-x`, ".x": `\&.x`, "'x'": `\(aqx\(aq`, "`": `\(ga`, "^~": `\(ha\(ti`} {
		if got := roff(text); got != want {
			t.Errorf("roff(%q): got %q, want %q", text, got, want)
		}
	}
	if got, want := roffArgument(`say "x"`), `"say ""x"""`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
